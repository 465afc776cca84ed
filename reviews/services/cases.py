"""合议: moving a case on, from the further expert to the chair's settlement and its second signature."""

from collections.abc import Mapping
from decimal import Decimal

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from cities.services.telling import tell_all
from notices.models import Kind
from reviews.errors import ReviewError
from reviews.models import Assignment, Case, CaseOpinion, Expert, RankingState, ScoreSheetVersion, Settlement
from reviews.queries.cases import CaseMark, eligible_further, indicators_of_case, marks_of_case, opinions_of
from reviews.rules import mark_problem, require_lead
from reviews.services.assignments import take_back
from reviews.services.counter import raise_version
from reviews.services.revising import Change, record_revised, revise_in_case
from reviews.services.telling import tell_deployed
from rounds.models import Action, Indicator, Role
from rounds.queries import leading_role
from rounds.rules import require

LONGEST_REASON = 2000
LONGEST_NO_FURTHER = 500
SIGNERS = frozenset({Role.CHAIR, Role.SECRETARIAT, Role.AUTHORITY})
State = Case.State


@transaction.atomic
def assign_further(*, case: Case, by: User) -> Assignment:
    """Give the case to a further expert of the domain, who marks only what it is about and sees no other mark."""
    case = _locked(case, State.OPEN)
    require_lead(case.round, by, [Action.ASSIGN])
    eligible = eligible_further(case)
    if not eligible:
        raise ReviewError(_("Nobody of the panel is eligible. Go on without a further expert."))
    assignment = Assignment.objects.create(
        round=case.round,
        expert=eligible[0],
        submission=case.submission,
        domain=case.domain,
        case=case,
        state=Assignment.State.DEPLOYED,
        deployed_at=timezone.now(),
        made_by=by,
    )
    _move(case, State.FURTHER)
    tell_deployed(case.round, [assignment])
    record(by, "assign_further", case, round_id=case.round_id, expert=eligible[0].pk)
    return assignment


@transaction.atomic
def go_on_without(*, case: Case, reason: str, by: User) -> Case:
    """Nobody is eligible, or who was assigned will not come: the case's experts give their reasons."""
    case = _locked(case, State.OPEN, State.FURTHER)
    require_lead(case.round, by, [Action.ASSIGN])
    if case.state == State.OPEN and eligible_further(case):
        raise ReviewError(_("Somebody of the panel is eligible: assign a further expert first."))
    case.no_further_because = _reason(reason, LONGEST_NO_FURTHER)
    take_back(_unsigned_further(case))
    _move(case, State.REASONS, "no_further_because")
    _tell_experts(case)
    record(by, "go_on_without_further", case, round_id=case.round_id, reason=case.no_further_because)
    return case


def _unsigned_further(case: Case) -> list[Assignment]:
    """The further expert's assignment, locked, unless a mark of theirs counts already."""
    found = list(Assignment.objects.select_for_update(no_key=True).filter(case=case).order_by("pk"))
    counting = ScoreSheetVersion.objects.filter(sheet__assignment__case=case, to_version=None)
    signed = set(counting.values_list("sheet__assignment", flat=True))
    return [assignment for assignment in found if assignment.pk not in signed]


@transaction.atomic
def give_opinion(
    *, case: Case, keeps: bool, reason: str, points: Mapping[str, Decimal | None], by: User
) -> CaseOpinion:
    """One expert's answer to the others' reasons. Revised points make the next version of their sheet."""
    case = _locked(case, State.REASONS)
    require(case.round, Role.EXPERT, Action.DISCUSS)
    own = [mark for mark in marks_of_case(case) if mark.expert.user_id == by.pk]
    if not own:
        raise ReviewError(_("Only experts with a mark in this case answer."))
    reason = _reason(reason)
    if CaseOpinion.objects.filter(case=case, expert=own[0].expert).exists():
        raise ReviewError(_("You have answered already; the answer stays as it is."))
    changes = [] if keeps else _changes(case, own, points)
    revised = revise_in_case(changes=changes, reason=reason, by=by)
    opinion = CaseOpinion.objects.create(case=case, expert=own[0].expert, keeps=keeps, reason=reason)
    if _everybody_answered(case):
        _move(case, State.CHAIR)
    record(by, "give_opinion", case, round_id=case.round_id, keeps=keeps, reason=reason)
    record_revised(revised, by)
    return opinion


def _changes(case: Case, own: list[CaseMark], points: Mapping[str, Decimal | None]) -> list[Change]:
    changes = []
    for mark in own:
        code, new = mark.indicator.code, points.get(mark.indicator.code)
        if new is None or new == mark.points:
            continue
        if problem := mark_problem(new, indicator=mark.indicator, policy=case.round.policy_value):
            raise ReviewError(problem, field=f"points_{code}")
        changes.append(Change(mark.version, mark.indicator, new))
    if not changes:
        raise ReviewError(_("You revise, but every mark is as it was. Change one, or keep them all."))
    return changes


def _everybody_answered(case: Case) -> bool:
    concerned = {mark.expert.pk for mark in marks_of_case(case)}
    return concerned <= set(opinions_of(case).values_list("expert", flat=True))


@transaction.atomic
def end_reasons(*, case: Case, by: User) -> Case:
    """The secretariat passes the case to the chair although some have not answered."""
    case = _locked(case, State.REASONS)
    require_lead(case.round, by, [Action.ASSIGN])
    _move(case, State.CHAIR)
    record(by, "end_reasons", case, round_id=case.round_id)
    return case


@transaction.atomic
def settle_case(*, case: Case, points: Mapping[str, Decimal | None], reason: str, by: User) -> list[Settlement]:
    """The chair's value for each indicator of the case, between the lowest and the highest counted mark.

    In force only from the second signature on.
    """
    case = _locked(case, State.CHAIR)
    if leading_role(by, case.round) != Role.CHAIR:
        raise ReviewError(_("Only the chair or the deputy settles a case."))
    require(case.round, Role.CHAIR, Action.SETTLE)
    marks = marks_of_case(case)
    _refuse_markers(marks, by, _("You marked this case yourself: the deputy settles it."))
    reason = _reason(reason)
    found = []
    for indicator in indicators_of_case(case):
        counted = [mark.points for mark in marks if mark.indicator.pk == indicator.pk]
        value = points.get(indicator.code)
        if value is None and case.indicator_id is None:
            continue  # of a whole domain only those that the chair settles
        _refuse_value(case, value, counted, indicator)
        assert value is not None
        found.append(
            Settlement(
                case=case,
                indicator=indicator,
                points=value,
                marks=sorted(int(mark * 100) for mark in counted),
                reason=reason,
                settled_by=by,
            )
        )
    if not found:
        raise ReviewError(_("Give a value for at least one indicator."))
    Settlement.objects.bulk_create(found)
    _move(case, State.SIGNING)
    values = {row.indicator.code: str(row.points) for row in found}
    record(by, "settle_case", case, round_id=case.round_id, values=values, reason=reason)
    return found


def _refuse_value(case: Case, value: Decimal | None, counted: list[Decimal], indicator: Indicator) -> None:
    field = f"points_{indicator.code}"
    if value is None:
        raise ReviewError(_("Give the value that settles the case."), field=field)
    if problem := mark_problem(value, indicator=indicator, policy=case.round.policy_value):
        raise ReviewError(problem, field=field)
    if not counted or not min(counted) <= value <= max(counted):
        raise ReviewError(
            _("%(value)s is not between the lowest and the highest mark, %(low)s and %(high)s.")
            % {"value": value, "low": min(counted, default="–"), "high": max(counted, default="–")},
            field=field,
        )


@transaction.atomic
def sign_settlement(*, case: Case, by: User) -> Case:
    """The second signature: from this version on the settled values replace the cells."""
    case = _locked(case, State.SIGNING)
    rows = list(_proposed(case, by))
    now = timezone.now()
    Settlement.objects.filter(pk__in=[row.pk for row in rows]).update(signed_by=by, signed_at=now)
    case.closed_at = now
    _move(case, State.SETTLED, "closed_at")
    record(by, "sign_settlement", case, round_id=case.round_id)
    version = raise_version(case.round_id, cause=f"{RankingState.Cause.SETTLE_CASE} {case.pk}")
    Settlement.objects.filter(pk__in=[row.pk for row in rows]).update(from_version=version)
    return case


@transaction.atomic
def decline_settlement(*, case: Case, reason: str, by: User) -> Case:
    """Who should sign does not: the chair settles anew. What was proposed stays on record."""
    case = _locked(case, State.SIGNING)
    rows = list(_proposed(case, by))
    reason = _reason(reason)
    Settlement.objects.filter(pk__in=[row.pk for row in rows]).update(lapsed_at=timezone.now())
    _move(case, State.CHAIR)
    record(by, "decline_settlement", case, round_id=case.round_id, reason=reason)
    return case


def _proposed(case: Case, by: User) -> list[Settlement]:
    """What waits for a signature, if ``by`` may give it."""
    if leading_role(by, case.round) not in SIGNERS:
        raise ReviewError(_("The chair, the deputy, the secretariat or the authority signs."))
    rows = list(Settlement.objects.filter(case=case, lapsed_at=None, signed_by=None))
    if any(row.settled_by_id == by.pk for row in rows):
        raise ReviewError(_("The second signature is another person's than the first."))
    _refuse_markers(marks_of_case(case), by, _("Who marked the case does not sign its settlement."))
    return rows


def _refuse_markers(marks: list[CaseMark], by: User, sentence: str) -> None:
    if any(mark.expert.user_id == by.pk for mark in marks):
        raise ReviewError(sentence)


def _locked(case: Case, *states: Case.State) -> Case:
    related = ("round__indicator_system", "submission__city", "domain", "indicator")
    rows = Case.objects.select_for_update(of=("self",), no_key=True).select_related(*related)
    case = rows.get(pk=case.pk)
    if case.state not in states:
        raise ReviewError(
            _("The case has moved on: it is in the state “%(state)s” now.") % {"state": case.get_state_display()}
        )
    return case


def _move(case: Case, state: Case.State, *fields: str) -> None:
    case.state = state
    case.save(update_fields=["state", *fields])


def _reason(reason: str, limit: int = LONGEST_REASON) -> str:
    reason = reason.strip()
    if not reason:
        raise ReviewError(_("Say why: it goes on record."), field="reason")
    if why_not := too_long(reason, limit):
        raise ReviewError(why_not, field="reason")
    return reason


def _tell_experts(case: Case) -> None:
    experts: dict[int, Expert] = {mark.expert.pk: mark.expert for mark in marks_of_case(case)}
    tell_all(
        [expert.user for expert in experts.values()],
        lambda: (
            _("The marks for %(case)s lie too far apart. Please read the reasons and answer.") % {"case": case}
        ),
        link=reverse("reviews:case", args=[case.round.slug, case.pk]),
        kind=Kind.WORK,
        round=case.round,
    )
