"""The sealed package of a finished round: asked for, made by a worker, downloaded on record."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.files.storage import default_storage
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.views.loaders import led_round_or_404, secretariats_round_or_404
from reports.models import Archive
from reports.services.archives import archive_refusal, ask_for_archive, log_archive_download
from rounds.models import Round


@login_required
@require_GET
def archives(request: UserRequest, slug: str) -> HttpResponse:
    return _page(request, led_round_or_404(request, slug))


@login_required
@require_POST
def ask(request: UserRequest, slug: str) -> HttpResponse:
    round = secretariats_round_or_404(request, slug)
    try:
        ask_for_archive(round=round, by=request.user)
    except PortalError as error:
        return _page(request, round, error.message)
    messages.success(request, _("A worker seals the package now."))
    return redirect("reports:archives", slug)


@login_required
@require_GET
def archive_file(request: UserRequest, slug: str, pk: int) -> HttpResponseBase:
    """For the secretariat only: it holds everything of the round."""
    round = secretariats_round_or_404(request, slug)
    archive = get_object_or_404(Archive, result__round=round, pk=pk, state=Archive.State.DONE)
    log_archive_download(archive=archive, by=request.user)
    name = f"{round.name}_{_('archive')}_{archive.sha256[:12]}.zip"
    return FileResponse(default_storage.open(archive.file), as_attachment=True, filename=name)


def _page(request: UserRequest, round: Round, refused: str = "") -> HttpResponse:
    found = Archive.objects.filter(result__round=round).select_related("result", "asked_by").order_by("-asked_at")
    context = {
        "round": round,
        "archives": found,
        "refusal": archive_refusal(round, request.user),
        "refused": refused,
        "waits": any(archive.state == Archive.State.WAITING for archive in found),
    }
    return render(request, "reports/archives.html", context, status=422 if refused else 200)
