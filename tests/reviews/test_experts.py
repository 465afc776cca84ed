"""The registry, its import, and the panel of a round."""

import io

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.errors import AccountError
from accounts.imports import carry_out, read_table, try_table
from accounts.models import User
from reviews.errors import ReviewError
from reviews.models import Expert, PanelMember, PastTie, Recusal
from reviews.resources import ExpertResource
from reviews.services.experts import (
    Profile,
    add_to_panel,
    change_expert,
    issue_password_link,
    remove_from_panel,
)
from rounds.models import RoundRole
from tests.make import (
    make_city,
    make_city_member,
    make_domain,
    make_expert,
    make_leader,
    make_round,
    make_submission,
    make_user,
)
from tests.reviews.build import make_desk, verbs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

HEADER = "full_name,username,email,domains,employer,employer_city,employer_province,title"


def table(*lines):
    content = "\r\n".join([HEADER, *lines]).encode()
    return read_table(io.BytesIO(content), size=len(content))


def errors(*lines):
    return {line.number: line.errors for line in try_table(ExpertResource(), table(*lines)).errors}


@pytest.fixture
def domains():
    return [make_domain("energy"), make_domain("building")]


def test_experts_come_in_with_accounts_that_have_no_password_yet(domains):
    city = make_city("深圳")
    rows = table(
        f"王力,wangli,wang@example.org,专业energy、building,深圳市发展改革委,{city.gb_code},,研究员",
        "李敏,limin,,energy,某大学,,某省,",
    )

    done = carry_out(ExpertResource(), rows, verb="import_experts", by=make_user())

    assert done.counts == {"new": 2}
    wang, li = Expert.objects.order_by("pk")
    assert (wang.user.full_name, wang.user.email, wang.title) == ("王力", "wang@example.org", "研究员")
    assert {d.code for d in wang.domains.all()} == {"energy", "building"}
    assert (wang.employer_city, li.employer_province) == (city, city.province)
    assert not wang.user.has_usable_password()


def test_a_trial_stores_nothing(domains):
    assert try_table(ExpertResource(), table("王力,wangli,,energy,某院,,,")).counts == {"new": 1}

    assert not Expert.objects.exists()
    assert not User.objects.exists()


def test_one_bad_line_keeps_all_out(domains):
    with pytest.raises(AccountError, match="Line 3"):
        carry_out(
            ExpertResource(),
            table("王力,wangli,,energy,某院,,,", "李敏,limin,,焊接,某院,,,"),
            verb="import_experts",
            by=make_user(),
        )

    assert not User.objects.filter(username="wangli").exists()


def test_every_bad_line_is_named(domains):
    taken = make_user("赵强", email="taken@example.org")
    city_member = make_city_member(make_city("深圳"))

    found = errors(
        "王力,wangli,,焊接,某院,,,",
        "王力,wangli2,,energy、building、finance,某院,,,",
        "王力,wangli3,,energy,某院,火星,,",
        "王力,wangli4,,energy,某院,,火星省,",
        "王力,wangli5,,energy,,,,",
        ",wangli6,,energy,某院,,,",
        "王力,wang li7,,energy,某院,,,",
        "王力,wangli8,TAKEN@example.org,energy,某院,,,",
        f"王力,{taken.username},,energy,某院,,,",
        f"{city_member.full_name},{city_member.username},,energy,某院,,,",
        "王力,wangli9,not-an-address,energy,某院,,,",
    )

    assert list(found) == list(range(2, 13))
    assert "No such domain: 焊接." in found[2][0]
    assert "No such domain: finance." in found[3][0]
    assert "“火星” is not a pilot city" in found[4][0]
    assert "“火星省” is no province" in found[5][0]
    assert "employer" in found[6][0]
    assert "full name: The name is missing." in found[7]
    assert "user name" in found[8][0]
    assert "“TAKEN@example.org” belongs to another account." in found[9][0]
    assert "belongs to 赵强, not to 王力" in found[10][0]
    assert "a city's own people do not score" in found[11][0]
    assert "e-mail" in found[12][0]


def test_an_expert_of_many_domains_comes_in_and_one_of_none_does_not(domains):
    make_domain("finance")

    found = errors("王力,wangli,,energy、building、finance,某院,,,", "赵强,zhaoqiang,,,某院,,,")

    assert list(found) == [3]


def test_a_second_import_changes_the_registry_and_never_the_account(domains):
    carry_out(ExpertResource(), table("王力,wangli,w@example.org,energy,甲院,,,"), verb="x", by=make_user())

    assert try_table(ExpertResource(), table("王力,wangli,w@example.org,energy,甲院,,,")).counts == {
        "unchanged": 1
    }
    carry_out(ExpertResource(), table("王力,wangli,w@example.org,building,乙院,,,"), verb="x", by=make_user())
    expert = Expert.objects.get()
    assert (expert.employer, expert.domains.get().code) == ("乙院", "building")
    assert [tie.organisation for tie in expert.ties.all()] == ["甲院"]
    assert "another address" in errors("王力,wangli,thief@example.org,energy,甲院,,,")[2][0]


def test_an_existing_account_of_the_same_person_becomes_an_experts(domains):
    user = make_user("王力")

    carry_out(ExpertResource(), table(f"王力,{user.username},,energy,甲院,,,"), verb="x", by=make_user())

    assert Expert.objects.get().user == user


def test_what_is_exported_comes_back_unchanged(domains):
    city = make_city("深圳")
    make_expert(domains=("energy", "building"), employer_city=city, employer_province=city.province)

    exported = ExpertResource().export()

    content = exported.export("csv").encode()
    found = try_table(ExpertResource(), read_table(io.BytesIO(content), size=len(content)))
    assert exported.headers == [*HEADER.split(","), "main_domain", "province", "languages", "capacity"]
    assert found.counts == {"unchanged": 1}


def test_the_panel_takes_experts_with_the_recusals_of_their_employers():
    round = make_round()
    city = make_city()
    make_submission(round, city)
    expert = make_expert(employer_city=city)

    add_to_panel(round=round, experts=[expert], by=make_leader(round))

    assert PanelMember.objects.get().pledged_at is None
    assert Recusal.objects.get().kind == "employer"
    assert verbs() == ["add_to_panel", "recuse"]


def test_an_expert_is_in_the_panel_once():
    round = make_round()
    expert = make_expert(round)

    with pytest.raises(ReviewError, match="not in the panel yet"):
        add_to_panel(round=round, experts=[expert], by=make_leader(round))


def test_an_expert_with_cities_is_not_taken_out_of_the_panel():
    desk = make_desk()
    free = make_expert(desk.round)
    leader = make_leader(desk.round)

    with pytest.raises(ReviewError, match="has 1 cities assigned"):
        remove_from_panel(round=desk.round, expert=desk.expert, by=leader)
    remove_from_panel(round=desk.round, expert=free, by=leader)

    assert PanelMember.objects.get().expert == desk.expert


def test_a_new_employer_brings_its_recusals():
    desk = make_desk()
    profile = Profile(
        domains=list(desk.expert.domains.all()), employer="市发改委", employer_city=desk.submission.city
    )

    change_expert(round=desk.round, expert=desk.expert, profile=profile, by=make_leader(desk.round))

    assert Recusal.objects.get().city == desk.submission.city
    assert verbs() == ["change_expert", "recuse"]


def test_a_former_employer_recuses_a_later_rounds_panel_for_three_years():
    now, later = make_round(), make_round()
    left, joined = make_city("贵阳市"), make_city("遵义市")
    for round in (now, later):
        for city in (left, joined):
            make_submission(round, city)
    expert = make_expert(now, employer="某低碳中心", employer_city=left)
    User.objects.filter(pk=expert.user_id).update(date_joined="2021-03-01T00:00Z")
    profile = Profile(domains=list(expert.domains.all()), employer="某研究院", employer_city=joined)
    leader = make_leader(now)

    change_expert(round=now, expert=expert, profile=profile, by=leader)
    add_to_panel(round=later, experts=[expert], by=make_leader(later))

    tie = PastTie.objects.get()
    years = (2021, timezone.localdate().year)
    assert (tie.kind, tie.organisation, tie.city, (tie.from_year, tie.to_year)) == (
        "employed", "某低碳中心", left, years,
    )  # fmt: skip
    found = Recusal.objects.filter(round=later).values_list("city__name_zh", "kind")
    assert set(found) == {("贵阳市", "tie"), ("遵义市", "employer")}


@pytest.mark.parametrize("employer", ["贵阳市发展和改革委员会", "贵阳市发展改革委"])
def test_an_employers_name_that_only_reads_otherwise_is_no_former_one(employer):
    round = make_round()
    expert = make_expert(round, employer="贵阳市发改委")
    profile = Profile(domains=list(expert.domains.all()), employer=employer)

    change_expert(round=round, expert=expert, profile=profile, by=make_leader(round))

    assert not PastTie.objects.exists()


def test_employment_that_was_entered_as_a_tie_ends_when_the_employer_changes():
    round = make_round()
    expert = make_expert(round, employer="甲院")
    PastTie.objects.create(expert=expert, kind="employed", organisation="甲院", from_year=2009)
    profile = Profile(domains=list(expert.domains.all()), employer="乙院")

    change_expert(round=round, expert=expert, profile=profile, by=make_leader(round))

    tie = PastTie.objects.get()
    assert (tie.from_year, tie.to_year) == (2009, timezone.localdate().year)


def test_an_expert_has_at_least_one_domain():
    round = make_round()
    expert = make_expert(round)

    with pytest.raises(ReviewError, match="at least one domain") as refused:
        change_expert(
            round=round, expert=expert, profile=Profile(domains=[], employer="某院"), by=make_leader(round)
        )

    assert refused.value.field == "domains"
    assert expert.domains.count() == 2


def test_an_expert_may_have_many_domains():
    round = make_round()
    expert = make_expert(round)
    profile = Profile(domains=[make_domain(f"x{n}") for n in range(3)], employer="某院")

    change_expert(round=round, expert=expert, profile=profile, by=make_leader(round))

    assert expert.domains.count() == 3


def test_a_password_link_is_for_new_experts_only():
    round = make_round()
    leader = make_leader(round)
    fresh, settled, powerful = make_expert(round), make_expert(round), make_expert(round)
    settled.user.set_password("a-long-test-password")
    settled.user.save()
    RoundRole.objects.create(round=round, user=powerful.user, kind=RoundRole.Kind.CHAIR)

    assert issue_password_link(round=round, expert=fresh, by=leader).startswith("/accounts/password/reset/key/")
    with pytest.raises(AccountError, match="has a password already"):
        issue_password_link(round=round, expert=settled, by=leader)
    with pytest.raises(ReviewError, match="looked after by the administrators"):
        issue_password_link(round=round, expert=powerful, by=leader)
    assert verbs() == ["issue_password_link"]


@pytest.mark.parametrize("kind", [None, RoundRole.Kind.CHAIR, RoundRole.Kind.OBSERVER])
def test_only_the_secretariat_looks_after_experts(kind):
    round = make_round()
    expert = make_expert(round)
    by = make_leader(round, kind) if kind else make_user()
    acts = (
        lambda: add_to_panel(round=round, experts=[make_expert()], by=by),
        lambda: remove_from_panel(round=round, expert=expert, by=by),
        lambda: change_expert(round=round, expert=expert, profile=Profile([], ""), by=by),
        lambda: issue_password_link(round=round, expert=expert, by=by),
    )

    for act in acts:
        with pytest.raises(ReviewError, match="Only the secretariat"):
            act()
    assert PanelMember.objects.count() == 1


def test_the_registry_goes_out_as_a_table_and_comes_in_again(reader, domains):
    desk = make_desk()
    expert = make_expert(domains=("energy", "building"), title="研究员", capacity=40, employer="=某研究院")
    reader.force_login(make_leader(desk.round))
    where = reverse("reviews:experts-file", args=[desk.round.slug, "csv"])

    content = reader.get(where, {"q": expert.user.username}).content
    tried = try_table(ExpertResource(), read_table(io.BytesIO(content), size=len(content)))

    assert content.decode("utf-8-sig").splitlines()[0].startswith("full_name,username,email,domains,employer")
    assert [line.errors for line in tried.errors] == []
    assert expert.user.username in content.decode()
    assert "'=某研究院" in content.decode()
    assert desk.expert.user.username not in content.decode()
    assert reader.get(reverse("reviews:experts-file", args=[desk.round.slug, "xlsx"])).content.startswith(b"PK")
    reader.force_login(desk.expert.user)
    assert reader.get(where).status_code == 404
