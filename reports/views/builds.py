"""Builds: asked for, watched, stopped, read with their findings, compared, traced."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.listing import Column, count, list_file, moment
from accounts.models import UserRequest
from reports.forms.report import BuildForm
from reports.models import BuildFile, ReportBuild
from reports.queries.builds import builds_of, difference, findings_of, publication_refusal
from reports.rules import editing_refusal
from reports.services.builds import accept_finding, ask_for_build, cancel_build
from reports.services.downloads import log_file
from reports.views.file_types import TYPES
from reports.views.report_loaders import (
    build_or_404,
    is_blind_to,
    open_build_or_404,
    round_of_editor_or_404,
    round_of_reader_or_404,
)


@login_required
def builds(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    round = round_of_reader_or_404(request, slug)
    if ending:
        return list_file([round.name, _("Editions and builds")], ending, _columns(), builds_of(round))
    context = {
        "round": round,
        "builds": list(builds_of(round)[:50]),
        "form": BuildForm(),
        "refusal": editing_refusal(round, request.user),
    }
    name = "reports/_builds.html" if request.GET.get("part") == "list" else "reports/builds.html"
    return render(request, name, context)


def _columns() -> list[Column]:
    return [
        count(_("No."), lambda build: build.number),
        Column(_("Edition"), lambda build: build.get_kind_display()),
        Column(_("Language"), lambda build: build.get_language_display()),
        Column(_("State"), lambda build: build.get_state_display()),
        count(_("Result"), lambda build: build.result.number if build.result else None),
        count(_("Findings"), lambda build: len(build.findings)),
        Column(_("Hash of the inputs"), lambda build: build.inputs_sha256),
        Column(_("Asked for by"), lambda build: str(build.asked_by)),
        moment(_("Asked for at"), lambda build: build.asked_at),
        moment(_("Finished at"), lambda build: build.finished_at),
    ]


@login_required
@require_POST
def ask(request: UserRequest, slug: str) -> HttpResponse:
    round = round_of_editor_or_404(request, slug)
    form = BuildForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose an edition and a language."))
        return redirect("reports:builds", slug)
    try:
        build = ask_for_build(round=round, by=request.user, **form.cleaned_data)
    except PortalError as error:
        messages.error(request, error.message)
        return redirect("reports:builds", slug)
    return redirect("reports:build", slug, build.number)


@login_required
def build(request: UserRequest, slug: str, number: int) -> HttpResponse:
    """Findings and files; while it is being made, how far it is."""
    found = build_or_404(request, slug, number)
    before = builds_of(found.round).filter(
        number__lt=number, kind=found.kind, language=found.language, state=ReportBuild.State.DONE
    )
    context = {
        "round": found.round,
        "build": found,
        "findings": findings_of(found),
        "before": before.first(),
        "is_blind": is_blind_to(request, found),
        "refusal": editing_refusal(found.round, request.user),
        "unpublishable": publication_refusal(found) if found.kind == ReportBuild.Kind.PUBLIC else "",
    }
    name = "reports/_progress.html" if request.GET.get("part") == "progress" else "reports/build.html"
    return render(request, name, context)


@login_required
@require_POST
def cancel(request: UserRequest, slug: str, number: int) -> HttpResponse:
    round_of_editor_or_404(request, slug)
    found = build_or_404(request, slug, number)
    try:
        cancel_build(build=found, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Cancelled. Nothing of it is kept."))
    return redirect("reports:build", slug, number)


@login_required
@require_POST
def accept(request: UserRequest, slug: str, number: int) -> HttpResponse:
    round_of_editor_or_404(request, slug)
    found = build_or_404(request, slug, number)
    try:
        accept_finding(
            build=found, key=request.POST.get("key", ""), words=request.POST.get("words", ""), by=request.user
        )
    except PortalError as error:
        messages.error(request, error.message)
    else:
        messages.success(request, _("Accepted. Your words are on record."))
    return redirect("reports:build", slug, number)


@login_required
def file(request: UserRequest, slug: str, number: int, pk: int) -> HttpResponse:
    """A file of a build, exactly as it was hashed. Each download goes on record."""
    found = open_build_or_404(request, slug, number)
    return sent(request, found, get_object_or_404(BuildFile, build=found, pk=pk))


def sent(request: UserRequest, build: ReportBuild, file: BuildFile) -> HttpResponse:
    log_file(build=build, file=file, by=request.user)
    response = HttpResponse(bytes(file.content), content_type=TYPES[file.name.rpartition(".")[2]])
    response["Content-Disposition"] = content_disposition_header(True, file.name) or "attachment"
    return response


@login_required
def trace(request: UserRequest, slug: str, number: int, ending: str = "") -> HttpResponse:
    """Every printed number: its statistic, and the rows that it was counted from."""
    found = open_build_or_404(request, slug, number)
    file = get_object_or_404(BuildFile, build=found, role="trace")
    content: dict[str, Any] = json.loads(bytes(file.content))
    if ending:
        columns = [
            Column(_("Section"), lambda printed: printed["where"]),
            Column(_("Field"), lambda printed: printed["field"]),
            Column(_("Printed"), lambda printed: printed["text"]),
            Column(_("Statistic"), lambda printed: printed["statistic"]),
            Column(_("Amount"), lambda printed: printed["amount"]),
        ]
        words = [found.round.name, _("Where the numbers come from"), found.number]
        return list_file(words, ending, columns, content["numbers"])
    chosen = request.GET.get("statistic", "")
    statistics = content["statistics"]
    context = {
        "round": found.round,
        "build": found,
        "numbers": content["numbers"],
        "scores": content["scores"],
        "chosen": chosen,
        "statistic": statistics.get(chosen),
    }
    return render(request, "reports/trace.html", context)


@login_required
def compare(request: UserRequest, slug: str, number: int, other: int) -> HttpResponse:
    """What ``number`` says that ``other`` does not, and the other way round."""
    new, old = open_build_or_404(request, slug, number), open_build_or_404(request, slug, other)
    context = {
        "round": new.round,
        "build": new,
        "other": old,
        "differences": difference(_text(old), _text(new)),
        "same_inputs": new.inputs_sha256 == old.inputs_sha256,
    }
    return render(request, "reports/compare.html", context)


def _text(build: ReportBuild) -> str:
    file = BuildFile.objects.filter(build=build, role="text").first()
    if file is None:
        raise Http404
    return bytes(file.content).decode()
