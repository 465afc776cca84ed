"""Keeping the proposed values in step with what cities have handed in and what the round says."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import transaction
from django.db.models import Count, OuterRef, Subquery
from django.db.models.functions import Coalesce

from cities.models import Submission, SubmissionVersion
from reviews.models import Proposal
from reviews.proposing import bases_of, periods_of, proposals_for
from reviews.queries.promises import verified_states
from reviews.queries.verification import computed_indicators
from rounds.models import Indicator, Round

STORED = ("points", "applies", "is_flagged", "computed", "sha256", "basis_sha256")


def bring_proposals_up_to_date(round: Round, indicators: Sequence[Indicator] | None = None) -> int:
    """Make the proposals that accepted versions lack or whose basis has changed; how many versions. Usually none.

    Proposals follow from what is stored and count nowhere, so that anybody's look may make them.
    """
    indicators = computed_indicators(round) if indicators is None else indicators
    bases = bases_of(round, indicators)
    current = Proposal.objects.filter(version=OuterRef("accepted_version"), basis_sha256__in=bases.values())
    number = current.order_by().values("version").annotate(number=Count("pk")).values("number")
    lacking = (
        Submission.objects.filter(round=round, state=Submission.State.ACCEPTED)
        .annotate(proposed=Coalesce(Subquery(number), 0))
        .filter(proposed__lt=len(indicators))
        .values_list("accepted_version", flat=True)
    )
    versions = list(lacking)
    if versions:
        _make(SubmissionVersion.objects.filter(pk__in=versions), round, indicators, bases)
    return len(versions)


@transaction.atomic
def _make(
    versions: Iterable[SubmissionVersion], round: Round, indicators: Sequence[Indicator], bases: Mapping[int, str]
) -> None:
    versions = list(versions)
    submissions = Submission.objects.filter(pk__in={version.submission_id for version in versions})
    list(submissions.select_for_update(no_key=True).order_by("pk").values_list("pk"))  # as whoever verifies them
    periods = periods_of(round)
    states = verified_states(submissions)
    for version in versions:
        Proposal.objects.bulk_create(
            proposals_for(version, indicators, periods, bases, states.get(version.submission_id, {})),
            update_conflicts=True,
            unique_fields=["version", "indicator"],
            update_fields=STORED,
        )
