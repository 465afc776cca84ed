"""Who acts for whom."""

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet

from accounts.models import User
from cities.models import City, Province
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
