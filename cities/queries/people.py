"""Who acts for whom."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet
from django.db.models.expressions import RawSQL

from accounts.models import User
from accounts.prepared import prepared
from cities.models import City, CityMembership, Province, ProxyEntry
from rounds.models import Round, RoundRole

ACTING_FOR = "_acting_for"
"""Where a person's object, which lives as long as a request, keeps the city that the address names."""


def act_for(user: User, city: City) -> None:
    """Until the request ends ``user`` acts for ``city``, one of ``cities_filed_for``."""
    setattr(user, ACTING_FOR, city)


def acts_for(user: User | AnonymousUser) -> City | None:
    """The city that the address names, if it names one."""
    return getattr(user, ACTING_FOR, None)


def users_numbered(numbers: Collection[int]) -> dict[int, User]:
    """By their numbers. One query; none where nobody is asked for."""
    return {user.pk: user for user in _users(numbers=joined(numbers))} if numbers else {}


@prepared
def _users(numbers: str) -> QuerySet[User]:
    return User.objects.filter(pk__in=among(numbers))


def joined(numbers: Iterable[int]) -> str:
    """Several numbers as one value of a prepared query, for ``among``."""
    return ",".join(map(str, numbers))


def among(numbers: str) -> RawSQL:
    """Those that were ``joined``, as a subquery for conditions."""
    return RawSQL("SELECT unnest(string_to_array(%s, ',')::bigint[])", [numbers])


def city_of(user: User | AnonymousUser) -> City | None:
    """The city that the person acts for at the moment: the one in the address, else the own one."""
    if not user.is_authenticated:
        return None
    return acts_for(user) or own_city_of(user)


def own_city_of(user: User | AnonymousUser) -> City | None:
    """The city, or filing organisation, that the person is a member of."""
    return City.objects.filter(pk__in=own_city_ids(user)).select_related("province").first()


def own_city_ids(user: User | AnonymousUser) -> QuerySet[CityMembership, int]:
    """At most one: a subquery for conditions."""
    return CityMembership.objects.filter(user=user.pk, ended_at=None).order_by().values_list("city", flat=True)


def cities_filed_for(user: User | AnonymousUser) -> QuerySet[City]:
    """The counties whose filing parent the person belongs to, and cities for which the secretariat enters."""
    found = Q(filing_parent__in=own_city_ids(user)) | Q(submissions__in=entered_by(user))
    return City.objects.filter(found).select_related("province", "filing_parent").distinct()


def entered_by(user: User | AnonymousUser) -> QuerySet[ProxyEntry, int]:
    """The submissions that the person, of the secretariat, may write at the moment on a city's behalf."""
    rows = ProxyEntry.objects.filter(
        ended_at=None,
        submission__round__roles__user=user.pk,
        submission__round__roles__kind=RoundRole.Kind.SECRETARIAT,
    )
    return rows.order_by().values_list("submission", flat=True)


def membership_for(user: User | AnonymousUser, city: City) -> CityMembership | None:
    """By what the person acts for the city: as its own member or as one of its filing parent. Names the role."""
    acting = CityMembership.objects.filter(user=user.pk, ended_at=None, city__in=[city.pk, city.filing_parent_id])
    return acting.select_related("city").first()


def is_city_administrator(user: User | AnonymousUser, city: City) -> bool:
    """Whether the person looks after the city's people. A filing parent's administrator doesn't."""
    return city.memberships.filter(user=user.pk, ended_at=None, is_administrator=True).exists()


def administrator_of(city: City) -> CityMembership | None:
    return city.memberships.filter(ended_at=None, is_administrator=True).select_related("user").first()


def province_of(user: User | AnonymousUser) -> Province | None:
    """The province whose authority the person belongs to at the moment."""
    if not user.is_authenticated:
        return None
    return Province.objects.filter(memberships__user=user, memberships__ended_at=None).first()


def members_of(city: City) -> QuerySet[User]:
    """The people who act for the city at the moment and can log in, its filing parent's too."""
    places = [city.pk, city.filing_parent_id]
    return User.objects.filter(
        is_active=True, city_memberships__city__in=places, city_memberships__ended_at=None
    ).distinct()


def secretariat_of(round: Round) -> QuerySet[User]:
    """The secretariat's people of the round who can log in."""
    return User.objects.filter(
        is_active=True, round_roles__round=round, round_roles__kind=RoundRole.Kind.SECRETARIAT
    )


@dataclass(frozen=True)
class PeopleFilter:
    """Which cities are listed with their people. Every field stands in the address."""

    words: str = ""
    only_without: bool = False
    """Only cities for which nobody acts."""


def cities_with_people(round: Round, chosen: PeopleFilter | None = None) -> QuerySet[City]:
    """The cities of the round, each with who acts for it in ``acting``: two queries, however many."""
    chosen = chosen or PeopleFilter()
    found = City.objects.filter(submissions__round=round).select_related("province", "filing_parent")
    if words := chosen.words.strip():
        found = found.filter(Q(pk__in=cities_called(words)) | Q(pk__in=_cities_of_people_called(words)))
    if chosen.only_without:
        acted_for = CityMembership.objects.filter(ended_at=None).order_by().values("city")
        found = found.exclude(pk__in=acted_for).exclude(filing_parent__in=acted_for, filing_parent__isnull=False)
    return found.prefetch_related(Prefetch("memberships", acting_members(), to_attr="acting"))


def acting_members() -> QuerySet[CityMembership]:
    """Memberships that hold now, with their people, by role and name."""
    acting = CityMembership.objects.filter(ended_at=None)
    return acting.select_related("user", "city").order_by("kind", "user__full_name", "pk")


def former_members(city: City) -> QuerySet[CityMembership]:
    """Memberships of the city that have ended, newest first."""
    return city.memberships.exclude(ended_at=None).select_related("user").order_by("-ended_at")


def cities_called(words: str) -> QuerySet[City]:
    """Cities by a part of their name, the beginning of their pinyin, or their code."""
    return City.objects.filter(
        Q(name_zh__icontains=words)
        | Q(name_en__icontains=words)
        | Q(pinyin__istartswith=words.replace(" ", ""))
        | Q(gb_code=words)
    )


def _cities_of_people_called(words: str) -> QuerySet[City]:
    called = Q(user__full_name__icontains=words) | Q(user__username__icontains=words)
    return City.objects.filter(pk__in=acting_members().filter(called).order_by().values("city"))
