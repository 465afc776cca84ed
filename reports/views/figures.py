"""The figures of the report, each with its table, for those who lead the round."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from reports.figures import Figure, city_figure, every_figure
from reports.figures.drawing import draw
from reports.statistics import Computed, Names
from reports.views.loaders import computed_for, computed_or_404, reader_or_404


@login_required
@require_GET
def figures(request: UserRequest, slug: str) -> HttpResponse:
    """All figures; the radar is of the city in the address, or of the best one."""
    reader = reader_or_404(request, slug)
    context: dict[str, Any] = {"round": reader.led.round, "reader": reader}
    if reader.may_read:
        computed, names = computed_for(reader)
        ranked = _ranked(computed)
        chosen = request.GET.get("city", "")
        city = chosen if chosen in ranked else next(iter(ranked), "")
        context |= {
            "figures": _figures(computed, names, city),
            "cities": [(code, names.city(code)) for code in sorted(ranked)],
            "city": city,
            "source": computed.source,
        }
    return render(request, "reports/figures.html", context)


@login_required
@require_GET
def drawing(request: UserRequest, slug: str, key: str) -> HttpResponse:
    """One figure as vector graphics, to keep: the same drawing that goes into the report."""
    _reader, computed, names = computed_or_404(request, slug)
    figure = next((f for f in _figures(computed, names, request.GET.get("city", "")) if f.key == key), None)
    if figure is None or figure.is_empty:
        raise Http404
    response = HttpResponse(draw([figure])[0].svg, content_type="image/svg+xml; charset=utf-8")
    response["Content-Disposition"] = content_disposition_header(True, f"{figure.title}.svg") or "attachment"
    return response


def _figures(computed: Computed, names: Names, city: str) -> list[Figure]:
    return [*every_figure(computed, names), *([city_figure(computed, names, city)] if city else [])]


def _ranked(computed: Computed) -> list[str]:
    """Best first."""
    scores = computed.material.scores
    return sorted(scores.totals, key=lambda city: -scores.totals[city]) if scores else []
