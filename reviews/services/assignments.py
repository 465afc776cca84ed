"""Who scores which city: proposed, changed by hand, deployed, taken back."""

import hashlib
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import Submission
from reviews.errors import ReviewError
from reviews.models import Assignment, Expert, RankingState, Score, ScoreSheet, ScoreSheetVersion
from reviews.queries.assignments import recusals_of_pair
from reviews.queries.panel import Pairing, pairing_of
from reviews.queries.people import recusals_of
from reviews.rules import recused_because, require_lead
from reviews.services.counter import raise_version
from reviews.services.telling import tell_deployed
from rounds.models import Action, Domain, Round
from scoring.assign_by_domain import assign_by_domain

CAUSE = RankingState.Cause.DEPLOY_ASSIGNMENTS


@transaction.atomic
def propose_assignments(*, round: Round, by: User) -> int:
    """Make the draft anew by the design ``by_domain``: how many pairs it has.

    What is deployed or has a sheet stands and counts; only drafts without a sheet are replaced.
    """
    require_lead(round, by, [Action.ASSIGN])
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    _drafts(round).exclude(pk__in=ScoreSheet.objects.values("assignment")).delete()
    pairing = pairing_of(round)
    if not pairing.experts:
        raise ReviewError(_("The panel has no experts yet. Add experts to the panel first."))
    pairs = assign_by_domain(
        cities=pairing.cities,
        experts=pairing.experts,
        domains=pairing.domains,
        recused=pairing.recused,
        policy=round.policy_value,
        fixed=pairing.marked,
    )
    Assignment.objects.bulk_create(
        Assignment(
            round=round, expert_id=expert, submission_id=city, domain=_only(marked, expert, pairing), made_by=by
        )
        for (expert, city), marked in pairs.items()
    )
    record(by, "propose_assignments", round, round_id=round.pk, pairs=len(pairs))
    return len(pairs)


@transaction.atomic
def assign_by_hand(
    *, submission: Submission, expert: Expert, domain: Domain | None = None, by: User
) -> Assignment:
    """Add one expert to one city, as a draft. ``domain``: only that one of theirs."""
    round = submission.round
    require_lead(round, by, [Action.ASSIGN])
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    _require_pair(pairing_of(round), submission, expert, domain)
    assignment = Assignment.objects.create(
        round=round, expert=expert, submission=submission, domain=domain, made_by=by
    )
    record(by, "assign", assignment, round_id=round.pk, expert=expert.pk, city=submission.city.gb_code)
    return assignment


@transaction.atomic
def remove_assignment(*, assignment: Assignment, by: User) -> None:
    """Take one expert off one city. Never what has scores."""
    require_lead(assignment.round, by, [Action.ASSIGN])
    assignment = _locked(Assignment.objects.filter(pk=assignment.pk))[0]
    if _begun([assignment]):
        raise ReviewError(
            _("%(expert)s has scored %(city)s already: an assignment with scores is never removed.")
            % {"expert": assignment.expert, "city": assignment.submission.city}
        )
    deployed = assignment.state == Assignment.State.DEPLOYED
    ScoreSheet.objects.filter(assignment=assignment).delete()
    record(
        by,
        "remove_assignment",
        assignment,
        round_id=assignment.round_id,
        expert=assignment.expert_id,
        city=assignment.submission.city.gb_code,
    )
    round_id = assignment.round_id
    assignment.delete()
    if deployed:
        raise_version(round_id, cause=CAUSE)


@transaction.atomic
def deploy_assignments(*, round: Round, fingerprint: str, by: User) -> int:
    """Let the experts know: every draft of the previewed list is deployed. How many there were."""
    require_lead(round, by, [Action.ASSIGN])
    drafts = _locked(deployable(round))
    if not drafts:
        raise ReviewError(_("There is no draft to deploy."))
    if fingerprint_of(drafts) != fingerprint:
        raise ReviewError(_("The draft has changed since you looked at it. Nothing was deployed: look again."))
    Assignment.objects.filter(pk__in=[draft.pk for draft in drafts]).update(
        state=Assignment.State.DEPLOYED, deployed_at=timezone.now()
    )
    tell_deployed(round, drafts)
    pairs = [[draft.expert_id, draft.submission.city.gb_code] for draft in drafts]
    record(by, "deploy_assignments", round, round_id=round.pk, pairs=pairs)
    raise_version(round.pk, cause=CAUSE)
    return len(drafts)


@transaction.atomic
def undeploy_assignments(*, round: Round, by: User) -> tuple[int, int]:
    """Take back what is deployed, except where scoring has begun: how many were taken back, how many stay."""
    require_lead(round, by, [Action.ASSIGN])
    deployed = _locked(Assignment.objects.filter(round=round, case=None, state=Assignment.State.DEPLOYED))
    begun = _begun(deployed)
    back = [assignment for assignment in deployed if assignment.pk not in begun]
    if not back:
        raise ReviewError(_("Nothing can be taken back: no deployed assignment is without scores."))
    Assignment.objects.filter(pk__in=[assignment.pk for assignment in back]).update(
        state=Assignment.State.DRAFT, deployed_at=None
    )
    pairs = [[assignment.expert_id, assignment.submission.city.gb_code] for assignment in back]
    record(by, "undeploy_assignments", round, round_id=round.pk, pairs=pairs)
    raise_version(round.pk, cause=CAUSE)
    return len(back), len(begun)


def deployable(round: Round) -> QuerySet[Assignment]:
    """The drafts that a deployment would make known: those without a recusal, of cities that take part."""
    return _drafts(round).filter(~Exists(recusals_of_pair())).exclude(submission__state=Submission.State.WITHDRAWN)


def fingerprint_of(drafts: Iterable[Assignment]) -> str:
    """Changes when the draft does: what was previewed is what is deployed."""
    rows = sorted((draft.expert_id, draft.submission_id, draft.domain_id or 0) for draft in drafts)
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _drafts(round: Round) -> QuerySet[Assignment]:
    return Assignment.objects.filter(round=round, case=None, state=Assignment.State.DRAFT)


def _locked(assignments: QuerySet[Assignment]) -> list[Assignment]:
    rows = assignments.select_for_update(of=("self",)).select_related("round", "submission__city", "expert__user")
    found = list(rows.order_by("pk"))
    return found


def _begun(assignments: Collection[Assignment]) -> set[int]:
    """Those on which an expert has worked: a score with something in it, or a version ever submitted."""
    something = ~Q(comment="") | Q(points__isnull=False) | Q(unable=True)
    scores = Score.objects.filter(something, sheet=OuterRef("pk"))
    versions = ScoreSheetVersion.objects.filter(sheet=OuterRef("pk"))
    sheets = ScoreSheet.objects.filter(Exists(scores) | Exists(versions), assignment__in=assignments)
    return set(sheets.values_list("assignment_id", flat=True))


def _only(marked: frozenset[str], expert: int, pairing: Pairing) -> Domain | None:
    """None when the expert marks all their domains, else the one that they mark."""
    if marked == pairing.experts[expert]:
        return None
    return pairing.domains[min(marked)]


def _require_pair(pairing: Pairing, submission: Submission, expert: Expert, domain: Domain | None) -> None:
    names = {"expert": expert, "city": submission.city}
    if submission.pk not in pairing.cities:
        raise ReviewError(_("%(city)s has withdrawn from the round.") % names)
    if expert.pk not in pairing.experts:
        raise ReviewError(_("%(expert)s is not in the panel of this round.") % names, field="expert")
    if why_not := recused_because(recusals_of(pairing.round, expert).filter(city=submission.city)):
        raise ReviewError(why_not, field="expert")
    if (expert.pk, submission.pk) in pairing.assigned:
        raise ReviewError(_("%(expert)s is assigned to %(city)s already.") % names, field="expert")
    wanted = pairing.experts[expert.pk] if domain is None else pairing.experts[expert.pk] & {domain.code}
    if not wanted:
        raise ReviewError(
            _("No indicator of this round belongs to the domains of %(expert)s.") % names, field="expert"
        )
    _require_room(pairing, submission, wanted)


def _require_room(pairing: Pairing, submission: Submission, wanted: Collection[str]) -> None:
    most = pairing.round.policy_value.max_marks
    for code in sorted(wanted):
        have = sum(code in marked for (_e, city), marked in pairing.marked.items() if city == submission.pk)
        if have >= most:
            raise ReviewError(
                _("%(domain)s has %(have)s experts for %(city)s already, and the policy allows at most %(most)s.")
                % {"domain": pairing.domains[code], "have": have, "city": submission.city, "most": most},
                field="expert",
            )
