"""Cities in the middle of their filing: every form begun, every indicator said, files cited; any number of them.

Rows are of the shapes that people enter, their values made up and plausible enough to be checked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction

from accounts.models import User
from benchmarks.data import build_round
from cities.models import Citation, Evidence, FormRow, Statement, Submission
from cities.questionnaire import TABLES, FieldSpec, TableSpec
from rounds.models import Indicator, Round

REGISTER_ROWS = 5
FILES = 12
CITED = 2
TEXT = "评估期内按计划完成各项任务，建立工作机制并落实经费。" * 20


@dataclass(frozen=True)
class Filing:
    """What the benchmark needs to know of it."""

    round: Round
    secretariat: User
    member: User
    submission: Submission
    """The one that ``member`` acts for."""


@transaction.atomic
def build_filing(cities: int) -> Filing:
    built = build_round(cities=cities, experts=2)
    submissions = list(built.round.submissions.select_related("round", "city").order_by("pk"))
    Submission.objects.filter(round=built.round).update(state=Submission.State.DRAFT, accepted_version=None)
    for submission in submissions:
        submission.state, submission.accepted_version = Submission.State.DRAFT, None
    files = _files(submissions, built.city_member)
    _statements(submissions, files, built.city_member)
    for table in TABLES.values():
        rows = (row for one in submissions for row in _rows(table, one, files[one.pk][0], built.city_member))
        table.model._default_manager.bulk_create(list(rows), batch_size=5000)
    return Filing(built.round, built.secretariat, built.city_member, submissions[0])


def _files(submissions: Sequence[Submission], by: User) -> dict[int, list[Evidence]]:
    made = Evidence.objects.bulk_create(
        (
            Evidence(
                submission=submission, title=f"佐证材料{n}", kind=Evidence.Kind.STATISTICS, issuer="市统计局",
                issued_on=date(2022, 6, 1), file=f"evidence/bench-{submission.pk}-{n}",
                original_name=f"佐证材料{n}.pdf", content_type="application/pdf", size=1_000_000,
                sha256=f"{submission.pk * FILES + n:064d}", pages=40, uploaded_by=by, state=Evidence.State.CHECKED,
            )
            for submission in submissions
            for n in range(FILES)
        ),
        batch_size=5000,
    )  # fmt: skip
    found: dict[int, list[Evidence]] = {}
    for piece in made:
        found.setdefault(piece.submission_id, []).append(piece)
    return found


def _statements(submissions: Sequence[Submission], files: dict[int, list[Evidence]], by: User) -> None:
    indicators = list(Indicator.objects.filter(system=submissions[0].round.indicator_system_id))
    said = Statement.objects.bulk_create(
        (
            Statement(
                submission=submission, indicator=indicator, text=TEXT, self_score=Decimal("1.5"), version=1,
                updated_by=by,
            )
            for submission in submissions
            for indicator in indicators
        ),
        batch_size=5000,
    )  # fmt: skip
    Citation.objects.bulk_create(
        (
            Citation(statement=statement, evidence=piece, pages="3-5, 12")
            for n, statement in enumerate(said)
            for piece in files[statement.submission_id][n % (FILES - CITED) :][:CITED]
        ),
        batch_size=5000,
    )


def _rows(table: TableSpec, submission: Submission, source: Evidence, by: User) -> Iterator[FormRow]:
    """The rows that the table has by itself, all of them; of a register some."""
    if table.is_register:
        for position in range(REGISTER_ROWS):
            yield _filled(table, table.model.begin(submission, position=position), source, by)
        return
    for fixed in table.rows_for(submission.round):
        keys = dict(zip(table.key_fields, fixed.key, strict=True))
        yield _filled(table, table.model.begin(submission, **keys), source, by)


def _filled(table: TableSpec, row: FormRow, source: Evidence, by: User) -> FormRow:
    for spec in table.all_fields:
        if spec.name not in table.key_fields and (value := _value(table, spec, source, row.position)) is not None:
            setattr(row, spec.name, value)
    row.version, row.updated_by = 1, by
    return row


FIGURES = {
    "gdp_current": 3000, "gdp_constant": 2900, "primary": 150, "secondary": 1350, "tertiary": 1500,
    "energy_total": 1500, "coal": 800, "co2_total": 3000, "price_base": 2015, "first_year": 2018,
    "last_year": 2022,
}  # fmt: skip


def _value(table: TableSpec, spec: FieldSpec, source: Evidence, position: int) -> Any:
    field = table.model_field(spec.name)
    if isinstance(field, models.ForeignKey):
        return source if field.related_model is Evidence else None
    if isinstance(field, ArrayField):
        return [field.base_field.flatchoices[0][0]] if field.base_field.flatchoices else ["甲"]
    if isinstance(field, models.BooleanField):
        return True
    if isinstance(field, models.DateField):
        return date(2020, 6, 1)
    if isinstance(field, models.PositiveSmallIntegerField):
        return FIGURES.get(spec.name, 2016 + position)  # a year
    if isinstance(field, models.DecimalField | models.IntegerField):
        return FIGURES.get(spec.name, 1)
    if field.flatchoices:
        return field.flatchoices[0][0]
    if isinstance(field, models.TextField):
        return TEXT[: field.max_length or 200]
    return {"email": "bench@example.invalid", "url": ""}.get(spec.name, "按计划完成")
