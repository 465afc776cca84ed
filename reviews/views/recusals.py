"""Recusals of a round: who is kept from which city and why, what rules find, and lifting by two people."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from accounts.tables import FileColumn, table_file
from reviews.forms.recusals import OverrideForm
from reviews.models import Recusal, RecusalOverride
from reviews.queries.recusals import all_recusals_of, asked_overrides, overrides_of, recusals_of, standing_recusals
from reviews.queries.ties import found_and_not_entered
from reviews.rules import ENTER_RECUSALS, lead_refusal, override_refusal
from reviews.services.overrides import ask_for_override, decide_override
from reviews.services.recusals import enter_found_recusals
from reviews.views.loaders import arranged_round_or_404, secretariats_round_or_404
from rounds.models import Role, Round
from rounds.queries import leading_role

PAGE = 50


@login_required
@require_GET
def recusals(request: UserRequest, slug: str) -> HttpResponse:
    round = arranged_round_or_404(request, slug)
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    query = request.GET.copy()
    query.pop("page", None)
    is_secretariat = leading_role(request.user, round) == Role.SECRETARIAT
    asked = [(one, override_refusal(one.override, request.user)) for one in asked_overrides(round)]
    context = {
        "round": round,
        "page": Paginator(_narrowed(round, kind, words), PAGE).get_page(request.GET.get("page")),
        "query": f"{query.urlencode()}&" if query else "",
        "kinds": Recusal.Kind.choices,
        "kind": kind,
        "words": words,
        "asked": asked,
        "decided": overrides_of(round).filter(decided_at__isnull=False),
        "found": found_and_not_entered(round) if is_secretariat else [],
        "refusal": lead_refusal(round, request.user, ENTER_RECUSALS),
        "is_secretariat": is_secretariat,
    }
    return render(request, "reviews/recusals.html", context)


def _narrowed(round: Round, kind: str, words: str) -> list[Recusal]:
    found = all_recusals_of(round)
    if kind in Recusal.Kind.values:
        found = found.filter(kind=kind)
    return [row for row in found if _tells_of(row, words.lower())]


def _tells_of(row: Recusal, words: str) -> bool:
    """The expert, the city by name or pinyin, or the reason."""
    told = (str(row.expert), row.city.name_zh, row.city.name_en, row.reason)
    return any(words in text.lower() for text in told) or row.city.pinyin.startswith(words.replace(" ", ""))


@login_required
@require_GET
def recusals_file(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """Those that are chosen, lifted ones too."""
    round = arranged_round_or_404(request, slug)
    kind, words = request.GET.get("kind", ""), request.GET.get("q", "").strip()
    labels = (
        _("Expert"), _("Employer"), _("City"), _("Kind"), _("Reason"), _("Source"), _("Entered at"),
        _("Entered by"), _("Lifted because"),
    )  # fmt: skip
    columns = [FileColumn(label, "moment" if label == _("Entered at") else "text") for label in labels]
    rows = [
        (
            str(row.expert), row.expert.employer, row.city.name, row.get_kind_display(), row.reason,
            row.where_found, row.entered_at, str(row.entered_by or _("rule")),
            row.override.reason if row.override else "",
        )
        for row in _narrowed(round, kind, words)
    ]  # fmt: skip
    return table_file(f"{round.name}_{_('recusals')}.{ending}", columns, rows)


@login_required
@require_POST
def enter_found(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    try:
        entered = enter_found_recusals(round=round, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        text = ngettext("%(number)d recusal entered.", "%(number)d recusals entered.", len(entered))
        messages.success(request, text % {"number": len(entered)})
    return redirect("reviews:recusals", slug)


@login_required
def lift(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Ask that the recusals of one expert from one city be lifted; a second person decides."""
    round = secretariats_round_or_404(request, slug)
    standing = standing_recusals().filter(round=round).select_related("expert__user", "city")
    recusal = get_object_or_404(standing, pk=pk)
    form = OverrideForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            ask_for_override(
                round=round, expert=recusal.expert, city=recusal.city, by=request.user, **form.cleaned_data
            )
        except PortalError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Asked for. A second person decides; the observers have been told."))
            return redirect("reviews:recusals", slug)
    context = {
        "round": round,
        "recusal": recusal,
        "all": standing.filter(expert=recusal.expert, city=recusal.city),
        "form": form,
        "refusal": lead_refusal(round, request.user, ENTER_RECUSALS),
    }
    return render(request, "reviews/recusal_lift.html", context)


@login_required
@require_POST
def decide(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Another person lifts the recusals, or lets them stand."""
    round = arranged_round_or_404(request, slug)
    override = get_object_or_404(RecusalOverride.objects.filter(round=round), pk=pk)
    granted = request.POST.get("granted") == "1"
    try:
        decide_override(override=override, granted=granted, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Lifted.") if granted else _("The recusal stands."))
        if granted and recusals_of(round, override.expert).filter(city=override.city).exists():
            messages.warning(request, _("A recusal that was entered since stands: the city stays closed to them."))
    return redirect("reviews:recusals", slug)
