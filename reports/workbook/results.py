"""What was scored and what follows from it: ranking, area rates, and every score in long format."""

from collections.abc import Iterator
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from accounts.tables import FileColumn, Value, Workbook
from reports.workbook.data import WorkbookData, notes_of
from reviews.models import ScoreSheetVersion
from scoring.sheets import unpack_points

BATCH = 2000
"""Signed sheets fetched at a time."""


def add_ranking(book: Workbook, data: WorkbookData) -> None:
    columns = [FileColumn(_("City code")), *data.table.file_columns]
    rows = ([row.city.gb_code, *(cell.value for cell in row.cells)] for row in data.table.rows())
    book.add_table(_("Ranking"), columns, rows, notes=notes_of(data))


def add_area_rates(book: Workbook, data: WorkbookData) -> None:
    columns = [
        FileColumn(_("City code")),
        FileColumn(_("City")),
        FileColumn(_("Area")),
        FileColumn(_("Name of the area")),
        FileColumn(_("Points"), "points"),
        FileColumn(_("Maximum"), "points"),
        FileColumn(_("Earned"), "points"),
        FileColumn(_("Applicable points"), "points"),
        FileColumn(_("Rate (%)"), "percent"),
    ]
    book.add_table(_("Area rates"), columns, _area_rates(data), notes=notes_of(data))


def _area_rates(data: WorkbookData) -> Iterator[list[Value]]:
    standings = data.table.standings
    for city in data.shown_cities:
        place = standings.place[city.pk]
        for area in data.table.areas:
            yield [
                city.gb_code, city.name, area.code, area.name,
                _number(standings.area_points(place, area.code)), _number(standings.area_max(area.code)),
                _number(standings.earned(place, area.code)), _number(standings.applicable(place, area.code)),
                _number(standings.area_rate(place, area.code) * 100),
            ]  # fmt: skip


def _number(exact: Fraction) -> Decimal:
    """As many digits as a spreadsheet keeps; its format shows two."""
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def add_scores(book: Workbook, data: WorkbookData) -> None:
    book.add_table(_("All scores"), score_columns(), scores(data), notes=notes_of(data))


def score_columns() -> list[FileColumn]:
    return [
        FileColumn(_("Round")),
        FileColumn(_("City code")),
        FileColumn(_("City")),
        FileColumn(_("Expert")),
        FileColumn(_("Indicator")),
        FileColumn(_("Name of the indicator")),
        FileColumn(_("Points"), "points"),
        FileColumn(_("Maximum"), "points"),
        FileColumn(_("Unable to judge")),
        FileColumn(_("Comment")),
        FileColumn(_("Sheet version"), "count"),
        FileColumn(_("Submitted at"), "moment"),
    ]


def scores(data: WorkbookData) -> Iterator[list[Value]]:
    """One row for each mark of a sheet that counts in the version, by city, expert and indicator."""
    indicators = {indicator.pk: indicator for indicator in data.indicators}
    for sheet in _counting_sheets(data).iterator(chunk_size=BATCH):
        assignment = sheet.sheet.assignment
        city = data.table.cities[assignment.submission.city_id]
        points = unpack_points(bytes(sheet.points), bytes(sheet.mask))
        for pk, hundredths in zip(sheet.layout.indicator_ids, points, strict=True):
            indicator = indicators[pk]
            comment = sheet.comments.get(indicator.code, "")
            yield [
                data.round.name, city.gb_code, city.name, str(assignment.expert), indicator.code, indicator.name,
                None if hundredths is None else Decimal(hundredths).scaleb(-2), indicator.judged_max,
                _("yes") if hundredths is None else "", comment if isinstance(comment, str) else "",
                sheet.number, sheet.submitted_at,
            ]  # fmt: skip


def _counting_sheets(data: WorkbookData) -> QuerySet[ScoreSheetVersion]:
    version = data.snapshot.scores_version
    return (
        ScoreSheetVersion.objects.filter(
            Q(to_version=None) | Q(to_version__gt=version),
            from_version__lte=version,
            sheet__assignment__round=data.round,
            sheet__assignment__submission__city__in=[city.pk for city in data.shown_cities],
        )
        .select_related("layout", "sheet__assignment__expert__user", "sheet__assignment__submission")
        .order_by(
            "sheet__assignment__submission__city__gb_code", "sheet__assignment__expert__user__full_name", "pk"
        )
    )
