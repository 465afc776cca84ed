"""Pages of the on-site day: who sees what when, and that nobody learns a mark before the reveal."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from cities.models import Evidence, Submission
from reviews.errors import ReviewError
from reviews.home import next_steps
from reviews.models import Expert, OnsiteSession, SessionClock
from reviews.queries.onsite import ClockFace, to_reveal
from reviews.services.no_shows import note_no_show
from reviews.services.onsite_day import note_answer, note_attendance, note_question, reveal_marks
from rounds.models import Round, RoundRole
from tests.cities.files import pdf
from tests.make import (
    make_accepted,
    make_city,
    make_city_member,
    make_expert,
    make_leader,
    make_round,
    make_signed_sheet,
)
from tests.reviews.build import recuse
from tests.reviews.onsite import close_revision, hear, make_marked_city, make_session, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]

MARKS = ({"B1": "41.3", "C1": "21.7", "E": "7.3"}, {"B1": "12.9", "C1": "18.1", "E": "4.9"})
LEAKS = ("41.3", "21.7", "12.9", "18.1", "28.4", "7.30", "4.90")
"""Every mark, and the range of B1."""


@pytest.fixture
def round() -> Round:
    return make_round()


def scored(round: Round, name: str, *experts: Expert) -> Submission:
    """A city for which each expert has signed one of MARKS."""
    submission = make_accepted(round, make_city(name, name_en=name))
    for expert, marks in zip(experts, MARKS, strict=False):
        make_signed_sheet(submission, marks, expert)
    return submission


def page(user, name: str, session: OnsiteSession, **headers: str):
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return client.get(reverse(f"reviews:{name}", args=[session.round.slug, session.pk]), headers=headers)


PAGES = ("session", "session-live", "projector", "projector-live", "session-desk", "session-desk-live",
         "reveal", "reveal-live", "minutes", "attendance")  # fmt: skip


def test_before_the_reveal_no_page_of_the_session_tells_anybody_a_mark(round) -> None:
    experts = [make_expert(round), make_expert(round)]
    session = make_session(round, scored(round, "甲市", *experts))
    secretariat = make_leader(round)
    press(session, "call", "talk", by=secretariat)
    note_question(place=session.presentations.select_related("session__round", "submission__city").get(),
                  question="口径？", by=experts[0].user)  # fmt: skip
    people = [e.user for e in experts] + [secretariat, *(make_leader(round, k) for k in ("chair", "observer"))]

    for user in people:
        for name in PAGES:
            answer = page(user, name, session)
            text = answer.content.decode()
            assert not [leak for leak in LEAKS if leak in text], f"{name} for {user}"


def test_an_answer_that_is_too_long_stays_on_the_page_with_the_limit_beside_it(round) -> None:
    expert, secretariat = make_expert(round), make_leader(round)
    session = make_session(round, scored(round, "甲市", expert))
    press(session, "call", "talk", by=secretariat)
    place = session.presentations.select_related("session__round", "submission__city").get()
    asked = note_question(place=place, question="口径？", by=expert.user)
    client = Client()
    client.force_login(secretariat)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    typed = "答" * 1001

    address = reverse("reviews:note-answer", args=[round.slug, session.pk, asked.pk])
    answer = client.post(address, {"base": "", "answer": typed})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert f">{typed}</textarea>" in text
    assert f'id="e{asked.pk}">At most 1000 characters; these are 1001.<' in text
    asked.refresh_from_db()
    assert asked.answer == ""


def test_an_answer_that_another_window_wrote_meanwhile_is_shown_beside_the_typed_one(round) -> None:
    expert, secretariat = make_expert(round), make_leader(round)
    session = make_session(round, scored(round, "甲市", expert))
    press(session, "call", "talk", by=secretariat)
    place = session.presentations.select_related("session__round", "submission__city").get()
    asked = note_question(place=place, question="口径？", by=expert.user)
    note_answer(question=asked, base="", answer="省级清单。", by=secretariat)
    client = Client()
    client.force_login(secretariat)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    address = reverse("reviews:note-answer", args=[round.slug, session.pk, asked.pk])

    refused = client.post(address, {"base": "", "answer": "国家清单。"}).content.decode()
    again = client.post(address, {"base": "省级清单。", "answer": "国家清单。"})

    assert ">国家清单。</textarea>" in refused
    assert "meanwhile: “省级清单。”" in refused
    assert 'name="base" value="省级清单。"' in refused
    assert again.status_code == 302
    asked.refresh_from_db()
    assert asked.answer == "国家清单。"


def test_an_expert_sees_nothing_of_the_others_in_a_session(round) -> None:
    one, other = make_expert(round), make_expert(round)
    session = make_session(round, scored(round, "甲市", one, other))
    secretariat = make_leader(round)
    press(session, "call", "talk", by=secretariat)
    place = session.presentations.select_related("session__round", "submission__city").get()
    note_question(place=place, question="别人的提问", by=other.user)

    for name in ("session-desk", "session-desk-live", "reveal"):
        text = page(one.user, name, session).content.decode()
        assert str(other) not in text
        assert "别人的提问" not in text
    assert page(one.user, "session", session).status_code == 404
    assert page(one.user, "minutes", session).status_code == 404


def test_an_experts_page_does_not_change_when_another_expert_submits(round) -> None:
    one, other = make_expert(round), make_expert(round)
    submission, _ = make_marked_city(round, "甲市", one)
    session = make_session(round, submission)
    before = page(one.user, "session-desk-live", session)["ETag"], page(one.user, "reveal-live", session)["ETag"]

    make_signed_sheet(submission, MARKS[0], other)

    after = page(one.user, "session-desk-live", session)["ETag"], page(one.user, "reveal-live", session)["ETag"]
    assert after == before


def test_the_chair_reveals_only_after_the_revision_window_and_only_complete_cities(round) -> None:
    experts = [make_expert(round), make_expert(round)]
    complete = scored(round, "甲市", *experts)
    lacking, _ = make_marked_city(round, "乙市", experts[0])
    session = make_session(round, complete, lacking)
    secretariat, chair = make_leader(round), make_leader(round, RoundRole.Kind.CHAIR)
    hear(session, secretariat)

    with pytest.raises(ReviewError, match="has not closed yet"):
        reveal_marks(session=session, by=chair)
    close_revision(session)
    with pytest.raises(ReviewError, match="Only the chair or the deputy"):
        reveal_marks(session=session, by=secretariat)
    reveal_marks(session=session, by=chair)

    own = page(experts[0].user, "reveal", session).content.decode()
    assert "41.30" in own
    assert "12.90" in own
    assert str(experts[1]) not in own
    assert "Expert 2" in own
    assert "乙市" in own.split("Not shown", 1)[1].split("</p>")[0]
    assert str(experts[1]) in page(chair, "reveal", session).content.decode()
    with pytest.raises(ReviewError, match="revealed already"):
        reveal_marks(session=session, by=chair)


def test_the_reveal_shows_an_expert_neither_a_city_they_are_recused_from_nor_one_they_do_not_mark(round) -> None:
    one, other, listener = (make_expert(round) for _n in range(3))
    submission = scored(round, "甲市", one, other)
    session = make_session(round, submission)
    hear(session, make_leader(round))
    close_revision(session)
    reveal_marks(session=session, by=make_leader(round, RoundRole.Kind.CHAIR))
    recuse(submission.assignments.get(expert=one))

    for expert in (one, listener):
        text = page(expert.user, "reveal", session).content.decode()
        assert not [leak for leak in LEAKS if leak in text]
    assert "12.90" in page(other.user, "reveal", session).content.decode()


def test_a_live_part_answers_304_until_something_changes(round) -> None:
    submission, _ = make_marked_city(round, "甲市", make_expert(round))
    session, secretariat = make_session(round, submission), make_leader(round)
    for name in ("session-live", "projector-live"):
        etag = page(secretariat, name, session)["ETag"]
        same = page(secretariat, name, session, if_none_match=etag)
        assert (same.status_code, same.content) == (304, b"")
    etag = page(secretariat, "projector-live", session)["ETag"]

    press(session, "call", "talk", by=secretariat)

    changed = page(secretariat, "projector-live", session, if_none_match=etag)
    assert changed.status_code == 200
    assert "甲市" in changed.content.decode()


def test_the_quorum_board_follows_when_another_expert_is_the_absent_one(round) -> None:
    one, other = make_expert(round), make_expert(round)
    submission, _ = make_marked_city(round, "甲市", one, other)
    session, secretariat = make_session(round, submission), make_leader(round)
    place = session.presentations.get().pk
    note_attendance(session=session, present={(place, one.pk): True, (place, other.pk): False}, by=secretariat)
    etag = page(secretariat, "session-live", session)["ETag"]

    note_attendance(session=session, present={(place, one.pk): False, (place, other.pk): True}, by=secretariat)

    after = page(secretariat, "session-live", session, if_none_match=etag)
    assert after.status_code == 200
    assert f"{one} (absent)" in after.content.decode()


def test_behind_a_proxy_that_weakens_etags_the_answer_is_still_304_and_no_request_is_held(round) -> None:
    submission, _ = make_marked_city(round, "甲市", make_expert(round))
    session, secretariat = make_session(round, submission), make_leader(round)
    for name in ("session-live", "projector-live", "reveal-live"):
        answer = page(secretariat, name, session)
        weak = page(secretariat, name, session, if_none_match=f"W/{answer['ETag']}")
        assert weak.status_code == 304
        assert not answer.streaming
        assert answer["Cache-Control"] == "private, no-cache"


def test_every_page_shows_the_same_time_left_reckoned_from_the_servers_start(round) -> None:
    submission, _ = make_marked_city(round, "甲市", make_expert(round))
    session, secretariat = make_session(round, submission), make_leader(round)
    press(session, "call", "talk", by=secretariat)
    since = timezone.now() - timedelta(minutes=5)
    SessionClock.objects.update(running_since=since)

    for name in ("session", "projector"):
        text = page(secretariat, name, session).content.decode()
        at, left = (int(text.split(f'data-timer-{what}="')[1].split('"')[0]) for what in ("now", "left"))
        began = at - (12 * 60_000 - left)
        assert abs(began - since.timestamp() * 1000) <= 2
        assert 'data-timer-state="fine"' in text


@pytest.mark.parametrize(
    ("elapsed", "words", "state"),
    [(0, "12:00", "fine"), (600_000, "2:00", "nearly"), (719_500, "0:01", "nearly"), (762_900, "+0:42", "over")],
)
def test_a_page_without_scripts_shows_the_time_left_and_how_it_stands(elapsed, words, state) -> None:
    session = OnsiteSession(talk_minutes=12, question_minutes=8)
    face = ClockFace(SessionClock(session=session, phase="talk", elapsed_ms=elapsed), timezone.now())

    assert (face.left_words, face.state) == (words, state)


def test_a_press_answers_with_the_live_part_and_a_late_one_says_why(round) -> None:
    submission, _ = make_marked_city(round, "甲市", make_expert(round))
    session, secretariat = make_session(round, submission), make_leader(round)
    client = Client()
    client.force_login(secretariat)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    address = reverse("reviews:session-clock", args=[round.slug, session.pk])

    first = client.post(address, {"act": "call", "version": 0}, headers={"X-Live": "1"})
    late = client.post(address, {"act": "call", "version": 0}, headers={"X-Live": "1"})

    assert (first.status_code, late.status_code) == (200, 409)
    assert "Start the talk" in first.content.decode()
    assert "The clock was moved meanwhile" in late.content.decode()
    assert client.post(address, {"act": "talk", "version": 1}).status_code == 302


def test_the_projector_names_no_expert(round) -> None:
    expert = make_expert(round)
    submission, _ = make_marked_city(round, "甲市", expert)
    session = make_session(round, submission)

    text = page(make_leader(round, RoundRole.Kind.OBSERVER), "projector", session).content.decode()

    assert str(expert) not in text
    assert "甲市" in text


def test_a_session_takes_the_same_queries_for_one_city_and_for_five(round) -> None:
    experts = [make_expert(round), make_expert(round)]
    secretariat = make_leader(round)
    small = make_session(round, make_marked_city(round, "甲市", *experts)[0])
    large = make_session(
        round, *(make_marked_city(round, f"城{n}", *experts)[0] for n in range(5)), name="大场", room="二"
    )
    numbers = []
    for session in (small, large, small, large):
        with CaptureQueriesContext(connection) as captured:
            assert page(secretariat, "session-live", session).status_code == 200
        numbers.append(len(captured))

    assert numbers[2] == numbers[3]


def test_the_desk_notes_a_city_that_does_not_come_and_asks_another_in_before_its_turn(round) -> None:
    expert, secretariat = make_expert(round), make_leader(round)
    cities = [make_marked_city(round, name, expert)[0] for name in ("甲市", "乙市", "丙市")]
    session = make_session(round, *cities)
    first, second, third = session.presentations.order_by("position")
    client = Client()
    client.force_login(secretariat)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    def act(name: str, data: dict[str, object]):
        return client.post(reverse(f"reviews:{name}", args=[round.slug, session.pk]), data)

    refused = act("note-no-show", {"place": second.pk, "because": "误" * 1001})
    assert refused.status_code == 422
    assert "误" * 1001 in refused.content.decode()
    assert f'<option value="{second.pk}" selected>' in refused.content.decode()
    text = page(secretariat, "session", session).content.decode()
    assert text.count("Ask in now") == 2
    assert act("session-clock", {"act": "call", "version": 0, "presentation": third.pk}).status_code == 302
    assert SessionClock.objects.get().presentation == third
    assert act("note-no-show", {"place": first.pk, "because": "航班取消"}).status_code == 302

    text = page(secretariat, "session", session).content.decode()
    assert "did not present" in text
    assert "航班取消" in text
    assert "did not present" in page(expert.user, "session-desk", session).content.decode()
    assert f"seat_{first.pk}_" not in page(secretariat, "attendance", session).content.decode()
    assert "did not present: 航班取消" in page(secretariat, "minutes", session).content.decode()
    assert act("take-back-no-show", {"presentation": first.pk}).status_code == 302
    assert "航班取消" not in page(secretariat, "session", session).content.decode()


def test_the_chair_reveals_although_one_city_did_not_come(round) -> None:
    experts = [make_expert(round), make_expert(round)]
    came, stayed_away = scored(round, "甲市", *experts), scored(round, "乙市", *experts)
    session = make_session(round, came, stayed_away)
    secretariat, chair = make_leader(round), make_leader(round, RoundRole.Kind.CHAIR)
    press(session, "call", "talk", "questions", "end", by=secretariat)
    close_revision(session)
    with pytest.raises(ReviewError, match="has not closed yet"):
        reveal_marks(session=session, by=chair)

    place = session.presentations.get(position=2).pk
    note_no_show(session=session, place=place, because="航班取消", by=secretariat)
    assert to_reveal(round) == [session]
    reveal_marks(session=session, by=chair)

    assert "41.30" in page(experts[0].user, "reveal", session).content.decode()


def test_attendance_is_noted_as_a_grid_and_for_a_whole_city(round) -> None:
    experts = [make_expert(round) for _n in range(3)]
    submission, _ = make_marked_city(round, "甲市", *experts)
    session, secretariat = make_session(round, submission), make_leader(round)
    place = session.presentations.get().pk
    client = Client()
    client.force_login(secretariat)

    client.post(
        reverse("reviews:attendance", args=[round.slug, session.pk]),
        {f"seat_{place}_{experts[0].pk}": "no", f"all_{place}": "yes"},
    )

    noted = session.presentations.get().attendance.values_list("expert_id", "is_present")
    assert sorted(noted) == sorted([(experts[0].pk, False), (experts[1].pk, True), (experts[2].pk, True)])


def test_attendance_that_is_refused_comes_back_as_it_was_ticked(round) -> None:
    one, other = make_expert(round), make_expert(round)
    submission, _ = make_marked_city(round, "甲市", one, other)
    session = make_session(round, submission)
    place = session.presentations.get().pk
    client = Client()
    client.force_login(make_leader(round))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    Round.objects.update(paused_because_zh="汇总核查", paused_because_en="The totals are checked.")

    answer = client.post(
        reverse("reviews:attendance", args=[round.slug, session.pk]),
        {f"seat_{place}_{one.pk}": "no", f"all_{place}": "yes"},
    )

    text = answer.content.decode()
    assert answer.status_code == 409
    assert "The totals are checked." in text
    assert f'id="n{place}_{one.pk}" value="no" checked' in text
    assert f'name="all_{place}" value="yes" checked' in text
    assert not session.presentations.get().attendance.exists()


def test_a_refused_question_stays_with_the_city_it_was_typed_for(round) -> None:
    expert, secretariat = make_expert(round), make_leader(round)
    first, second = (make_marked_city(round, name, expert)[0] for name in ("甲市", "乙市"))
    session = make_session(round, first, second)
    press(session, "call", "talk", "questions", "end", "call", "talk", by=secretariat)
    place = session.presentations.get(position=1).pk
    client = Client()
    client.force_login(expert.user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    address = reverse("reviews:session-desk", args=[round.slug, session.pk])

    text = client.post(address, {"presentation": place, "question": "问" * 1001}).content.decode()

    assert f'<option value="{place}" selected>' in text
    assert text.split('name="presentation"')[1].split("</select>")[0].count("selected") == 1


def handed_in(submission: Submission) -> str:
    """What the file of the presentation is called."""
    return Evidence.objects.get(presentationfile_rows__submission=submission).original_name


def test_a_city_hands_in_its_presentation_after_acceptance_and_not_after_the_lock(round) -> None:
    submission = make_accepted(round, make_city("甲市", name_en="甲市"))
    filler = make_city_member(submission.city)
    client = Client()
    client.force_login(filler)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    address = reverse("reviews:presentation", args=[round.slug])

    sent = client.post(address, {"file": SimpleUploadedFile("汇报.pdf", pdf())})
    assert sent.status_code == 302
    assert handed_in(submission) == "汇报.pdf"
    Submission.objects.update(presentation_locks_at=timezone.now() - timedelta(minutes=1))
    late = client.post(address, {"file": SimpleUploadedFile("新版.pdf", pdf(pages=2))})

    assert "was locked on" in late.content.decode()
    assert handed_in(submission) == "汇报.pdf"


def test_the_presentation_file_opens_to_who_hears_it_and_to_nobody_else(round) -> None:
    expert, stranger = make_expert(round), make_expert(round)
    submission, _ = make_marked_city(round, "甲市", expert)
    session = make_session(round, submission)
    place = session.presentations.get()
    filler = make_city_member(submission.city)
    client = Client()
    client.force_login(filler)
    Submission.objects.update(presentation_locks_at=None)
    client.post(
        reverse("reviews:presentation", args=[round.slug]), {"file": SimpleUploadedFile("汇报.pdf", pdf())}
    )
    address = reverse("reviews:presentation-file", args=[round.slug, place.pk])

    def status(user) -> int:
        client.force_login(user)
        answer = client.get(address)
        if answer.status_code == 200:
            b"".join(answer.streaming_content)  # to its end, which closes the file
        return answer.status_code

    assert status(expert.user) == 404  # still in quarantine
    Evidence.objects.update(state="checked", content_type="application/pdf")
    assert (status(expert.user), status(make_leader(round)), status(stranger.user)) == (200, 200, 404)


def test_drawing_and_exchanging_on_the_pages(round) -> None:
    expert, secretariat = make_expert(round), make_leader(round)
    for name in ("甲市", "乙市"):
        make_marked_city(round, name, expert)
    client = Client()
    client.force_login(secretariat)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    begins = timezone.localtime() + timedelta(days=2)
    planned = client.post(
        reverse("reviews:new-session", args=[round.slug]),
        {
            "name": "上午", "room": "一", "starts_at": begins.strftime("%Y-%m-%dT%H:%M"), "places": 5,
            "talk_minutes": 12, "question_minutes": 8, "change_minutes": 2, "quorum": "half",
            "experts": [expert.pk],
        },
    )  # fmt: skip
    assert planned.status_code == 302
    lots = reverse("reviews:lots", args=[round.slug])
    wrong = client.post(lots, {"seed": "", "seed_source": ""})
    assert "This field is required" in wrong.content.decode()
    assert client.post(lots, {"seed": "20260601", "seed_source": "收盘"}).status_code == 302
    text = client.get(lots).content.decode()
    assert "20260601" in text
    assert "Drawn again just now: the same" in text
    one, other = OnsiteSession.objects.get().presentations.order_by("position")

    client.post(
        reverse("reviews:change-order", args=[round.slug]),
        {"one": one.pk, "other": other.pk, "reason": "航班", "exchange": "1"},
    )

    swapped = OnsiteSession.objects.get().presentations.order_by("position")
    assert [place.pk for place in swapped] == [other.pk, one.pk]


@pytest.mark.parametrize(("language", "name"), [("en", "Jia City"), ("zh-hans", "甲市")])
def test_minutes_name_the_city_in_the_readers_language(round, language, name) -> None:
    submission = make_accepted(round, make_city("甲市", name_en="Jia City"))
    session = make_session(round, submission)
    client = Client()
    client.force_login(make_leader(round))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language

    text = client.get(reverse("reviews:minutes", args=[round.slug, session.pk])).content.decode()

    assert f"<h2>1. {name}</h2>" in text


def test_a_recused_expert_is_told_to_leave_the_room_and_who_only_does_not_mark_is_not(round) -> None:
    recused, other = make_expert(round), make_expert(round)
    submission, (assignment, _) = make_marked_city(round, "甲市", recused, make_expert(round))
    session = make_session(round, submission)
    before = page(recused.user, "session-desk-live", session)["ETag"]
    recuse(assignment)
    assert page(recused.user, "session-desk-live", session)["ETag"] != before
    press(session, "call", by=make_leader(round))

    told = page(recused.user, "session-desk", session).content.decode()
    assert "You are recused from this city: please leave the room while it presents." in told
    assert "recused: you leave the room" in told
    for_other = page(other.user, "session-desk", session).content.decode()
    assert "You don't mark this city." in for_other
    assert "leave the room" not in for_other


def test_minutes_are_read_as_they_were_closed(round) -> None:
    expert, secretariat = make_expert(round), make_leader(round)
    submission, _ = make_marked_city(round, "甲市", expert)
    session = make_session(round, submission)
    hear(session, secretariat)
    place = session.presentations.get().pk
    client = Client()
    client.force_login(secretariat)
    client.post(reverse("reviews:attendance", args=[round.slug, session.pk]), {f"seat_{place}_{expert.pk}": "no"})
    address = reverse("reviews:minutes", args=[round.slug, session.pk])
    overview = reverse("reviews:onsite", args=[round.slug])
    change = reverse("reviews:edit-session", args=[round.slug, session.pk])
    assert change in client.get(overview).content.decode()

    client.post(address, {"version": 0, "remarks": "无异常", "close": "1"})

    session.refresh_from_db()
    assert session.minutes.content["remarks"] == "无异常"
    text = client.get(address).content.decode()
    assert session.minutes.sha256 in text
    assert str(expert) in text
    assert change not in client.get(overview).content.decode()


def test_a_session_that_has_begun_is_not_called_the_next_one(round) -> None:
    make_session(round, name="昨晚场", starts_at=timezone.now() - timedelta(hours=5))

    texts = [step.text for step in next_steps(make_leader(round), round)]

    assert [text for text in texts if "next session" in text] == []
    assert len([text for text in texts if "minutes not closed yet: 昨晚场" in text]) == 1


def test_who_only_reads_is_shown_what_there_is_to_read_when_nothing_waits(round) -> None:
    client = Client()
    client.force_login(make_leader(round, RoundRole.Kind.OBSERVER))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"

    answer = client.get("/")

    assert "Nothing waits for you" in answer.content.decode()
    assert [item.label for item in answer.context["to_read"]] == ["State of the cities", "Ranking", "Statistics"]
