"""Who scores which city: proposed, changed by hand, deployed, taken back."""

import hashlib
from collections.abc import Collection, Iterable

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import Submission
from reviews.errors import ReviewError
from reviews.models import Assignment, Expert, KeptOut, RankingState, ScoreSheet
from reviews.queries.assignments import begun_of, deployable
from reviews.queries.panel import Pairing, pairing_of
from reviews.queries.recusals import recusals_of
from reviews.rules import recused_because, require_lead
from reviews.services.counter import raise_version
from reviews.services.telling import tell_deployed
from rounds.models import Action, Domain, Round

CAUSE = RankingState.Cause.DEPLOY_ASSIGNMENTS


@transaction.atomic
def assign_by_hand(
    *, submission: Submission, expert: Expert, domain: Domain | None = None, by: User
) -> Assignment:
    """Add one expert to one city, as a pinned draft. ``domain``: only that one of theirs."""
    round = submission.round
    require_lead(round, by, [Action.ASSIGN])
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    require_pair(pairing_of(round), submission, expert, domain)
    assignment = Assignment.objects.create(
        round=round, expert=expert, submission=submission, domain=domain, is_pinned=True, made_by=by
    )
    record(by, "assign", assignment, round_id=round.pk, expert=expert.pk, city=submission.city.gb_code)
    return assignment


@transaction.atomic
def remove_assignment(*, assignment: Assignment, by: User) -> None:
    """Take one expert off one city. Never what somebody has worked on."""
    require_lead(assignment.round, by, [Action.ASSIGN])
    found = _locked(Assignment.objects.filter(pk=assignment.pk))
    if not found:
        raise ReviewError(_("This pair is no longer in the draft."))
    assignment = found[0]
    if begun_of([assignment]):
        raise ReviewError(
            _(
                "%(expert)s has worked on %(city)s already. An assignment with marks, comments, citations, "
                "a paper sheet or a question to the city is never removed."
            )
            % {"expert": assignment.expert, "city": assignment.submission.city}
        )
    deployed = assignment.state == Assignment.State.DEPLOYED
    record(
        by,
        "remove_assignment",
        assignment,
        round_id=assignment.round_id,
        expert=assignment.expert_id,
        city=assignment.submission.city.gb_code,
    )
    round_id = assignment.round_id
    _drop([assignment.pk])
    if deployed:
        raise_version(round_id, cause=CAUSE)


@transaction.atomic
def pin_assignment(*, assignment: Assignment, pinned: bool, by: User) -> Assignment:
    """A pinned pair stays when the draft is made anew; an unpinned one may go."""
    require_lead(assignment.round, by, [Action.ASSIGN])
    found = _locked(Assignment.objects.filter(pk=assignment.pk))
    if not found:
        raise ReviewError(_("This pair is no longer in the draft."))
    assignment = found[0]
    if assignment.is_pinned != pinned:
        assignment.is_pinned = pinned
        assignment.save(update_fields=["is_pinned"])
        verb = "pin_assignment" if pinned else "unpin_assignment"
        city = assignment.submission.city.gb_code
        record(by, verb, assignment, round_id=assignment.round_id, expert=assignment.expert_id, city=city)
    return assignment


@transaction.atomic
def keep_out(*, submission: Submission, expert: Expert, by: User) -> KeptOut:
    """No draft gives this pair any more. Nothing is said about a tie, and it can be lifted at any time."""
    round = submission.round
    require_lead(round, by, [Action.ASSIGN])
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    if Assignment.objects.filter(round=round, expert=expert, submission=submission).exists():
        raise ReviewError(
            _("%(expert)s is assigned to %(city)s. Take them off first.")
            % {"expert": expert, "city": submission.city}
        )
    kept, is_new = KeptOut.objects.get_or_create(
        round=round, expert=expert, city=submission.city, defaults={"by": by}
    )
    if is_new:
        record(by, "keep_out", expert, round_id=round.pk, city=submission.city.gb_code)
    return kept


@transaction.atomic
def let_in(*, submission: Submission, expert: Expert, by: User) -> None:
    """The pair may be proposed again."""
    require_lead(submission.round, by, [Action.ASSIGN])
    gone, _rows = KeptOut.objects.filter(round=submission.round, expert=expert, city=submission.city).delete()
    if gone:
        record(by, "let_in", expert, round_id=submission.round_id, city=submission.city.gb_code)


@transaction.atomic
def deploy_assignments(*, round: Round, fingerprint: str, by: User) -> int:
    """Let the experts know: every draft of the previewed list is deployed. How many there were."""
    require_lead(round, by, [Action.ASSIGN])
    drafts = _locked(deployable(round))
    if not drafts:
        raise ReviewError(_("There is no draft to deploy."))
    if any(draft.run and draft.run.seed is None and not draft.is_pinned for draft in drafts):
        raise ReviewError(
            _(
                "The draft is a trial: it was proposed before the public seed was drawn. "
                "Close the declaration of recusals, draw the seed and propose anew."
            )
        )
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
    """Take back what is deployed, except what is begun: how many were taken back, how many stay."""
    require_lead(round, by, [Action.ASSIGN])
    deployed = _locked(Assignment.objects.filter(round=round, case=None, state=Assignment.State.DEPLOYED))
    begun = begun_of(deployed)
    back = [assignment for assignment in deployed if assignment.pk not in begun]
    if not back:
        raise ReviewError(_("Nothing can be taken back: the experts have begun on every deployed assignment."))
    Assignment.objects.filter(pk__in=[assignment.pk for assignment in back]).update(
        state=Assignment.State.DRAFT, deployed_at=None
    )
    pairs = [[assignment.expert_id, assignment.submission.city.gb_code] for assignment in back]
    record(by, "undeploy_assignments", round, round_id=round.pk, pairs=pairs)
    raise_version(round.pk, cause=CAUSE)
    return len(back), len(begun)


def fingerprint_of(drafts: Iterable[Assignment]) -> str:
    """Changes when the draft does: what was previewed is what is deployed."""
    rows = sorted((draft.expert_id, draft.submission_id, draft.domain_id or 0) for draft in drafts)
    return hashlib.sha256(repr(rows).encode()).hexdigest()


def _drafts(round: Round) -> QuerySet[Assignment]:
    return Assignment.objects.filter(round=round, case=None, state=Assignment.State.DRAFT)


def _locked(assignments: QuerySet[Assignment]) -> list[Assignment]:
    related = ("round", "submission__city", "expert__user", "run")
    rows = assignments.select_for_update(of=("self",), no_key=True).select_related(*related)
    found = list(rows.order_by("pk"))
    return found


def take_back(assignments: Collection[Assignment]) -> set[int]:
    """What is begun stays on record as a draft, the rest goes. The keys of what stays.

    Only rows, under the lock of the assignments: nobody begins meanwhile.
    """
    kept = begun_of(assignments)
    Assignment.objects.filter(pk__in=kept).update(state=Assignment.State.DRAFT, deployed_at=None)
    _drop([assignment.pk for assignment in assignments if assignment.pk not in kept])
    return kept


def _drop(assignments: Collection[int]) -> None:
    """What nobody began, with the sheets from which everything was taken again."""
    ScoreSheet.objects.filter(assignment__in=assignments).delete()
    Assignment.objects.filter(pk__in=assignments).delete()


def require_pair(pairing: Pairing, submission: Submission, expert: Expert, domain: Domain | None) -> None:
    """Raise ReviewError unless this pair can be added: the checks of a hand, a file and a replacement."""
    names = {"expert": expert, "city": submission.city}
    if submission.pk not in pairing.cities:
        raise ReviewError(_("%(city)s has withdrawn from the round.") % names)
    if expert.pk not in pairing.experts:
        raise ReviewError(_("%(expert)s is not in the panel of this round.") % names, field="expert")
    if why_not := recused_because(recusals_of(pairing.round, expert).filter(city=submission.city)):
        raise ReviewError(why_not, field="expert")
    if (expert.pk, submission.pk) in pairing.assigned:
        raise ReviewError(_("%(expert)s is assigned to %(city)s already.") % names, field="expert")
    if (expert.pk, submission.pk) in pairing.kept_out:
        raise ReviewError(
            _("%(expert)s is kept out of %(city)s. Lift that first if it no longer holds.") % names, field="expert"
        )
    wanted = pairing.experts[expert.pk] if domain is None else pairing.experts[expert.pk] & {domain.code}
    if not wanted:
        raise ReviewError(
            _("No indicator of this round belongs to the domains of %(expert)s.") % names, field="expert"
        )
    if pairing.by_city and len(wanted) > 1:
        raise ReviewError(
            _("Assignment is by city: an expert marks one domain of a city. Choose which."), field="domain"
        )
    _require_room(pairing, submission, wanted)
    _require_load(pairing, expert, wanted)
    _require_province(pairing, submission, expert, wanted)


def _require_room(pairing: Pairing, submission: Submission, wanted: Collection[str]) -> None:
    most = pairing.round.policy_value.max_marks
    for code in sorted(wanted):
        have = len(_marking(pairing, submission, code))
        if have >= most:
            raise ReviewError(
                _("%(domain)s has %(have)s experts for %(city)s already, and the policy allows at most %(most)s.")
                % {"domain": pairing.domains[code], "have": have, "city": submission.city, "most": most},
                field="expert",
            )


def _require_load(pairing: Pairing, expert: Expert, wanted: Collection[str]) -> None:
    load, most = pairing.loads.get(expert.pk, 0), pairing.highest_load(expert.pk)
    if load + len(wanted) > most:
        raise ReviewError(
            _("%(expert)s has %(load)s of at most %(most)s marks to give. Raise the highest load first.")
            % {"expert": expert, "load": load, "most": most},
            field="expert",
        )


def _require_province(pairing: Pairing, submission: Submission, expert: Expert, wanted: Collection[str]) -> None:
    home = pairing.members[expert.pk].province
    if not pairing.rules.one_of_a_province or home is None:
        return
    for code in sorted(wanted):
        same = [e for e in _marking(pairing, submission, code) if pairing.members[e].province == home]
        if same:
            raise ReviewError(
                _("%(other)s is of the same province and marks %(domain)s of %(city)s already.")
                % {
                    "other": pairing.members[same[0]].name,
                    "domain": pairing.domains[code],
                    "city": submission.city,
                },
                field="expert",
            )


def _marking(pairing: Pairing, submission: Submission, code: str) -> list[int]:
    """The experts who mark the domain of the city."""
    return [e for (e, city), marked in pairing.marked.items() if city == submission.pk and code in marked]
