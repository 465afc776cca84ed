"""The city's evidence: handed in, described, removed; and every download of it."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import TooManyFilesSent
from django.core.paginator import Paginator
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from accounts.connections import release_connection
from accounts.errors import PortalError
from accounts.listing import Column, count, list_file, moment
from accounts.models import UserRequest
from accounts.typed import whole_number
from cities.errors import StaleForm
from cities.forms import CiteForm, EvidenceForm, UploadForm
from cities.models import Citation, Evidence, Submission
from cities.queries import (
    coverage_of,
    evidence_of,
    files_of,
    stock_of,
    uploads_of,
    versions_citing,
)
from cities.rules import edit_refusal
from cities.services import describe_evidence, record_download, remove_evidence, send_evidence
from cities.services.citing import cite_evidence
from cities.services.evidence import Received, description_of, hand_in_all
from cities.sources import SourcedRows, sourced_rows
from cities.uploads import ACCEPTED, EvidenceUpload, EvidenceUploadHandler, previews
from cities.views.form_addresses import RowLink, links_to
from cities.views.own import (
    is_accepted,
    own_evidence_or_404,
    own_submission_or_404,
    readable_evidence_or_404,
)
from cities.views.uploads import standing
from rounds.models import Indicator, Role

PAGE = 50


@csrf_exempt  # _evidence asks for the token: only then is it known where the files go
@login_required
def evidence(request: UserRequest, slug: str) -> HttpResponse:
    """What is in the draft, and handing in more."""
    submission = own_submission_or_404(request, slug)
    handler = EvidenceUploadHandler(request, max_bytes=settings.EVIDENCE_MAX_BYTES)
    if request.method == "POST":
        request.upload_handlers = [handler]
        release_connection()  # files may take minutes to arrive
        try:
            request.POST  # noqa: B018  (reads what is sent)
        except TooManyFilesSent:
            return _refused_whole(request, submission)
    return _evidence(request, submission, handler)


def _refused_whole(request: UserRequest, submission: Submission) -> HttpResponse:
    limit = {"limit": settings.DATA_UPLOAD_MAX_NUMBER_FILES}
    problem = _("More than %(limit)d files were sent at once: none was kept. Hand them in in several parts.")
    return _page(request, submission, UploadForm(), problem=problem % limit)


@csrf_protect
def _evidence(request: UserRequest, submission: Submission, handler: EvidenceUploadHandler) -> HttpResponse:
    if request.method != "POST":
        return _page(request, submission, _empty_form(request, submission))
    form = UploadForm(request.POST)
    files = cast("list[EvidenceUpload]", request.FILES.getlist("files"))  # made by the handler
    received = Received(files, [file.given_name for file in handler.too_large])
    if refusal := edit_refusal(submission):
        form.add_error(None, refusal)
    elif not received.names:
        form.add_error(None, _("Choose at least one file."))
    if not form.is_valid():
        return _page(request, submission, form)
    outcome = hand_in_all(
        submission=submission,
        received=received,
        described=form.described(),
        replaces=_replacing(request, submission),
        by=request.user,
    )
    for name, note in outcome.noted:
        messages.info(request, f"{name}: {note}")
    if outcome.refused:
        return _page(request, submission, form, outcome=outcome)
    text = ngettext(
        "%(number)d file has arrived and is being checked.",
        "%(number)d files have arrived and are being checked.",
        len(outcome.stored),
    )
    messages.success(request, text % {"number": len(outcome.stored)})
    return redirect("cities:evidence", submission.round.slug)


def _page(request: UserRequest, submission: Submission, form: UploadForm, **more: Any) -> HttpResponse:
    stock = stock_of(submission)
    cited = Prefetch("citations", Citation.objects.select_related("statement__indicator__area"))
    pieces = Paginator(files_of(submission).select_related("replaces").prefetch_related(cited), PAGE)
    page, sources = pieces.get_page(request.GET.get("page")), sourced_rows(submission)
    context = {
        "round": submission.round,
        "submission": submission,
        "form": form,
        "pieces": page,
        "lines": [(piece, links_to(submission.round.slug, sources.get(piece.pk, ()))) for piece in page],
        "uploads": [(upload, standing(upload)) for upload in uploads_of(submission)],
        "waiting": stock.waiting,
        "no_scanner": stock.without_scanner,
        "replacing": _replacing(request, submission),
        "refusal": edit_refusal(submission),
        "kinds": ACCEPTED,
        "chunk_bytes": settings.EVIDENCE_CHUNK_BYTES,
        "max_bytes": settings.EVIDENCE_MAX_BYTES,
        "max_files": settings.DATA_UPLOAD_MAX_NUMBER_FILES,
        "city_bytes": settings.EVIDENCE_MAX_CITY_BYTES,
        "used": stock.bytes,
        "left": max(settings.EVIDENCE_MAX_CITY_BYTES - stock.bytes, 0),
        **more,
    }
    return render(request, "cities/evidence.html", context)


@login_required
@require_GET
def evidence_file(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """Every file of the draft with what is said about it."""
    submission = own_submission_or_404(request, slug)
    cited = Prefetch("citations", Citation.objects.select_related("statement__indicator"))
    words = [submission.city.short_name, submission.round.name, _("Evidence")]
    columns = _columns(sourced_rows(submission))
    return list_file(words, ending, columns, files_of(submission).prefetch_related(cited))


def _columns(sources: SourcedRows) -> list[Column]:
    return [
        Column(_("Title"), lambda piece: piece.title),
        Column(_("File"), lambda piece: piece.original_name),
        Column(_("Kind"), lambda piece: piece.get_kind_display()),
        Column(_("Issued by"), lambda piece: piece.issuer),
        Column(_("Date of issue"), lambda piece: piece.issued_on),
        count(_("Pages"), lambda piece: piece.pages),
        Column(_("State"), lambda piece: piece.get_state_display()),
        Column(_("Used by"), lambda piece: ", ".join(_used_by(piece, sources))),
        moment(_("Uploaded at"), lambda piece: piece.uploaded_at),
        Column("SHA-256", lambda piece: piece.sha256),
    ]


def _used_by(piece: Evidence, sources: SourcedRows) -> list[str]:
    """The indicators, then the rows of the forms, each with its pages."""
    cited = sorted((c.statement.indicator.code, c.pages) for c in piece.citations.all())
    named = [(str(found), found.row.pages) for found in sources.get(piece.pk, ())]
    return [f"{place} ({pages})" if pages else place for place, pages in (*cited, *named)]


def _empty_form(request: UserRequest, submission: Submission) -> UploadForm:
    """For a newer version: what was said about the older one."""
    older = _replacing(request, submission)
    return UploadForm(initial={"kind": older.kind, "issuer": older.issuer} if older else None)


def _replacing(request: UserRequest, submission: Submission) -> Evidence | None:
    """The older file, when a newer one is to be handed in for it."""
    pk = whole_number(request.GET.get("replaces"))
    return evidence_of(submission).filter(pk=pk, replaced_at=None).first() if pk else None


@login_required
def coverage(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """Indicators × (claimed, evidenced, pages), with the gaps by name."""
    submission = own_submission_or_404(request, slug)
    found = coverage_of(submission)
    if ending:
        words = [submission.city.short_name, submission.round.name, _("Coverage of the indicators")]
        return list_file(words, ending, _coverage_columns(), found.lines)
    context = {"round": submission.round, "submission": submission, "coverage": found}
    return render(request, "cities/coverage.html", context)


def _coverage_columns() -> list[Column]:
    return [
        Column(_("Indicator"), lambda line: str(line.indicator)),
        Column(_("Claimed"), lambda line: _("yes") if line.is_claimed else _("no")),
        Column(_("Evidenced"), lambda line: ", ".join(c.evidence.title for c in line.citations)),
        count(_("Pages cited"), lambda line: line.pages if line.is_evidenced else None),
        Column(_("Gap"), lambda line: _("yes") if line.gap else _("no")),
    ]


@login_required
def edit_evidence(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Change what is said about a file; the file itself never changes."""
    submission = own_submission_or_404(request, slug)
    piece = own_evidence_or_404(submission, pk)
    form = EvidenceForm(request.POST) if request.method == "POST" else EvidenceForm.of(description_of(piece))
    context: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        opened_at = form.cleaned_data["opened_at"]
        try:
            describe_evidence(evidence=piece, described=form.described(), opened_at=opened_at, by=request.user)
        except StaleForm as error:
            form.add_error(None, error.message)
            form.carry_on_from(description_of(piece))
            context["theirs"] = piece
        except PortalError as error:
            form.add_error(None, error.message)
        else:
            messages.success(request, _("%(title)s: saved.") % {"title": piece.title})
            return redirect("cities:evidence", slug)
    return _piece_page(request, piece, status=409 if "theirs" in context else 200, **context)


def _piece_page(request: UserRequest, piece: Evidence, *, status: int = 200, **context: Any) -> HttpResponse:
    """The file's pages, beside what is said about it and what it is cited for."""
    submission = piece.submission
    described = EvidenceForm.of(description_of(piece))
    context = {
        "round": submission.round,
        "submission": submission,
        "piece": piece,
        "form": described,
        "cite_form": CiteForm(indicators=_indicators(submission)),
        "citations": piece.citations.select_related("statement__indicator__area"),
        "sources": _links(piece),
        "page_numbers": range(1, previews.page_count(piece) + 1),
        "refusal": edit_refusal(submission),
        **context,
    }
    return render(request, "cities/evidence_form.html", context, status=status)


def _links(piece: Evidence) -> list[RowLink]:
    """The rows that name the file."""
    return links_to(piece.submission.round.slug, sourced_rows(piece.submission).get(piece.pk, ()))


def _indicators(submission: Submission) -> QuerySet[Indicator]:
    system = submission.round.indicator_system_id
    return Indicator.objects.filter(system=system).select_related("area").order_by("area__position", "position")


@login_required
@require_POST
def cite(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """Use the file for one more indicator."""
    submission = own_submission_or_404(request, slug)
    piece = own_evidence_or_404(submission, pk)
    form = CiteForm(request.POST, indicators=_indicators(submission))
    if form.is_valid():
        try:
            cite_evidence(
                evidence=piece, indicator=form.chosen(), pages=form.cleaned_data["pages"], by=request.user
            )
        except PortalError as error:
            form.add_error("pages", error.message)
        else:
            text = _("%(title)s is now cited for %(indicator)s.")
            messages.success(request, text % {"title": piece.title, "indicator": form.chosen().code})
            return redirect("cities:edit-evidence", slug, pk)
    return _piece_page(request, piece, cite_form=form)


@login_required
@require_GET
def page_image(request: UserRequest, slug: str, pk: int, number: int) -> HttpResponse:
    """One page as a picture, for the city's own people. Never the file itself."""
    piece = own_evidence_or_404(own_submission_or_404(request, slug), pk)
    image = previews.page_image(piece, number)
    if image is None:
        raise Http404
    with image:
        response = HttpResponse(image.read(), content_type=previews.CONTENT_TYPE)
    response["Cache-Control"] = "private, max-age=3600"
    return response


@login_required
def drop_evidence(request: UserRequest, slug: str, pk: int) -> HttpResponse:
    """What will happen, then the removal."""
    submission = own_submission_or_404(request, slug)
    piece = own_evidence_or_404(submission, pk)
    refusal = edit_refusal(submission)
    if request.method == "POST":
        try:
            remove_evidence(evidence=piece, by=request.user)
        except PortalError as error:
            refusal = error.message
        else:
            messages.success(request, _("%(title)s: removed.") % {"title": piece.title})
            return redirect("cities:evidence", slug)
    context = {
        "round": submission.round,
        "submission": submission,
        "piece": piece,
        "citing": piece.citations.select_related("statement__indicator__area"),
        "sources": _links(piece),
        "versions": versions_citing(piece),
        "refusal": refusal,
    }
    return render(request, "cities/evidence_remove.html", context, status=409 if request.method == "POST" else 200)


@login_required
@require_GET
def download(request: UserRequest, slug: str, pk: int) -> HttpResponseBase:
    """The bytes, for everybody who may read this material; on record unless the city itself asks."""
    piece, role = readable_evidence_or_404(request, slug, pk)
    if role != Role.CITY:
        early = role == Role.SECRETARIAT and not is_accepted(piece)
        record_download(evidence=piece, by=request.user, early=early)
    return send_evidence(piece)
