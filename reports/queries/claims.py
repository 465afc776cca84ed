"""Corrections of facts and objections: which there are, and what a city can tie one to."""

from collections.abc import Sequence

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from cities.content import evidence_ids
from cities.models import Evidence, NotApplicableRequest, Submission
from reports.models import Claim, FactRequest, Objection
from reviews.models import Assignment, Recusal, ScoreSheetVersion, Settlement, SheetReopening, Verification
from rounds.models import Indicator, Round

PEOPLE = ("submission__city", "indicator", "filed_by", "decided_by")

NAMED = 5
"""Claims that a sentence names."""

_ITS_VALUE = {"submission": OuterRef("submission"), "indicator": OuterRef("indicator")}
_VERIFIED_SINCE = Verification.objects.filter(**_ITS_VALUE, verified_at__gt=OuterRef("filed_at"))
_LEFT_OUT_SINCE = NotApplicableRequest.objects.filter(**_ITS_VALUE, decided_at__gt=OuterRef("filed_at"))
_WRITTEN_SINCE = SheetReopening.objects.filter(
    sheet__assignment__submission=OuterRef("submission"),
    opened_at__gt=OuterRef("filed_at"),
    closed_at__isnull=False,
)
_SETTLED_SINCE = Settlement.objects.filter(
    case__submission=OuterRef("submission"), signed_at__gt=OuterRef("filed_at")
)
_RECUSED_SINCE = Recusal.objects.filter(
    round=OuterRef("submission__round"),
    city=OuterRef("submission__city"),
    entered_at__gt=OuterRef("filed_at"),
)
_STANDS = Q(state="upheld", submission__state=Submission.State.ACCEPTED)
"""Of a city that has withdrawn nothing is to be put right any more."""

FACT_IS_TO_DO = Q(_STANDS, ~Exists(_VERIFIED_SINCE), indicator__computed_max__gt=0)
"""Upheld, and its value has not been verified again since it was asked for, before the decision or after it."""

OBJECTION_IS_TO_DO = Q(
    _STANDS,
    ~Q(effect=Objection.NOT_APPLICABLE),
    ~Exists(_VERIFIED_SINCE),
    ~Exists(_LEFT_OUT_SINCE),
    ~Exists(_WRITTEN_SINCE),
    ~Exists(_SETTLED_SINCE),
    ~Exists(_RECUSED_SINCE),
)
"""Upheld, and nothing that the city's result rests on was put right since the filing.

What does not apply is so at once.
"""


def fact_requests_of(round: Round) -> QuerySet[FactRequest]:
    """Open ones first, each with ``is_to_do``."""
    found = FactRequest.objects.filter(submission__round=round).select_related(*PEOPLE)
    found = found.annotate(is_to_do=ExpressionWrapper(FACT_IS_TO_DO, output_field=BooleanField()))
    return found.prefetch_related("evidence").order_by("decided_at", "submission__city__gb_code", "pk")


def objections_of(round: Round) -> QuerySet[Objection]:
    """Open ones first, each with ``is_to_do``."""
    found = Objection.objects.filter(submission__round=round).select_related(*PEOPLE, "result")
    found = found.annotate(is_to_do=ExpressionWrapper(OBJECTION_IS_TO_DO, output_field=BooleanField()))
    return found.prefetch_related("evidence").order_by("decided_at", "submission__city__gb_code", "pk")


def problems_before_freezing(round: Round) -> list[str]:
    """What cities asked for and nobody decided, and what was upheld and not put right, each with its place."""
    facts, objections = fact_requests_of(round), objections_of(round)
    found = (
        (UNDECIDED, list(facts.filter(state="filed"))),
        (NOT_CORRECTED, list(facts.filter(FACT_IS_TO_DO))),
        (NOT_CARRIED_OUT, list(objections.filter(OBJECTION_IS_TO_DO))),
    )
    return [words % {"count": len(claims), "which": _which(claims)} for words, claims in found if claims]


UNDECIDED = ngettext_lazy(
    "%(count)d correction of a fact is not decided: %(which)s.",
    "%(count)d corrections of facts are not decided: %(which)s.",
    "count",
)
NOT_CORRECTED = ngettext_lazy(
    "%(count)d upheld correction of a fact is not made in the verification yet: %(which)s.",
    "%(count)d upheld corrections of facts are not made in the verification yet: %(which)s.",
    "count",
)
NOT_CARRIED_OUT = ngettext_lazy(
    "%(count)d upheld objection has changed nothing yet: %(which)s.",
    "%(count)d upheld objections have changed nothing yet: %(which)s.",
    "count",
)


def _which(claims: Sequence[Claim]) -> str:
    places = [f"{claim.submission.city.short_name} {claim.indicator.code}" for claim in claims[:NAMED]]
    more = [_("…")] if len(claims) > NAMED else []
    return _(", ").join(places + more)


def facts_to_correct(round: Round) -> int:
    """Upheld corrections that wait for the verification."""
    return fact_requests_of(round).filter(FACT_IS_TO_DO).count()


def objection_counts(round: Round) -> dict[str, int]:
    """For the figures of the year: how many were filed, and how many of them upheld."""
    states = list(Objection.objects.filter(submission__round=round).values_list("state", flat=True))
    return {"filed": len(states), "upheld": states.count(Objection.State.UPHELD)}


def handed_in_evidence(submission: Submission) -> QuerySet[Evidence]:
    """What can be cited in a claim: the files of the accepted version, and no new ones."""
    accepted = submission.accepted_version
    ids = evidence_ids(accepted.content) if accepted and accepted.content.get("evidence") else set()
    return Evidence.objects.filter(submission=submission, pk__in=ids).order_by("title", "pk")


def indicators_in(round: Round) -> QuerySet[Indicator]:
    return Indicator.objects.filter(system=round.indicator_system_id).select_related("area").order_by("position")


def has_scored(user_id: int, submission: Submission) -> bool:
    """Whether this person marked the city, in whatever version and whether or not it still counts."""
    theirs = Q(assignment__expert__user_id=user_id, assignment__submission=submission)
    assigned = Assignment.objects.filter(expert__user_id=user_id, submission=submission)
    return ScoreSheetVersion.objects.filter(theirs).exists() or assigned.exists()
