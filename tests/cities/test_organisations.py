"""A city's own people: who looks after them, what is handed over, and how somebody leaves."""

import json
import re

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from cities.errors import CityError
from cities.models import City, CityMembership, ProvinceMembership, Statement
from cities.queries import administrator_of, city_of, history_of
from cities.services import (
    Organisation,
    Person,
    add_member,
    change_member_kind,
    end_filing_link,
    end_membership,
    end_province_membership,
    hand_over_people,
    link_filing_parent,
)
from cities.views.people_words import lines_of
from notices.models import Notice
from tests import make
from tests.cities.build import say

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

Kind = CityMembership.Kind


class Place:
    """A city in a round with an administrator who fills in, a reviewer, and the secretariat."""

    def __init__(self) -> None:
        self.round = make.make_round()
        self.city = make.make_city("深圳市", name_en="Shenzhen", level=City.Level.COUNTY)
        self.submission = make.make_submission(self.round, self.city)
        self.admin = make.make_city_member(self.city)
        self.admin.city_memberships.update(is_administrator=True)
        self.reviewer = make.make_city_member(self.city, Kind.REVIEWER)
        self.secretariat = make.make_leader(self.round)

    def membership(self, user):
        return user.city_memberships.get()


@pytest.fixture
def place(client: Client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return Place()


def said() -> dict[str, str]:
    return json.loads(AuditEvent.objects.latest("number").data)


def test_who_is_added_first_looks_after_the_people(place):
    empty = make.make_city("空市")
    first, second = (
        add_member(round=place.round, city=empty, person=Person(name, name, "filler"), by=place.secretariat)
        for name in ("first", "second")
    )

    assert (first.is_administrator, second.is_administrator) == (True, False)


@pytest.mark.parametrize("who", ["admin", "secretariat"])
def test_a_role_is_changed_on_record_with_both_roles(place, who):
    change_member_kind(
        round=place.round, membership=place.membership(place.reviewer), kind="approver", by=getattr(place, who)
    )

    assert place.membership(place.reviewer).kind == Kind.APPROVER
    assert (said()["before"], said()["kind"], said()["name"]) == ("reviewer", "approver", place.reviewer.full_name)
    assert "Approver" in Notice.objects.get(recipient=place.reviewer).text_en


def test_handing_over_names_both_and_moves_the_part_at_once(place):
    hand_over_people(round=place.round, membership=place.membership(place.reviewer), by=place.admin)

    assert administrator_of(place.city) == place.membership(place.reviewer)
    assert not place.membership(place.admin).is_administrator
    assert (said()["from_name"], said()["name"]) == (place.admin.full_name, place.reviewer.full_name)
    assert Notice.objects.filter(recipient__in=[place.admin, place.reviewer]).count() == 2
    with pytest.raises(CityError, match="Only the administrator"):
        hand_over_people(round=place.round, membership=place.membership(place.admin), by=place.admin)


def strangers(place):
    other = make.make_city_member(make.make_city())
    other.city_memberships.update(is_administrator=True)
    province = make.make_user()
    ProvinceMembership.objects.create(province=place.city.province, user=province)
    return [
        place.reviewer,
        other,
        province,
        make.make_leader(place.round, "chair"),
        make.make_leader(make.make_round()),
    ]


def test_nobody_else_changes_hands_over_or_ends(place):
    membership = place.membership(place.admin)
    for by in strangers(place):
        for act in (
            lambda: change_member_kind(round=place.round, membership=membership, kind="approver", by=by),  # noqa: B023
            lambda: hand_over_people(round=place.round, membership=membership, by=by),  # noqa: B023
            lambda: end_membership(round=place.round, membership=membership, by=by),  # noqa: B023
        ):
            with pytest.raises(CityError, match=r"Only the (administrator|secretariat)"):
                act()
    assert not AuditEvent.objects.exists()


def test_while_everything_is_paused_the_administrator_changes_nothing(place):
    place.round.paused_because_zh = "维护"
    place.round.paused_because_en = "Maintenance."
    with pytest.raises(CityError, match="Maintenance"):
        change_member_kind(
            round=place.round, membership=place.membership(place.reviewer), kind="approver", by=place.admin
        )


def test_who_leaves_is_signed_out_and_their_drafts_stay(place, client: Client):
    say(place.submission, "A1", place.reviewer, text="写了一半")
    client.force_login(place.reviewer)
    other = Client()
    other.force_login(place.admin)

    end_membership(round=place.round, membership=place.membership(place.reviewer), by=place.admin)

    assert city_of(place.reviewer) is None
    assert client.get("/account/").status_code == 302
    assert other.get("/account/").status_code == 200
    assert Session.objects.count() == 1
    assert Statement.objects.get().text == "写了一半"
    place.reviewer.refresh_from_db()
    assert place.reviewer.is_active


def test_who_leaves_altogether_can_no_longer_sign_in_and_stays_in_every_record(place):
    say(place.submission, "A1", place.reviewer)
    membership = place.membership(place.reviewer)

    end_membership(round=place.round, membership=membership, by=place.admin, closes_account=True)

    place.reviewer.refresh_from_db()
    assert not place.reviewer.is_active
    assert Statement.objects.get().updated_by == place.reviewer
    assert [event.verb for event in AuditEvent.objects.order_by("number")][-2:] == [
        "end_city_membership",
        "close_account",
    ]


def test_nobody_ends_their_own_part(place):
    with pytest.raises(CityError, match="Nobody ends their own part"):
        end_membership(round=place.round, membership=place.membership(place.admin), by=place.admin)


def test_the_secretariat_ends_an_administrator_and_names_another(place):
    end_membership(round=place.round, membership=place.membership(place.admin), by=place.secretariat)
    assert administrator_of(place.city) is None

    hand_over_people(round=place.round, membership=place.membership(place.reviewer), by=place.secretariat)

    assert administrator_of(place.city) == place.membership(place.reviewer)
    assert "made the administrator" in lines_of(history_of(place.city))[0].what


def test_only_the_secretariat_ends_a_provinces_people(place):
    official = make.make_user()
    membership = ProvinceMembership.objects.create(province=place.city.province, user=official)
    with pytest.raises(CityError):
        end_province_membership(round=place.round, membership=membership, by=place.admin)

    end_province_membership(round=place.round, membership=membership, by=place.secretariat)

    assert not official.province_memberships.filter(ended_at=None).exists()


# Filing parents


PREFECTURE = Organisation("530800", "普洱市", "Pu'er", City.Level.PREFECTURE_LEVEL_CITY)


def test_a_county_is_linked_to_a_new_organisation_with_the_reason(place):
    link_filing_parent(
        round=place.round, city=place.city, parent=PREFECTURE, reason="减轻县级负担", by=place.secretariat
    )

    place.city.refresh_from_db()
    parent = place.city.filing_parent
    assert (parent.name_zh, parent.is_pilot, parent.province) == ("普洱市", False, place.city.province)
    assert (said()["parent_name"], said()["reason"]) == ("普洱市", "减轻县级负担")
    assert "减轻县级负担" in lines_of(history_of(place.city))[0].what

    end_filing_link(round=place.round, city=place.city, reason="自行填报", by=place.secretariat)
    place.city.refresh_from_db()
    assert place.city.filing_parent is None
    assert "自行填报" in lines_of(history_of(place.city))[0].what


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"reason": " "}, "Say why"),
        ({"reason": "长" * 501}, "501 characters; at most 500"),
        ({"parent": "self"}, "cannot file through itself"),
        ({"parent": "child of another"}, "files through another organisation itself"),
        ({"parent": "wrong code"}, "six digits"),
        ({"level": City.Level.MUNICIPALITY}, "Only county-level"),
        ({"by": "admin"}, "Only the secretariat"),
    ],
)
def test_a_filing_parent_that_cannot_be_is_refused(place, change, sentence):
    parents = {
        "self": place.city,
        "child of another": make.make_city(filing_parent=make.make_city()),
        "wrong code": Organisation("53080x", "普洱市", "Pu'er", City.Level.PREFECTURE_AREA),
    }
    City.objects.filter(pk=place.city.pk).update(level=change.get("level", City.Level.COUNTY))
    with pytest.raises(CityError, match=sentence):
        link_filing_parent(
            round=place.round,
            city=place.city,
            parent=parents[change["parent"]] if "parent" in change else make.make_city(),
            reason=change.get("reason", "理由"),
            by=getattr(place, change.get("by", "secretariat")),
        )
    assert not AuditEvent.objects.exists()


def test_a_parent_of_others_files_for_itself(place):
    make.make_city(filing_parent=place.city)
    with pytest.raises(CityError, match="it must file for itself"):
        link_filing_parent(
            round=place.round, city=place.city, parent=make.make_city(), reason="理由", by=place.secretariat
        )


# Pages


def people_page(place) -> str:
    return reverse("cities:city-people", args=[place.round.slug, place.city.gb_code])


def test_the_administrator_does_all_of_it_on_one_page(place, client: Client):
    client.force_login(place.admin)
    here = people_page(place)
    reviewer = place.membership(place.reviewer)

    client.post(f"{here}{reviewer.pk}/role/", {"kind": "approver"})
    client.post(f"{here}{reviewer.pk}/hand-over/")
    page = client.get(here)

    assert administrator_of(place.city) == reviewer
    assert [line.what for line in page.context["history"]] == [
        f"{place.reviewer} took over looking after the people from {place.admin}.",
        f"{place.reviewer}, until then Reviewer, became Approver.",
    ]
    assert client.post(f"{here}{reviewer.pk}/end/").status_code == 404  # no longer theirs to do


def test_a_colleague_reads_the_page_and_finds_nothing_to_press(place, client: Client):
    client.force_login(place.reviewer)

    page = client.get(people_page(place))

    main = re.split("<main", page.content.decode())[1]
    assert page.status_code == 200
    assert "<form" not in main
    assert "/invite/" not in main


def test_a_refusal_is_said_on_the_page(place, client: Client):
    client.force_login(place.admin)
    here = people_page(place)

    answer = client.post(f"{here}{place.membership(place.admin).pk}/end/", follow=True)

    assert "Nobody ends their own part" in answer.content.decode()


def test_the_filing_parents_people_see_the_countys_people_and_change_nothing(place, client: Client):
    parent = make.make_city()
    City.objects.filter(pk=place.city.pk).update(filing_parent=parent)
    member = make.make_city_member(parent)
    member.city_memberships.update(is_administrator=True)
    client.force_login(member)

    assert client.get(people_page(place)).status_code == 200
    assert client.post(f"{people_page(place)}{place.membership(place.admin).pk}/end/").status_code == 404


@pytest.mark.parametrize("rows", [1, 5])
def test_the_page_asks_the_same_however_many_people(place, client: Client, rows, django_assert_max_num_queries):
    for _ in range(rows):
        make.make_city_member(place.city)
    client.force_login(place.admin)
    with django_assert_max_num_queries(20):
        client.get(people_page(place))


def test_the_secretariat_links_a_parent_by_the_form_and_keeps_what_was_typed(place, client: Client):
    client.force_login(place.secretariat)
    here = f"{people_page(place)}filing-parent/"
    typed = {"parent": "new", "gb_code": "5308", "name_zh": "普洱市", "name_en": "Pu'er", "reason": "减负"}
    typed["level"] = "prefecture_level_city"

    refused = client.post(here, typed)
    assert "A code has six digits." in refused.content.decode()
    assert 'value="普洱市"' in refused.content.decode()
    assert not City.objects.filter(name_zh="普洱市").exists()

    client.post(here, {**typed, "gb_code": "530800"})
    place.city.refresh_from_db()
    assert place.city.filing_parent.name_zh == "普洱市"
    assert client.get(reverse("cities:city-people", args=[place.round.slug, "530800"])).status_code == 200
