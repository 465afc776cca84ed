"""Taking over what a workbook or a table brings: first tried and rolled back, then all of it or nothing."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError
from cities.models import Submission
from cities.questionnaire import TABLES
from cities.services.locking import locked_for_editing, touch
from cities.services.workbook_statements import take_over_statements
from cities.services.workbook_tables import TableDesk
from cities.workbook.brought import Brought
from cities.workbook.layout import STATEMENTS
from cities.workbook.outcome import Keep, Outcome


class ChangedMeanwhile(CityError):
    """What would happen is no longer what was shown."""


class _Undo(Exception):
    """Rolls a trial back."""


def try_workbook(*, submission: Submission, brought: Brought, by: User) -> Outcome:
    """What taking the file over would do. Nothing is stored."""
    outcome = Outcome()
    try:
        with transaction.atomic():
            _take_over(submission, brought, Keep.PORTAL, by, outcome)
            raise _Undo
    except _Undo:
        return outcome


@transaction.atomic
def take_in_workbook(*, submission: Submission, brought: Brought, digest: str, keep: Keep, by: User) -> Outcome:
    """Store all of it, or nothing. ``digest`` is that of the difference that the person has read."""
    submission = locked_for_editing(submission, by)
    if try_workbook(submission=submission, brought=brought, by=by).digest != digest:
        raise ChangedMeanwhile(_("Something was changed in the portal meanwhile. Read the difference again."))
    outcome = Outcome()
    _take_over(submission, brought, keep, by, outcome)
    if outcome.problems:
        first = outcome.problems[0]
        raise CityError(" ".join(filter(None, (first.sheet, first.label, first.message))))
    if outcome.differences:
        touch(submission, by)
        what = {"city": submission.city.gb_code, "fields": len(outcome.differences), "keep": keep.value}
        record(by, "take_in_workbook", submission, round_id=submission.round_id, **what)
    return outcome


def _take_over(submission: Submission, brought: Brought, keep: Keep, by: User, outcome: Outcome) -> None:
    """Table by table; cases come before their facts, which may name them by title."""
    submission = locked_for_editing(submission, by)
    desk = TableDesk(submission, brought, keep, by, outcome)
    for key, table in TABLES.items():
        if key in brought.rows:
            desk.take_over(table)
    if STATEMENTS in brought.rows:
        take_over_statements(submission, brought, keep, by, outcome)
