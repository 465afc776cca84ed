"""Cases of good practice for the report, as their readers see them."""

from django.db.models import Q, QuerySet

from accounts.models import User
from cities.models import CityMembership, Submission
from cities.queries.submissions import submissions_of_member
from reports.models import ReportCase
from rounds.models import Round

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
    return (
        ReportCase.objects.filter(submission__in=submissions_of_member(user).values("pk"))
        .exclude(state__in=[ReportCase.State.NOMINATED, ReportCase.State.DROPPED])
        .select_related("submission__city", "submission__round")
    )


def confirming_memberships(case: ReportCase) -> QuerySet[CityMembership]:
    """Who reviews or signs for the city, or for the organisation through which it files."""
    city = case.submission.city
    acts_for = Q(city_id=city.pk) | Q(city_id=city.filing_parent_id)
    return CityMembership.objects.filter(acts_for, ended_at=None, kind__in=CONFIRMING)


def may_confirm(user: User, case: ReportCase) -> bool:
    return confirming_memberships(case).filter(user=user).exists()


def confirming_people(case: ReportCase) -> list[User]:
    return [membership.user for membership in confirming_memberships(case).select_related("user")]
