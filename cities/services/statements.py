"""Writing a statement."""

from collections.abc import Sequence
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


@transaction.atomic
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
    submission = locked_for_editing(submission, by, Part(indicator=indicator))
    statement = _statement(submission, indicator)
    if statement.version != version:
        raise StaleForm(_("Somebody else saved this statement after you opened it. Nothing of theirs is lost."))
    _refuse_values(indicator, text, self_score)
    cited = _checked(submission, citations)
    if not _differs(statement, text, self_score, cited):
        return statement
    _store(statement, text, self_score, cited, by)
    touch(submission, by)
    what = {"city": submission.city.gb_code, "indicator": indicator.code, "version": statement.version}
    record(by, "save_statement", statement, round_id=submission.round_id, **what)
    return statement


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
        raise Conflict(standing[field], statement.updated_by, statement.updated_at)
    texts = standing | {field: wanted}
    score = Decimal(texts["self_score"]) if texts["self_score"] else None
    _refuse_values(indicator, texts["text"], score)
    if wanted != standing[field]:
        _store_words(statement, texts["text"], score, by)
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
    if indicator.system_id != submission.round.indicator_system_id:
        raise CityError(_("This indicator is not part of the round."))
    found = submission.statements.filter(indicator=indicator).first()
    return found or Statement(submission=submission, indicator=indicator)


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


def _checked(submission: Submission, citations: Sequence[Cited]) -> dict[int, str]:
    """Evidence → pages in one spelling. Only evidence of the same draft can be cited."""
    handed_in: dict[int, Evidence] = evidence_of(submission).in_bulk([cited.evidence_id for cited in citations])
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
    return dict(statement.citations.values_list("evidence_id", "pages"))


def _store_words(statement: Statement, text: str, self_score: Decimal | None, by: User) -> None:
    statement.text, statement.self_score, statement.updated_by = text, self_score, by
    statement.version += 1
    statement.save()


def _store(statement: Statement, text: str, self_score: Decimal | None, cited: dict[int, str], by: User) -> None:
    _store_words(statement, text, self_score, by)
    statement.citations.all().delete()
    Citation.objects.bulk_create(
        Citation(statement=statement, evidence_id=evidence, pages=pages) for evidence, pages in cited.items()
    )
