"""Who acts for whom."""

from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Prefetch, Q, QuerySet

from accounts.models import User
from cities.models import City, CityMembership, Province
from rounds.models import Round, RoundRole


def city_of(user: User | AnonymousUser) -> City | None:
    """The city that the person acts for at the moment."""
    if not user.is_authenticated:
        return None
    acting = City.objects.filter(memberships__user=user, memberships__ended_at=None)
    return acting.select_related("province").first()


def province_of(user: User | AnonymousUser) -> Province | None:
    """The province whose authority the person belongs to at the moment."""
    if not user.is_authenticated:
        return None
    return Province.objects.filter(memberships__user=user, memberships__ended_at=None).first()


def members_of(city: City) -> QuerySet[User]:
    """The people who act for the city at the moment and can log in."""
    return User.objects.filter(is_active=True, city_memberships__city=city, city_memberships__ended_at=None)


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
    found = City.objects.filter(submissions__round=round).select_related("province")
    if words := chosen.words.strip():
        found = found.filter(Q(pk__in=cities_called(words)) | Q(pk__in=_cities_of_people_called(words)))
    if chosen.only_without:
        found = found.exclude(pk__in=CityMembership.objects.filter(ended_at=None).values("city"))
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
