"""The presentations: who sees which session, the state of its clock, and who was there."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import User
from accounts.prepared import prepared
from cities.models import Submission
from reviews.models import (
    Assignment,
    Attendance,
    Expert,
    OnsiteQuestion,
    OnsiteSession,
    OrderDraw,
    Presentation,
    ScoreSheetVersion,
    SessionClock,
    SheetReopening,
)
from reviews.queries.assignments import cities_to_score, recusals_of_pair
from reviews.queries.cases import revision_is_over
from reviews.queries.recusals import standing_recusals
from rounds.models import Round
from scoring.attendance import is_quorate

Phase = SessionClock.Phase


def sessions_of(round: Round) -> QuerySet[OnsiteSession]:
    """All of a round, with cities in their order and experts by name."""
    places = Presentation.objects.select_related("submission__city__province").order_by("position")
    return (
        OnsiteSession.objects.filter(round=round)
        .select_related("round", "clock__presentation__submission__city", "reveal", "minutes")
        .prefetch_related(
            Prefetch("presentations", places), Prefetch("experts", Expert.objects.select_related("user"))
        )
        .order_by("starts_at", "room", "pk")
    )


def sessions_of_expert(user: User | AnonymousUser, round: Round) -> QuerySet[OnsiteSession]:
    """Those in which this expert sits."""
    if not user.is_authenticated:
        return OnsiteSession.objects.none()
    return (
        sessions_of(round)
        .filter(experts__user=user, experts__panels__round=round, experts__panels__left_at=None)
        .distinct()
    )


def presentation_of(submission: Submission) -> Presentation | None:
    """The city's place in the order, once lots are drawn."""
    found = Presentation.objects.filter(submission=submission).select_related("session", "submission__city")
    return found.first()


def place_of(submission: int) -> Presentation | None:
    """The same with the session's reveal, for the rules of revising."""
    return next(iter(_place_of(submission=submission)), None)


@prepared
def _place_of(submission: int) -> QuerySet[Presentation]:
    """One or none."""
    return Presentation.objects.filter(submission=submission).select_related("session__reveal").order_by()


def draws_of(round: Round) -> QuerySet[OrderDraw]:
    """Newest first; that one is in force."""
    return OrderDraw.objects.filter(round=round).select_related("drawn_by").order_by("-number")


def unplaced(round: Round) -> QuerySet[Submission]:
    """Accepted cities without a place in any session."""
    accepted = cities_to_score(round).filter(state=Submission.State.ACCEPTED)
    return accepted.filter(presentation=None)


def planned_start(session: OnsiteSession, position: int) -> datetime:
    """When the city of this place should begin, if everybody keeps to the minutes."""
    each = session.talk_minutes + session.question_minutes + session.change_minutes
    return session.starts_at + timedelta(minutes=each * (position - 1))


def planned_end(session: OnsiteSession) -> datetime:
    """When the session should be over with all its places taken."""
    return planned_start(session, session.places + 1) - timedelta(minutes=session.change_minutes)


NEARLY_MS = 120_000
"""From two minutes before the end on, a clock warns."""


@dataclass(frozen=True)
class ClockFace:
    """What every page of a session shows, as of ``at``."""

    clock: SessionClock
    at: datetime

    @property
    def allotted_ms(self) -> int:
        session = self.clock.session
        minutes = {Phase.TALK.value: session.talk_minutes, Phase.CALLED.value: session.talk_minutes}
        return 60_000 * minutes.get(self.clock.phase, session.question_minutes)

    @property
    def elapsed_ms(self) -> int:
        return elapsed_ms(self.clock, self.at)

    @property
    def left_ms(self) -> int:
        """Below 0 when the time is up."""
        return self.allotted_ms - self.elapsed_ms

    @property
    def left_words(self) -> str:
        """“11:58”, counted on as “+0:42” when the time is up: as the page's own counting writes it."""
        seconds = -(-self.left_ms // 1000) if self.left_ms >= 0 else -self.left_ms // 1000
        return f"{'+' if self.left_ms < 0 else ''}{seconds // 60}:{seconds % 60:02d}"

    @property
    def state(self) -> str:
        """How the time left is shown: fine, nearly over, over."""
        if not self.shows_time or self.left_ms > NEARLY_MS:
            return "fine"
        return "over" if self.left_ms < 0 else "nearly"

    @property
    def server_ms(self) -> int:
        """The server's time, from which a page reckons although its own clock may be wrong."""
        return int(self.at.timestamp() * 1000)

    @property
    def is_running(self) -> bool:
        return self.clock.running_since is not None

    @property
    def is_paused(self) -> bool:
        return self.clock.phase in (Phase.TALK, Phase.QUESTIONS) and not self.is_running

    @property
    def shows_time(self) -> bool:
        return self.clock.phase in (Phase.CALLED, Phase.TALK, Phase.QUESTIONS)


def elapsed_ms(clock: SessionClock, at: datetime) -> int:
    """Milliseconds of the talk, or of the questions, that have passed until ``at``, without pauses."""
    running = at - clock.running_since if clock.running_since else timedelta(0)
    return clock.elapsed_ms + max(0, int(running.total_seconds() * 1000))


def face_of(session: OnsiteSession) -> ClockFace:
    clock = getattr(session, "clock", None) or SessionClock(session=session)
    clock.session = session
    return ClockFace(clock, timezone.now())


@dataclass(frozen=True)
class Seat:
    """An expert who marks the city, and whether they heard it."""

    expert: Expert
    is_present: bool | None
    """None: not noted yet."""
    sheet_in: bool


@dataclass(frozen=True)
class Place:
    """A city of the session with the experts it concerns. No marks, and nothing that follows from marks."""

    presentation: Presentation
    starts: datetime
    seats: Sequence[Seat]
    leaving: Sequence[Expert]
    """Seated in the session and recused from this city: they leave the room."""
    is_quorate: bool

    @property
    def present(self) -> int:
        return sum(seat.is_present is True for seat in self.seats)

    @property
    def absent(self) -> list[Expert]:
        return [seat.expert for seat in self.seats if seat.is_present is False]

    @property
    def unnoted(self) -> int:
        """Experts of whom it must still be noted; none where there was nothing to hear."""
        if self.presentation.not_presented_because:
            return 0
        return sum(seat.is_present is None for seat in self.seats)

    @property
    def sheets_in(self) -> int:
        return sum(seat.sheet_in for seat in self.seats)


def board_of(session: OnsiteSession) -> list[Place]:
    """Every city of the session, in order: three queries besides the session's own."""
    presentations = list(session.presentations.all())
    markers = marking([presentation.submission_id for presentation in presentations])
    recused = _recused([p.submission.city_id for p in presentations], session.round_id)
    noted = attendance_of(session)
    return [
        _place(session, p, markers[p.submission_id], recused[p.submission.city_id], noted) for p in presentations
    ]


def attendance_of(session: OnsiteSession) -> dict[tuple[int, int], bool]:
    """Presentation and expert → whether they were there, where it is noted."""
    rows = Attendance.objects.filter(presentation__session=session)
    return {(row.presentation_id, row.expert_id): row.is_present for row in rows}


def revised_since(session: OnsiteSession) -> dict[tuple[int, int], ScoreSheetVersion]:
    """Presentation and expert → the version that counts, where it revised another after the city's talk began.

    Without what answers a reopening: that is on record with its reason.
    """
    reopenings = SheetReopening.objects.filter(sheet=OuterRef("sheet"), after_number=OuterRef("number") - 1)
    talk = "sheet__assignment__submission__presentation__talk_started_at"
    found = ScoreSheetVersion.objects.filter(
        ~Exists(reopenings.order_by()),
        to_version=None,
        number__gt=1,
        sheet__assignment__case=None,
        sheet__assignment__submission__presentation__session=session,
        submitted_at__gte=Coalesce(talk, Value(session.starts_at)),
    )
    own = "sheet__assignment__submission"
    rows = found.select_related("sheet__assignment__expert__user", f"{own}__city", f"{own}__presentation")
    desks = [(row.sheet.assignment, row) for row in rows]
    return {(desk.submission.presentation.pk, desk.expert_id): row for desk, row in desks}


def _place(
    session: OnsiteSession,
    presentation: Presentation,
    markers: Sequence["Marker"],
    recused: Collection[int],
    noted: Mapping[tuple[int, int], bool],
) -> Place:
    seats = [Seat(m.expert, noted.get((presentation.pk, m.expert.pk)), m.sheet_in) for m in markers]
    present = sum(seat.is_present is True for seat in seats)
    return Place(
        presentation=presentation,
        starts=planned_start(session, presentation.position),
        seats=seats,
        leaving=[expert for expert in session.experts.all() if expert.pk in recused],
        is_quorate=is_quorate(present, len(seats), session.quorum_share),
    )


@dataclass(frozen=True)
class Marker:
    """An expert who marks a city, and whether a sheet of theirs counts."""

    expert: Expert
    assignment: int
    sheet_in: bool


def marking(submissions: Collection[int]) -> dict[int, list[Marker]]:
    """By submission: the experts with a deployed assignment who are not recused, by name. Not further experts."""
    counting = ScoreSheetVersion.objects.filter(sheet__assignment=OuterRef("pk"), to_version=None)
    found = (
        Assignment.objects.filter(
            ~Exists(recusals_of_pair()), submission__in=submissions, case=None, state=Assignment.State.DEPLOYED
        )
        .select_related("expert__user")
        .annotate(sheet_in=Exists(counting))
        .order_by("expert__user__full_name", "expert_id")
    )
    markers: dict[int, list[Marker]] = {pk: [] for pk in submissions}
    for row in found:
        markers[row.submission_id].append(Marker(row.expert, row.pk, row.sheet_in))
    return markers


def _recused(cities: Collection[int], round_id: int) -> dict[int, set[int]]:
    """Experts by city."""
    found: dict[int, set[int]] = defaultdict(set)
    for city, expert in (
        standing_recusals().filter(round=round_id, city__in=cities).values_list("city_id", "expert_id")
    ):
        found[city].add(expert)
    return found


def window_closed(round: Round, submissions: Collection[int]) -> set[int]:
    """Those of the cities whose sheets can't be revised any more: of the round, or of their session."""
    if revision_is_over(round):
        return set(submissions)
    over = Presentation.objects.filter(_had_its_turn(), submission__in=submissions)
    return set(
        over.filter(session__revision_closes_at__lte=timezone.now()).values_list("submission_id", flat=True)
    )


def _had_its_turn() -> Q:
    """The city has begun to present, or it is on record that it did not."""
    return Q(talk_started_at__isnull=False) | ~Q(not_presented_because="")


def open_to_readers(round: Round, submissions: Collection[int]) -> set[int]:
    """Cities whose marks may be seen by those they concern.

    The revision window has closed, every deployed sheet is in, and where the city is in a session the chair has
    revealed it.
    """
    hidden = Presentation.objects.filter(submission__in=submissions, session__reveal=None)
    return open_once_revealed(round, set(submissions) - set(hidden.values_list("submission_id", flat=True)))


def open_once_revealed(round: Round, submissions: Collection[int]) -> set[int]:
    """Cities whose revision window has closed and all of whose deployed sheets are in."""
    markers = marking(window_closed(round, submissions))
    return {pk for pk, found in markers.items() if found and all(marker.sheet_in for marker in found)}


def questions_of(session: OnsiteSession, *, expert: Expert | None = None) -> dict[int, list[OnsiteQuestion]]:
    """By presentation, in the order in which they were noted; of one expert if named."""
    found = OnsiteQuestion.objects.filter(presentation__session=session).select_related("expert__user")
    if expert is not None:
        found = found.filter(expert=expert)
    questions: dict[int, list[OnsiteQuestion]] = defaultdict(list)
    for question in found:
        questions[question.presentation_id].append(question)
    return questions


def absences(submission: Submission) -> list[Expert]:
    """Experts who mark the city and did not hear its presentation."""
    noted = Attendance.objects.filter(presentation__submission=submission, is_present=False)
    return [row.expert for row in noted.select_related("expert__user").order_by("expert__user__full_name")]


def absent_from_own() -> QuerySet[Attendance]:
    """Noted as absent from the presentation of the outer assignment's city."""
    return Attendance.objects.filter(
        presentation__submission=OuterRef("submission"), expert=OuterRef("expert"), is_present=False
    ).order_by()


def closed_session_of_own(now: datetime | None = None) -> QuerySet[Presentation]:
    """The outer assignment's city has had its turn, and its session's time for revising is over."""
    return Presentation.objects.filter(
        _had_its_turn(),
        session__revision_closes_at__lte=now or timezone.now(),
        submission=OuterRef("submission"),
    ).order_by()


SOON = timedelta(days=3)


def upcoming(round: Round) -> list[OnsiteSession]:
    """Sessions of the next days, and of today until their minutes are closed."""
    now = timezone.now()
    return _between(round=round.pk, first=now - timedelta(hours=12), last=now + SOON)


def upcoming_of_expert(user: User, round: Round) -> list[OnsiteSession]:
    """Those of them in which this expert sits."""
    now = timezone.now()
    return _own_between(user=user.pk, round=round.pk, first=now - timedelta(hours=12), last=now + SOON)


@prepared
def _between(round: int, first: datetime, last: datetime) -> QuerySet[OnsiteSession]:
    open_ones = sessions_of(Round(pk=round)).filter(minutes=None)
    return open_ones.filter(starts_at__range=(first, last)).prefetch_related(None)


@prepared
def _own_between(user: int, round: int, first: datetime, last: datetime) -> QuerySet[OnsiteSession]:
    open_ones = sessions_of_expert(User(pk=user), Round(pk=round)).filter(minutes=None)
    return open_ones.filter(starts_at__range=(first, last)).prefetch_related(None)


def to_reveal(round: Round) -> list[OnsiteSession]:
    """Sessions whose revision is over and whose marks nobody has revealed yet, with at least one city complete."""
    over = timezone.now()
    waiting = OnsiteSession.objects.filter(round=round, reveal=None, presentations__isnull=False)
    if not revision_is_over(round):
        waiting = waiting.filter(revision_closes_at__lte=over)
    found = []
    for session in waiting.distinct().order_by("starts_at", "pk"):
        cities = set(session.presentations.values_list("submission_id", flat=True))
        if window_closed(round, cities) == cities and open_once_revealed(round, cities):
            found.append(session)
    return found
