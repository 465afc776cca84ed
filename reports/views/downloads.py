"""Files with results, for those who may take them away."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from accounts.tables import streamed
from reports.models import BuildFile, ReportBuild
from reports.queries.builds import workbook_builds_of
from reports.rules import editing_refusal
from reports.services.builds import ask_for_build, cancel_build
from reports.views.builds import sent
from reports.workbook import WorkbookData, file_name, score_columns, scores, workbook_data
from reviews.queries.ranking import Led, led_or_404
from reviews.services.rankings import log_download
from rounds.models import Role

KEPT = 5
"""Workbooks that the page shows."""


def _led_by_secretariat_or_404(request: UserRequest, slug: str) -> Led:
    led = led_or_404(request.user, slug)
    if led.role is not Role.SECRETARIAT:
        raise Http404
    return led


def _data_or_404(led: Led) -> WorkbookData:
    """While the secretariat may see the ranking, or at least how far it is."""
    data = workbook_data(led.round, blind=led.blind)
    if data is None:
        raise Http404
    return data


@login_required
@require_GET
def downloads(request: UserRequest, slug: str) -> HttpResponse:
    """What can be downloaded, what it will contain, and the workbooks that were made."""
    led = _led_by_secretariat_or_404(request, slug)
    builds = list(workbook_builds_of(led.round)[:KEPT])
    context = {
        "round": led.round,
        "data": workbook_data(led.round, blind=led.blind),
        "is_blind": bool(led.blind),
        "status": led.status,
        "builds": builds,
        "build": builds[0] if builds else None,
        "refusal": editing_refusal(led.round, request.user),
    }
    is_part = request.GET.get("part") == "progress" and builds
    return render(request, "reports/_progress.html" if is_part else "reports/downloads.html", context)


@login_required
@require_POST
def make_workbook(request: UserRequest, slug: str) -> HttpResponse:
    """Asked for here and made by a worker: a long one takes minutes."""
    led = _led_by_secretariat_or_404(request, slug)
    _data_or_404(led)
    language = ReportBuild.Language.EN if get_language() == "en" else ReportBuild.Language.ZH
    try:
        ask_for_build(round=led.round, kind=ReportBuild.Kind.WORKBOOK, language=language, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("reports:downloads", slug)


@login_required
@require_POST
def cancel_workbook(request: UserRequest, slug: str) -> HttpResponse:
    led = _led_by_secretariat_or_404(request, slug)
    newest = get_object_or_404(workbook_builds_of(led.round)[:1])
    try:
        cancel_build(build=newest, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Cancelled. Nothing of it is kept."))
    return redirect("reports:downloads", slug)


@login_required
@require_GET
def workbook_file(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """A workbook exactly as it was hashed. All complete cities are in it: not for who marks one of them."""
    led = _led_by_secretariat_or_404(request, slug)
    _data_or_404(led)
    if led.blind:
        raise Http404
    files = BuildFile.objects.filter(build__in=workbook_builds_of(led.round)).select_related("build")
    file = get_object_or_404(files, pk=pk)
    return sent(request, file.build, file)


@login_required
@require_GET
def cube(request: UserRequest, slug: str) -> HttpResponseBase:
    """Every score in long format, sent as it is read: a million lines need no more memory than a hundred."""
    led = _led_by_secretariat_or_404(request, slug)
    data = _data_or_404(led)
    name = file_name(data, _("all scores")) + ".csv"
    log_download(round=led.round, name=name, version=data.snapshot.scores_version, by=request.user)
    return streamed(name, score_columns(), scores(data))
