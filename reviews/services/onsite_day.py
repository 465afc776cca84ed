"""What happens in a session: who is there, what is asked, the minutes, the reveal of the marks."""

from collections.abc import Collection, Mapping

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from reviews.errors import ReviewError, StaleSheet
from reviews.models import (
    Assignment,
    Attendance,
    Expert,
    Minutes,
    OnsiteQuestion,
    OnsiteSession,
    Presentation,
    Reveal,
    ScoreSheetVersion,
)
from reviews.queries.assignments import readable_assignments_for
from reviews.queries.minutes import minutes_of
from reviews.queries.onsite import (
    attendance_of,
    board_of,
    open_once_revealed,
    revised_since,
    sessions_of,
    window_closed,
)
from reviews.rules import require_sessions, said_moment
from reviews.services.desks import lock_desk
from reviews.services.sessions import locked_session, refuse_closed_minutes
from rounds.models import Action, Role, Round
from rounds.queries import leading_role
from rounds.rules import require
from scoring.canonical import sha256_of

LONGEST_QUESTION = 1000
LONGEST_REMARKS = 5000

Pair = tuple[int, int]
"""A presentation and an expert."""


@transaction.atomic
def note_attendance(*, session: OnsiteSession, present: Mapping[Pair, bool], by: User) -> int:
    """Who heard which city. Only what changes is written and recorded; how much that was is returned.

    Nobody is noted as absent whose sheet was revised since the city began to present.
    """
    require_sessions(session.round, by)
    session = locked_session(session)
    refuse_closed_minutes(session)
    full = sessions_of(session.round).get(pk=session.pk)
    heard = [place for place in board_of(full) if not place.presentation.not_presented_because]
    known = {(place.presentation.pk, seat.expert.pk) for place in heard for seat in place.seats}
    if present.keys() - known:
        raise ReviewError(_("Somebody in the list no longer marks the city: look at it again."))
    noted = attendance_of(session)
    changed = {pair: is_present for pair, is_present in present.items() if noted.get(pair) is not is_present}
    _refuse_revised(session, [pair for pair, is_present in changed.items() if not is_present])
    Attendance.objects.bulk_create(
        [
            Attendance(presentation_id=place, expert_id=expert, is_present=is_present, noted_by=by)
            for (place, expert), is_present in changed.items()
        ],
        update_conflicts=True,
        unique_fields=["presentation", "expert"],
        update_fields=["is_present", "noted_by", "noted_at"],
    )
    if changed:
        said = [[place, expert, is_present] for (place, expert), is_present in sorted(changed.items())]
        record(by, "note_attendance", session, round_id=session.round_id, noted=said)
    return len(changed)


def _refuse_revised(session: OnsiteSession, absent: Collection[Pair]) -> None:
    """Who was absent keeps the written mark: nobody is noted so whose revised mark counts already."""
    if not absent:
        return
    places, experts = zip(*absent, strict=True)
    desks = Assignment.objects.filter(submission__presentation__in=places, expert__in=experts, case=None)
    for pk in desks.order_by("pk").values_list("pk", flat=True):
        lock_desk(pk)
    revised = revised_since(session)
    if found := [_revised(revised[pair]) for pair in absent if pair in revised]:
        raise ReviewError(" ".join(found))


def _revised(version: ScoreSheetVersion) -> str:
    assignment = version.sheet.assignment
    return _(
        "%(expert)s signed version %(number)s of the sheet for %(city)s on %(when)s, after the presentation had "
        "begun, so the written mark does not stand. If they heard it, note them as present; if not, open the "
        "sheet again with the reason, so that they put the written mark back, and note the absence then."
    ) % {
        "expert": assignment.expert,
        "number": version.number,
        "city": assignment.submission.city,
        "when": said_moment(version.submitted_at),
    }


@transaction.atomic
def note_question(*, place: Presentation, question: str, answer: str = "", by: User) -> OnsiteQuestion:
    """An expert notes what they asked; the secretariat, what anybody asked and what the city answered."""
    session = locked_session(place.session)
    refuse_closed_minutes(session)
    question, answer = _words(question, "question"), _words(answer, "answer", may_be_empty=True)
    is_secretariat = leading_role(by, session.round) == Role.SECRETARIAT
    if is_secretariat:
        require_sessions(session.round, by)
    expert = None if is_secretariat else _asking_expert(place, session.round, by)
    if place.talk_started_at is None:
        raise ReviewError(_("%(city)s has not presented yet.") % {"city": place.submission.city})
    found = OnsiteQuestion.objects.create(
        presentation=place, expert=expert, question=question, answer=answer if is_secretariat else "", noted_by=by
    )
    record(by, "note_question", found, round_id=session.round_id, presentation=place.pk)
    return found


def _asking_expert(place: Presentation, round: Round, by: User) -> Expert:
    require(round, Role.EXPERT, Action.SCORE)
    own = readable_assignments_for(by).filter(submission=place.submission_id).select_related("expert").first()
    if own is None:
        raise ReviewError(_("Only experts who mark the city ask."))
    return own.expert


@transaction.atomic
def note_answer(*, question: OnsiteQuestion, base: str, answer: str, by: User) -> OnsiteQuestion:
    """The city's answer, in place of ``base``: what stood there when the form was opened."""
    session = locked_session(question.presentation.session)
    require_sessions(session.round, by)
    refuse_closed_minutes(session)
    answer = _words(answer, "answer", may_be_empty=True)
    stored = OnsiteQuestion.objects.select_for_update(of=("self",), no_key=True).get(pk=question.pk)
    if stored.answer not in (base, answer):
        raise StaleSheet(
            _("Somebody else wrote down the answer meanwhile: “%(theirs)s”.") % {"theirs": stored.answer}
        )
    stored.answer = answer
    stored.save(update_fields=["answer"])
    record(by, "note_answer", stored, round_id=session.round_id, before=base)
    return stored


@transaction.atomic
def save_remarks(*, session: OnsiteSession, version: int, remarks: str, by: User) -> OnsiteSession:
    """What else the minutes should say."""
    require_sessions(session.round, by)
    session = locked_session(session)
    refuse_closed_minutes(session)
    if why_not := too_long(remarks, LONGEST_REMARKS):
        raise ReviewError(why_not, field="remarks")
    if session.version != version:
        raise StaleSheet(_("This session was changed in another window after you opened it here."))
    session.remarks, session.version = remarks.strip(), session.version + 1
    session.save(update_fields=["remarks", "version"])
    record(by, "save_remarks", session, round_id=session.round_id)
    return session


@transaction.atomic
def close_minutes(*, session: OnsiteSession, version: int, by: User) -> Minutes:
    """Close the minutes: what they say stays as it is, with its hash, ready to be printed and signed."""
    require_sessions(session.round, by)
    session = locked_session(session)
    refuse_closed_minutes(session)
    if session.version != version:
        raise StaleSheet(_("This session was changed in another window after you opened it here."))
    unheard = session.presentations.filter(ended_at=None).select_related("submission__city")
    if names := [str(place.submission.city) for place in unheard]:
        raise ReviewError(
            _("Not presented yet: %(cities)s. Of a city that does not come, note that it did not present.")
            % {"cities": _(", ").join(names)}
        )
    full = sessions_of(session.round).get(pk=session.pk)
    if missing := sum(place.unnoted for place in board_of(full)):
        raise ReviewError(
            _("Attendance is not noted for %(number)d pairs of expert and city.") % {"number": missing}
        )
    if not session.presentations.exists():
        raise ReviewError(_("No city has its place in this session."))
    content = minutes_of(full)
    minutes = Minutes.objects.create(session=session, content=content, sha256=sha256_of(content), closed_by=by)
    record(by, "close_minutes", minutes, round_id=session.round_id, session=session.pk, sha256=minutes.sha256)
    return minutes


@transaction.atomic
def reveal_marks(*, session: OnsiteSession, by: User) -> Reveal:
    """The chair shows the session's experts each other's marks, on all pages at once.

    Refused before the revision window of its cities has closed, and while not one city has all sheets in.
    """
    session = locked_session(session)
    if leading_role(by, session.round) != Role.CHAIR:
        raise ReviewError(_("Only the chair or the deputy reveals the marks."))
    require(session.round, Role.CHAIR, Action.REVEAL)
    if Reveal.objects.filter(session=session).exists():
        raise ReviewError(_("The marks of this session are revealed already."))
    cities = set(session.presentations.values_list("submission_id", flat=True))
    if not cities or window_closed(session.round, cities) != cities:
        raise ReviewError(_("The revision window of these cities has not closed yet."))
    if not open_once_revealed(session.round, cities):
        raise ReviewError(_("Of no city of this session are all sheets in."))
    reveal = Reveal.objects.create(session=session, revealed_by=by)
    record(by, "reveal_marks", reveal, round_id=session.round_id, session=session.pk)
    return reveal


def _words(text: str, field: str, *, may_be_empty: bool = False) -> str:
    text = text.replace("\r\n", "\n").strip()
    if not text and not may_be_empty:
        raise ReviewError(_("Write down what was asked."), field=field)
    if why_not := too_long(text, LONGEST_QUESTION):
        raise ReviewError(why_not, field=field)
    return text
