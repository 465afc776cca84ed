"""Writing a statement."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.citations import tidy_pages
from cities.errors import CityError, StaleForm
from cities.models import Citation, Evidence, Statement, Submission
from cities.queries import Part, evidence_of
from cities.services.locking import locked_for_editing, touch
from cities.services.typing import Conflict, Saved
from cities.values import plain_number
from rounds.models import Indicator
from scoring.canonical import plain_decimal

LONGEST_TEXT = 3000
"""Characters of a statement's text."""


@dataclass(frozen=True)
class Cited:
    """A piece of evidence and the pages of it that a statement points to."""

    evidence_id: int
    pages: str = ""


@dataclass(frozen=True)
class Said:
    """What the city says for one indicator. ``version``: of the statement that was opened, 0 if there was none."""

    indicator: Indicator
    text: str
    self_score: Decimal | None
    citations: Sequence[Cited] = ()
    version: int = 0


def save_statement(
    *,
    submission: Submission,
    indicator: Indicator,
    text: str,
    self_score: Decimal | None,
    citations: Sequence[Cited],
    version: int,
    by: User,
) -> Statement:
    """Save what the city says for one indicator. ``version`` is the one the form was opened at.

    StaleForm, and nothing is stored, if somebody saved in between. Saving what already stands changes nothing.
    """
    said = Said(indicator, text, self_score, citations, version)
    return save_statements(submission=submission, said=[said], by=by)[0]


@transaction.atomic
def save_statements(*, submission: Submission, said: Sequence[Said], by: User) -> list[Statement]:
    """Save several at a time, all or nothing, each as ``save_statement`` does."""
    submission = locked_for_editing(submission, by, *(Part(indicator=one.indicator) for one in said))
    written, changes = write_statements(submission, said, by)
    if changes:
        touch(submission, by)
    return written


def write_statements(submission: Submission, said: Sequence[Said], by: User) -> tuple[list[Statement], int]:
    """The statements, and how many of them changed. The caller has the lock and has asked who may write."""
    stored = _stored(submission, [one.indicator for one in said])
    handed_in = evidence_of(submission).in_bulk([cited.evidence_id for one in said for cited in one.citations])
    written, changed = [], []
    for one in said:
        _refuse_foreign(submission, one.indicator)
        new = Statement(submission=submission, indicator=one.indicator)
        statement = stored.setdefault(one.indicator.pk, new)
        if statement.version != one.version:
            if statement.updated_by == by:
                raise StaleForm(_("You saved this statement yourself, in another window. Nothing is lost."))
            raise StaleForm(
                _("Somebody else saved this statement after you opened it. Nothing of theirs is lost.")
            )
        _refuse_values(one.indicator, one.text, one.self_score)
        cited = _checked(one.citations, handed_in)
        if _differs(statement, one.text, one.self_score, cited):
            changed.append((_with_words(statement, one.text, one.self_score, by), cited))
        written.append(statement)
    _store(changed)
    for statement, _pages in changed:
        what = {"city": submission.city.gb_code, "indicator": statement.indicator.code}
        record(by, "save_statement", statement, round_id=submission.round_id, version=statement.version, **what)
    return written, len(changed)


@transaction.atomic
def save_statement_value(
    *, submission: Submission, indicator: Indicator, field: str, base: str, text: str, by: User
) -> Saved:
    """Save the text or the self-score as it is typed, if it still is ``base``. Else ``Conflict`` with both texts.

    Citations stay as they are; saving what already stands is no conflict.
    """
    submission = locked_for_editing(submission, by, Part(indicator=indicator))
    statement = _statement(submission, indicator)
    standing = statement_texts(statement if statement.pk else None)
    if field not in standing:
        raise CityError(_("This form has no such field."))
    wanted = spelled(field, text)
    if standing[field] not in (base, wanted):
        raise Conflict(standing[field], statement.updated_by, statement.updated_at, by=by)
    texts = standing | {field: wanted}
    score = Decimal(texts["self_score"]) if texts["self_score"] else None
    _refuse_values(indicator, texts["text"], score)
    if wanted != standing[field]:
        _with_words(statement, texts["text"], score, by).save()
        touch(submission, by)
    return Saved(wanted, statement.version, statement.updated_at or timezone.now())


def statement_texts(statement: Statement | None) -> dict[str, str]:
    """Text and self-score as a page and a file have them."""
    if statement is None:
        return {"text": "", "self_score": ""}
    score = statement.self_score
    return {"text": statement.text, "self_score": "" if score is None else plain_decimal(score)}


def spelled(field: str, text: str) -> str:
    """What was typed, in one spelling."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    if field != "self_score" or not text:
        return text
    try:
        score = Decimal(plain_number(text))
    except InvalidOperation:
        raise CityError(_("“%(value)s” is not a number.") % {"value": text}, field=field) from None
    if not score.is_finite() or score != round(score, 2):
        raise CityError(_("A score has at most two decimals; entered: %(value)s.") % {"value": text}, field=field)
    return plain_decimal(score)


def _statement(submission: Submission, indicator: Indicator) -> Statement:
    _refuse_foreign(submission, indicator)
    found = submission.statements.filter(indicator=indicator).first()
    return found or Statement(submission=submission, indicator=indicator)


def _stored(submission: Submission, indicators: Sequence[Indicator]) -> dict[int, Statement]:
    rows = submission.statements.filter(indicator__in=indicators).prefetch_related("citations")
    return {statement.indicator_id: statement for statement in rows.select_related("indicator")}


def _refuse_foreign(submission: Submission, indicator: Indicator) -> None:
    if indicator.system_id != submission.round.indicator_system_id:
        raise CityError(_("This indicator is not part of the round."))


def _refuse_values(indicator: Indicator, text: str, self_score: Decimal | None) -> None:
    if len(text) > LONGEST_TEXT:
        raise CityError(
            _("The text has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(text), "limit": LONGEST_TEXT},
            field="text",
        )
    if self_score is not None and not 0 <= self_score <= indicator.max_points:
        raise CityError(
            _("%(points)s is off the scale of this indicator, 0 to %(max)s.")
            % {"points": self_score, "max": indicator.max_points.normalize()},
            field="self_score",
        )


def _checked(citations: Sequence[Cited], handed_in: Mapping[int, Evidence]) -> dict[int, str]:
    """Evidence → pages in one spelling. Only evidence of the same draft can be cited."""
    checked: dict[int, str] = {}
    for cited in citations:
        evidence = handed_in.get(cited.evidence_id)
        if evidence is None:
            raise CityError(_("A piece of evidence that you cite has been removed in the meantime."))
        try:
            checked[evidence.pk] = tidy_pages(cited.pages, page_count=evidence.pages)
        except CityError as error:
            raise CityError(error.message, field=f"pages_{evidence.pk}") from None
    return checked


def _differs(statement: Statement, text: str, self_score: Decimal | None, cited: dict[int, str]) -> bool:
    standing: tuple[Any, ...] = (statement.text, statement.self_score)
    return standing != (text, self_score) or cited != (_standing_citations(statement) if statement.pk else {})


def _standing_citations(statement: Statement) -> dict[int, str]:
    return {citation.evidence_id: citation.pages for citation in statement.citations.all()}


def _with_words(statement: Statement, text: str, self_score: Decimal | None, by: User) -> Statement:
    statement.text, statement.self_score, statement.updated_by = text, self_score, by
    statement.version += 1
    return statement


def _store(changed: Sequence[tuple[Statement, Mapping[int, str]]]) -> None:
    """New statements in one go, however many; their citations are those of the form, no others."""
    known = [statement for statement, _cited in changed if statement.pk]
    Statement.objects.bulk_create([statement for statement, _cited in changed if not statement.pk])
    for statement in known:
        statement.save()
    if known:
        Citation.objects.filter(statement__in=known).delete()
    Citation.objects.bulk_create(
        Citation(statement=statement, evidence_id=evidence, pages=pages)
        for statement, cited in changed
        for evidence, pages in cited.items()
    )
