"""专家打分表 and 评审承诺书 on paper, with lines to sign on."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.formats import date_format
from django.utils.http import content_disposition_header
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from reviews.errors import ReviewError
from reviews.models import PanelMember
from reviews.pledge_words import pledge_form
from reviews.printed_forms import form_pdf
from reviews.queries.material import material_of
from reviews.queries.people import panel_member_or_404
from reviews.queries.printed import PrintedLine, PrintedSheet, fingerprint_of, printed
from reviews.queries.sheets import Desk, signed_versions
from reviews.services.printing import record_printing
from reviews.views.loaders import expert_or_404, printable_desk_or_404, secretariats_round_or_404


@login_required
@require_GET
def print_sheet(request: UserRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """The page; the browser prints it without the frame around it."""
    desk, sheet = _asked(request, slug, pk, number)
    context = {
        "round": desk.assignment.round,
        "desk": desk,
        "sheet": sheet,
        "fingerprint": fingerprint_of(sheet.version),
        "is_own": desk.assignment.expert.user_id == request.user.pk,
    }
    return render(request, "reviews/print_sheet.html", context)


@login_required
@require_GET
def sheet_as_pdf(request: UserRequest, slug: str, pk: int, number: int) -> HttpResponse:
    desk, sheet = _asked(request, slug, pk, number)
    city = desk.assignment.submission.city
    name = _("Score sheet %(city)s %(expert)s version %(number)d.pdf") % {
        "city": city.short_name,
        "expert": desk.assignment.expert,
        "number": number,
    }
    try:
        content = form_pdf("score_sheet", _as_texts(desk, sheet))
    except ReviewError as error:
        messages.error(request, error.message)
        return redirect("reviews:print-sheet", slug, pk, number)
    return _download(content, name)


@login_required
@require_GET
def own_pledge(request: UserRequest, slug: str) -> HttpResponse:
    """评审承诺书 of the expert, before signing as a form to read and after it with the moment."""
    return _pledge(request, panel_member_or_404(request.user, slug), "reviews:pledge", slug)


@login_required
@require_GET
def experts_pledge(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """The same for the secretariat's files, once it is signed."""
    round, expert = secretariats_round_or_404(request, slug), expert_or_404(pk)
    signed = PanelMember.objects.filter(round=round, expert=expert, pledged_at__isnull=False)
    member = get_object_or_404(signed.select_related("round", "expert__user"))
    return _pledge(request, member, "reviews:expert", slug, pk)


def _pledge(request: UserRequest, member: PanelMember, back: str, *at: object) -> HttpResponse:
    try:
        content = form_pdf("pledge", pledge_form(member))
    except ReviewError as error:
        messages.error(request, error.message)
        return redirect(back, *at)
    return _download(content, _("Pledge of %(expert)s.pdf") % {"expert": member.expert})


def _download(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = content_disposition_header(True, name) or "attachment"
    response["Cache-Control"] = "private, no-store"
    return response


def _asked(request: UserRequest, slug: str, pk: int, number: int) -> tuple[Desk, PrintedSheet]:
    """Who else than its expert reads a sheet is recorded."""
    desk = printable_desk_or_404(request, slug, pk)
    versions = signed_versions(desk.sheet)
    signed = next((version for version in versions if version.version.number == number), None)
    if signed is None or desk.sheet is None:
        raise Http404
    if desk.assignment.expert.user_id != request.user.pk:
        record_printing(sheet=desk.sheet, number=number, by=request.user)
    material = material_of(signed.version.material_version, with_self_scores=True)
    place = versions.index(signed)
    return desk, printed(versions[place : place + 2], material)[0]


def _as_texts(desk: Desk, sheet: PrintedSheet) -> dict[str, Any]:
    version, assignment = sheet.version, desk.assignment
    total = f"{sheet.signed.total:.2f}"
    return {
        "title": _("Expert's score sheet"),
        "date": [version.submitted_at.year, version.submitted_at.month, version.submitted_at.day],
        "language": "en" if get_language() == "en" else "zh",
        "notice": _("Demonstration data, not real") if assignment.round.is_demonstration else "",
        "heading": _("Expert's score sheet"),
        "facts": [
            [_("Round"), str(assignment.round)],
            [_("City"), str(assignment.submission.city)],
            [_("Expert"), str(assignment.expert)],
            [_("Version"), _("%(number)d, %(when)s") % {"number": version.number, "when": _moment(version)}],
        ],
        "heads": [
            "",
            _("Indicator"),
            _("Judged points"),
            _("Points"),
            _("Score rate"),
            _("Comment and evidence"),
        ],
        "rows": [_row(line) for line in sheet.lines],
        "total": ["", _("Total"), f"{sheet.signed.judged_max:.2f}", total, _percent(sheet.percent), ""],
        "statement": _(
            "I have scored on the material of version %(material)d, by the rules of scoring %(policy)s, "
            "independently and without knowing what others gave."
        )
        % {"material": version.material_version.number, "policy": version.policy_sha256[:12]},
        "signatures": [_("Signature:"), _("Date:")],
        "footer": f"SHA-256 {fingerprint_of(version)}",
    }


def _row(line: PrintedLine) -> list[str]:
    mark = line.mark
    cited = [f"{title} · {pages}" if pages else title for title, pages in line.citations]
    points = _("unable to judge") if mark.points is None else f"{mark.points:.2f}"
    return [
        mark.indicator.code,
        mark.indicator.name,
        f"{mark.indicator.judged_max:.2f}",
        points,
        _percent(line.percent),
        "\n".join([part for part in (mark.comment, *cited) if part]),
    ]


def _percent(value: Any) -> str:
    return "–" if value is None else f"{value:.1f} %"


def _moment(version: Any) -> str:
    return date_format(localtime(version.submitted_at), "DATETIME_FORMAT")
