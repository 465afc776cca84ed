"""The statements of a file before those of a draft. Citations stay as they are: a file carries none."""

from collections.abc import Mapping
from decimal import Decimal

from django.utils.translation import gettext_lazy

from accounts.models import User
from cities.errors import CityError
from cities.kept_words import table_words
from cities.models import Statement, Submission
from cities.queries import Part
from cities.rules import unnamed_refusal
from cities.services.statements import Cited, Said, spelled, statement_texts, write_statements
from cities.workbook.brought import Brought, BroughtRow
from cities.workbook.layout import STATEMENTS
from cities.workbook.outcome import Difference, Kind, Outcome, Problem
from rounds.models import Indicator

LABELS = {"text": gettext_lazy("What the city says"), "self_score": gettext_lazy("Self-score")}


def take_over_statements(submission: Submission, brought: Brought, by: User, outcome: Outcome) -> None:
    """The caller has the draft's lock, has asked whether it may be written, and says that it has changed."""
    said = submission.statements.select_related("indicator").prefetch_related("citations")
    stored = {statement.indicator_id: statement for statement in said}
    indicators = {one.code: one for one in submission.round.indicator_system.indicators.all()}
    for row in brought.rows[STATEMENTS]:
        if indicator := indicators.get(row.key):
            _row(submission, brought, row, indicator, stored.get(indicator.pk), by, outcome)


def _row(
    submission: Submission,
    brought: Brought,
    row: BroughtRow,
    indicator: Indicator,
    statement: Statement | None,
    by: User,
    outcome: Outcome,
) -> None:
    standing = statement_texts(statement)
    try:
        wanted = {name: spelled(name, text) for name, text in row.texts.items()}
        changed = dict(_changed(brought, row, standing, wanted))
        for name in [name for name in changed if _is_conflict(brought, row, name, standing[name])]:
            if not outcome.is_won_by_file(_difference(indicator, name, standing[name], changed[name])):
                del changed[name]
        if changed:
            _save(submission, indicator, statement, standing | changed, by)
    except CityError as error:
        label = str(LABELS[error.field if error.field in LABELS else "text"])
        sheet = brought.sheets.get(STATEMENTS) or table_words(STATEMENTS)
        outcome.problems.append(Problem(sheet, row.line, label, error.message))
        return
    outcome.differences += [_difference(indicator, name, standing[name], text) for name, text in changed.items()]


def _changed(
    brought: Brought, row: BroughtRow, standing: Mapping[str, str], wanted: Mapping[str, str]
) -> "Mapping[str, str]":
    return {name: text for name, text in wanted.items() if text not in (standing[name], _base(brought, row, name))}


def _base(brought: Brought, row: BroughtRow, name: str) -> str | None:
    return None if brought.base is None else brought.base.get((STATEMENTS, row.key, name), "")


def _is_conflict(brought: Brought, row: BroughtRow, name: str, standing: str) -> bool:
    base = _base(brought, row, name)
    return base is not None and standing != base


def _save(
    submission: Submission, indicator: Indicator, statement: Statement | None, texts: Mapping[str, str], by: User
) -> None:
    if why_not := unnamed_refusal(submission, Part(indicator=indicator)):
        raise CityError(why_not)
    cited = statement.citations.all() if statement else ()
    said = Said(
        indicator=indicator,
        text=texts["text"],
        self_score=Decimal(texts["self_score"]) if texts["self_score"] else None,
        citations=[Cited(citation.evidence_id, citation.pages) for citation in cited],
        version=statement.version if statement else 0,
    )
    write_statements(submission, [said], by)


def _difference(indicator: Indicator, name: str, before: str, after: str) -> Difference:
    return Difference(STATEMENTS, indicator.code, name, Kind.CHANGED if before else Kind.NEW, before, after)
