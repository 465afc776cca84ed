"""Invitations: one link, one person, one role, once."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from cities.errors import CityError
from cities.invitation_links import token_of
from cities.models import City, CityMembership, Invitation, ProvinceMembership
from cities.queries import administrator_of, city_of, province_of
from cities.services import Invited, accept_as, invite_to_city, invite_to_province, withdraw_invitation
from notices.models import Letter
from tests import make
from tests.cities.test_organisations import Place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

WANG = Invited("王力", "wang@example.org", "reviewer")
ACCOUNT = {
    "full_name": "王力",
    "email": "wang@example.org",
    "username": "wangli",
    "password1": "correct horse battery",
    "password2": "correct horse battery",
}


@pytest.fixture
def place(client: Client):
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return Place()


def absolute(address: str) -> str:
    return f"https://portal.example{address}"


def invited(place, person=WANG, by=None) -> Invitation:
    return invite_to_city(
        round=place.round, city=place.city, invited=person, by=by or place.admin, absolute=absolute
    )


def link_to(invitation: Invitation) -> str:
    return reverse("cities:invitation", args=[token_of(invitation)])


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", answer.content.decode()))


def test_the_letter_names_city_role_and_link_in_both_languages(place):
    invitation = invited(place)

    letter = Letter.objects.get()
    assert (letter.address, letter.is_secret) == ("wang@example.org", True)
    assert letter.text.count(absolute(link_to(invitation))) == 2
    for word in ("深圳市", "审核人", "Shenzhen", "Reviewer"):
        assert word in letter.text


def test_without_an_address_no_letter_is_written(place):
    invited(place, Invited("王力", "", "filler"))

    assert not Letter.objects.exists()


def test_the_invited_person_makes_an_account_and_acts(place, client: Client):
    invitation = invited(place)
    page = client.get(link_to(invitation))
    assert "Shenzhen" in text(page)
    assert "Reviewer" in text(page)
    assert page["Cache-Control"].startswith("max-age=0")

    answer = client.post(link_to(invitation), ACCOUNT)

    user = User.objects.get(username="wangli")
    assert answer["Location"] == reverse("account_login")
    assert user.check_password("correct horse battery")
    assert (city_of(user), user.city_memberships.get().kind) == (place.city, "reviewer")
    invitation.refresh_from_db()
    assert invitation.used_by == user
    assert AuditEvent.objects.latest("number").verb == "accept_invitation"


def test_a_link_works_once(place, client: Client):
    invitation = invited(place)
    client.post(link_to(invitation), ACCOUNT)

    again = client.post(link_to(invitation), {**ACCOUNT, "username": "other", "email": ""})

    assert again.status_code == 410
    assert "was used on" in text(again)
    assert not User.objects.filter(username="other").exists()


def test_an_expired_link_says_since_when_and_whom_to_ask(place, client: Client):
    invitation = invited(place)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))

    answer = client.post(link_to(invitation), ACCOUNT)

    assert answer.status_code == 410
    assert "expired on" in text(answer)
    assert str(place.admin) in text(answer)
    assert not User.objects.filter(username="wangli").exists()


def test_a_withdrawn_link_says_so(place, client: Client):
    invitation = invited(place)
    withdraw_invitation(round=place.round, invitation=invitation, by=place.secretariat)

    assert "was withdrawn on" in text(client.get(link_to(invitation)))
    with pytest.raises(CityError, match="was withdrawn"):
        withdraw_invitation(round=place.round, invitation=invitation, by=place.secretariat)


@pytest.mark.parametrize("change", [lambda t: t[:-2], lambda t: "1" + t, lambda _t: "nonsense"])
def test_a_link_that_was_cut_or_changed_is_not_whole(place, client: Client, change):
    token = token_of(invited(place))

    answer = client.get(reverse("cities:invitation", args=[change(token)]))

    assert answer.status_code == 404
    assert "not whole" in text(answer)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"username": ""}, "This field is required"),
        ({"username": "bad name!"}, "Enter a valid username"),
        ({"password2": "another one entirely"}, "not the same"),
        ({"password1": "12345", "password2": "12345"}, "too short"),
        ({"password1": "wangli1234", "password2": "wangli1234"}, "too similar"),
        ({"email": "taken@example.org"}, "belongs to another account"),
        ({"username": "TAKEN"}, "is taken"),
    ],
)
def test_a_wrong_value_is_said_and_what_was_typed_is_kept(place, client: Client, typed, sentence):
    make.make_user(email="taken@example.org")
    User.objects.filter(email="taken@example.org").update(username="taken")
    invitation = invited(place)
    before = User.objects.count()

    answer = client.post(link_to(invitation), {**ACCOUNT, **typed})

    assert sentence in text(answer)
    assert 'value="王力"' in answer.content.decode()
    assert "battery" not in answer.content.decode()  # passwords are never sent back
    assert (User.objects.count(), Invitation.objects.get().used_at) == (before, None)


def test_who_acted_before_accepts_with_their_own_account(place, client: Client):
    former = make.make_city_member(make.make_city())
    former.city_memberships.update(ended_at=timezone.now())
    invitation = invited(place)
    client.force_login(former)

    client.post(link_to(invitation))

    assert city_of(former) == place.city


def test_who_has_another_part_does_not_become_a_citys(place, client: Client):
    official = make.make_user()
    ProvinceMembership.objects.create(province=place.city.province, user=official)
    people = {
        "acts for": make.make_city_member(make.make_city("苏州市", name_en="Suzhou")),
        "leads a round": place.secretariat,
        "belongs to the authority": official,
        "somebody who is not a city's": make.make_expert(place.round).user,
        "already": place.reviewer,
    }
    invitation = invited(place)
    for sentence, user in people.items():
        client.force_login(user)
        assert sentence in text(client.post(link_to(invitation))).replace("&#x27;", "'")
        with pytest.raises(CityError):
            accept_as(invitation=invitation, user=user)
    assert Invitation.objects.get().used_at is None


def test_the_administrators_part_goes_to_whom_it_was_meant_for_unless_somebody_has_it(place, client: Client):
    with pytest.raises(CityError, match="looks after the city's people"):
        invited(place, Invited("王力", "", "filler", is_administrator=True), by=place.secretariat)
    CityMembership.objects.update(is_administrator=False)
    meant = [
        invited(place, Invited(name, "", "filler", is_administrator=True), by=place.secretariat)
        for name in ("甲", "乙")
    ]

    for invitation, name in zip(meant, ("first", "second"), strict=True):
        client.post(link_to(invitation), {**ACCOUNT, "username": name, "email": ""})

    assert administrator_of(place.city) == CityMembership.objects.get(user__username="first")
    assert city_of(User.objects.get(username="second")) == place.city


@pytest.mark.parametrize(
    ("person", "field"),
    [
        (Invited("", "", "filler"), "full_name"),
        (Invited("长" * 101, "", "filler"), "full_name"),
        (Invited("王力", "no address", "filler"), "email"),
        (Invited("王力", "", "mayor"), "kind"),
    ],
)
def test_a_wrong_invitation_is_refused_at_its_field(place, person, field):
    with pytest.raises(CityError) as caught:
        invited(place, person)
    assert caught.value.field == field
    assert not Invitation.objects.exists()


def test_only_the_administrator_and_the_secretariat_invite(place):
    invited(place, by=place.secretariat)
    for by in (place.reviewer, make.make_city_member(make.make_city()), make.make_leader(place.round, "chair")):
        with pytest.raises(CityError):
            invited(place, by=by)
    assert Invitation.objects.count() == 1


def test_a_province_is_invited_by_the_secretariat_only(place, client: Client):
    province = place.city.province

    def invite(by: User) -> Invitation:
        person = Invited("李四")
        return invite_to_province(round=place.round, province=province, invited=person, by=by, absolute=absolute)

    with pytest.raises(CityError):
        invite(place.admin)
    invitation = invite(place.secretariat)
    client.post(link_to(invitation), {**ACCOUNT, "username": "lisi", "email": ""})

    assert province_of(User.objects.get(username="lisi")) == province


def test_the_pages_invite_show_the_link_and_withdraw(place, client: Client):
    client.force_login(place.admin)
    here = reverse("cities:city-people", args=[place.round.slug, place.city.gb_code])

    client.post(f"{here}invite/", {"full_name": "王力", "email": "", "kind": "filler"})
    invitation = Invitation.objects.get()
    assert link_to(invitation) in client.get(here).content.decode()

    client.force_login(place.reviewer)
    assert link_to(invitation) not in client.get(here).content.decode()  # a link is a key: not for everybody
    assert client.post(f"{here}invitations/{invitation.pk}/withdraw/").status_code == 404

    client.force_login(place.admin)
    client.post(f"{here}invitations/{invitation.pk}/withdraw/")
    assert link_to(invitation) not in client.get(here).content.decode()


def test_an_invitation_of_another_city_is_not_found(place, client: Client):
    other = Place()
    invitation = invited(other)
    client.force_login(place.admin)
    here = reverse("cities:city-people", args=[place.round.slug, place.city.gb_code])

    assert client.post(f"{here}invitations/{invitation.pk}/withdraw/").status_code == 404
    assert City.objects.count() == 2


def test_the_secretariats_pages_of_provinces(place, client: Client):
    client.force_login(place.secretariat)
    code = place.city.province.code
    here = reverse("cities:province-people", args=[place.round.slug, code])

    assert client.get(reverse("cities:provinces", args=[place.round.slug])).context["without_count"] == 1
    client.post(here, {"full_name": "李四", "email": ""})
    invitation = Invitation.objects.get()
    assert link_to(invitation) in client.get(here).content.decode()
    client.post(f"{here}invitations/{invitation.pk}/withdraw/")
    assert Invitation.objects.get().state == "withdrawn"
    assert [line.what for line in client.get(here).context["history"]] == [
        "The invitation of 李四 was withdrawn.",
        "李四 was invited.",
    ]
