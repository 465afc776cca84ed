"""How it was scored: sheets, cases, assignments. Progress of every city; points only of those that are shown."""

from collections.abc import Iterator

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from accounts.tables import FileColumn, Value, Workbook
from reports.workbook.data import WorkbookData, notes_of
from reviews.models import Assignment, Case, Settlement
from reviews.queries.cases import cases_of
from reviews.queries.progress import STATE_WORDS, sheets_of


def add_sheets(book: Workbook, data: WorkbookData) -> None:
    columns = [
        FileColumn(_("City code")),
        FileColumn(_("City")),
        FileColumn(_("Expert")),
        FileColumn(_("Domain")),
        FileColumn(_("State")),
        FileColumn(_("Sheet version"), "count"),
        FileColumn(_("Submitted at"), "moment"),
    ]
    book.add_table(_("Score sheets"), columns, _sheets(data), notes=notes_of(data))


def _sheets(data: WorkbookData) -> Iterator[list[Value]]:
    for row in sheets_of(data.round):
        city = row.assignment.submission.city
        yield [
            city.gb_code, city.name, str(row.assignment.expert), _domain(row.assignment),
            str(STATE_WORDS[row.state]), row.last_number or None, row.submitted_at,
        ]  # fmt: skip


def _domain(assignment: Assignment) -> str:
    return str(assignment.domain) if assignment.domain else _("all of the expert's")


def add_cases(book: Workbook, data: WorkbookData) -> None:
    columns = [
        FileColumn(_("City code")),
        FileColumn(_("City")),
        FileColumn(_("About")),
        FileColumn(_("State")),
        FileColumn(_("Opened at"), "moment"),
        FileColumn(_("Closed at"), "moment"),
        FileColumn(_("Indicator")),
        FileColumn(_("Settled points"), "points"),
        FileColumn(_("Reason")),
        FileColumn(_("Settled by")),
        FileColumn(_("Signed by")),
    ]
    book.add_table(_("Cases"), columns, _cases(data), notes=notes_of(data))


def _cases(data: WorkbookData) -> Iterator[list[Value]]:
    """A line for each settled value, and one for a case without any."""
    shown = {city.pk for city in data.shown_cities}
    standing = Settlement.objects.filter(from_version__isnull=False, lapsed_at=None)
    related = standing.select_related("indicator", "settled_by", "signed_by").order_by("indicator__position", "pk")
    for case in cases_of(data.round).prefetch_related(Prefetch("settlements", related, to_attr="standing")):
        city = case.submission.city
        head: list[Value] = [
            city.gb_code, city.name, str(case.indicator or case.domain), case.get_state_display(),
            case.opened_at, case.closed_at,
        ]  # fmt: skip
        settled = _settled(case) if city.pk in shown else []
        for value in settled or [["", None, "", "", ""]]:
            yield [*head, *value]


def _settled(case: Case) -> list[list[Value]]:
    return [
        [row.indicator.code, row.points, row.reason, str(row.settled_by), str(row.signed_by)]
        for row in getattr(case, "standing", [])
    ]


def add_assignments(book: Workbook, data: WorkbookData) -> None:
    columns = [
        FileColumn(_("City code")),
        FileColumn(_("City")),
        FileColumn(_("Expert")),
        FileColumn(_("Employer")),
        FileColumn(_("Domain")),
        FileColumn(_("State")),
        FileColumn(_("Pinned")),
    ]
    book.add_table(_("Assignments"), columns, _assignments(data), notes=notes_of(data))


def _assignments(data: WorkbookData) -> Iterator[list[Value]]:
    rows = Assignment.objects.filter(round=data.round).select_related("submission__city", "expert__user", "domain")
    for row in rows.order_by("submission__city__gb_code", "expert__user__full_name", "pk"):
        city = row.submission.city
        yield [
            city.gb_code, city.name, str(row.expert), row.expert.employer, _domain(row), row.get_state_display(),
            _("yes") if row.is_pinned else "",
        ]  # fmt: skip
