"""Cases of good practice for the report, as their readers see them."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from accounts.models import User
from cities.frozen_forms import KeptRow, kept_rows
from cities.models import CityMembership, Submission
from cities.queries.submissions import submissions_of_member
from reports.models import ReportCase
from rounds.models import Round

NOT_ASKED = (ReportCase.State.NOMINATED, ReportCase.State.DROPPED)
"""States in which a case is the secretariat's alone."""

CONFIRMING = (CityMembership.Kind.REVIEWER, CityMembership.Kind.APPROVER)


def cases_of(round: Round) -> QuerySet[ReportCase]:
    """In the order of the report."""
    return (
        ReportCase.objects.filter(submission__round=round)
        .exclude(submission__state=Submission.State.WITHDRAWN)
        .select_related("submission__city", "submission__round", "checked_by", "confirmed_by")
    )


def cases_for_city(user: User) -> QuerySet[ReportCase]:
    """What the person's city is asked to confirm, and what it confirmed. Others' cases are not there."""
    return answerable_cases(user).exclude(state__in=NOT_ASKED)


def answerable_cases(user: User) -> QuerySet[ReportCase]:
    """The same in every state: an answer can arrive when the case was taken back meanwhile."""
    own = ReportCase.objects.filter(submission__in=submissions_of_member(user).values("pk"))
    return own.select_related("submission__city", "submission__round")


def confirming_memberships(case: ReportCase) -> QuerySet[CityMembership]:
    """Who reviews or signs for the city, or for the organisation through which it files."""
    city = case.submission.city
    acts_for = Q(city_id=city.pk) | Q(city_id=city.filing_parent_id)
    return CityMembership.objects.filter(acts_for, ended_at=None, kind__in=CONFIRMING)


def may_confirm(user: User, case: ReportCase) -> bool:
    return confirming_memberships(case).filter(user=user).exists()


def confirming_people(case: ReportCase) -> list[User]:
    return [membership.user for membership in confirming_memberships(case).select_related("user")]


@dataclass(frozen=True)
class Handed:
    """A case as the city's accepted material has it now, for whoever checks the facts."""

    version: int
    text: str
    evidence: str
    """The file that proves it, with pages."""
    facts: Sequence[KeptRow]
    differs: bool
    """The text that is to be printed is another."""


def handed_in(case: ReportCase) -> Handed | None:
    """None where it was not taken from the city's form, or the accepted version has it no more."""
    version = case.submission.accepted_version
    if not case.row or version is None:
        return None
    row = next((row for row in kept_rows(version.content, "F12.cases") if row.row == case.row), None)
    if row is None:
        return None
    source, text = row.source or {}, str(row.get("text") or "")
    return Handed(
        version=version.number,
        text=text,
        evidence=" · ".join(filter(None, [source.get("title"), source.get("pages")])),
        facts=[fact for fact in kept_rows(version.content, "F12.facts") if str(fact.get("practice")) == case.row],
        differs=text.strip() != case.text.strip(),
    )
