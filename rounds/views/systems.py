"""The indicator system: read by everybody in the round, entered by the secretariat."""

from decimal import Decimal
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.listing import Column, list_file
from accounts.models import UserRequest
from rounds.content import FULL_POINTS, indicators_of, points_sum
from rounds.errors import RoundError
from rounds.forms.systems import AreaForm, IndicatorForm, SystemForm, initial_of_indicator
from rounds.models import Indicator
from rounds.rule_words import parameters_in_words, rule_title
from rounds.rules import system_refusal
from rounds.services import systems as services
from rounds.views.loaders import (
    area_or_404,
    indicator_or_404,
    may_copy_system,
    may_edit_system,
    round_to_set_up_or_404,
    round_with_system_or_404,
)


@login_required
def read_system(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    round = round_with_system_or_404(request, slug)
    indicators = indicators_of(round.indicator_system)
    if ending:
        return list_file([round.name, _("Indicator system")], ending, _columns(), indicators)
    total = points_sum(indicators)
    context = {
        "round": round,
        "system": round.indicator_system,
        "areas": [(area, *_area(list(rows))) for area, rows in groupby(indicators, key=lambda row: row.area)],
        "total": total,
        "computed": sum((row.computed_max for row in indicators), Decimal(0)),
        "judged": sum((row.judged_max for row in indicators), Decimal(0)),
        "sums_up": total == FULL_POINTS,
        "may_edit": may_edit_system(request, round),
        "may_copy": may_copy_system(request, round),
    }
    return render(request, "rounds/system.html", context)


def _columns() -> list[Column]:
    return [
        Column(_("Area"), lambda row: f"{row.area.code} {row.area.name}"),
        Column(_("Code"), lambda row: row.code),
        Column(_("Indicator"), lambda row: row.name),
        Column(_("Full points"), lambda row: row.max_points, kind="points"),
        Column(_("Computed"), lambda row: row.computed_max, kind="points"),
        Column(_("Judged"), lambda row: row.judged_max, kind="points"),
        Column(_("Domain"), lambda row: str(row.domain or _("All experts"))),
        Column(_("Rule"), lambda row: rule_title(row)),
    ]


def _area(indicators: list[Indicator]) -> tuple[Decimal, list[dict[str, Any]]]:
    rows = [
        {"indicator": row, "rule": rule_title(row), "parameters": list(parameters_in_words(row))}
        for row in indicators
    ]
    return points_sum(indicators), rows


@login_required
def edit_system(request: UserRequest, slug: str) -> HttpResponse:
    round = round_to_set_up_or_404(request, slug)
    form = SystemForm(request.POST or None, instance=round.indicator_system)
    if request.method == "POST" and form.is_valid():
        try:
            services.edit_system(round=round, changes=form.cleaned_data, by=request.user)
        except RoundError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("rounds:system", slug)
    return render(request, "rounds/system_form.html", {"round": round, "form": form})


@login_required
def edit_area(request: UserRequest, slug: str, code: str = "") -> HttpResponse:
    round = round_to_set_up_or_404(request, slug)
    area = area_or_404(round, code) if code else None
    initial = {name: getattr(area, name) for name in ("code", "name_zh", "name_en")} if area else {}
    form = AreaForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_area(round=round, area=area, fields=form.cleaned_data, by=request.user)
        except RoundError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("rounds:system", slug)
    return render(request, "rounds/area_form.html", {"round": round, "area": area, "form": form})


@login_required
def edit_indicator(request: UserRequest, slug: str, code: str = "") -> HttpResponse:
    round = round_to_set_up_or_404(request, slug)
    indicator = indicator_or_404(round, code) if code else None
    initial = initial_of_indicator(indicator) if indicator else {}
    form = IndicatorForm(request.POST or None, system=round.indicator_system, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            services.save_indicator(
                round=round,
                indicator=indicator,
                fields=form.indicator_fields(),
                criteria=form.criteria(),
                by=request.user,
            )
        except RoundError as error:
            form.add_error(error.field, error.message)
        else:
            messages.success(request, _("Saved."))
            return redirect("rounds:system", slug)
    context = {
        "round": round,
        "indicator": indicator,
        "form": form,
        "system": round.indicator_system,
        "frozen_because": system_refusal(round.indicator_system),
    }
    return render(request, "rounds/indicator_form.html", context)


@login_required
def remove_indicator(request: UserRequest, slug: str, code: str) -> HttpResponse:
    """Says what goes before it goes."""
    round = round_to_set_up_or_404(request, slug)
    indicator = indicator_or_404(round, code)
    if request.method == "POST":
        try:
            services.remove_indicator(round=round, indicator=indicator, by=request.user)
        except RoundError as error:
            messages.error(request, error.message)
        else:
            messages.success(request, _("Removed."))
        return redirect("rounds:system", slug)
    return render(request, "rounds/indicator_remove.html", {"round": round, "indicator": indicator})


@login_required
@require_POST
def copy_system(request: UserRequest, slug: str) -> HttpResponse:
    round = round_to_set_up_or_404(request, slug)
    try:
        copy = services.copy_system(round=round, by=request.user)
    except RoundError as error:
        messages.error(request, error.message)
    else:
        messages.success(
            request, _("The round now uses version %(number)d, which can be changed.") % {"number": copy.version}
        )
    return redirect("rounds:system", slug)
