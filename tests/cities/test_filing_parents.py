"""A county that files through another organisation: who reads and writes what, and at which address."""

import pytest
from django.test import Client
from django.urls import get_script_prefix, reverse

from cities.models import City, Statement
from cities.queries import (
    cities_without_submission,
    city_of,
    material_of,
    members_of,
    membership_for,
    reader_role,
    submission_of,
    submissions_of_member,
)
from cities.services import prepare_submissions
from rounds.models import Role
from tests import make
from tests.cities.build import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def places():
    """A county and its filing parent, both in a round; the parent's member; the county's own."""
    round = make.make_round()
    parent = make.make_city("普洱市")
    county = make.make_city("普洱市思茅区", level=City.Level.URBAN_DISTRICT, filing_parent=parent)
    for city in (parent, county):
        make.make_submission(round, city)
    return round, parent, county, make.make_city_member(parent), make.make_city_member(county)


def test_the_parents_members_act_for_the_county_and_not_the_other_way_round(places):
    _round, parent, county, parents, countys = places

    assert {found.city for found in submissions_of_member(parents)} == {parent, county}
    assert [found.city for found in submissions_of_member(countys)] == [county]
    assert set(members_of(county)) == {parents, countys}
    assert set(members_of(parent)) == {parents}
    assert membership_for(parents, county) == parents.city_memberships.get()
    assert membership_for(countys, parent) is None


def test_a_colleague_of_another_county_sees_nothing_of_it(places):
    round, _parent, county, *_ = places
    other = make.make_city(filing_parent=make.make_city())
    make.make_submission(round, other)
    stranger = make.make_city_member(other.filing_parent)

    assert [found.city for found in submissions_of_member(stranger)] == [other]
    assert reader_role(stranger, county.submissions.get()) is None


def test_the_parents_members_write_for_the_county(places):
    _round, _parent, county, parents, _countys = places
    submission = county.submissions.select_related("round__indicator_system").get()

    say(submission, "A1", parents, text="思茅区已完成。")

    assert reader_role(parents, submission) == Role.CITY
    assert Statement.objects.get().updated_by == parents


def test_without_an_address_of_the_county_a_person_acts_for_the_own_city(places):
    round, parent, _county, parents, _countys = places

    assert city_of(parents) == parent
    assert submission_of(parents, round) == parent.submissions.get()


def test_all_that_is_written_in_a_round_is_one_query(places, django_assert_num_queries):
    round, parent, _county, parents, _countys = places
    for _ in range(4):
        make.make_submission(round, make.make_city(filing_parent=parent))

    with django_assert_num_queries(1):
        material = material_of(parents, round)

    assert (material.own, len(material.counties), len(material.choices)) == (parent.submissions.get(), 5, 6)


def test_the_address_says_for_which_city_a_page_is(places, client: Client):
    round, parent, county, parents, _countys = places
    client.force_login(parents)
    own = reverse("cities:overview", args=[round.slug])

    assert client.get(own).context["submission"].city == parent
    answer = client.get(f"/for/{county.gb_code}{own}")

    assert answer.context["submission"].city == county
    county_page = answer.content.decode()
    assert f'href="/for/{county.gb_code}/cities/{round.slug}/statements/A1/"' in county_page
    assert f'href="{own}"' in county_page  # the way back to the own city
    assert get_script_prefix() == "/"


def test_what_is_posted_at_the_countys_address_is_written_for_the_county(places, client: Client):
    round, _parent, county, parents, _countys = places
    client.force_login(parents)
    address = reverse("cities:statement", args=[round.slug, "A1"])

    client.post(f"/for/{county.gb_code}{address}", {"text": "思茅区的说明", "self_score": "1", "version": "0"})

    assert Statement.objects.get().submission.city == county


@pytest.mark.parametrize("who", ["stranger", "countys own", "secretariat"])
def test_who_files_for_nobody_is_led_to_the_page_itself(places, client: Client, who: str):
    round, _parent, county, _parents, countys = places
    people = {"stranger": make.make_user(), "countys own": countys, "secretariat": make.make_leader(round)}
    client.force_login(people[who])

    answer = client.get(f"/for/{county.gb_code}/notices/?page=2")

    assert (answer.status_code, answer["Location"]) == (302, "/notices/?page=2")
    assert client.post(f"/for/{county.gb_code}/notices/read/").status_code == 404
    assert client.get(f"/for/{county.gb_code}//evil.example/")["Location"] == "/evil.example/"


def test_after_an_expired_session_the_countys_address_is_kept(places, client: Client):
    round, _parent, county, *_ = places

    answer = client.post(f"/for/{county.gb_code}/cities/{round.slug}/statements/A1/", {"text": "…"})

    assert answer["Location"] == (
        f"/for/{county.gb_code}/accounts/login/?next=/for/{county.gb_code}/cities/{round.slug}/statements/A1/"
    )


def test_home_names_every_county_with_its_own_address(places, client: Client):
    round, _parent, county, parents, _countys = places
    client.force_login(parents)

    steps = client.get("/").context["steps"]

    assert [step.url for step in steps] == [
        f"/cities/{round.slug}/statements/A1/",
        f"/for/{county.gb_code}/cities/{round.slug}/statements/A1/",
        f"/reports/{round.slug}/own/facts/",
    ]
    assert steps[1].text.startswith("普洱市思茅区")


def test_an_organisation_that_only_files_for_others_takes_no_part_itself(client: Client):
    round = make.make_round()
    parent = make.make_city(is_pilot=False, batch=0)
    county = make.make_city(filing_parent=parent)
    member = make.make_city_member(parent)

    assert list(cities_without_submission(round)) == [county]
    prepare_submissions(round=round, by=None)

    client.force_login(member)
    answer = client.get("/")
    assert answer.context["has_part"]
    [step] = answer.context["steps"]
    assert step.url.startswith(f"/for/{county.gb_code}/")
    assert client.get(f"/cities/{round.slug}/").status_code == 404
