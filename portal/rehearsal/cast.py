"""The invented people, entered where they belong: leaders, experts, cities and provinces."""

from collections.abc import Iterable

from accounts.models import User
from cities.models import City, CityMembership, Province, ProvinceMembership
from portal.rehearsal.accounts import make_user
from portal.rehearsal.people import (
    ADMINISTRATORS,
    CITY_PEOPLE,
    LEADERS,
    PROVINCE_PEOPLE,
    SECRETARIAT,
    DemoExpert,
)
from reviews.models import Expert
from rounds.models import Domain, Round, RoundRole

KINDS = {
    CityMembership.Kind.FILLER: "填报人",
    CityMembership.Kind.REVIEWER: "审核人",
    CityMembership.Kind.APPROVER: "签发人",
}


def make_people() -> User:
    """Everybody but the panel and the cities' people; the secretariat is returned, who does the rest."""
    for person in ADMINISTRATORS:
        make_user(person.username, person.full_name, administrator=person.kind, is_staff=True)
    for official in PROVINCE_PEOPLE:
        if province := Province.objects.filter(name_zh=official.province_zh).first():
            user = make_user(official.username, official.full_name)
            ProvinceMembership.objects.get_or_create(province=province, user=user, ended_at=None)
    return make_user(SECRETARIAT, LEADERS[0].full_name, is_staff=True)


def make_leaders(round: Round) -> dict[str, User]:
    """Who leads the round beside the secretariat, by kind."""
    leaders = {str(leader.kind): make_user(leader.username, leader.full_name) for leader in LEADERS[1:]}
    RoundRole.objects.bulk_create(RoundRole(round=round, user=user, kind=kind) for kind, user in leaders.items())
    return leaders


def make_experts(people: Iterable[DemoExpert]) -> list[Expert]:
    """In the registry; into the panel they are asked or put by the secretariat."""
    domains = {domain.name_zh: domain for domain in Domain.objects.all()}
    return [_expert(person, domains) for person in people]


def make_city_people(city: City) -> User:
    """The city's people: those with a login of their own, and one for each role that is left. The filler."""
    people = [person for person in CITY_PEOPLE if person.city == city.gb_code]
    named = {person.kind: (person.username, person.full_name) for person in people}
    users: list[User] = []
    for kind, word in KINDS.items():
        username, full_name = named.get(kind, (f"{kind.value}{city.gb_code}", f"{city.short_zh}{word}（演示）"))
        user = make_user(username, full_name)
        CityMembership.objects.get_or_create(
            city=city, user=user, ended_at=None, defaults={"kind": kind, "is_administrator": not users}
        )
        users.append(user)
    return users[0]


def _expert(who: DemoExpert, domains: dict[str, Domain]) -> Expert:
    known = Expert.objects.filter(user__username=who.username).select_related("user").first()
    if known is not None:
        return known
    expert = Expert.objects.create(
        user=make_user(who.username, who.full_name),
        employer=who.employer,
        employer_city=City.objects.filter(gb_code=who.employer_city).first(),
        employer_province=Province.objects.filter(name_zh=who.employer_province).first(),
        main_domain=domains[who.domains[0]],
        languages="中文、英语",
    )
    expert.domains.set([domains[name] for name in who.domains])
    return expert
