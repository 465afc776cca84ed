"""What the home page and the rail tell the city, the secretariat, the province."""

import pytest
from django.urls import reverse

from cities import home
from cities.queries import dashboard_of
from cities.services import accept_submission, give_opinion
from rounds.models import Action, Role, RoundRole, Stage
from tests import make
from tests.cities.build import (
    answer_forms,
    make_city_at_work,
    make_province_member,
    make_submitted,
    say,
    say_everything,
    send_for_supplement,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def steps(user, round):
    return [(step.text, step.url, step.tone, step.count) for step in home.next_steps(user, round)]


def labels(user, round):
    return [item.label for item in home.nav_items(user, round)]


def test_a_city_goes_on_with_the_first_indicator_that_lacks_something():
    submission, member = make_city_at_work()
    say(submission, "A1", member)

    (step,) = home.next_steps(member, submission.round)

    said = dashboard_of(submission)
    text = f"{said.gaps} items are still missing; {said.complete} of {len(said.asked)} forms are complete."
    assert (step.text, step.count, step.label) == (text, said.gaps, "Continue with B1")
    assert said.gaps > 3
    assert step.url == reverse("cities:statement", args=[submission.round.slug, "B1"])
    assert step.due == submission.round.stages.get().closes_at


def test_a_city_that_has_written_everything_is_sent_to_its_forms_and_then_to_sign():
    submission, member = make_city_at_work()
    say_everything(submission, member)
    (before,) = home.next_steps(member, submission.round)
    assert before.url == reverse("cities:form", args=[submission.round.slug, "profile"])
    answer_forms(submission, member)

    (step,) = home.next_steps(member, submission.round)

    assert step.url == reverse("cities:submit", args=[submission.round.slug])


def test_a_city_waits_supplements_and_is_done():
    version, member = make_submitted()
    submission, round = version.submission, version.submission.round
    secretary = make.make_leader(round)

    waiting = steps(member, round)
    send_for_supplement(submission, secretary, number=1, reason="补")
    returned = steps(member, round)
    submission.refresh_from_db()
    submission.state = "submitted"
    submission.save()
    accept_submission(submission=submission, number=1, by=secretary)
    done = steps(member, round)

    assert [found[0][2] for found in (waiting, returned, done)] == ["waiting", "now", "done"]
    assert "waiting for the formal check" in waiting[0][0]
    assert "supplement what it names" in returned[0][0]


def test_a_city_outside_its_window_is_told_why():
    round = make.make_round(everything_open=False)
    _submission, member = make_city_at_work(round)

    (step,) = home.next_steps(member, round)

    assert (step.tone, "no open stage" in step.text) == ("waiting", True)


def test_the_secretariat_is_led_to_what_waits():
    round = make.make_round()
    make_submitted(round), make_submitted(round)
    make.make_submission(round)
    make.make_city()
    secretary = make.make_leader(round)

    board, people = (reverse(f"cities:{name}", args=[round.slug]) for name in ("board", "people"))

    assert steps(secretary, round) == [
        ("2 submissions wait for the formal check.", f"{board}?state=submitted&sort=activity", "now", 2),
        ("1 city of the register takes no part in this round yet.", board, "now", 1),
        ("1 city has nobody who acts for it.", f"{people}?show=without", "now", 1),
    ]


def test_what_no_stage_allows_now_only_waits():
    round = make.make_round(everything_open=False)
    make.make_stage(round, Stage.Kind.FILING, {Role.CITY: [Action.WRITE_SUBMISSION]})
    make_submitted(round)
    make.make_city()

    assert [step[2] for step in steps(make.make_leader(round), round)] == ["waiting"]


def test_a_province_is_told_how_its_cities_stand():
    version, _member = make_submitted()
    make_city_at_work(version.submission.round)
    official = make_province_member(version.submission)

    step = home.next_steps(official, version.submission.round)[-1]

    assert step.text == "0 of your 2 pilot cities are accepted, 1 are still writing."
    assert step.url == reverse("cities:province", args=[version.submission.round.slug])


def test_a_province_gives_its_opinion_while_the_formal_check_has_not_decided():
    version, _member = make_submitted()
    submission, round = version.submission, version.submission.round
    official = make_province_member(submission)

    waiting = home.next_steps(official, round)[0]
    give_opinion(submission=submission, number=1, verdict="agrees", text="", by=official)

    assert (waiting.text, waiting.tone) == ("1 city of your province waits for your opinion.", "now")
    assert waiting.due == round.stages.get().closes_at
    assert [step.tone for step in home.next_steps(official, round)] == ["calm"]


def test_the_rail_has_what_each_may_open():
    version, member = make_submitted()
    submission, round = version.submission, version.submission.round

    assert labels(member, round) == ["Written material", "Evidence", "People of the city", "Planning documents"]
    assert labels(make_province_member(submission), round) == ["Cities of the province", "Planning documents"]
    assert labels(make.make_leader(round), round) == ["City accounts", "Planning documents"]
    assert labels(make.make_leader(round, RoundRole.Kind.OBSERVER), round) == ["Planning documents"]
    assert labels(make.make_user(), round) == ["Planning documents"]
    assert home.nav_items(make.make_user(), round)[0].for_everybody
    assert (labels(member, None), steps(member, None)) == ([], [])


def test_others_have_nothing_to_do_here():
    version, _member = make_submitted()
    round = version.submission.round

    assert steps(make.make_leader(round, RoundRole.Kind.CHAIR), round) == []
    assert steps(make.make_user(), round) == []
