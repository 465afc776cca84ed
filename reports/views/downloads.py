"""Files with results, for those who may take them away."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render

from accounts.models import UserRequest
from accounts.tables import download
from reports.workbook import WorkbookData, file_name, workbook_bytes
from reviews.queries.early_looks import looked_at
from reviews.queries.ranking import Led, areas_of, led_or_404, newest_snapshot, open_actions
from reviews.queries.round_cities import RoundCities
from reviews.ranking import standings_of
from reviews.ranking.table import Choice, RankingTable
from reviews.services.rankings import log_download
from rounds.models import Action, Indicator, Role


def _led_by_secretariat_or_404(request: UserRequest, slug: str) -> Led:
    led = led_or_404(request.user, slug)
    if led.role is not Role.SECRETARIAT:
        raise Http404
    return led


@login_required
def downloads(request: UserRequest, slug: str) -> HttpResponse:
    """What can be downloaded, and what it will contain."""
    led = _led_by_secretariat_or_404(request, slug)
    data = _workbook_data(request, led)
    return render(request, "reports/downloads.html", {"round": led.round, "data": data, "status": led.status})


@login_required
def workbook(request: UserRequest, slug: str) -> HttpResponse:
    led = _led_by_secretariat_or_404(request, slug)
    data = _workbook_data(request, led)
    if data is None:
        raise Http404
    name = file_name(data)
    log_download(round=led.round, name=name, version=data.snapshot.scores_version, by=request.user)
    return download(name, workbook_bytes(data))


def _workbook_data(request: UserRequest, led: Led) -> WorkbookData | None:
    """None before the first ranking, and while no stage lets the secretariat see even progress."""
    snapshot = newest_snapshot(led.round)
    actions = open_actions(led.round, led.role)
    if snapshot is None or not actions & {Action.READ_PROGRESS, Action.READ_RESULT}:
        return None
    system = led.round.indicator_system
    table = RankingTable(
        standings=standings_of(snapshot),
        cities=RoundCities(led.round),
        areas=areas_of(system),
        choice=Choice.everything(),
        looked_at=looked_at(request.session, led.round),
        with_results=Action.READ_RESULT.value in actions,
    )
    indicators = Indicator.objects.filter(system=system).select_related("area", "domain")
    return WorkbookData(led.round, snapshot, table, list(indicators))
