"""Who is on a form: said by the page itself, shown on the form and on the dashboard."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from cities.models import Presence
from tests.cities.build import make_city_at_work
from tests.cities.test_city_pages import in_english, text_of
from tests.make import make_city_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def work():
    submission, member = make_city_at_work()
    colleague = make_city_member(submission.city)
    member.full_name, colleague.full_name = "甲", "乙"
    member.save()
    colleague.save()
    return submission, in_english(member), in_english(colleague)


def look(client: Client, submission, form: str = "funding") -> dict[str, str]:
    return client.post(f"/cities/{submission.round.slug}/forms/{form}/presence/").json()


def test_two_people_on_one_form_are_told_of_each_other(work):
    submission, one, other = work

    assert look(one, submission) == {"says": ""}
    assert look(other, submission) == {"says": "甲 has this form open too."}
    assert look(one, submission) == {"says": "乙 has this form open too."}
    assert look(one, submission, "statements") == {"says": ""}
    assert Presence.objects.count() == 3


def test_who_has_left_is_not_there_any_more(work):
    submission, one, other = work
    look(one, submission)
    Presence.objects.update(seen_at=timezone.now() - timedelta(minutes=4))

    assert look(other, submission) == {"says": ""}


def test_the_dashboard_names_who_is_on_a_form_although_nothing_was_saved(work):
    submission, one, other = work
    look(other, submission)

    page = text_of(one.get(f"/cities/{submission.round.slug}/"))

    assert "乙 is on it" in page


def test_another_city_is_not_seen(work):
    submission, one, _other = work
    elsewhere, stranger = make_city_at_work(submission.round)
    look(in_english(stranger), elsewhere)

    assert look(one, submission) == {"says": ""}


def test_a_form_that_there_is_not_is_not_found(work):
    submission, one, _other = work

    assert one.post(f"/cities/{submission.round.slug}/forms/nothing/presence/").status_code == 404
