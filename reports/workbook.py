"""The evaluation workbook 评估工作簿: everything behind one version of the ranking, in one file.

What belongs to a city whose sheets are not all in stays out, as on the ranking's page.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.tables import FileColumn, Value, Workbook
from cities.arithmetic import arithmetic_text
from cities.models import City
from reviews.models import RankingSnapshot, ScoreSheetVersion, Verification
from reviews.ranking.table import RankingTable
from rounds.models import Indicator, Round
from rounds.policy_words import LABELS, value_words
from scoring.sheets import unpack_points

BATCH = 2000
"""Signed sheets fetched at a time."""


@dataclass(frozen=True)
class WorkbookData:
    """``table`` decides which cities are shown; it has every column and no filter."""

    round: Round
    snapshot: RankingSnapshot
    table: RankingTable
    indicators: Sequence[Indicator]

    @property
    def shown_cities(self) -> list[City]:
        return [self.table.cities[pk] for pk in self.table.standings.city_ids[self.table.shown].tolist()]


def workbook_bytes(data: WorkbookData) -> bytes:
    """The file. Texts are texts, figures are numbers with their decimals."""
    with Workbook() as book:
        _add_ranking(book, data)
        _add_area_rates(book, data)
        _add_scores(book, data)
        _add_verification(book, data)
        _add_system(book, data)
        _add_policy(book, data)
        return book.content()


def _notes(data: WorkbookData) -> list[str]:
    """What a reader of one printed sheet must know."""
    built = date_format(timezone.localtime(data.snapshot.finished_at), "DATETIME_FORMAT")
    notes = [
        f"{data.round.name} · "
        + _("version %(version)s of the ranking, built %(time)s")
        % {"version": data.snapshot.scores_version, "time": built}
    ]
    if not data.round.indicator_system.is_official:
        notes.append(_("Default points, not official."))
    if data.table.early_count:
        left_out = ngettext(
            "%(count)s city is left out of points and scores: not all of its score sheets are in.",
            "%(count)s cities are left out of points and scores: not all of their score sheets are in.",
            data.table.early_count,
        )
        notes.append(left_out % {"count": data.table.early_count})
    return notes


def _add_ranking(book: Workbook, data: WorkbookData) -> None:
    columns = [FileColumn(_("City code")), *data.table.file_columns]
    rows = ([row.city.gb_code, *(cell.value for cell in row.cells)] for row in data.table.rows())
    book.add_table(_("Ranking"), columns, rows, notes=_notes(data))


def _add_area_rates(book: Workbook, data: WorkbookData) -> None:
    columns = [
        FileColumn(_("City code")),
        FileColumn(_("City")),
        FileColumn(_("Area")),
        FileColumn(_("Name of the area")),
        FileColumn(_("Points"), "points"),
        FileColumn(_("Maximum"), "points"),
        FileColumn(_("Rate (%)"), "percent"),
    ]
    book.add_table(_("Area rates"), columns, _area_rates(data), notes=_notes(data))


def _area_rates(data: WorkbookData) -> Iterator[list[Value]]:
    standings = data.table.standings
    for city in data.shown_cities:
        place = standings.place[city.pk]
        for area in data.table.areas:
            yield [
                city.gb_code, city.name, area.code, area.name,
                _number(standings.area_points(place, area.code)), _number(standings.area_max(area.code)),
                _number(standings.area_rate(place, area.code) * 100),
            ]  # fmt: skip


def _number(exact: Fraction) -> Decimal:
    """As many digits as a spreadsheet keeps; its format shows two."""
    return Decimal(exact.numerator) / Decimal(exact.denominator)


def _add_scores(book: Workbook, data: WorkbookData) -> None:
    columns = [
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
    book.add_table(_("All scores"), columns, _scores(data), notes=_notes(data))


def _scores(data: WorkbookData) -> Iterator[list[Value]]:
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


def _add_verification(book: Workbook, data: WorkbookData) -> None:
    columns = [
        FileColumn(_("City code")),
        FileColumn(_("City")),
        FileColumn(_("Indicator")),
        FileColumn(_("Name of the indicator")),
        FileColumn(_("Computed points"), "points"),
        FileColumn(_("Maximum"), "points"),
        FileColumn(_("Applies")),
        FileColumn(_("How")),
        FileColumn(_("Source or reason")),
        FileColumn(_("Arithmetic of the rule")),
        FileColumn(_("Verified by")),
        FileColumn(_("Verified at"), "moment"),
    ]
    book.add_table(_("Verification"), columns, _verified(data), notes=_notes(data))


def _verified(data: WorkbookData) -> Iterator[list[Value]]:
    version = data.snapshot.scores_version
    rows = Verification.objects.filter(
        Q(to_version=None) | Q(to_version__gt=version), from_version__lte=version, submission__round=data.round
    ).select_related("indicator", "submission", "verified_by")
    for row in rows.order_by("submission__city__gb_code", "indicator__position", "pk"):
        city = data.table.cities[row.submission.city_id]
        yield [
            city.gb_code, city.name, row.indicator.code, row.indicator.name,
            row.points, row.indicator.computed_max,
            _("yes") if row.applies else _("no"),
            row.get_kind_display(), row.source, arithmetic_text(row.computed),
            str(row.verified_by), row.verified_at,
        ]  # fmt: skip


def _add_system(book: Workbook, data: WorkbookData) -> None:
    columns = [
        FileColumn(_("Area")),
        FileColumn(_("Name of the area")),
        FileColumn(_("Indicator")),
        FileColumn(_("Name of the indicator")),
        FileColumn(_("Domain")),
        FileColumn(_("Computed points"), "points"),
        FileColumn(_("Judged points"), "points"),
        FileColumn(_("Maximum"), "points"),
    ]
    rows: Iterator[list[Value]] = (
        [
            indicator.area.code, indicator.area.name, indicator.code, indicator.name,
            indicator.domain.name if indicator.domain else _("all experts"),
            indicator.computed_max, indicator.judged_max, indicator.max_points,
        ]
        for indicator in data.indicators
    )  # fmt: skip
    notes = [*_notes(data), _("SHA-256 of the indicator system: %(hash)s") % {"hash": data.snapshot.system_sha256}]
    book.add_table(_("Indicator system"), columns, rows, notes=notes)


def _add_policy(book: Workbook, data: WorkbookData) -> None:
    columns = [FileColumn(_("Rule")), FileColumn(_("Value"))]
    notes = [
        *_notes(data),
        _("SHA-256 of the policy: %(hash)s") % {"hash": data.snapshot.policy_sha256},
        _("SHA-256 of everything that decided the result: %(hash)s") % {"hash": data.snapshot.inputs_sha256},
    ]
    policy = data.round.policy_value.to_dict()
    rows: list[list[Value]] = [[str(label), value_words(name, policy[name])] for name, label in LABELS.items()]
    book.add_table(_("Rules of scoring"), columns, rows, notes=notes)


def file_name(data: WorkbookData) -> str:
    return "_".join([data.round.name, _("evaluation workbook"), f"v{data.snapshot.scores_version}.xlsx"])
