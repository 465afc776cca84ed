"""现场汇报 as the secretariat runs it: planning, lots, the clock, who was there, minutes."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from accounts.models import AuditEvent, User
from cities.errors import CityError
from cities.models import Submission
from cities.services.presenting import name_presenter
from notices.models import Notice
from reviews.errors import ReviewError, StaleSheet
from reviews.models import Attendance, OnsiteSession, OrderDraw, Presentation, Reveal, SessionClock, SheetReopening
from reviews.queries.onsite import board_of, elapsed_ms, planned_start, sessions_of, window_closed
from reviews.queries.order import holds
from reviews.services.clock import move_clock
from reviews.services.no_shows import note_no_show, take_back_no_show
from reviews.services.onsite_day import close_minutes, note_attendance, note_question, reveal_marks, save_remarks
from reviews.services.order import draw_lots, exchange_places, place_city
from reviews.services.reopening import reopen_sheet
from reviews.services.sessions import edit_session, evening_before, plan_session, remove_session
from reviews.services.sheets import revise_sheet, submit_sheet
from rounds.errors import RoundError
from rounds.models import Action, Role, Round, RoundRole, Stage
from tests.make import (
    make_accepted,
    make_city,
    make_city_member,
    make_expert,
    make_leader,
    make_round,
    make_stage,
    make_submission,
)
from tests.reviews.build import FULL, recuse, revision_round, submit
from tests.reviews.onsite import a_plan, close_revision, hear, make_marked_city, make_session, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

BEIJING = ZoneInfo("Asia/Shanghai")


@pytest.fixture
def round() -> Round:
    return make_round()


@pytest.fixture
def secretariat(round: Round) -> User:
    return make_leader(round)


def draw(round: Round, by: User, seed: str = "3.14", reason: str = "") -> OrderDraw:
    return draw_lots(round=round, seed=seed, seed_source="closing value", reason=reason, by=by)


def the_cities(session: OnsiteSession) -> list[str]:
    places = Presentation.objects.filter(session=session).order_by("position")
    return list(places.values_list("submission__city__name_zh", flat=True))


def test_files_lock_at_six_in_the_evening_of_the_day_before(round, secretariat) -> None:
    make_expert(round)
    begins = timezone.make_aware(timezone.datetime(2030, 6, 15, 9, 0))

    session = plan_session(round=round, plan=a_plan(round, starts_at=begins), by=secretariat)

    assert session.files_lock_at == timezone.make_aware(timezone.datetime(2030, 6, 14, 18, 0))
    assert evening_before(begins) == session.files_lock_at


@pytest.mark.parametrize(
    ("second", "sentence"),
    [
        ({"name": "上午场", "room": "二"}, "Another session has this name."),
        ({"name": "另", "room": "一会议室"}, "“上午场” is in this room at that time."),
        ({"name": "另", "room": "二"}, "They sit in “上午场” at that time: 王专家."),
    ],
)
def test_two_sessions_do_not_share_name_room_or_expert_at_once(round, secretariat, second, sentence) -> None:
    expert = make_expert(round)
    User.objects.filter(pk=expert.user_id).update(full_name="王专家")
    begins = timezone.now() + timedelta(days=3)
    plan_session(round=round, plan=a_plan(round, starts_at=begins), by=secretariat)

    with pytest.raises(ReviewError, match=sentence):
        plan_session(
            round=round, plan=a_plan(round, starts_at=begins + timedelta(minutes=30), **second), by=secretariat
        )


def test_a_session_changed_in_two_windows_is_refused_the_second_time(round, secretariat) -> None:
    make_expert(round)
    session = plan_session(round=round, plan=a_plan(round), by=secretariat)
    edit_session(session=session, version=0, plan=a_plan(round, name="新名"), by=secretariat)

    with pytest.raises(StaleSheet):
        edit_session(session=session, version=0, plan=a_plan(round, name="旧名"), by=secretariat)

    assert OnsiteSession.objects.get().name == "新名"


def test_only_the_secretariat_plans_and_draws(round) -> None:
    make_expert(round)
    for kind in ("chair", "observer", "authority"):
        leader = make_leader(round, RoundRole.Kind(kind))
        with pytest.raises(ReviewError, match="Only the secretariat"):
            plan_session(round=round, plan=a_plan(round), by=leader)
        with pytest.raises(ReviewError, match="Only the secretariat"):
            draw(round, leader)


def test_a_drawing_seats_every_accepted_city_once_locks_its_file_and_can_be_repeated(round, secretariat) -> None:
    expert = make_expert(round)
    cities = [make_marked_city(round, name, expert)[0] for name in ("甲市", "乙市", "丙市", "丁市", "戊市")]
    make_submission(round, make_city("未受理市"))
    for name, room, hours in (("上午", "一", 48), ("下午", "一", 54)):
        begins = timezone.now() + timedelta(hours=hours)
        plan_session(
            round=round, plan=a_plan(round, name=name, room=room, starts_at=begins, places=3), by=secretariat
        )

    drawn = draw(round, secretariat)

    seated = Presentation.objects.all()
    assert sorted(place.submission_id for place in seated) == sorted(city.pk for city in cities)
    assert sorted(OnsiteSession.objects.get(name=n).presentations.count() for n in ("上午", "下午")) == [2, 3]
    for place in seated:
        assert place.submission.presentation_locks_at == place.session.files_lock_at
    assert holds(drawn)
    drawn.outcome["sessions"][0]["cities"].reverse()
    assert not holds(drawn)
    assert AuditEvent.objects.filter(verb="draw_lots").count() == 1


def test_the_same_seed_gives_the_same_order_and_another_needs_a_reason(round, secretariat) -> None:
    expert = make_expert(round)
    for name in ("甲市", "乙市", "丙市", "丁市"):
        make_marked_city(round, name, expert)
    session = plan_session(round=round, plan=a_plan(round), by=secretariat)
    draw(round, secretariat, "a")
    first = the_cities(session)

    with pytest.raises(ReviewError, match="say why"):
        draw(round, secretariat, "b")
    draw(round, secretariat, "b", "the seed was published late")
    draw(round, secretariat, "a", "as agreed")

    assert the_cities(session) == first
    assert list(OrderDraw.objects.order_by("number").values_list("number", "seed")) == [
        (1, "a"),
        (2, "b"),
        (3, "a"),
    ]


def test_too_few_places_are_a_sentence_with_the_numbers(round, secretariat) -> None:
    expert = make_expert(round)
    for name in ("甲市", "乙市", "丙市"):
        make_marked_city(round, name, expert)
    plan_session(round=round, plan=a_plan(round, places=2), by=secretariat)

    with pytest.raises(ReviewError, match="3 cities, but the sessions have only 2 places: 1 are missing"):
        draw(round, secretariat)

    assert Presentation.objects.count() == 0
    assert OrderDraw.objects.count() == 0


def test_lots_are_not_drawn_again_once_a_city_has_presented(round, secretariat) -> None:
    submission, _ = make_marked_city(round, "甲市", make_expert(round))
    session = make_session(round, submission)
    press(session, "call", "talk", by=secretariat)

    with pytest.raises(ReviewError, match="甲市 has presented already"):
        draw(round, secretariat)


def test_cities_and_experts_are_told_their_place(round, secretariat) -> None:
    expert = make_expert(round)
    submission, _ = make_marked_city(round, "甲市", expert)
    filler = make_city_member(submission.city)
    plan_session(round=round, plan=a_plan(round), by=secretariat)

    draw(round, secretariat)

    assert Notice.objects.get(recipient=filler).text_en.startswith("甲市 presents as number 1 of “上午场”")
    assert Notice.objects.filter(recipient=expert.user).count() == 1


def test_two_cities_exchange_places_with_a_reason(round, secretariat) -> None:
    expert = make_expert(round)
    one, other = (make_marked_city(round, name, expert)[0] for name in ("甲市", "乙市"))
    session = make_session(round, one, other)
    first, second = session.presentations.order_by("position")

    with pytest.raises(ReviewError, match="Say why"):
        exchange_places(one=first, other=second, reason="", by=secretariat)
    exchange_places(one=first, other=second, reason="航班延误", by=secretariat)

    assert the_cities(session) == ["乙市", "甲市"]
    press(session, "call", "talk", by=secretariat)
    first.refresh_from_db()
    second.refresh_from_db()
    with pytest.raises(ReviewError, match="is presenting or has presented"):
        exchange_places(one=first, other=second, reason="航班延误", by=secretariat)


def test_a_city_accepted_late_takes_the_next_place_if_there_is_one(round, secretariat) -> None:
    expert = make_expert(round)
    session = make_session(round, make_marked_city(round, "甲市", expert)[0], places=2)
    late, later = (
        make_accepted(round, make_city("乙市", name_en="乙市")),
        make_accepted(round, make_city("丙市", name_en="丙市")),
    )

    place_city(submission=late, session=session, reason="补正后受理", by=secretariat)

    assert the_cities(session) == ["甲市", "乙市"]
    with pytest.raises(ReviewError, match="only 2 places"):
        place_city(submission=later, session=session, reason="补正后受理", by=secretariat)


def test_a_session_with_cities_is_not_taken_away(round, secretariat) -> None:
    session = make_session(round, make_marked_city(round, "甲市", make_expert(round))[0])

    with pytest.raises(ReviewError, match="Cities have their places"):
        remove_session(session=session, by=secretariat)


# The clock


def test_the_clock_goes_from_the_call_to_the_end_and_writes_down_the_times(round, secretariat) -> None:
    expert = make_expert(round)
    one, other = (make_marked_city(round, name, expert)[0] for name in ("甲市", "乙市"))
    session = make_session(round, one, other)

    clock = press(session, "call", "talk", by=secretariat)
    SessionClock.objects.update(running_since=timezone.now() - timedelta(seconds=700))
    clock = press(session, "questions", by=secretariat)
    assert (clock.phase, str(clock.presentation).endswith("甲市")) == ("questions", True)
    SessionClock.objects.update(running_since=timezone.now() - timedelta(seconds=400))
    clock = press(session, "end", by=secretariat)

    place = session.presentations.get(position=1)
    assert (place.talk_seconds, place.question_seconds) == (700, 400)
    assert clock.phase == "break"
    clock = press(session, "call", "talk", "questions", "end", by=secretariat)
    assert clock.phase == "over"
    with pytest.raises(ReviewError, match="not possible now"):
        press(session, "call", by=secretariat)


def test_a_pause_does_not_count(round, secretariat) -> None:
    session = make_session(round, make_marked_city(round, "甲市", make_expert(round))[0])
    press(session, "call", "talk", by=secretariat)
    SessionClock.objects.update(running_since=timezone.now() - timedelta(seconds=60))

    clock = press(session, "pause", by=secretariat)

    assert 60_000 <= clock.elapsed_ms < 62_000
    assert elapsed_ms(clock, timezone.now() + timedelta(hours=1)) == clock.elapsed_ms
    clock = press(session, "resume", by=secretariat)
    assert elapsed_ms(clock, clock.running_since + timedelta(seconds=5)) == clock.elapsed_ms + 5000


def test_a_button_pressed_twice_moves_the_clock_once(round, secretariat) -> None:
    session = make_session(round, make_marked_city(round, "甲市", make_expert(round))[0])
    clock = press(session, "call", by=secretariat)
    move_clock(session=session, act="talk", version=clock.version, by=secretariat)

    with pytest.raises(StaleSheet, match="moved meanwhile"):
        move_clock(session=session, act="talk", version=clock.version, by=secretariat)

    assert SessionClock.objects.get().phase == "talk"


def test_a_slip_is_taken_back_step_by_step(round, secretariat) -> None:
    session = make_session(round, make_marked_city(round, "甲市", make_expert(round))[0])
    press(session, "call", "talk", by=secretariat)
    SessionClock.objects.update(running_since=timezone.now() - timedelta(seconds=90))
    press(session, "questions", by=secretariat)

    clock = press(session, "back", by=secretariat)
    assert (clock.phase, clock.elapsed_ms, clock.running_since) == ("talk", 90_000, None)
    clock = press(session, "back", "back", by=secretariat)

    place = session.presentations.get()
    assert (clock.phase, clock.presentation) == ("waiting", None)
    assert (place.talk_started_at, place.talk_seconds, place.questions_started_at) == (None, 0, None)


def place_of(session: OnsiteSession, position: int) -> Presentation:
    return session.presentations.get(position=position)


def test_a_city_that_does_not_come_counts_as_over_with_the_reason_in_the_minutes(round, secretariat) -> None:
    expert = make_expert(round)
    cities = [make_marked_city(round, name, expert)[0] for name in ("甲市", "乙市")]
    session = make_session(round, *cities, revision_closes_at=timezone.now() + timedelta(hours=1))
    press(session, "call", by=secretariat)
    late = place_of(session, 1)
    note_attendance(session=session, present={(late.pk, expert.pk): False}, by=secretariat)

    note_no_show(session=session, place=late.pk, because="航班取消", by=secretariat)
    assert SessionClock.objects.get().phase == SessionClock.Phase.BREAK
    press(session, "call", "talk", "questions", "end", by=secretariat)
    note_attendance(session=session, present={(place_of(session, 2).pk, expert.pk): True}, by=secretariat)
    minutes = close_minutes(session=session, version=0, by=secretariat)

    assert SessionClock.objects.get().phase == SessionClock.Phase.OVER
    said = [(city["name_zh"], city["not_presented_because"], city["absent"]) for city in minutes.content["cities"]]
    assert said == [("甲市", "航班取消", []), ("乙市", "", [])]
    assert window_closed(round, [city.pk for city in cities]) == set()
    close_revision(session)
    assert window_closed(round, [city.pk for city in cities]) == {city.pk for city in cities}
    with pytest.raises(ReviewError, match="minutes of this session are closed"):
        take_back_no_show(session=session, place=late.pk, by=secretariat)


def test_a_city_that_comes_after_all_presents_when_it_is_asked_in(round, secretariat) -> None:
    expert = make_expert(round)
    session = make_session(round, *(make_marked_city(round, name, expert)[0] for name in ("甲市", "乙市")))
    first, second = place_of(session, 1), place_of(session, 2)
    note_no_show(session=session, place=first.pk, because="堵车", by=secretariat)
    with pytest.raises(ReviewError, match="on record already"):
        note_no_show(session=session, place=first.pk, because="堵车", by=secretariat)
    press(session, "call", "talk", "questions", "end", by=secretariat)
    with pytest.raises(ReviewError, match="has presented"):
        note_no_show(session=session, place=second.pk, because="误点", by=secretariat)
    assert SessionClock.objects.get().phase == SessionClock.Phase.OVER

    take_back_no_show(session=session, place=first.pk, by=secretariat)
    press(session, "call", "talk", "questions", "end", by=secretariat)

    first.refresh_from_db()
    assert (first.not_presented_because, first.ended_at is not None) == ("", True)
    kinds = ("note_no_show", "take_back_no_show")
    assert AuditEvent.objects.filter(verb__in=kinds).count() == 2


def test_nobody_presents_after_all_once_the_marks_are_revealed_nor_after_lots_drawn_again(
    round, secretariat
) -> None:
    session = make_session(
        round, *(make_marked_city(round, name, make_expert(round))[0] for name in ("甲市", "乙市"))
    )
    first = place_of(session, 1)
    note_no_show(session=session, place=first.pk, because="堵车", by=secretariat)

    with pytest.raises(ReviewError, match="on record that 甲市 did not present: lots can't be drawn again"):
        draw(round, secretariat, reason="顺序有误")
    Reveal.objects.create(session=session, revealed_by=secretariat)
    with pytest.raises(ReviewError, match="The marks of this session are revealed"):
        take_back_no_show(session=session, place=first.pk, by=secretariat)

    first.refresh_from_db()
    assert first.not_presented_because == "堵车"


@pytest.mark.parametrize(
    ("because", "sentence"), [(" ", "Say why"), ("长" * 1001, "At most 1000 characters; these are 1001")]
)
def test_that_a_city_did_not_present_has_its_reason(round, secretariat, because, sentence) -> None:
    session = make_session(round, make_marked_city(round, "甲市", make_expert(round))[0])

    with pytest.raises(ReviewError, match=sentence):
        note_no_show(session=session, place=place_of(session, 1).pk, because=because, by=secretariat)
    assert place_of(session, 1).ended_at is None


def test_planned_starts_follow_from_the_minutes(round) -> None:
    session = make_session(round, talk_minutes=10, question_minutes=5, change_minutes=5)

    assert planned_start(session, 4) - session.starts_at == timedelta(minutes=60)


# Who was there


def test_the_quorum_board_counts_the_citys_own_experts_and_names_who_leaves(round, secretariat) -> None:
    experts = [make_expert(round) for _n in range(4)]
    submission, assignments = make_marked_city(round, "甲市", *experts)
    recuse(assignments[3])
    session = make_session(round, submission)
    place = session.presentations.get()
    heard = {(place.pk, e.pk): e is not experts[2] for e in experts[:3]}

    note_attendance(session=session, present=heard, by=secretariat)

    (line,) = board_of(sessions_of(round).get())
    assert (line.present, len(line.seats), line.is_quorate) == (2, 3, True)
    assert line.absent == [experts[2]]
    assert line.leaving == [experts[3]]


def test_noting_the_same_attendance_again_writes_nothing(round, secretariat) -> None:
    expert = make_expert(round)
    session = make_session(round, make_marked_city(round, "甲市", expert)[0])
    heard = {(session.presentations.get().pk, expert.pk): True}

    first = note_attendance(session=session, present=heard, by=secretariat)
    second = note_attendance(session=session, present=heard, by=secretariat)

    assert (first, second) == (1, 0)
    assert AuditEvent.objects.filter(verb="note_attendance").count() == 1


def test_attendance_of_somebody_who_does_not_mark_the_city_is_refused_whole(round, secretariat) -> None:
    expert, stranger = make_expert(round), make_expert(round)
    session = make_session(round, make_marked_city(round, "甲市", expert)[0])
    place = session.presentations.get().pk

    with pytest.raises(ReviewError, match="no longer marks the city"):
        note_attendance(
            session=session, present={(place, expert.pk): True, (place, stranger.pk): True}, by=secretariat
        )

    assert Attendance.objects.count() == 0


def test_who_was_absent_keeps_the_written_mark() -> None:
    round = revision_round()
    secretariat, present, absent = make_leader(round), make_expert(round), make_expert(round)
    submission, (heard, unheard) = make_marked_city(round, "甲市", present, absent)
    sheets = [submit(assignment) for assignment in (heard, unheard)]
    session = make_session(round, submission)
    place = session.presentations.get().pk
    note_attendance(
        session=session, present={(place, present.pk): True, (place, absent.pk): False}, by=secretariat
    )

    revise_sheet(sheet=sheets[0], by=present.user)
    with pytest.raises(ReviewError, match="You did not hear the presentation of 甲市: the written mark stays"):
        revise_sheet(sheet=sheets[1], by=absent.user)


def test_who_has_revised_since_the_talk_began_is_not_noted_as_absent_until_the_written_mark_is_back() -> None:
    round = revision_round()
    secretariat, expert = make_leader(round), make_expert(round)
    submission, (assignment,) = make_marked_city(round, "甲市", expert)
    submit(revise_sheet(sheet=submit(assignment), by=expert.user).assignment)
    session = make_session(round, submission)
    hear(session, secretariat)
    absent = {(session.presentations.get().pk, expert.pk): False}
    note_attendance(session=session, present=absent, by=secretariat)
    note_attendance(session=session, present=dict.fromkeys(absent, True), by=secretariat)
    sheet = submit(revise_sheet(sheet=assignment.sheet, by=expert.user).assignment, {**FULL, "B1": "30"})

    sentence = rf"{expert} signed version 3 of the sheet for 甲市 on .* If they heard it, note them as present"
    with pytest.raises(ReviewError, match=sentence):
        note_attendance(session=session, present=absent, by=secretariat)
    assert Attendance.objects.get().is_present

    reopen_sheet(sheet=sheet, reason=SheetReopening.Reason.ARITHMETIC, because="未到场", by=secretariat)
    submit(assignment)
    note_attendance(session=session, present=absent, by=secretariat)

    assert not Attendance.objects.get().is_present


def test_a_session_can_close_the_revision_of_its_cities_before_the_rounds_window() -> None:
    round = revision_round()
    secretariat, expert = make_leader(round), make_expert(round)
    submission, (assignment,) = make_marked_city(round, "甲市", expert)
    sheet = submit(assignment)
    now = timezone.now()
    session = make_session(
        round,
        submission,
        starts_at=now - timedelta(hours=3),
        revision_closes_at=now - timedelta(minutes=1),
    )
    press(session, "call", "talk", by=secretariat)

    with pytest.raises(ReviewError, match="The time for revising 甲市 after its presentation is over"):
        revise_sheet(sheet=sheet, by=expert.user)


def test_once_the_marks_are_revealed_the_revision_of_the_session_is_not_put_off() -> None:
    round = revision_round()
    secretariat, expert = make_leader(round), make_expert(round)
    submission, (assignment,) = make_marked_city(round, "甲市", expert)
    submit(assignment)
    session = make_session(round, submission)
    hear(session, secretariat)
    close_revision(session)
    reveal_marks(session=session, by=make_leader(round, RoundRole.Kind.CHAIR))
    session.refresh_from_db()
    closed = session.revision_closes_at
    assert closed
    plan = {"starts_at": session.starts_at, "places": 1, "experts": [expert]}

    for later in (None, closed + timedelta(minutes=1)):
        with pytest.raises(ReviewError, match=r"were revealed at 20.* can't be put off any more"):
            edit_session(
                session=session,
                version=0,
                plan=a_plan(round, revision_closes_at=later, **plan),
                by=secretariat,
            )
    edit_session(
        session=session,
        version=0,
        plan=a_plan(round, name="新名", revision_closes_at=closed, **plan),
        by=secretariat,
    )

    session.refresh_from_db()
    assert (session.name, session.revision_closes_at) == ("新名", closed)


def test_a_window_that_opens_again_after_the_reveal_lets_nobody_revise_what_was_shown() -> None:
    round = revision_round()
    experts = [make_expert(round), make_expert(round)]
    submission, assignments = make_marked_city(round, "甲市", *experts)
    signed, begun = [submit(assignment) for assignment in assignments]
    begun = revise_sheet(sheet=begun, by=experts[1].user)
    session = make_session(round, submission)
    hear(session, make_leader(round))
    make_stage(round, Stage.Kind.CASES, {Role.CHAIR: [Action.REVEAL]})
    window = round.stages.filter(kind=Stage.Kind.REVISION)
    window.update(closes_at=timezone.now())
    reveal_marks(session=session, by=make_leader(round, RoundRole.Kind.CHAIR))

    window.update(closes_at=timezone.now() + timedelta(days=1))

    with pytest.raises(ReviewError, match=r"The marks of 甲市 were revealed on .* nobody revises them"):
        revise_sheet(sheet=signed, by=experts[0].user)
    with pytest.raises(ReviewError, match=r"The marks of 甲市 were revealed on .* nobody revises them"):
        submit_sheet(assignment=begun.assignment_id, edit_version=begun.edit_version, by=experts[1].user)


def test_while_only_the_presentations_are_on_a_city_is_revised_from_its_talk_on() -> None:
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.ONSITE, {role: list(Action) for role in Role})
    secretariat, expert = make_leader(round), make_expert(round)
    cities = [make_marked_city(round, name, expert) for name in ("甲市", "乙市", "丙市", "丁市")]
    presents, absent, waits, elsewhere = [submit(assignment) for _city, (assignment,) in cities]
    session = make_session(
        round, *(city for city, _desks in cities[:3]), starts_at=datetime(2030, 5, 6, 9, tzinfo=BEIJING)
    )

    for sheet, words in ((presents, "甲市 .*9:00"), (absent, "乙市 .*9:22"), (waits, "丙市 .*9:44")):
        with pytest.raises(ReviewError, match=f"{words}.*can be revised once its presentation has begun"):
            revise_sheet(sheet=sheet, by=expert.user)
    press(session, "call", "talk", by=secretariat)
    note_no_show(session=session, place=place_of(session, 2).pk, because="堵车", by=secretariat)
    for sheet in (presents, absent, elsewhere):
        revise_sheet(sheet=sheet, by=expert.user)
    make_stage(round, Stage.Kind.REVISION, {Role.EXPERT: [Action.SCORE]})
    revise_sheet(sheet=waits, by=expert.user)

    assert set(round.assignments.values_list("sheet__state", flat=True)) == {"draft"}


# Questions and minutes


def test_an_expert_notes_questions_only_for_a_city_they_mark_and_that_presents(round, secretariat) -> None:
    expert, stranger = make_expert(round), make_expert(round)
    session = make_session(round, make_marked_city(round, "甲市", expert)[0])
    place = session.presentations.get()

    with pytest.raises(ReviewError, match="has not presented yet"):
        note_question(place=place, question="清单口径？", by=expert.user)
    press(session, "call", "talk", by=secretariat)
    place.refresh_from_db()
    with pytest.raises(ReviewError, match="Only experts who mark the city"):
        note_question(place=place, question="清单口径？", by=stranger.user)
    noted = note_question(place=place, question=" 清单口径？ ", answer="ignored", by=expert.user)

    assert (noted.question, noted.answer, noted.expert) == ("清单口径？", "", expert)


def test_minutes_close_only_when_everything_is_noted_and_then_nothing_changes_any_more(round, secretariat) -> None:
    expert = make_expert(round)
    session = make_session(round, make_marked_city(round, "甲市", expert)[0])
    place = session.presentations.get()
    with pytest.raises(ReviewError, match="Not presented yet: 甲市"):
        close_minutes(session=session, version=0, by=secretariat)
    hear(session, secretariat)
    with pytest.raises(ReviewError, match="Attendance is not noted for 1 pairs"):
        close_minutes(session=session, version=0, by=secretariat)
    note_attendance(session=session, present={(place.pk, expert.pk): False}, by=secretariat)
    save_remarks(session=session, version=0, remarks="顺利", by=secretariat)

    minutes = close_minutes(session=session, version=1, by=secretariat)

    (city,) = minutes.content["cities"]
    assert (city["name_zh"], city["absent"], city["is_quorate"]) == ("甲市", [str(expert)], False)
    assert minutes.content["remarks"] == "顺利"
    for act in (
        lambda: note_attendance(session=session, present={(place.pk, expert.pk): True}, by=secretariat),
        lambda: note_question(place=place, question="再问", by=secretariat),
        lambda: save_remarks(session=session, version=1, remarks="改", by=secretariat),
        lambda: edit_session(session=session, version=1, plan=a_plan(round), by=secretariat),
        lambda: press(session, "call", by=secretariat),
    ):
        with pytest.raises(ReviewError, match="The minutes of this session are closed"):
            act()


# The file


def test_the_presentation_file_of_an_accepted_city_may_follow_until_it_locks(round) -> None:
    submission = make_accepted(round, make_city("甲市", name_en="甲市"))
    filler = make_city_member(submission.city)

    name_presenter(submission=submission, presenter="张市长", post="副市长", by=filler)
    Submission.objects.update(presentation_locks_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(CityError, match="The file of the presentation was locked on"):
        name_presenter(submission=submission, presenter="李市长", post="", by=filler)


def test_nobody_runs_a_session_while_the_round_is_paused(round, secretariat) -> None:
    session = make_session(round, make_marked_city(round, "甲市", make_expert(round))[0])
    Round.objects.update(paused_because_zh="维护", paused_because_en="Maintenance")
    session.refresh_from_db()

    with pytest.raises((ReviewError, RoundError), match="paused"):
        press(OnsiteSession.objects.get(), "call", by=secretariat)
