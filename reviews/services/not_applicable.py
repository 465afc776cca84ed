"""Indicators that do not apply 不适用: asked for by the city, decided in time, or granted by an objection."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from accounts.typed import too_long
from cities.models import NotApplicableRequest, Submission
from cities.queries import members_of, reader_role, secretariat_of
from cities.rules import edit_refusal
from cities.services.telling import tell_all
from reviews.errors import ReviewError
from reviews.models import RankingState
from reviews.not_applicable import Asked, asked_of, first_sheet_is_in
from reviews.rules import require_lead
from reviews.services.counter import raise_version
from rounds.models import Action, Indicator, Role, Round
from scoring.canonical import plain_decimal
from scoring.not_applicable import NotApplicableProblem, NotApplicableRefusal

LONGEST_REASON = 1000
DECIDES = (Action.CHECK_SUBMISSION, Action.ASSIGN)
"""Either lets the secretariat decide."""

State = NotApplicableRequest.State


def asking_refusal(submission: Submission) -> str:
    """Why the city may not ask at the moment; empty if it may."""
    return too_late(submission) or edit_refusal(submission)


def too_late(submission: Submission) -> str:
    if first_sheet_is_in(submission):
        return _(
            "The city's first score sheet is in: what does not apply can now only be claimed by an objection."
        )
    return ""


def deciding_refusal(round: Round, user: User) -> str:
    """Why this person may not decide now; empty if they may."""
    try:
        require_lead(round, user, DECIDES)
    except ReviewError as error:
        return error.message
    return ""


@transaction.atomic
def ask_not_applicable(
    *, submission: Submission, indicator: Indicator, reason: str, by: User
) -> NotApplicableRequest:
    """Ask that an indicator be left out. What can never be granted is refused at once, with the sum."""
    submission = _locked(submission)
    if reader_role(by, submission) != Role.CITY:
        raise ReviewError(_("Only the city's own people can ask for this."))
    if why_not := asking_refusal(submission):
        raise ReviewError(why_not)
    asked = asked_of(submission)
    if indicator.code in asked.codes:
        raise ReviewError(_("This has been asked for already."), field="indicator")
    _refuse_impossible(asked, {*asked.codes, indicator.code})
    request = NotApplicableRequest.objects.create(
        submission=submission, indicator=indicator, reason=_reason(reason), requested_by=by
    )
    _tell_secretariat(request)
    what = {"city": submission.city.gb_code, "indicator": indicator.code, "reason": request.reason}
    record(by, "ask_not_applicable", submission, round_id=submission.round_id, **what)
    return request


@transaction.atomic
def take_back_not_applicable(*, request: NotApplicableRequest, by: User) -> None:
    """The city no longer asks. What has been decided stays."""
    submission = _locked(request.submission)
    if reader_role(by, submission) != Role.CITY:
        raise ReviewError(_("Only the city's own people can ask for this."))
    request = _open(request)
    request.state, request.decided_by, request.decided_at = State.TAKEN_BACK, by, timezone.now()
    request.save(update_fields=["state", "decided_by", "decided_at"])
    what = {"indicator": request.indicator.code}
    record(by, "take_back_not_applicable", submission, round_id=submission.round_id, **what)


@transaction.atomic
def decide_not_applicable(*, request: NotApplicableRequest, approves: bool, reason: str, by: User) -> None:
    """Grant or refuse. A granted one takes out both parts of the indicator from the next ranking on."""
    submission = _locked(request.submission)
    require_lead(submission.round, by, DECIDES)
    request = _open(request)
    if approves:
        if why_not := too_late(submission):
            raise ReviewError(why_not)
        asked = asked_of(submission)
        _refuse_impossible(asked, {*asked.approved, request.indicator.code})
    request.decision_reason = reason.strip() if approves else _reason(reason)
    request.state = State.APPROVED if approves else State.REFUSED
    request.decided_by, request.decided_at = by, timezone.now()
    request.save(update_fields=["state", "decided_by", "decided_at", "decision_reason"])
    _tell_city(request)
    what = {"indicator": request.indicator.code, "state": request.state, "reason": request.decision_reason}
    record(by, "decide_not_applicable", submission, round_id=submission.round_id, **what)
    if approves:
        version = raise_version(submission.round_id, cause=f"{RankingState.Cause.NOT_APPLICABLE} {submission.pk}")
        NotApplicableRequest.objects.filter(pk=request.pk).update(from_version=version)


def grant_by_objection(
    *, submission: Submission, indicator: Indicator, asked_by: User, reason: str, answer: str, by: User
) -> NotApplicableRequest:
    """What an upheld objection grants after the first sheet, within the same limits; the caller says who may.

    The row only: ``count_granted`` lets it count, in the same transaction or once the result is open.
    """
    submission = _locked(submission)
    asked = asked_of(submission)
    if indicator.code in asked.approved:
        raise ReviewError(
            _("That %(code)s does not apply has been granted already.") % {"code": indicator.code}, field="effect"
        )
    _refuse_impossible(asked, {*asked.approved, indicator.code}, field="effect")
    waiting = submission.not_applicable_requests.filter(indicator=indicator, state=State.REQUESTED).first()
    request = waiting or NotApplicableRequest(
        submission=submission, indicator=indicator, reason=reason, requested_by=asked_by
    )
    request.state, request.decided_by, request.decided_at = State.APPROVED, by, timezone.now()
    request.decision_reason = answer
    request.save()
    return request


def count_granted(round: Round) -> None:
    """What objections have granted counts from the next version on, unless the result is frozen.

    Last before the commit. The counter's lock keeps a second signature that opens the result from missing it.
    """
    state = RankingState.objects.select_for_update(no_key=True).filter(round=round).first()
    granted = NotApplicableRequest.objects.filter(submission__round=round, state=State.APPROVED, from_version=None)
    pks = list(granted.values_list("pk", flat=True))
    if pks and not (state and state.frozen):
        version = raise_version(round.pk, cause=RankingState.Cause.NOT_APPLICABLE)
        NotApplicableRequest.objects.filter(pk__in=pks).update(from_version=version)


def _locked(submission: Submission) -> Submission:
    rows = Submission.objects.select_for_update(of=("self",), no_key=True)
    return rows.select_related("round__indicator_system", "city").get(pk=submission.pk)


def _open(request: NotApplicableRequest) -> NotApplicableRequest:
    found = NotApplicableRequest.objects.select_related("indicator", "submission__city").get(pk=request.pk)
    if found.state != State.REQUESTED:
        raise ReviewError(_("This has been decided already: %(state)s.") % {"state": found.get_state_display()})
    return found


def _refuse_impossible(asked: Asked, codes: set[str], *, field: str = "indicator") -> None:
    if problems := asked.problems(codes):
        raise ReviewError(in_words(asked, problems[0]), field=field)


def in_words(asked: Asked, refusal: NotApplicableRefusal) -> str:
    """Why these indicators can't be left out together."""
    if refusal.problem is NotApplicableProblem.JUDGED_BY_EVERYONE:
        return _("%(code)s always applies.") % {"code": refusal.code}
    if refusal.problem is NotApplicableProblem.WHOLE_AREA:
        return _("A whole area can't be left out: nothing of area %(area)s would be left.") % {
            "area": refusal.code
        }
    return _("That makes %(points)s points that do not apply; at most %(cap)s are possible for a city.") % {
        "points": f"{refusal.points / 100:g}",
        "cap": plain_decimal(asked.cap),
    }


def _reason(reason: str) -> str:
    reason = reason.strip()
    if not reason:
        raise ReviewError(_("Say why. Missing statistics are no reason."), field="reason")
    if why_not := too_long(reason, LONGEST_REASON):
        raise ReviewError(why_not, field="reason")
    return reason


def _tell_secretariat(request: NotApplicableRequest) -> None:
    submission = request.submission
    tell_all(
        secretariat_of(submission.round),
        lambda: (
            _("%(city)s asks that %(code)s does not apply.")
            % {"city": submission.city.name, "code": request.indicator.code}
        ),
        link=reverse("reviews:not-applicable-queue", args=[submission.round.slug]),
    )


def _tell_city(request: NotApplicableRequest) -> None:
    submission = request.submission
    tell_all(
        members_of(submission.city),
        lambda: (
            _("%(code)s does not apply to %(city)s: %(state)s. %(reason)s")
            % {
                "city": submission.city.name,
                "code": request.indicator.code,
                "state": request.get_state_display(),
                "reason": request.decision_reason,
            }
        ).strip(),
        link=reverse("reviews:not-applicable", args=[submission.round.slug]),
    )
