"""What a city has asked to be left out, and whether it is still in time."""

from collections.abc import Collection
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.functional import cached_property

from cities.models import NotApplicableRequest, Submission
from reviews.models import ScoreSheetVersion
from reviews.ranking.reading import indicators_of, system_spec
from rounds.models import Round
from scoring.not_applicable import NotApplicableRefusal, refusals
from scoring.policy import ReconciliationPolicy
from scoring.system import SystemSpec

State = NotApplicableRequest.State


@dataclass(frozen=True)
class Asked:
    """All that stands of one city's requests: asked for or granted."""

    requests: list[NotApplicableRequest]
    system: SystemSpec
    policy: ReconciliationPolicy

    @cached_property
    def codes(self) -> set[str]:
        return {
            request.indicator.code for request in self.requests if request.state == State.REQUESTED
        } | self.approved

    @cached_property
    def approved(self) -> set[str]:
        return {request.indicator.code for request in self.requests if request.state == State.APPROVED}

    @property
    def cap(self) -> Decimal:
        """The most points of a city that may not apply."""
        return self.policy.not_applicable_cap

    def problems(self, codes: Collection[str]) -> list[NotApplicableRefusal]:
        return refusals(codes, system=self.system, policy=self.policy)

    def points(self, codes: Collection[str]) -> Decimal:
        return (
            sum(
                (Decimal(self.system.indicators[self.system.index(code)].max_points) for code in codes), Decimal(0)
            )
            / 100
        )


def asked_of(submission: Submission) -> Asked:
    rows = submission.not_applicable_requests.select_related("indicator__area", "requested_by", "decided_by")
    system = system_spec(indicators_of(submission.round.indicator_system))
    return Asked(list(rows), system, submission.round.policy_value)


def requests_of(round: Round) -> QuerySet[NotApplicableRequest]:
    """Of all cities, open ones first, the oldest first."""
    rows = NotApplicableRequest.objects.filter(submission__round=round).exclude(state=State.TAKEN_BACK)
    related = ("submission__city", "submission__round", "indicator", "requested_by", "decided_by")
    return rows.select_related(*related).order_by("decided_at", "requested_at")


def waiting_requests(round: Round) -> int:
    return NotApplicableRequest.objects.filter(submission__round=round, state=State.REQUESTED).count()


def counted_requests() -> Coalesce:
    """The same, for the query that fetches the rounds."""
    rows = NotApplicableRequest.objects.filter(submission__round=OuterRef("pk"), state=State.REQUESTED).order_by()
    counted = rows.values("submission__round").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0, output_field=IntegerField())


def first_sheet_is_in(submission: Submission) -> bool:
    return ScoreSheetVersion.objects.filter(sheet__assignment__submission=submission).exists()
