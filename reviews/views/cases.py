"""Cases 合议: the list, one case for those who lead and for its experts, and each step of it."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.listing import Column, list_file, moment
from accounts.models import UserRequest
from reviews.forms.cases import CaseForm
from reviews.models import Case
from reviews.queries.blindness import blind_cities
from reviews.queries.cases import (
    CaseMark,
    cases_for_expert,
    cases_near,
    cases_of,
    eligible_further,
    indicators_of_case,
    marks_of_case,
    opinions_of,
    revision_is_over,
    settlements_of,
    weights_in,
    with_mark_of,
)
from reviews.rules import READERS
from reviews.services import cases as services
from reviews.views.loaders import arranged_round_or_404
from rounds.models import Indicator, Role, Round
from rounds.queries import leading_role, newest_first
from scoring.marks import Mark
from scoring.policy import ReconciliationPolicy
from scoring.reconcile import tolerance_band


@login_required
@require_GET
def cases(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """Open ones first, oldest first: what each waits for, and that freezing waits for it."""
    round = arranged_round_or_404(request, slug)
    found = list(cases_of(round))
    if ending:
        return list_file([round.name, _("Cases")], ending, _columns(), found)
    context = {
        "round": round,
        "open": [case for case in found if case.is_open],
        "closed": [case for case in found if not case.is_open],
    }
    return render(request, "reviews/cases.html", context)


def _columns() -> list[Column]:
    return [
        Column(_("City"), lambda case: case.submission.city.name),
        Column(_("About"), lambda case: str(case.indicator or case.domain)),
        Column(_("State"), lambda case: case.get_state_display()),
        moment(_("Opened at"), lambda case: case.opened_at),
        moment(_("Closed at"), lambda case: case.closed_at),
    ]


@login_required
@require_GET
def case(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    return _page(request, _case_or_404(request, slug, pk))


@login_required
@require_POST
def further(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    found = _led_case_or_404(request, slug, pk, {Role.SECRETARIAT})
    return _done(request, found, lambda: services.assign_further(case=found, by=request.user))


@login_required
@require_POST
def without(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    found = _led_case_or_404(request, slug, pk, {Role.SECRETARIAT})
    reason = request.POST.get("reason", "")
    return _done(
        request, found, lambda: services.go_on_without(case=found, reason=reason, by=request.user), reason
    )


@login_required
@require_POST
def end(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    found = _led_case_or_404(request, slug, pk, {Role.SECRETARIAT})
    return _done(request, found, lambda: services.end_reasons(case=found, by=request.user))


@login_required
@require_POST
def opinion(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """An expert keeps their marks, or changes them."""
    round = get_object_or_404(newest_first(), slug=slug)
    found = cases_for_expert(request.user, round).filter(pk=pk).first()
    if found is None:
        return _cannot_answer(request, round, pk)
    form = _form(request, found)
    keeps = "keep" in request.POST

    def act() -> object:
        return services.give_opinion(
            case=found, keeps=keeps, reason=form.cleaned_data["reason"], points=form.points(), by=request.user
        )

    return _submitted(request, found, form, act)


@login_required
@require_POST
def settle(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    found = _led_case_or_404(request, slug, pk, {Role.CHAIR})
    form = _form(request, found)

    def act() -> object:
        return services.settle_case(
            case=found, points=form.points(), reason=form.cleaned_data["reason"], by=request.user
        )

    return _submitted(request, found, form, act)


@login_required
@require_POST
def sign(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """The second signature, or the refusal of it."""
    found = _led_case_or_404(request, slug, pk, services.SIGNERS)
    if "decline" in request.POST:
        reason = request.POST.get("reason", "")
        return _done(
            request, found, lambda: services.decline_settlement(case=found, reason=reason, by=request.user), reason
        )
    return _done(request, found, lambda: services.sign_settlement(case=found, by=request.user))


def _cannot_answer(request: UserRequest, round: Round, pk: int) -> HttpResponse:
    """An expert of the city is told why, and has their words back; for everybody else there is no such case."""
    near = cases_near(request.user, cases_of(round))
    case = get_object_or_404(near, pk=pk)
    if with_mark_of(request.user, near.filter(pk=case.pk)).exists():
        messages.error(request, _("%(case)s: the case has moved on, your answer was not stored.") % {"case": case})
    else:
        messages.error(request, _("Only experts with a mark in this case answer."))
    if typed := request.POST.get("reason", "").strip():
        messages.info(request, _("What you had written: %(text)s") % {"text": typed[: services.LONGEST_REASON]})
    return redirect("home")


def _submitted(request: UserRequest, case: Case, form: CaseForm, act: Callable[[], object]) -> HttpResponse:
    if form.is_valid():
        try:
            act()
        except PortalError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
        else:
            messages.success(request, _("Recorded."))
            return (
                redirect("reviews:case", case.round.slug, case.pk) if _leads(request, case) else redirect("home")
            )
    return _page(request, case, form=form)


def _done(request: UserRequest, case: Case, act: Callable[[], object], reason: str = "") -> HttpResponse:
    """Act; refused, the page comes back with the ``reason`` that was typed, and what is wrong beside it."""
    try:
        act()
    except PortalError as error:
        at_reason = error.message if error.field == "reason" else ""
        return _page(request, case, refused=error.message, typed=reason, reason_error=at_reason)
    messages.success(request, _("Recorded."))
    return redirect("reviews:case", case.round.slug, case.pk)


def _page(request: UserRequest, case: Case, **extra: Any) -> HttpResponse:
    """Leaders see who gave what; experts see marks and reasons without names, and their own.

    While sheets can be revised, a window that was opened again included, nobody sees any; nor does a leader who is
    its further expert before their own marks count.
    """
    role = leading_role(request.user, case.round)
    leads = role in {Role.SECRETARIAT, Role.CHAIR, Role.AUTHORITY, Role.OBSERVER}
    named = role in {Role.SECRETARIAT, Role.CHAIR}
    can_be_revised = not revision_is_over(case.round)
    is_blind = can_be_revised or (leads and case.submission.city_id in blind_cities(request.user, case.round))
    marks = [] if is_blind else marks_of_case(case)
    context = {
        "is_blind": is_blind,
        "can_be_revised": can_be_revised,
        "round": case.round,
        "case": case,
        "leads": leads,
        "is_secretariat": role == Role.SECRETARIAT,
        "is_chair": role == Role.CHAIR,
        "may_sign": role in services.SIGNERS,
        "lines": _lines(request, case, marks, named=named),
        "opinions": [] if is_blind else _opinions(request, case, named=named),
        "settlements": list(settlements_of(case)) if leads and not is_blind else [],
        "eligible": eligible_further(case) if role == Role.SECRETARIAT and case.state == Case.State.OPEN else [],
        "form": extra.get("form") or _form(request, case),
        "has_own": any(mark.expert.user_id == request.user.pk for mark in marks),
        **extra,
    }
    return render(request, "reviews/case.html", context)


def _lines(request: UserRequest, case: Case, marks: list[CaseMark], *, named: bool) -> list[dict[str, Any]]:
    """Each indicator with its marks on one axis and the tolerance around them."""
    numbers = {pk: number for number, pk in enumerate(sorted({mark.expert.pk for mark in marks}), start=1)}
    weights, policy = weights_in(case.round), case.round.policy_value
    lines = []
    for indicator in indicators_of_case(case):
        own = [mark for mark in marks if mark.indicator.pk == indicator.pk]
        shown = [
            {
                "who": _who(request, mark.expert, numbers[mark.expert.pk], named=named),
                "points": mark.points,
                "percent": mark.points * 100 / indicator.judged_max,
                "comment": mark.comment,
                "is_own": mark.expert.user_id == request.user.pk,
            }
            for mark in own
        ]
        lines.append({"indicator": indicator, "marks": shown, "band": _band(indicator, own, weights, policy)})
    return lines


def _band(
    indicator: Indicator, marks: list[CaseMark], weights: Mapping[int, int], policy: ReconciliationPolicy
) -> dict[str, Any] | None:
    """The tolerance as a part of the axis, in per cent of it, and its figures in points."""
    if len(marks) < 2:
        return None
    most = int(indicator.judged_max * 100)
    cell = [Mark(int(mark.points * 100), weights.get(mark.expert.pk, 1)) for mark in marks]
    band = tolerance_band(cell, judged_max=most, policy=policy)
    begins, ends = max(band.begins, Fraction(0)), min(band.begins + band.widest, Fraction(most))
    return {
        "begins": float(begins * 100 / most),
        "width": float((ends - begins) * 100 / most),
        "is_within": band.is_within,
        **{name: Decimal(getattr(band, name)) / 100 for name in ("widest", "spread", "lowest", "highest")},
    }


def _opinions(request: UserRequest, case: Case, *, named: bool) -> list[dict[str, Any]]:
    return [
        {
            "who": _who(request, opinion.expert, 0, named=named),
            "keeps": opinion.keeps,
            "reason": opinion.reason,
            "at": opinion.given_at,
        }
        for opinion in opinions_of(case)
    ]


def _who(request: UserRequest, expert: Any, number: int, *, named: bool) -> str:
    if expert.user_id == request.user.pk:
        return _("You")
    if named:
        return str(expert)
    return _("Expert %(number)s") % {"number": number} if number else _("Another expert")


def _form(request: UserRequest, case: Case) -> CaseForm:
    own = {
        f"points_{mark.indicator.code}": mark.points
        for mark in marks_of_case(case)
        if mark.expert.user_id == request.user.pk
    }
    data = request.POST if request.method == "POST" else None
    return CaseForm(data, indicators=indicators_of_case(case), initial=own)


def _leads(request: UserRequest, case: Case) -> bool:
    return leading_role(request.user, case.round) in READERS


def _case_or_404(request: UserRequest, slug: str, pk: int) -> Case:
    """For those who lead the round, and for the case's experts while reasons are given."""
    round = get_object_or_404(newest_first(), slug=slug)
    role = leading_role(request.user, round)
    found = cases_of(round) if role in {*READERS, Role.AUTHORITY} else cases_for_expert(request.user, round)
    return get_object_or_404(found.select_related("round__indicator_system"), pk=pk)


def _led_case_or_404(request: UserRequest, slug: str, pk: int, roles: set[Role] | frozenset[Role]) -> Case:
    found = _case_or_404(request, slug, pk)
    if leading_role(request.user, found.round) not in roles:
        raise Http404
    return found
