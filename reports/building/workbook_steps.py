"""Making the evaluation workbook: a step for each of its sheets."""

from collections.abc import Callable

from django.utils.translation import gettext as _

from accounts.tables import Workbook
from reports.building.annexes import add_statistics
from reports.building.steps import Made, Prepared, Step
from reports.errors import ReportError
from reports.statistics import compute
from reports.workbook import (
    WorkbookData,
    add_area_rates,
    add_assignments,
    add_cases,
    add_policy,
    add_ranking,
    add_scores,
    add_sheets,
    add_system,
    add_verification,
    file_name,
    notes_of,
    workbook_data,
)
from rounds.models import Round

SHEETS: tuple[Callable[[Workbook, WorkbookData], None], ...] = (
    add_ranking, add_area_rates, add_scores, add_sheets, add_cases, add_assignments, add_verification,
    lambda book, data: _add_statistics(book, data), add_system, add_policy,
)  # fmt: skip


def prepare_workbook(round: Round) -> Prepared:
    data = workbook_data(round)
    if data is None:
        raise ReportError(_("There is no ranking yet, or no open stage lets the secretariat see it."))
    return Prepared(workbook_steps(data), None, data.snapshot)


def workbook_steps(data: WorkbookData) -> list[Step]:
    book = Workbook(created=data.snapshot.finished_at.replace(tzinfo=None, microsecond=0))

    def adding(add: Callable[[Workbook, WorkbookData], None]) -> Step:
        return lambda _made: add(book, data)

    def finish(made: Made) -> None:
        name = file_name(data, _("evaluation workbook"))
        made.add(f"{name}.xlsx", "workbook", book.content())

    return [*(adding(add) for add in SHEETS), finish]


def _add_statistics(book: Workbook, data: WorkbookData) -> None:
    """With scores only where the ranking shows them."""
    add_statistics(book, compute(data.round, with_scores=data.table.with_results), notes_of(data))
