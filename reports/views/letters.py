"""Letters to the cities 反馈函: what experts say in the chair's words, and all letters made at once."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.listing import Column, count, list_file
from accounts.models import UserRequest
from cities.models import Submission
from reports.models import BuildFile, ReportBuild
from reports.queries.builds import findings_of, letter_builds_of
from reports.queries.letters import AreaComments, comments_by_area, letter_cities, may_be_read
from reports.rules import comment_refusal, editing_refusal
from reports.services.builds import ask_for_build, cancel_build
from reports.services.letters import save_comment
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
            Column(_("City"), lambda row: row.city.name),
            count(_("Comments worded"), lambda row: row.worded),
            count(_("approved by the chair"), lambda row: row.approved),
        ]
        return list_file([round.name, _("Letters to the cities")], ending, columns, letter_cities(round))
    newest = letter_builds_of(round).first()
    files = BuildFile.objects.filter(build=newest).defer("content") if newest else BuildFile.objects.none()
    by_code = {file.name[:6]: file for file in files.filter(role="letter")}
    context = {
        "round": round,
        "rows": [(row, by_code.get(row.city.gb_code)) for row in letter_cities(round)],
        "build": newest,
        "archive": files.filter(role="letters").first(),
        "findings": findings_of(newest) if newest else [],
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
def letter_file(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """One letter, or all of them."""
    round = _round_or_404(request, slug)
    file = get_object_or_404(BuildFile.objects.select_related("build"), build__in=letter_builds_of(round), pk=pk)
    return sent(request, file.build, file)


@login_required
def comments(request: UserRequest, slug: str, gb_code: str) -> HttpResponse:
    """What experts wrote, without names, and beside it the wording that leaves the house."""
    round = _round_or_404(request, slug)
    submission = get_object_or_404(letter_cities(round), city__gb_code=gb_code)
    areas = comments_by_area(submission)
    may_approve = not comment_refusal(round, request.user)
    entered: dict[str, str] = {}
    errors: dict[str, str] = {}
    if request.method == "POST":
        entered = {area.area.code: request.POST.get(f"text-{area.area.code}", "") for area in areas}
        errors = _save(request, submission, areas, entered)
        if not errors:
            messages.success(request, _("Saved."))
            return redirect("reports:letter-comments", slug, gb_code)
    shown = [
        (
            area,
            entered.get(area.area.code, area.comment.text if area.comment else ""),
            errors.get(area.area.code, ""),
        )
        for area in areas
    ]
    context = {
        "round": round, "submission": submission, "areas": shown, "errors": errors, "may_approve": may_approve,
        "is_ready": may_be_read(submission),
        "refusal": comment_refusal(round, request.user) and editing_refusal(round, request.user),
    }  # fmt: skip
    return render(request, "reports/letter_comments.html", context)


def _save(
    request: UserRequest, submission: Submission, areas: Sequence[AreaComments], entered: dict[str, str]
) -> dict[str, str]:
    """All or nothing; by area, what was wrong."""
    errors: dict[str, str] = {}
    try:
        with transaction.atomic():
            for area in areas:
                code = area.area.code
                try:
                    save_comment(
                        submission=submission,
                        area=area.area,
                        base=int(request.POST.get(f"base-{code}", "0") or 0),
                        text=entered[code],
                        approve=f"approve-{code}" in request.POST,
                        by=request.user,
                    )
                except PortalError as error:
                    errors[code] = error.message
            if errors:
                raise PortalError("")
    except PortalError:
        pass
    return errors
