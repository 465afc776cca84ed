"""Who hears that a stage has begun or ended, or that the round rests."""

from collections.abc import Callable, Iterable
from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.bilingual import in_readers_language
from accounts.models import User
from notices.models import Kind
from notices.services import tell_people
from portal.people import everybody_in, people_in
from rounds.models import Role, Round, StageRight
from rounds.queries import LEADING
from rounds.services.announcing import StageChange, take_pause_change, take_stage_changes

LEADERS = frozenset(LEADING.values())


def announce_changes(now: datetime) -> int:
    """Tell of everything new in all open rounds; how many pieces of news."""
    return sum(_announce(round, now) for round in Round.objects.filter(opened_at__isnull=False))


@transaction.atomic
def _announce(round: Round, now: datetime) -> int:
    number = 0
    if (paused := take_pause_change(round)) is not None:
        _tell(round, everybody_in(round), lambda: _pause_text(round, paused))
        number += 1
    for change in take_stage_changes(round, now):
        _tell_stage(round, change)
        number += 1
    return number


def _tell_stage(round: Round, change: StageChange) -> None:
    """Those whom the stage gives something to do or to read; the leaders under the name for staff."""
    concerned = change.stage.rights.exclude(access=StageRight.Access.NONE).values_list("role", flat=True)
    roles = {Role(role) for role in concerned}
    staff = {person.pk: person for role in roles & LEADERS for person in people_in(round, role)}
    others = {person.pk: person for role in roles - LEADERS for person in people_in(round, role)}
    _tell(round, staff.values(), lambda: _stage_text(round, change, change.stage.staff_name))
    if change.is_public:
        outside = [person for pk, person in others.items() if pk not in staff]
        _tell(round, outside, lambda: _stage_text(round, change, change.stage.public_name))


def _stage_text(round: Round, change: StageChange, name: str) -> str:
    said = {"round": round, "stage": name}
    if change.change == "past":
        return _("%(round)s: the stage “%(stage)s” has ended.") % said
    if change.stage.closes_at is None:
        return _("%(round)s: the stage “%(stage)s” has begun.") % said
    until = date_format(localtime(change.stage.closes_at), "DATETIME_FORMAT")
    return _("%(round)s: the stage “%(stage)s” has begun and lasts until %(until)s.") % {**said, "until": until}


def _pause_text(round: Round, paused: bool) -> str:
    if not paused:
        return _("%(round)s goes on: what was open before the pause is open again.") % {"round": round}
    why = in_readers_language(round.paused_because_zh, round.paused_because_en)
    return _("%(round)s is paused; nothing can be entered until it goes on. %(why)s") % {
        "round": round,
        "why": why,
    }


def _tell(round: Round, people: Iterable[User], text: Callable[[], str]) -> None:
    if found := list(people):
        tell_people(found, text, link=reverse("home"), kind=Kind.STAGE, round_id=round.pk)
