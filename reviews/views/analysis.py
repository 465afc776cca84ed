"""参考: what chair and secretariat may look at beside the official ranking. Nothing here is official."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from cities.models import City
from reviews.models import Advice, Expert
from reviews.queries.concordance import crossed_days
from reviews.queries.ranking import Led, led_or_404, newest_snapshot
from reviews.ranking.advice import Content, content_of
from reviews.ranking.table import RankingTable
from reviews.views.ranking import table_of
from rounds.models import Domain, Role
from rounds.policy_words import value_words

TABS = ("areas", "experts", "reliability", "borderline", "sensitivity")


@login_required
@require_GET
def analysis(request: UserRequest, slug: str) -> HttpResponse:
    """One tab at a time; charts with their table. Only cities whose sheets are all in.

    All but the area rates follows from all of these cities: who may not see one of them yet is told nothing of it.
    """
    led = led_or_404(request.user, slug)
    snapshot = newest_snapshot(led.round)
    table = table_of(request, led, snapshot) if snapshot else None
    if led.role not in {Role.CHAIR, Role.SECRETARIAT} or (table is not None and not table.with_results):
        raise Http404
    tab = request.GET.get("tab", "areas")
    tab = tab if tab in TABS else "areas"
    advice = Advice.objects.filter(round=led.round).first()
    context: dict[str, Any] = {
        "round": led.round,
        "tab": tab,
        "tabs": [(name, label) for name, label in zip(TABS, _tab_labels(), strict=True)],
        "advice": advice,
        "status": led.status,
    }
    if advice and table:
        content = content_of(advice)
        is_blind = tab != "areas" and bool(led.blind & {row["city"] for row in content["cities"]})
        context |= {"is_blind": True} if is_blind else SHOWN[tab](led, table, content)
    return render(request, "reviews/analysis.html", context)


def _tab_labels() -> list[str]:
    return [_("Area rates"), _("Experts"), _("Reliability"), _("Borderline"), _("Sensitivity")]


def _areas(led: Led, table: RankingTable, content: Content) -> dict[str, Any]:
    """The spread of the rates of each area over the cities: minimum, quarters, maximum."""
    rows: list[dict[str, Any]] = []
    for area in table.areas:
        rates = table.standings.area_rate_tenths(area.code)[table.shown] / 10
        if len(rates):
            five = [round(float(value), 1) for value in np.quantile(rates, [0, 0.25, 0.5, 0.75, 1])]
            rows.append({"area": area, "five": five, "mean": round(float(rates.mean()), 1)})
    names = [f"{row['area'].code} {row['area'].name}" for row in rows]
    chart = {"kind": "boxes", "names": names, "boxes": [row["five"] for row in rows]} if rows else None
    return {"rows": rows, "chart": chart}


def _experts(led: Led, table: RankingTable, content: Content) -> dict[str, Any]:
    """Severity by domain with its interval, and how each expert marks."""
    names = _expert_names(content)
    domains = _domain_names(content)
    severities = [
        {
            "expert": names.get(row["expert"], ""),
            "domain": domains.get(part["domain"], _("everybody")),
            "leniency": row["leniency"] * 100,
            "low": (row["leniency"] - 1.96 * row["error"]) * 100,
            "high": (row["leniency"] + 1.96 * row["error"]) * 100,
        }
        for part in content["domains"]
        for row in part["experts"]
    ]
    apart = [domains.get(p["domain"], _("everybody")) for p in content["domains"] if p["components"] > 1]
    marking = [{**row, "name": names.get(row["expert"], "")} for row in content["experts"]]
    return {
        "severities": severities,
        "marking": [_in_percent(row) for row in marking],
        "apart": apart,
        "chart": {"kind": "whiskers", "rows": severities} if severities else None,
    }


def _in_percent(row: Mapping[str, Any]) -> dict[str, Any]:
    shares = ("left_out", "precision", "range_used", "halo", "straight")
    return {**row, **{name: None if row[name] is None else row[name] * 100 for name in shares}}


def _reliability(led: Led, table: RankingTable, content: Content) -> dict[str, Any]:
    domains = _domain_names(content)
    parts = [{**part, "name": domains.get(part["domain"], _("everybody"))} for part in content["domains"]]
    errors = np.array([row["error"] for row in content["cities"]])
    places = [table.standings.place[row["city"]] for row in content["cities"]]
    totals = table.standings.totals[places] / 100 if places else np.zeros(0)
    variance = float(totals.var(ddof=1)) if len(totals) > 1 else 0.0
    whole = (variance - float((errors**2).mean())) / variance if variance else None
    return {
        "parts": parts,
        "whole": whole,
        "error": float(errors.mean()) if len(errors) else None,
        "days": crossed_days(led.round, [row["city"] for row in content["cities"]]),
    }


def _borderline(led: Led, table: RankingTable, content: Content) -> dict[str, Any]:
    """Cities by rank with the interval of the rank and the chances of the grades."""
    rows = []
    for row in content["cities"]:
        place = table.standings.place.get(row["city"])
        if place is None or not table.shown[place]:
            continue
        rows.append(
            {
                **row,
                "city": table.cities[row["city"]],
                "rank": int(table.ranks[place]),
                "total": int(table.standings.totals[place]) / 100,
                "excellent": row["excellent"] * 100,
                "good": row["good"] * 100,
            }
        )
    rows.sort(key=lambda row: (row["rank"], row["city"].gb_code))
    chart = {
        "kind": "intervals",
        "rows": [{"name": row["city"].short_name, **{k: row[k] for k in ("rank", "low", "high")}} for row in rows],
    }
    return {"rows": rows, "chart": chart if rows else None, "near": sum(row["near"] for row in rows)}


def _sensitivity(led: Led, table: RankingTable, content: Content) -> dict[str, Any]:
    names = _expert_names(content)
    areas = {area.code: area.name for area in table.areas}
    rows = [
        {
            "what": _scenario(row, names, areas),
            "enter": _cities(row["enter"], table.cities),
            "leave": _cities(row["leave"], table.cities),
            "unranked": row["unranked"],
        }
        for row in content["sensitivity"]
    ]
    return {"rows": rows, "moving": sum(bool(row["enter"] or row["leave"]) for row in rows)}


def _scenario(row: Content, names: Mapping[int, str], areas: Mapping[str, str]) -> str:
    if row["kind"] == "rule":
        return _("Rule: %(rule)s") % {"rule": value_words("cell_rule", row["rule"])}
    if row["kind"] == "area":
        sign = "+" if row["percent"] > 0 else "−"
        return _("Points of %(area)s %(percent)s %%") % {
            "area": f"{row['area']} {areas.get(row['area'], '')}",
            "percent": f"{sign}{abs(row['percent'])}",
        }
    return _("Without %(expert)s") % {"expert": names.get(row["expert"], "")}


def _cities(pks: list[int], cities: Mapping[int, City]) -> str:
    return _(", ").join(cities[pk].short_name for pk in pks if pk in cities)


def _expert_names(content: Content) -> dict[int, str]:
    pks = {row["expert"] for row in content["experts"]}
    return {e.pk: str(e) for e in Expert.objects.filter(pk__in=pks).select_related("user")}


def _domain_names(content: Content) -> dict[int | None, str]:
    pks = [part["domain"] for part in content["domains"] if part["domain"]]
    return {domain.pk: str(domain) for domain in Domain.objects.filter(pk__in=pks)}


SHOWN = {
    "areas": _areas,
    "experts": _experts,
    "reliability": _reliability,
    "borderline": _borderline,
    "sensitivity": _sensitivity,
}
