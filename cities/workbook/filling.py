"""What goes into a workbook: every table of a draft, its statements, and what they may refer to."""

from collections.abc import Mapping

from cities.frozen_forms import value_of
from cities.models import FormRow, GoodPractice, Submission
from cities.queries import evidence_of
from cities.queries.forms import FormRows, form_rows
from cities.questionnaire import FORMS, TABLES, TableSpec, asks
from cities.values import as_text
from cities.workbook.layout import STATEMENTS, blank_line, version_line
from cities.workbook.writing import Stored, Texts
from rounds.models import Indicator, Round
from scoring.canonical import plain_decimal


def filled(submission: Submission) -> Stored:
    """A city's draft as it is now: four queries."""
    rows = form_rows(submission)
    return Stored(
        version=version_line(submission),
        city=str(submission.city),
        round=submission.round,
        indicators=indicators_of(submission.round),
        rows={**{key: _rows(table, rows) for key, table in TABLES.items()}, STATEMENTS: _statements(submission)},
        evidence={str(piece.pk): piece.title for piece in evidence_of(submission)},
        practices=_practices(rows),
        asked=frozenset(form.code for form in FORMS if asks(submission.city, form)),
    )


def blank(round: Round) -> Stored:
    """Nothing but what is asked."""
    return Stored(
        version=blank_line(round),
        city="–",
        round=round,
        indicators=indicators_of(round),
        asked=frozenset(form.code for form in FORMS if form.required),
    )


def indicators_of(round: Round) -> list[Indicator]:
    found = Indicator.objects.filter(system=round.indicator_system_id).select_related("area")
    return sorted(found, key=lambda one: (one.area.position, one.area.code, one.position, one.code))


def _rows(table: TableSpec, rows: FormRows) -> Mapping[str, Texts]:
    return {table.row_key(row): _texts(table, row) for row in rows.of(table)}


def _texts(table: TableSpec, row: FormRow) -> Texts:
    return {field.name: as_text(value_of(row, field.name)) for field in table.all_fields}


def _practices(rows: FormRows) -> Texts:
    cases = (row for row in rows.of(TABLES["F12.cases"]) if isinstance(row, GoodPractice))
    return {str(case.pk): case.title for case in cases}


def _statements(submission: Submission) -> Mapping[str, Texts]:
    found = submission.statements.select_related("indicator")
    return {
        one.indicator.code: {
            "text": one.text,
            "self_score": "" if one.self_score is None else plain_decimal(one.self_score),
        }
        for one in found
    }
