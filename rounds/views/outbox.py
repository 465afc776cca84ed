"""The outbox of a round: letters read before they leave, and what became of each."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.listing import Column, list_file, moment
from accounts.models import UserRequest
from notices.models import Letter, Mailing
from notices.queries import letters_of_round, mail_state, only_standing
from notices.services import release_mailing, resend_letter, set_aside, withdraw_mailing
from rounds.models import Round
from rounds.views.loaders import round_to_set_up_or_404

PER_PAGE = 50
State = Letter.State


@login_required
@require_GET
def outbox(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """All letters of the round, or those in one state or to one person."""
    round = round_to_set_up_or_404(request, slug)
    state, words = request.GET.get("state", ""), request.GET.get("words", "").strip()[:100]
    letters = letters_of_round(round.pk)
    found = only_standing(letters, state) if state in State.values else letters
    if words:
        found = found.filter(
            Q(address__icontains=words) | Q(recipient__full_name__icontains=words) | Q(subject__icontains=words)
        )
    if ending:
        return list_file([round.name, _("Outbox")], ending, _letter_columns(), found)
    context = {
        "round": round,
        "page": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "mail": mail_state(round.pk),
        "states": _states(round, state),
        "state": state,
        "words": words,
        "query": _query(request),
        "held": Mailing.objects.filter(round_id=round.pk, state=Mailing.State.HELD).annotate(
            number=Count("letters")
        ),
    }
    return render(request, "rounds/outbox.html", context)


def _letter_columns() -> list[Column]:
    return [
        Column(_("Subject"), lambda letter: letter.subject),
        Column(_("To"), lambda letter: str(letter.recipient or "")),
        Column(_("Address"), lambda letter: letter.address),
        Column(_("State"), lambda letter: str(State(letter.standing).label)),
        Column(_("About"), lambda letter: letter.get_kind_display()),
        moment(_("Written at"), lambda letter: letter.created_at),
        moment(_("Sent"), lambda letter: letter.sent_at),
    ]


def _query(request: UserRequest) -> str:
    kept = request.GET.copy()
    kept.pop("page", None)
    return f"{kept.urlencode()}&" if kept else ""


def _states(round: Round, chosen: str) -> list[dict[str, Any]]:
    """The states that occur, each with its number."""
    mail = mail_state(round.pk)
    counted = {
        row["state"]: row["number"]
        for row in letters_of_round(round.pk).order_by().values("state").annotate(number=Count("pk"))
    }
    lost = mail.unknown - counted.get(State.UNKNOWN, 0)
    counted |= {State.UNKNOWN.value: mail.unknown, State.SENDING.value: counted.get(State.SENDING, 0) - lost}
    return [
        {"value": state.value, "label": state.label, "number": counted[state], "is_chosen": state == chosen}
        for state in State
        if counted.get(state) or state == chosen
    ]


def letter_or_404(request: UserRequest, slug: str, pk: int) -> tuple[Round, Letter]:
    round = round_to_set_up_or_404(request, slug)
    return round, get_object_or_404(letters_of_round(round.pk), pk=pk)


def mailing_or_404(request: UserRequest, slug: str, pk: int) -> tuple[Round, Mailing]:
    round = round_to_set_up_or_404(request, slug)
    return round, get_object_or_404(
        Mailing.objects.select_related("made_by", "decided_by"), round_id=round.pk, pk=pk
    )


@login_required
@require_GET
def letter(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """One letter as its reader gets it, with every try."""
    round, found = letter_or_404(request, slug, pk)
    context = {
        "round": round,
        "letter": found,
        "attempts": found.attempts.all(),
        "needs_a_person": found.standing in Letter.NEEDS_A_PERSON,
        "may_be_set_aside": found.standing in (*Letter.NEEDS_A_PERSON, State.HELD, State.READY),
    }
    return render(request, "rounds/letter.html", context)


@login_required
@require_POST
def resend(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    _round, found = letter_or_404(request, slug, pk)
    try:
        resend_letter(letter=found, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The letter leaves again in a moment."))
    return redirect("rounds:letter", slug, pk)


@login_required
@require_POST
def put_aside(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    _round, found = letter_or_404(request, slug, pk)
    try:
        set_aside(letter=found, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("The letter is set aside and does not leave."))
    return redirect("rounds:letter", slug, pk)


@login_required
@require_GET
def mailing(request: UserRequest, slug: str, pk: int, ending: str = "") -> HttpResponse:
    """Letters that belong together, before and after somebody released them."""
    round, found = mailing_or_404(request, slug, pk)
    letters = found.letters.select_related("recipient").order_by("recipient__full_name", "pk")
    if ending:
        return list_file([round.name, found], ending, _letter_columns(), letters)
    written = letters.values("recipient")
    context = {
        "round": round,
        "mailing": found,
        "page": Paginator(letters, PER_PAGE).get_page(request.GET.get("page")),
        "without": found.notices.exclude(recipient__in=written).select_related("recipient"),
        "number": letters.filter(state=State.HELD).count(),
    }
    return render(request, "rounds/mailing.html", context)


@login_required
@require_POST
def release(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    _round, found = mailing_or_404(request, slug, pk)
    try:
        release_mailing(mailing=found, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Released: the letters leave now."))
    return redirect("rounds:mailing", slug, pk)


@login_required
@require_POST
def withdraw(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    _round, found = mailing_or_404(request, slug, pk)
    try:
        withdraw_mailing(mailing=found, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Withdrawn: none of these letters leaves."))
    return redirect("rounds:mailing", slug, pk)
