"""The findable parts of what a city hands in: of each version once, of a draft when somebody asks."""

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from accounts.search import one_line, spelling
from cities.content import Content, build_content
from cities.models import DraftIndex, Evidence, Passage, Submission, SubmissionVersion

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
    """One passage for each form of ``content["forms"]`` (code → rows), with every text in it."""
    for code, form in sorted(content.get("forms", {}).items()):
        if text := "\n".join(_texts(form)):
            yield _passage(Part.FORM, code, text, title_zh=code, title_en=code)


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
    part: Part, code: str, text: str, *, title_zh: str, title_en: str, evidence_id: int | None = None
) -> Passage:
    titles = title_zh if title_zh == title_en else f"{title_zh}\n{title_en}"
    return Passage(
        part=part,
        code=code,
        title_zh=one_line(title_zh)[:LONGEST_TITLE],
        title_en=one_line(title_en)[:LONGEST_TITLE],
        text=one_line(text),
        words=spelling(f"{titles}\n{text}"),
        evidence_id=evidence_id,
    )
