"""Reminders by state, bulk reminders with their preview, and what people hear of stages."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent
from notices.models import Kind, Letter, Mailing, Notice
from portal.announcing import announce_changes
from portal.reminders import remind_everybody
from rounds.models import Action, Role, Round, RoundRole, Stage
from rounds.services.rounds import pause_round, resume_round
from tests import make
from tests.cities.build import make_city_at_work

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def morning() -> datetime:
    """Nine o'clock of today in Beijing: reminders keep people's hours."""
    return timezone.localtime(timezone.now()).replace(hour=9, minute=0, second=0, microsecond=0)


def filing(*, closes: int = 2) -> Round:
    round = make.make_round(everything_open=False)
    make.make_stage(round, Stage.Kind.FILING, {Role.CITY: [Action.WRITE_SUBMISSION]}, closes=closes)
    return round


def reminders_of(user) -> list[str]:
    return list(Notice.objects.filter(recipient=user, kind=Kind.REMINDER).values_list("text_zh", flat=True))


def test_a_city_is_reminded_while_its_material_is_not_in_and_no_longer() -> None:
    submission, member = make_city_at_work(filing())
    remind_everybody(morning())
    remind_everybody(morning() + timedelta(hours=2))
    assert len(reminders_of(member)) == 1

    submission.state = "submitted"
    submission.save()
    remind_everybody(morning() + DAY)

    assert len(reminders_of(member)) == 1


def test_reminders_stop_when_the_window_closes_or_the_round_is_paused() -> None:
    closed, paused = filing(closes=0), filing()
    Stage.objects.filter(round=closed).update(closes_at=timezone.now() - timedelta(minutes=1))
    members = [make_city_at_work(round)[1] for round in (closed, paused)]
    secretary = make.make_leader(paused)
    pause_round(round=paused, because_zh="系统维护", because_en="Maintenance", by=secretary)

    remind_everybody(morning())

    assert [reminders_of(member) for member in members] == [[], []]


def test_nobody_is_reminded_at_night() -> None:
    make_city_at_work(filing())

    assert remind_everybody(morning().replace(hour=3)) == 0


def test_an_expert_is_reminded_of_pledge_and_sheets_and_not_of_others_work() -> None:
    round = make.make_round()
    done, open_one = make.make_expert(round), make.make_expert(round)
    make.make_signed_sheet(make.make_accepted(round), {"B1": "9"}, done)
    make.make_assignment(make.make_accepted(round), open_one)
    Stage.objects.filter(round=round).update(closes_at=timezone.now() + 2 * DAY)

    remind_everybody(morning())

    assert (len(reminders_of(done.user)), len(reminders_of(open_one.user))) == (0, 1)


@pytest.mark.parametrize(("closes", "reminded"), [(2, 1), (9, 0)])
def test_an_expert_hears_that_the_revision_window_is_about_to_close(closes: int, reminded: int) -> None:
    round = make.make_round(everything_open=False)
    make.make_stage(round, Stage.Kind.REVISION, {Role.EXPERT: [Action.SCORE, Action.READ_MATERIAL]}, closes=closes)
    expert = make.make_expert(round)
    make.make_signed_sheet(make.make_accepted(round), {"B1": "9"}, expert)

    remind_everybody(morning())

    assert len(reminders_of(expert.user)) == reminded


def test_the_secretariat_sees_who_gets_which_text_before_anybody_does(client: Client) -> None:
    round = filing()
    _late, member = make_city_at_work(round, name="深圳")
    finished, other = make_city_at_work(round, name="苏州")
    finished.state = "submitted"
    finished.save()
    client.force_login(make.make_leader(round))

    page = client.get(f"/remind/{round.slug}/cities/")

    assert [(one.person, one.place) for one in page.context["reminded"]] == [(member, "深圳")]
    assert [one.person for one in page.context["others"]] == [other]
    assert not Notice.objects.exists()


def test_a_text_in_another_language_than_the_page_says_whose_language_it_is(client: Client) -> None:
    round = filing()
    make_city_at_work(round, name="深圳")
    client.force_login(make.make_leader(round))
    said = "Written in the language this person reads: Simplified Chinese."

    chinese = client.get(f"/remind/{round.slug}/cities/").context["reminded"]
    client.cookies["django_language"] = "en"
    english = client.get(f"/remind/{round.slug}/cities/")

    assert [one.in_other_language for one in chinese] == [""]
    assert [one.in_other_language for one in english.context["reminded"]] == [said]
    assert said in english.content.decode()


def test_exactly_those_seen_are_reminded_with_the_words_added(client: Client) -> None:
    round = filing()
    member = make_city_at_work(round, name="深圳")[1]
    member.email = "shenzhen@city.example"
    member.save()
    client.force_login(make.make_leader(round))
    address = f"/remind/{round.slug}/cities/?batch=2010"
    shown = client.post(address, {"words": "请务必上传清单。"}).context["reminded"][0].text

    answer = client.post(address, {"words": "请务必上传清单。", "send": "1"})

    assert answer.headers["Location"] == f"/reviews/{round.slug}/board/?batch=2010"
    assert reminders_of(member) == [shown]
    assert "请务必上传清单。" in Letter.objects.get().text
    assert Mailing.objects.get().state == Mailing.State.RELEASED
    assert AuditEvent.objects.filter(verb="remind").count() == 1


def test_after_a_reminder_by_hand_the_rhythm_begins_anew(client: Client) -> None:
    round = filing()
    member = make_city_at_work(round)[1]
    client.force_login(make.make_leader(round))

    client.post(f"/remind/{round.slug}/cities/", {"send": "1"})
    remind_everybody(morning())

    assert len(reminders_of(member)) == 1


def test_the_filters_of_the_board_choose_whom_to_remind(client: Client) -> None:
    round = filing()
    make_city_at_work(round, batch=2010)
    chosen = make_city_at_work(round, batch=2017)[1]
    client.force_login(make.make_leader(round))

    page = client.get(f"/remind/{round.slug}/cities/?batch=2017")

    assert [one.person for one in page.context["reminded"]] == [chosen]


def test_experts_are_reminded_from_their_list(client: Client) -> None:
    round = make.make_round()
    expert = make.make_expert(round)
    make.make_expert()  # of the registry, not of the panel
    make.make_assignment(make.make_accepted(round), expert)
    client.force_login(make.make_leader(round))

    client.post(f"/remind/{round.slug}/experts/?place=panel", {"send": "1"})

    assert list(Notice.objects.values_list("recipient", flat=True)) == [expert.user_id]


def test_words_that_are_too_long_are_refused_and_kept(client: Client) -> None:
    round = filing()
    make_city_at_work(round)
    client.force_login(make.make_leader(round))

    answer = client.post(f"/remind/{round.slug}/cities/", {"words": "长" * 501, "send": "1"})

    assert (answer.status_code, answer.context["words"]) == (422, "长" * 501)
    assert "501" in answer.context["error"]
    assert not Notice.objects.exists()


def told(round: Round) -> set[tuple[int, str]]:
    news = Notice.objects.filter(round_id=round.pk, kind=Kind.STAGE)
    return set(news.values_list("recipient_id", "text_en"))


def test_people_hear_once_when_a_stage_begins_and_when_it_ends() -> None:
    round = filing(closes=1)
    member = make_city_at_work(round)[1]
    chair = make.make_leader(round, RoundRole.Kind.CHAIR)  # nothing to do in this stage
    assert announce_changes(timezone.now()) == 1
    assert announce_changes(timezone.now()) == 0
    assert {person for person, _text in told(round)} == {member.pk}

    assert announce_changes(timezone.now() + 2 * DAY) == 1

    assert (member.pk, f"{round.name_en}: the stage “filing” has ended.") in told(round)
    assert not Notice.objects.filter(recipient=chair).exists()


def test_a_stage_that_began_long_ago_is_no_news() -> None:
    round = filing(closes=30)
    Stage.objects.filter(round=round).update(opens_at=timezone.now() - 10 * DAY)

    assert announce_changes(timezone.now()) == 0


def test_a_pause_and_its_end_are_told_to_everybody_in_the_round() -> None:
    round = filing()
    make_city_at_work(round)
    secretary, expert = make.make_leader(round), make.make_expert(round)
    pause_round(round=round, because_zh="系统维护", because_en="Maintenance", by=secretary)
    announce_changes(timezone.now())
    paused = {person for person, text in told(round) if "Maintenance" in text}

    resume_round(round=round, by=secretary)
    announce_changes(timezone.now())

    on = {person for person, text in told(round) if "goes on" in text}
    assert paused == on
    assert {secretary.pk, expert.user_id} < paused
