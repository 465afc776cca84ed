"""City accounts: given to one person for one city at a time, ended by date, tables tried first."""

import pytest
from django.test import Client
from django.utils import timezone

from accounts.models import AuditEvent, User
from cities.errors import CityError
from cities.models import CityMembership, ProvinceMembership
from cities.queries import city_of
from cities.services import Person, add_member, end_membership, issue_password_link
from rounds.models import Action, Role, RoundRole, Stage
from tests import make
from tests.cities.test_secretariat_pages import address, in_english, send, text_of, told, verbs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

WANG = Person("wangli", "王力", "filler", "wang@example.org")


@pytest.fixture
def place():
    """A round, a city in it, and the round's secretariat."""
    round = make.make_round()
    city = make.make_city("深圳市", name_en="Shenzhen")
    make.make_submission(round, city)
    return round, city, make.make_leader(round)


def added(place, person=WANG):
    round, city, by = place
    return add_member(round=round, city=city, person=person, by=by)


# Giving and ending


def test_a_new_person_gets_an_account_without_a_password(place):
    membership = added(place)

    assert (membership.user.full_name, membership.user.email, membership.kind) == (
        "王力",
        "wang@example.org",
        "filler",
    )
    assert not membership.user.has_usable_password()
    assert city_of(membership.user) == place[1]
    assert verbs() == ["add_city_member"]


def test_who_acted_for_a_city_before_can_act_for_another(place):
    user = make.make_city_member(make.make_city())
    user.city_memberships.update(ended_at=timezone.now())

    membership = added(place, Person(user.username, user.full_name, "approver"))

    assert (membership.user, membership.city, User.objects.filter(pk=user.pk).count()) == (user, place[1], 1)


def refused(place, person):
    with pytest.raises(CityError) as caught:
        added(place, person)
    assert not CityMembership.objects.filter(city=place[1], ended_at=None).exists()
    return caught.value.field, caught.value.message


def test_a_person_acts_for_one_city_at_a_time_and_the_other_is_named(place):
    user = make.make_city_member(make.make_city("苏州市", name_en="Suzhou"))

    field, message = refused(place, Person(user.username, user.full_name, "filler"))

    assert field == "username"
    assert "acts for Suzhou. End that first" in message


def test_an_account_is_its_owners(place):
    user = make.make_city_member(make.make_city(), kind=CityMembership.Kind.APPROVER)
    User.objects.filter(pk=user.pk).update(email="own@example.org")
    user.city_memberships.update(ended_at=timezone.now())

    assert "belongs to" in refused(place, Person(user.username, "别人", "filler"))[1]
    assert refused(place, Person(user.username, user.full_name, "filler", "thief@example.org"))[0] == "email"
    assert refused(place, Person("somebody", "某人", "filler", "OWN@example.org"))[1] == (
        "“OWN@example.org” belongs to another account."
    )


def test_who_has_another_part_does_not_act_for_a_city(place):
    leader, stranger = make.make_leader(place[0], RoundRole.Kind.CHAIR), make.make_user()
    official, gone = make.make_user(), make.make_city_member(make.make_city())
    ProvinceMembership.objects.create(province=place[1].province, user=official)
    gone.city_memberships.update(ended_at=timezone.now())
    User.objects.filter(pk=gone.pk).update(is_active=False)

    said = [refused(place, Person(u.username, u.full_name, "filler")) for u in (leader, stranger, official, gone)]

    assert {field for field, _message in said} == {"username"}
    messages = [message for _field, message in said]
    assert "leads a round" in messages[0]
    assert "is taken by somebody who is not a city's" in messages[1]
    assert "vouches for its cities" in messages[2]
    assert "may not sign in" in messages[3]


@pytest.mark.parametrize(
    ("person", "field"),
    [
        (Person("wang li", "王力", "filler"), "username"),
        (Person("wangli", "", "filler"), "full_name"),
        (Person("", "王力", "filler"), "username"),
        (Person("wangli", "王力", "filler", "no-address"), "email"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(place, person, field):
    assert refused(place, person)[0] == field


def test_the_same_person_twice_is_refused(place):
    added(place)

    with pytest.raises(CityError, match="acts for this city already"):
        added(place)


def test_an_ended_member_reads_nothing_more_and_stays_on_record(place):
    round, city, by = place
    membership = added(place)

    end_membership(round=round, membership=membership, by=by)

    assert city_of(membership.user) is None
    assert in_english(membership.user).get(address(round, "overview")).status_code == 404
    assert city.memberships.count() == 1
    assert membership.user.is_active
    with pytest.raises(CityError, match="no longer acts for Shenzhen"):
        end_membership(round=round, membership=membership, by=by)
    assert verbs() == ["add_city_member", "end_city_membership"]


def test_a_first_password_is_set_by_the_link_and_no_second_link_is_given(place):
    round, city, by = place
    membership = added(place)
    link = issue_password_link(round=round, membership=membership, by=by)
    client = in_english()

    form = client.get(link, follow=True)
    secret = "a-long-enough-password-7"
    client.post(form.request["PATH_INFO"], {"password1": secret, "password2": secret})

    assert Client().login(username="wangli", password=secret)
    membership = city.memberships.select_related("user").get()
    with pytest.raises(Exception, match="has a password already"):
        issue_password_link(round=round, membership=membership, by=by)


def test_a_link_is_for_those_who_act_now_and_have_no_other_powers(place):
    round, _city, by = place
    powerful, gone = added(place), added(place, Person("limin", "李敏", "reviewer"))
    RoundRole.objects.create(round=make.make_round(), user=powerful.user, kind=RoundRole.Kind.CHAIR)
    gone = end_membership(round=round, membership=gone, by=by)

    for membership, words in ((powerful, "looked after by the administrators"), (gone, "no longer acts")):
        with pytest.raises(CityError, match=words):
            issue_password_link(round=round, membership=membership, by=by)


@pytest.mark.parametrize("kind", [None, RoundRole.Kind.CHAIR, RoundRole.Kind.OBSERVER])
def test_only_the_secretariat_keeps_city_accounts(place, kind):
    round, city, _by = place
    membership = added(place)
    by = make.make_leader(round, kind) if kind else make.make_user()

    for act in (
        lambda: add_member(round=round, city=city, person=Person("a", "甲", "filler"), by=by),
        lambda: end_membership(round=round, membership=membership, by=by),
        lambda: issue_password_link(round=round, membership=membership, by=by),
    ):
        with pytest.raises(CityError, match=r"Only the .*secretariat"):
            act()


# The pages


def test_the_list_tells_who_acts_and_which_cities_have_nobody(place):
    round, _city, by = place
    added(place)
    make.make_submission(round, make.make_city("苏州市", pinyin="suzhoushi"))
    client = in_english(by)

    def listed(choice):
        page = client.get(f"{address(round, 'people')}?{choice}")
        return [city.name_zh for city in page.context["page"]]

    assert listed("") == ["深圳市", "苏州市"]
    assert listed("show=without") == ["苏州市"]
    assert listed("q=suzhou") == ["苏州市"]
    assert listed("q=wangli") == ["深圳市"]
    assert listed("q=nobody") == []
    assert "1 of 2 cities has nobody" in text_of(client.get(address(round, "people")))


@pytest.mark.parametrize("cities", [1, 5])
def test_the_list_asks_the_same_questions_however_many_cities(cities, django_assert_num_queries):
    round = make.make_round()
    for _ in range(cities):
        make.make_city_member(make.make_submission(round).city)
    client = in_english(make.make_leader(round))
    client.get(address(round, "people"))

    with django_assert_num_queries(12):
        client.get(address(round, "people"))


def test_the_secretariat_adds_somebody_and_hands_over_a_link_once(place):
    round, city, by = place
    client, url = in_english(by), address(round, "city-people", city.gb_code)

    done = client.post(
        url, {"username": "wangli", "full_name": "王力", "email": "", "kind": "filler"}, follow=True
    )
    membership = city.memberships.get()
    link = client.post(address(round, "password-link", city.gb_code, membership.pk), follow=True)
    again = client.get(url)

    assert told(done) == ["王力 now acts for Shenzhen. Make a link, so that they can set a password."]
    assert "/accounts/password/reset/key/" in text_of(link)
    assert "/accounts/password/reset/key/" not in text_of(again)


def test_a_refusal_stands_beside_its_field_and_keeps_what_was_typed(place):
    round, city, by = place
    taken = make.make_city_member(make.make_city("苏州市", name_en="Suzhou"))
    sent = {"username": taken.username, "full_name": taken.full_name, "email": "w@example.org", "kind": "approver"}

    page = in_english(by).post(address(round, "city-people", city.gb_code), sent)

    assert "acts for Suzhou" in page.context["form"].errors["username"][0]
    assert all(value in text_of(page) for value in sent.values())
    assert not city.memberships.exists()


def test_an_account_is_ended_from_the_page_and_stays_in_sight(place):
    round, city, by = place
    membership = added(place)

    page = in_english(by).post(address(round, "end-membership", city.gb_code, membership.pk), follow=True)

    assert told(page) == ["王力 no longer acts for Shenzhen."]
    assert list(page.context["former"]) == [membership]
    assert page.context["members"] == []


def test_an_account_of_another_city_is_not_reached_by_this_citys_address(place):
    round, city, by = place
    other = make.make_submission(round).city
    membership = added(place)
    client = in_english(by)

    for name in ("end-membership", "password-link"):
        assert client.post(address(round, name, other.gb_code, membership.pk)).status_code == 404
    assert city.memberships.get().ended_at is None


def test_outside_their_stages_accounts_are_shown_and_not_changed(place):
    _round, city, _by = place
    round = make.make_round(everything_open=False)
    make.make_submission(round, city)
    client, url = in_english(make.make_leader(round)), address(round, "city-people", city.gb_code)

    shown = client.get(url)
    sent = client.post(url, {"username": "a", "full_name": "甲", "kind": "filler"})
    imported = client.get(address(round, "import-people"), follow=True)

    assert "no open stage" in text_of(shown)
    assert "Add somebody" not in text_of(shown)
    assert sent.context["form"].non_field_errors()
    assert "no open stage" in told(imported)[0]


def test_people_of_a_city_change_in_the_review_too(place):
    round = make.make_round(everything_open=False)
    make.make_stage(round, Stage.Kind.REVIEW, {Role.SECRETARIAT: [Action.ASSIGN]})
    make.make_submission(round, place[1])

    assert added((round, place[1], make.make_leader(round)))


# The table

HEADER = "username,full_name,email,city,kind"


def tried(place, *lines):
    page = send(in_english(place[2]), address(place[0], "import-people"), HEADER, *lines)
    return page.context["trial"], page.context.get("token", "")


def test_a_table_gives_accounts_to_many_at_once(place):
    round, city, by = place
    client, url = in_english(by), address(round, "import-people")

    lines = (f"wangli,王力,w@example.org,{city.gb_code},filler", "limin,李敏,,深圳市,Approver")
    preview = send(client, url, HEADER, *lines, encoding="gbk")
    assert not User.objects.filter(username="wangli").exists()
    done = client.post(url, {"confirm": preview.context["token"]}, follow=True)

    assert told(done) == ["Imported: 2 new, 0 changed, 0 unchanged."]
    assert list(city.memberships.order_by("user__username").values_list("user__username", "kind")) == [
        ("limin", "approver"),
        ("wangli", "filler"),
    ]
    assert not User.objects.get(username="limin").has_usable_password()
    event = AuditEvent.objects.get()
    assert (event.verb, event.round_id) == ("import_city_members", round.pk)


def test_a_second_table_changes_the_role_only(place):
    added(place)

    same, _ = tried(place, "wangli,王力,,深圳市,filler")
    changed, token = tried(place, "wangli,王力,wang@example.org,深圳市,reviewer")
    in_english(place[2]).post(address(place[0], "import-people"), {"confirm": token})

    assert same.counts == {"unchanged": 1}
    assert [line.changes for line in changed.lines] == [[("role", "Filler", "Reviewer")]]
    membership = CityMembership.objects.select_related("user").get()
    assert (membership.kind, membership.user.email) == ("reviewer", "wang@example.org")


def test_every_bad_line_of_people_is_named(place):
    elsewhere = make.make_city_member(make.make_city("苏州市", name_en="Suzhou"))
    leader = make.make_leader(place[0], RoundRole.Kind.CHAIR)
    make.make_city("深圳市")

    trial, token = tried(
        place,
        f"{elsewhere.username},{elsewhere.full_name},,{place[1].gb_code},filler",
        f"{leader.username},{leader.full_name},,{place[1].gb_code},filler",
        "a1,甲,,深圳市,filler",
        "a2,甲,,火星,filler",
        "a3,甲,,,filler",
        f"a4,甲,,{place[1].gb_code},boss",
        f"a5,,,{place[1].gb_code},filler",
        f"a 6,甲,,{place[1].gb_code},filler",
        f"a7,甲,no-address,{place[1].gb_code},filler",
        f"a8,甲,,{place[1].gb_code},filler",
        f"a8,甲,,{place[1].gb_code},filler",
    )

    found = {line.number: " ".join(line.errors) for line in trial.errors}
    assert list(found) == [2, 3, 4, 5, 6, 7, 8, 9, 10, 12]
    assert "User name" in found[2]
    assert "acts for Suzhou. End that first" in found[2]
    assert "leads a round" in found[3]
    assert "Several pilot cities are called “深圳市”: give the code." in found[4]
    assert "“火星” is not a pilot city." in found[5]
    assert "The city is missing." in found[6]
    assert "“boss” is not a role." in found[7]
    assert "The name is missing." in found[8]
    assert "User name" in found[9]
    assert "E-mail" in found[10]
    assert "The same as line 11." in found[12]
    assert token == ""
    assert not User.objects.filter(username__startswith="a").exists()


def test_accounts_go_out_as_they_can_come_back(place):
    added(place)
    client, url = in_english(place[2]), address(place[0], "import-people")

    stored = client.get(f"{url}?table=csv").content.decode("utf-8-sig").splitlines()

    assert stored == [HEADER, f"wangli,王力,wang@example.org,{place[1].gb_code},filler"]
    assert tried(place, *stored[1:])[0].counts == {"unchanged": 1}
