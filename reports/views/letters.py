"""Letters to the cities 反馈函: all made at once, read one by one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.listing import Column, count, list_file
from accounts.models import UserRequest
from reports.models import BuildFile, ReportBuild
from reports.queries.builds import findings_of, letter_builds_of
from reports.queries.letters import letter_cities, release_refusal
from reports.rules import editing_refusal
from reports.services.builds import ask_for_build, cancel_build, release_letters
from reports.views.builds import sent
from reports.views.report_loaders import round_of_editor_or_404
from rounds.models import Role, Round
from rounds.queries import round_led_or_404

WRITERS = (Role.SECRETARIAT, Role.CHAIR)


def _round_or_404(request: UserRequest, slug: str) -> Round:
    return round_led_or_404(request.user, slug, WRITERS)


@login_required
def letters(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """Every city with the state of its comments, and the newest letters."""
    round = _round_or_404(request, slug)
    if ending:
        columns = [
            Column(_("City"), lambda row: row.submission.city.name),
            count(_("Areas with comments approved by the chair"), lambda row: row.approved),
        ]
        return list_file([round.name, _("Letters to the cities")], ending, columns, letter_cities(round))
    newest = letter_builds_of(round).first()
    files = BuildFile.objects.filter(build=newest).defer("content") if newest else BuildFile.objects.none()
    by_code = {file.name[:6]: file for file in files.filter(role="letter")}
    context = {
        "round": round,
        "rows": [(row, by_code.get(row.submission.city.gb_code)) for row in letter_cities(round)],
        "build": newest,
        "archive": files.filter(role="letters").first(),
        "findings": findings_of(newest) if newest else [],
        "released": getattr(newest, "released", None),
        "release_refusal": release_refusal(newest) if newest else "",
        "refusal": editing_refusal(round, request.user),
    }
    name = "reports/_letters_progress.html" if request.GET.get("part") == "progress" else "reports/letters.html"
    return render(request, name, context)


@login_required
@require_POST
def make_letters(request: UserRequest, slug: str) -> HttpResponse:
    round = round_of_editor_or_404(request, slug)
    try:
        ask_for_build(
            round=round, kind=ReportBuild.Kind.LETTERS, language=ReportBuild.Language.ZH, by=request.user
        )
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("reports:letters", slug)


@login_required
@require_POST
def cancel_letters(request: UserRequest, slug: str) -> HttpResponse:
    round = round_of_editor_or_404(request, slug)
    newest = get_object_or_404(letter_builds_of(round)[:1])
    try:
        cancel_build(build=newest, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("reports:letters", slug)


@login_required
@require_POST
def release(request: UserRequest, slug: str, number: int) -> HttpResponse:
    """The letters that were read, by their number: newer ones may have been made meanwhile."""
    round = round_of_editor_or_404(request, slug)
    build = get_object_or_404(letter_builds_of(round), number=number)
    try:
        release_letters(build=build, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Each city can read its letter now."))
    return redirect("reports:letters", slug)


@login_required
def letter_file(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """One letter, or all of them."""
    round = _round_or_404(request, slug)
    file = get_object_or_404(BuildFile.objects.select_related("build"), build__in=letter_builds_of(round), pk=pk)
    return sent(request, file.build, file)
