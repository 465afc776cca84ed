"""Cases: what they are about, who is concerned, what may be done next."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from accounts.prepared import prepared
from cities.models import Submission
from reviews.models import Assignment, Case, CaseOpinion, Expert, PanelMember, ScoreSheetVersion, Settlement
from reviews.queries.asking import question_of
from reviews.queries.panel import pairing_of
from rounds.models import Indicator, Round, Stage
from scoring.assign.further import next_in_order
from scoring.choices import ExpertWeights
from scoring.sheets import unpack_points

REVISING = (Stage.Kind.ONSITE, Stage.Kind.REVISION)


def revision_is_over(round: Round) -> bool:
    """No sheet can be revised any more: the revision window has closed, or where none is set the review has."""
    now = timezone.now()
    stages = _opened_stages(round=round.pk)
    last = [s for s in stages if s.kind in REVISING] or [s for s in stages if s.kind == Stage.Kind.REVIEW]
    return bool(last) and all(stage.closes_at is not None and stage.closes_at <= now for stage in last)


@prepared
def _opened_stages(round: int) -> QuerySet[Stage]:
    return Stage.objects.filter(round=round, opens_at__isnull=False)


def cases_of(round: Round) -> QuerySet[Case]:
    """All of the round's with what a list shows; open ones first, oldest first."""
    related = ("submission__city", "domain", "indicator", "round")
    return Case.objects.filter(round=round).select_related(*related).order_by("closed_at", "opened_at", "pk")


def open_cases(round: Round) -> QuerySet[Case]:
    """Those that are not closed. Of a city that has withdrawn they rest: nothing waits for them."""
    return cases_of(round).filter(closed_at=None).exclude(submission__state=Submission.State.WITHDRAWN)


def indicators_of_case(case: Case | None) -> QuerySet[Indicator]:
    """The judged indicators that the case is about, in order."""
    found = Indicator.objects.filter(judged_max__gt=0).select_related("area", "domain")
    found = found.order_by("position", "code")
    if case is None:
        return found.none()
    if case.indicator_id:
        return found.filter(pk=case.indicator_id)
    return found.filter(system=case.round.indicator_system_id, domain=case.domain_id)


@dataclass(frozen=True)
class CaseMark:
    """What one expert's counting sheet gives an indicator of the case."""

    version: ScoreSheetVersion
    expert: Expert
    indicator: Indicator
    points: Decimal
    comment: str


def marks_of_case(case: Case) -> list[CaseMark]:
    """The marks that count, by indicator and height. Experts who could not judge have none."""
    indicators = {indicator.pk: indicator for indicator in indicators_of_case(case)}
    counting = ScoreSheetVersion.objects.filter(
        sheet__assignment__submission=case.submission_id, to_version=None
    ).select_related("layout", "sheet__assignment__expert__user")
    found = [mark for version in counting for mark in marks_in(version, indicators)]
    order = list(indicators)
    return sorted(found, key=lambda mark: (order.index(mark.indicator.pk), mark.points, mark.expert.pk))


def weights_in(round: Round) -> dict[int, int]:
    """How much the marks of each expert count, where the rules have a table; who is not in it counts once."""
    if round.policy_value.expert_weights is not ExpertWeights.TABLE:
        return {}
    return dict(PanelMember.objects.filter(round=round).values_list("expert_id", "weight"))


def marks_in(version: ScoreSheetVersion, indicators: Mapping[int, Indicator]) -> list[CaseMark]:
    """The marks of a signed sheet for those of ``indicators`` that it has and that its expert could judge."""
    given = unpack_points(bytes(version.points), bytes(version.mask))
    return [
        CaseMark(
            version,
            version.sheet.assignment.expert,
            indicators[pk],
            Decimal(points) / 100,
            version.comments.get(indicators[pk].code, ""),
        )
        for pk, points in zip(version.layout.indicator_ids, given, strict=True)
        if pk in indicators and points is not None
    ]


def eligible_further(case: Case) -> list[Expert]:
    """Who can mark the case's indicators: of the domain, pledged, not recused or kept out, without a mark there.

    Best first as the assignment has it: loads, match and the lot of the public seed. Nobody once the marks are as
    many as the policy allows and the one beyond.
    """
    if case.domain is None or _most_marks(case) > case.round.policy_value.max_marks:
        return []
    free = {expert.pk: expert for expert in _without_a_mark(case)}
    pairing = pairing_of(case.round)
    if case.submission_id not in pairing.places or case.domain.code not in pairing.domains:
        return []
    question = question_of(pairing, keeps_drafts=True, cities=[case.submission_id])
    loads = Counter(pairing.loads) + _further_marks(case.round)
    order = next_in_order(question, city=case.submission_id, domain=case.domain.code, loads=loads)
    return [free[expert] for expert in order if expert in free]


def _most_marks(case: Case) -> int:
    """How many marks the indicator of the case has that has most."""
    return max(Counter(mark.indicator.pk for mark in marks_of_case(case)).values(), default=0)


def _without_a_mark(case: Case) -> QuerySet[Expert]:
    members = PanelMember.objects.filter(round=case.round, left_at=None, pledged_at__isnull=False)
    marking = ScoreSheetVersion.objects.filter(
        sheet__assignment__submission=case.submission_id,
        layout__indicator_ids__overlap=[i.pk for i in indicators_of_case(case)],
    ).values("sheet__assignment__expert")
    return (
        Expert.objects.filter(pk__in=members.values("expert"), domains=case.domain_id, user__is_active=True)
        .exclude(pk__in=marking)
        .exclude(assignments__submission=case.submission_id, assignments__domain=None)
        .exclude(assignments__submission=case.submission_id, assignments__domain=case.domain_id)
        .select_related("user")
    )


def _further_marks(round: Round) -> Counter[int]:
    """Marks to give as a further expert, by expert: the assignment does not count them."""
    further = Assignment.objects.filter(round=round, case__isnull=False, state=Assignment.State.DEPLOYED)
    return Counter(further.order_by().values_list("expert", flat=True))


def cases_for_expert(user: User, round: Round) -> QuerySet[Case]:
    """Open cases in which this expert has a mark and reasons are being given: only they read the others'.

    The further expert is one of them from the moment their own sheet counts.
    """
    return with_mark_of(user, open_cases(round).filter(state=Case.State.REASONS))


def cases_to_answer(user: User, round: Round) -> QuerySet[Case]:
    """Those of them that this expert has not answered yet."""
    return cases_for_expert(user, round).exclude(opinions__expert__user=user)


def cases_near(user: User, cases: QuerySet[Case]) -> QuerySet[Case]:
    """Of ``cases`` those about a city that this expert is deployed to, with a mark in it or without."""
    own = Assignment.objects.filter(expert__user=user, state=Assignment.State.DEPLOYED)
    return cases.filter(submission__in=own.values("submission"))


def with_mark_of(user: User, cases: QuerySet[Case]) -> QuerySet[Case]:
    """Of ``cases`` those in which a counting sheet of this expert has a mark."""
    near = list(cases_near(user, cases))
    if not near:
        return cases.none()
    marked: dict[int, set[int]] = defaultdict(set)
    counting = ScoreSheetVersion.objects.filter(
        sheet__assignment__expert__user=user,
        sheet__assignment__submission__in={case.submission_id for case in near},
        to_version=None,
    ).select_related("layout", "sheet__assignment")
    for version in counting:
        given = unpack_points(bytes(version.points), bytes(version.mask))
        found = (pk for pk, mark in zip(version.layout.indicator_ids, given, strict=True) if mark is not None)
        marked[version.sheet.assignment.submission_id].update(found)
    domains = dict(Indicator.objects.filter(pk__in=set().union(*marked.values())).values_list("pk", "domain"))
    return cases.filter(
        pk__in=[
            case.pk
            for case in near
            if (
                case.indicator_id in marked[case.submission_id]
                if case.indicator_id
                else case.domain_id in {domains[pk] for pk in marked[case.submission_id]}
            )
        ]
    )


def opinions_of(case: Case) -> QuerySet[CaseOpinion]:
    return CaseOpinion.objects.filter(case=case).select_related("expert__user")


def settlements_of(case: Case) -> QuerySet[Settlement]:
    """Newest first; those that lapsed too."""
    return (
        Settlement.objects.filter(case=case)
        .select_related("indicator", "settled_by", "signed_by")
        .order_by("-settled_at")
    )
