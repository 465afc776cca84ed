"""Taking over what a workbook or a table brings: first tried and rolled back, then all of it or nothing."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.errors import CityError
from cities.models import Submission
from cities.questionnaire import TABLES
from cities.services.locking import locked_for_editing, touch_forms
from cities.services.workbook_statements import take_over_statements
from cities.services.workbook_tables import TableDesk
from cities.workbook.brought import Brought
from cities.workbook.layout import STATEMENTS
from cities.workbook.outcome import Outcome


class ChangedMeanwhile(CityError):
    """What would happen is no longer what was shown."""


class _Undo(Exception):
    """Rolls a trial back."""


def try_workbook(*, submission: Submission, brought: Brought, by: User) -> Outcome:
    """What taking the file over would do. Nothing is stored."""
    outcome = Outcome()
    try:
        with transaction.atomic():
            _take_over(submission, brought, by, outcome)
            raise _Undo
    except _Undo:
        return outcome


@transaction.atomic
def take_in_workbook(
    *, submission: Submission, brought: Brought, digest: str, for_file: Collection[int] = (), by: User
) -> Outcome:
    """Store all of it, or nothing. ``digest`` is that of the difference that the person has read.

    ``for_file``: the conflicts, counted from 0, in which the file's text takes the place of the portal's.
    """
    submission = locked_for_editing(submission, by)
    if try_workbook(submission=submission, brought=brought, by=by).digest != digest:
        raise ChangedMeanwhile(_("Something was changed in the portal meanwhile. Read the difference again."))
    outcome = Outcome(for_file=frozenset(for_file))
    _take_over(submission, brought, by, outcome)
    if outcome.problems:
        first = outcome.problems[0]
        raise CityError(" ".join(filter(None, (first.sheet, first.label, first.message))))
    if outcome.differences:
        touch_forms(submission, by)
        won = len(outcome.for_file)
        what = {"city": submission.city.gb_code, "fields": len(outcome.differences), "against_the_portal": won}
        record(by, "take_in_workbook", submission, round_id=submission.round_id, **what)
    return outcome


def _take_over(submission: Submission, brought: Brought, by: User, outcome: Outcome) -> None:
    """Table by table; cases come before their facts, which may name them by title."""
    submission = locked_for_editing(submission, by)
    desk = TableDesk(submission, brought, by, outcome)
    for key, table in TABLES.items():
        if key in brought.rows:
            desk.take_over(table)
    if STATEMENTS in brought.rows:
        take_over_statements(submission, brought, by, outcome)
