"""Everybody who has a part in a round, by role."""

from django.db.models import Q, QuerySet

from accounts.models import User
from rounds.models import Role, Round
from rounds.queries import LEADING


def people_in(round: Round, role: Role) -> QuerySet[User]:
    """Those who can log in and have this role in the round; nobody for the public."""
    active = User.objects.filter(is_active=True).order_by("pk")
    if role == Role.CITY:
        takes_part = Q(city_memberships__city__submissions__round=round)
        files_for = Q(city_memberships__city__files_for__submissions__round=round)
        return active.filter(takes_part | files_for, city_memberships__ended_at=None).distinct()
    if role == Role.PROVINCE:
        cities = Q(province_memberships__province__cities__submissions__round=round)
        return active.filter(cities, province_memberships__ended_at=None).distinct()
    if role == Role.EXPERT:
        return active.filter(expert__panels__round=round)
    kinds = [kind for kind, leading in LEADING.items() if leading == role]
    return active.filter(round_roles__round=round, round_roles__kind__in=kinds)


def everybody_in(round: Round) -> list[User]:
    """Each person once, whatever their parts."""
    found = {person.pk: person for role in Role for person in people_in(round, role)}
    return [found[pk] for pk in sorted(found)]
