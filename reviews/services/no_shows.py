"""A city that does not present 未汇报: with a reason, on record, and taken back if it comes after all."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from reviews.errors import ReviewError
from reviews.models import Attendance, OnsiteSession, Presentation, Reveal
from reviews.rules import require_sessions
from reviews.services.clock import follow_places
from reviews.services.sessions import locked_session, refuse_closed_minutes

LONGEST_BECAUSE = 1000


@transaction.atomic
def note_no_show(*, session: OnsiteSession, place: int, because: str, by: User) -> Presentation:
    """The city of ``place`` does not present. Its place is over, so that the session can come to its end.

    Nobody was there or absent; its experts' written marks may be revised as long as those of the other cities.
    """
    session, found = _locked(session, place, by)
    because = because.replace("\r\n", "\n").strip()
    if not because:
        raise ReviewError(_("Say why the city did not present."), field="because")
    if why_not := too_long(because, LONGEST_BECAUSE):
        raise ReviewError(why_not, field="because")
    if found.talk_started_at or found.ended_at:
        raise ReviewError(_said_already(found))
    found.ended_at, found.not_presented_because = timezone.now(), because
    found.save(update_fields=["ended_at", "not_presented_because"])
    Attendance.objects.filter(presentation=found).delete()
    follow_places(session)
    what = {"city": found.submission.city.gb_code, "because": because}
    record(by, "note_no_show", found, round_id=session.round_id, **what)
    return found


@transaction.atomic
def take_back_no_show(*, session: OnsiteSession, place: int, by: User) -> Presentation:
    """It presents after all, and waits to be asked in."""
    session, found = _locked(session, place, by)
    if not found.not_presented_because:
        raise ReviewError(
            _("It is not on record that %(city)s did not present.") % {"city": found.submission.city}
        )
    if Reveal.objects.filter(session=session).exists():
        raise ReviewError(
            _("The marks of this session are revealed: its experts could not mark %(city)s without knowing them.")
            % {"city": found.submission.city}
        )
    before = found.not_presented_because
    found.ended_at, found.not_presented_because = None, ""
    found.save(update_fields=["ended_at", "not_presented_because"])
    follow_places(session)
    what = {"city": found.submission.city.gb_code, "before": before}
    record(by, "take_back_no_show", found, round_id=session.round_id, **what)
    return found


def _said_already(place: Presentation) -> str:
    if place.not_presented_because:
        return _("It is on record already that %(city)s did not present.") % {"city": place.submission.city}
    return _("%(city)s is presenting or has presented.") % {"city": place.submission.city}


def _locked(session: OnsiteSession, place: int, by: User) -> tuple[OnsiteSession, Presentation]:
    require_sessions(session.round, by)
    session = locked_session(session)
    refuse_closed_minutes(session)
    found = session.presentations.select_related("submission__city").filter(pk=place).first()
    if found is None:
        raise ReviewError(_("Choose a city of this session."), field="place")
    return session, found
