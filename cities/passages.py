"""The findable parts of what a city hands in: of each version once, of a draft when somebody asks."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction
from django.utils.translation import override

from accounts.search import one_line, spelling
from cities.content import Content, build_content
from cities.kept_words import row_words, value_words
from cities.models import DraftIndex, Evidence, Passage, Submission, SubmissionVersion
from cities.questionnaire import BY_CODE, TABLES

Part = Passage.Part
LONGEST_TITLE = 250
NO_WORDS = frozenset(
    {"id", "sha256", "self_score", "content_type", "size", "pages", "evidence", "gb_code", "code"}
)
"""Values that nobody looks for, and the self-score, which not everybody may see."""


def index_version(version: SubmissionVersion) -> int:
    """Make the version findable; how many passages it has. Done again, it comes to the same."""
    passages = list(passages_of(version.content, version.submission))
    for passage in passages:
        passage.version = version
    with transaction.atomic():
        Passage.objects.filter(version=version).delete()
        Passage.objects.bulk_create(passages)
    return len(passages)


def index_draft(submission: Submission) -> None:
    """Make the draft findable as it is now. Left for the next time while somebody is changing it."""
    with transaction.atomic():
        own = Submission.objects.select_for_update(of=("self",), skip_locked=True)
        locked = own.select_related("round__indicator_system", "city").filter(pk=submission.pk).first()
        if locked is None:
            return
        Passage.objects.filter(submission=locked, version=None).delete()
        Passage.objects.bulk_create(passages_of(build_content(locked), locked))
        DraftIndex.objects.update_or_create(submission=locked, defaults={"edit_version": locked.edit_version})


def passages_of(content: Content, submission: Submission) -> Iterator[Passage]:
    """Statements, forms and evidence, in the order of the content."""
    parts = [*_statements(content), *_forms(content), *_evidence(content, submission)]
    for position, passage in enumerate(parts):
        passage.submission, passage.position = submission, position
        yield passage


def _statements(content: Content) -> Iterator[Passage]:
    for said in content.get("statements", []):
        indicator = said["indicator"]
        code, zh, en = indicator["code"], indicator["name_zh"], indicator["name_en"]
        if said["text"]:
            yield _passage(Part.STATEMENT, code, said["text"], title_zh=f"{code} {zh}", title_en=f"{code} {en}")


def _forms(content: Content) -> Iterator[Passage]:
    """One passage for each form of ``content["forms"]`` (code → tables), with every text in it.

    What was chosen is there in words: shown in Chinese, found in either language.
    """
    for code, tables in sorted(content.get("forms", {}).items()):
        zh, en = (_form_texts(code, tables, language) for language in ("zh-hans", "en"))
        if zh:
            title_zh, title_en = (_form_title(code, language) for language in ("zh-hans", "en"))
            also = "\n".join(dict.fromkeys(text for text in en if text not in zh))
            yield _passage(Part.FORM, code, "\n".join(zh), title_zh=title_zh, title_en=title_en, also=also)


def _form_title(code: str, language: str) -> str:
    with override(language):
        return f"{code} {BY_CODE[code].name}" if code in BY_CODE else code


def _form_texts(code: str, tables: Content, language: str) -> list[str]:
    with override(language):
        return [
            text
            for short, rows in sorted(tables.items())
            for row in rows
            for text in _row_texts(f"{code}.{short}", row)
        ]


def _row_texts(table: str, row: Content) -> Iterator[str]:
    if table not in TABLES or not TABLES[table].is_register:
        yield row_words(table, row["row"])
    for name, value in sorted(row["values"].items()):
        yield from value_words(table, name, value)
    yield from _texts(row["source"])


def _texts(value: Any) -> Iterator[str]:
    """Every text below ``value``. By name where the database keeps no order, so that the same comes twice."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, below in sorted(value.items()):
            if key not in NO_WORDS:
                yield from _texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below)


def _evidence(content: Content, submission: Submission) -> Iterator[Passage]:
    rows = content.get("evidence", [])
    known = _known(submission, (row["id"] for row in rows))
    for row in rows:
        if row["id"] in known:
            text = "\n".join(part for part in (row["issuer"], row["file_name"]) if part)
            title = row["title"]
            yield _passage(Part.EVIDENCE, row["kind"], text, title_zh=title, title_en=title, evidence_id=row["id"])


def _known(submission: Submission, ids: Iterable[int]) -> set[int]:
    return set(Evidence.objects.filter(submission=submission, pk__in=list(ids)).values_list("pk", flat=True))


def _passage(
    part: Part,
    code: str,
    text: str,
    *,
    title_zh: str,
    title_en: str,
    evidence_id: int | None = None,
    also: str = "",
) -> Passage:
    """``also``: what is looked for, too, and not shown."""
    titles = title_zh if title_zh == title_en else f"{title_zh}\n{title_en}"
    return Passage(
        part=part,
        code=code,
        title_zh=one_line(title_zh)[:LONGEST_TITLE],
        title_en=one_line(title_en)[:LONGEST_TITLE],
        text=one_line(text),
        words=spelling("\n".join(filter(None, (titles, text, also)))),
        evidence_id=evidence_id,
    )
