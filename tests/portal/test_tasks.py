"""My tasks: what waits for a person in all rounds, and its number for the rail."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accounts.home import NextStep
from portal.home import _pressed
from rounds.models import RoundRole
from tests.make import make_accepted, make_assignment, make_expert, make_leader, make_round, make_user

pytestmark = pytest.mark.django_db


def test_tasks_of_several_rounds_stand_on_one_page(client: Client) -> None:
    expert = make_expert()
    for _number in range(2):
        round = make_round()
        make_expert_member(round, expert)
        make_assignment(make_accepted(round), expert)
    client.force_login(expert.user)

    page = client.get("/tasks/")

    assert len({task.round for task in page.context["tasks"]}) == 2
    assert client.get("/tasks/count").content.decode() == str(len(page.context["tasks"]))


def make_expert_member(round, expert) -> None:
    round.panel.create(expert=expert, pledged_at=timezone.now())


def test_nothing_to_do_is_said_and_counted_as_nothing(client: Client) -> None:
    client.force_login(make_user())

    assert client.get("/tasks/count").content.decode() == "0"
    assert client.get("/tasks/").context["tasks"] == []


def test_an_observer_who_has_nothing_to_do_has_no_tasks(client: Client) -> None:
    client.force_login(make_leader(make_round(), RoundRole.Kind.OBSERVER))

    assert client.get("/tasks/count").content.decode() == "0"


@pytest.mark.parametrize(("hours", "tone"), [(-1, "late"), (71, "soon"), (73, "now")])
def test_a_step_presses_by_the_time_that_is_left(hours: int, tone: str) -> None:
    at = timezone.now()

    assert _pressed(NextStep(text="", due=at + timedelta(hours=hours)), at).tone == tone
