"""The people of one city or province: their invitations, and what happened to them."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone

from accounts.models import AuditEvent, User
from cities.models import City, CityMembership, Invitation, Province, ProvinceMembership
from cities.queries.people import own_city_ids
from rounds.models import Round


def people_pages_of(user: User) -> QuerySet[City]:
    """The cities whose people a member may look at: the own one, and those that file through it."""
    own = own_city_ids(user)
    return City.objects.filter(Q(pk__in=own) | Q(filing_parent__in=own))


def places_of_people(round: Round) -> QuerySet[City]:
    """The cities of the round and the organisations through which any of them files."""
    takes_part = Q(submissions__round=round) | Q(files_for__submissions__round=round)
    return City.objects.filter(takes_part).select_related("province", "filing_parent").distinct()


def organisations_for(county: City) -> QuerySet[City]:
    """Those through which the county could file, of its own province first in the list."""
    able = City.objects.filter(filing_parent=None).exclude(pk=county.pk).exclude(level__in=City.COUNTY_LEVELS)
    return able.select_related("province").order_by("province__code", "gb_code")


def open_invitations(place: City | Province) -> QuerySet[Invitation]:
    """Links of the place that work at the moment, newest first."""
    found: QuerySet[Invitation] = place.invitations.filter(used_at=None, withdrawn_at=None)
    return found.filter(expires_at__gt=timezone.now()).select_related("invited_by", "city", "province")


def members_of_province(province: Province) -> QuerySet[ProvinceMembership]:
    acting = province.memberships.filter(ended_at=None)
    return acting.select_related("user", "province").order_by("user__full_name", "pk")


def provinces_with_people(round: Round) -> QuerySet[Province]:
    """The provinces of which a city takes part, each with who acts for its authority in ``acting``."""
    acting = ProvinceMembership.objects.filter(ended_at=None).select_related("user").order_by("user__full_name")
    taking_part = City.objects.filter(submissions__round=round).order_by().values("province")
    found = Province.objects.filter(pk__in=taking_part).order_by("code")
    return found.prefetch_related(Prefetch("memberships", acting, to_attr="acting"))


@dataclass(frozen=True)
class Happened:
    """One act on record about the people of a city or a province. ``data`` is what the record keeps of it."""

    at: datetime
    by: str
    verb: str
    data: dict[str, Any]


def history_of(place: City | Province, *, limit: int = 100) -> list[Happened]:
    """What happened to the people of the place, newest first: who invited, joined, changed, handed over, left."""
    members = CityMembership if isinstance(place, City) else ProvinceMembership
    subjects = Q(subject_type=place._meta.label_lower, subject_id=str(place.pk), verb__contains="filing")
    for model, rows in ((members, place.memberships), (Invitation, place.invitations)):
        ids = [str(pk) for pk in rows.order_by().values_list("pk", flat=True)]
        subjects |= Q(subject_type=model._meta.label_lower, subject_id__in=ids)
    events = AuditEvent.objects.filter(subjects).order_by("-number")[:limit]
    return [Happened(event.at, event.actor_name, event.verb, json.loads(event.data)) for event in events]
