"""The secretariat returns a version for supplement, gives more time, or opens a window for one city again."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.content import evidence_ids
from cities.errors import CityError
from cities.models import (
    Reopening,
    Submission,
    SupplementExtension,
    SupplementItem,
    SupplementRequest,
)
from cities.queries import members_of, supplement_of
from cities.questionnaire import BY_CODE
from cities.rules import require_secretariat, supplement_refusal
from cities.services.checking import LONGEST_REASON, read_version
from cities.services.locking import locked, locked_for_checking
from cities.services.telling import tell_all
from rounds.models import Indicator

State = Submission.State


@dataclass(frozen=True)
class Item:
    """What is to be supplemented: ``key`` is form:F1, indicator:A1 or evidence:17."""

    key: str
    text: str = ""


@transaction.atomic
def return_submission(
    *, submission: Submission, number: int, reason: str, items: Sequence[Item], due_at: datetime, by: User
) -> SupplementRequest:
    """Send the version that was read back for supplement, once: the named items, by the day that is set."""
    submission = locked_for_checking(submission, by)
    version = read_version(submission, number)
    if why_not := supplement_refusal(submission, supplement_of(submission)):
        raise CityError(why_not)
    reason = checked_reason(reason, _("Say what must be supplemented: the city reads this text."))
    if not items:
        raise CityError(_("Name at least one item: the city can change only what is named."), field="items")
    _refuse_past(due_at)
    request = SupplementRequest.objects.create(
        submission=submission, version=version, due_at=due_at, requested_by=by
    )
    SupplementItem.objects.bulk_create(_items(request, items))
    submission.state, submission.return_reason = State.RETURNED, reason
    submission.last_activity_at = timezone.now()
    submission.save(update_fields=["state", "return_reason", "last_activity_at"])
    _tell_returned(submission, due_at)
    what = {"number": number, "reason": reason, "items": [item.key for item in items], "due_at": due_at}
    record(by, "return_submission", submission, round_id=submission.round_id, **what)
    return request


def _items(request: SupplementRequest, items: Iterable[Item]) -> list[SupplementItem]:
    return [_item(request, item) for item in {item.key: item for item in items}.values()]


def item_problem(text: str) -> str:
    """What keeps a text beside an item from being stored; empty if nothing does. It is never cut."""
    if (length := len(text.strip())) <= LONGEST_REASON:
        return ""
    words = _("The text beside an item has %(length)d characters; at most %(limit)d are possible.")
    return words % {"length": length, "limit": LONGEST_REASON}


def _item(request: SupplementRequest, item: Item) -> SupplementItem:
    kind, _colon, name = item.key.partition(":")
    if problem := item_problem(item.text):
        raise CityError(problem, field="items")
    made = SupplementItem(request=request, text=item.text.strip())
    if kind == "form" and name in BY_CODE:
        made.form = name
        return made
    if kind == "indicator":
        system = request.submission.round.indicator_system_id
        made.indicator = Indicator.objects.filter(system=system, code=name).first()
    elif kind == "evidence" and name.isdecimal() and int(name) in evidence_ids(request.version.content):
        made.evidence_id = int(name)
    if made.indicator is None and made.evidence_id is None:
        raise CityError(_("“%(item)s” is not part of this version.") % {"item": item.key}, field="items")
    return made


@transaction.atomic
def extend_supplement(*, submission: Submission, due_at: datetime, reason: str, by: User) -> SupplementExtension:
    """Give more time for the supplement. It may be over already."""
    submission = locked(submission)
    require_secretariat(submission, by)
    request = supplement_of(submission)
    if submission.state != State.RETURNED or request is None:
        raise CityError(_("There is no open supplement to give more time for."))
    reason = checked_reason(reason, _("Say why: the reason stays on record."))
    _refuse_past(due_at)
    if due_at <= request.due_at:
        raise CityError(
            _("That is no extension: it is due on %(when)s already.") % {"when": _moment(request.due_at)},
            field="due_at",
        )
    extension = SupplementExtension.objects.create(
        request=request, before=request.due_at, due_at=due_at, reason=reason, extended_by=by
    )
    request.due_at = due_at
    request.save(update_fields=["due_at"])
    _tell_extended(submission, due_at, reason)
    what = {"before": extension.before, "due_at": due_at, "reason": reason}
    record(by, "extend_supplement", submission, round_id=submission.round_id, **what)
    return extension


@transaction.atomic
def reopen_window(*, submission: Submission, until: datetime, reason: str, by: User) -> Reopening:
    """Let this city alone write until then, though the window is closed. What was accepted counts meanwhile."""
    submission = locked(submission)
    require_secretariat(submission, by)
    if submission.state in (State.SUBMITTED, State.WITHDRAWN):
        raise CityError(
            _("Only a draft, a returned or an accepted submission is opened again; this is: %(state)s.")
            % {"state": submission.get_state_display()}
        )
    reason = checked_reason(reason, _("Say why: the reason stays on record."))
    _refuse_past(until, field="until")
    reopening = Reopening.objects.create(submission=submission, until=until, reason=reason, opened_by=by)
    if submission.state == State.ACCEPTED:
        submission.state = State.DRAFT
        submission.save(update_fields=["state"])
    _tell_reopened(submission, until, reason)
    what = {"until": until, "reason": reason}
    record(by, "reopen_window", submission, round_id=submission.round_id, **what)
    return reopening


def checked_reason(reason: str, missing: str, *, field: str = "reason") -> str:
    reason = reason.strip()
    if not reason:
        raise CityError(missing, field=field)
    if len(reason) > LONGEST_REASON:
        raise CityError(
            _("The reason has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(reason), "limit": LONGEST_REASON},
            field=field,
        )
    return reason


def _refuse_past(when: datetime, *, field: str = "due_at") -> None:
    if when <= timezone.now():
        raise CityError(_("%(when)s is over already.") % {"when": _moment(when)}, field=field)


def _moment(when: datetime) -> str:
    return date_format(timezone.localtime(when), "DATETIME_FORMAT")


def _tell_returned(submission: Submission, due_at: datetime) -> None:
    _tell(
        submission,
        lambda: (
            _("Your city's material has been returned: %(reason)s Hand in again by %(when)s.")
            % {"reason": submission.return_reason, "when": _moment(due_at)}
        ),
    )


def _tell_extended(submission: Submission, due_at: datetime, reason: str) -> None:
    _tell(
        submission,
        lambda: (
            _("More time for the supplement of %(city)s, until %(when)s: %(reason)s")
            % {"city": submission.city.name, "when": _moment(due_at), "reason": reason}
        ),
    )


def _tell_reopened(submission: Submission, until: datetime, reason: str) -> None:
    _tell(
        submission,
        lambda: (
            _("Filing is open again for %(city)s, until %(when)s: %(reason)s")
            % {"city": submission.city.name, "when": _moment(until), "reason": reason}
        ),
    )


def _tell(submission: Submission, text: Callable[[], str]) -> None:
    tell_all(members_of(submission.city), text, link=reverse("cities:overview", args=[submission.round.slug]))
