"""The city's page of its presentation, and the presentation file for those who hear it."""

from typing import Any, cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.models import Evidence, PresentationFile, Submission
from cities.rules import may_read_content, presentation_locked, presentation_refusal
from cities.services import record_download, send_evidence
from cities.services.presenting import hand_in_presentation, name_presenter
from cities.uploads import EvidenceUpload, EvidenceUploadHandler
from cities.views.own import own_submission_or_404
from reviews.forms.onsite import PresenterForm
from reviews.models import Presentation
from reviews.queries.assignments import readable_assignments_for
from reviews.queries.onsite import planned_start, presentation_of
from rounds.models import Round
from rounds.queries import leading_role, newest_first


@csrf_exempt  # _own asks for the token: only then is it known where the file goes
@login_required
def presentation(request: UserRequest, slug: str) -> HttpResponse:
    """When and where the city speaks, who speaks, and the file, until it locks."""
    submission = own_submission_or_404(request, slug)
    handler = EvidenceUploadHandler(request, max_bytes=settings.EVIDENCE_MAX_BYTES)
    if request.method == "POST":
        request.upload_handlers = [handler]
    return _own(request, submission, handler)


@csrf_protect
def _own(request: UserRequest, submission: Submission, handler: EvidenceUploadHandler) -> HttpResponse:
    row = PresentationFile.objects.filter(submission=submission).select_related("evidence").first()
    names = "presenter" in request.POST
    form = PresenterForm(
        request.POST if names else None,
        initial={"presenter": row.presenter, "post": row.post} if row else None,
    )
    problem = ""
    if request.method == "POST" and (not names or form.is_valid()):
        try:
            note = _name(submission, form, request) if names else _take(submission, handler, request)
        except PortalError as error:
            problem = error.message
        else:
            messages.success(request, note)
            return redirect("reviews:presentation", submission.round.slug)
    place = presentation_of(submission)
    context = {
        "round": submission.round,
        "submission": submission,
        "row": row,
        "form": form,
        "problem": problem,
        "place": place,
        "starts": planned_start(place.session, place.position) if place else None,
        "locked": presentation_locked(submission),
        "refusal": presentation_refusal(submission),
        "max_bytes": settings.EVIDENCE_MAX_BYTES,
    }
    return render(request, "reviews/presentation.html", context)


def _name(submission: Submission, form: PresenterForm, request: UserRequest) -> str:
    name_presenter(submission=submission, by=request.user, **form.cleaned_data)
    return _("Saved.")


def _take(submission: Submission, handler: EvidenceUploadHandler, request: UserRequest) -> str:
    from_form: list[Any] = request.FILES.getlist("file")
    files = cast("list[EvidenceUpload]", from_form)  # made by the handler
    if handler.too_large:
        raise PortalError(_("This file is too large; the limit stands beside the field."))
    if not files:
        raise PortalError(_("Choose a file."))
    file = files[0]
    _evidence, note = hand_in_presentation(
        submission=submission, file=file, given_name=file.given_name, sha256=file.sha256, by=request.user
    )
    return note or _("The file has arrived and is being checked.")


@login_required
@require_GET
def presentation_file(request: UserRequest, slug: str, pk: int) -> HttpResponseBase:
    """For those who lead and may read the material, and for the experts who mark the city. On record."""
    round = get_object_or_404(newest_first(), slug=slug)
    places = Presentation.objects.select_related(
        "submission__city", "submission__round", "submission__accepted_version"
    )
    place = get_object_or_404(places, session__round=round, pk=pk)
    if not _may_open(request, round, place.submission):
        raise Http404
    rows = PresentationFile.objects.select_related("evidence__submission")
    row = get_object_or_404(rows, submission=place.submission_id, evidence__state=Evidence.State.CHECKED)
    assert row.evidence is not None  # filtered above
    record_download(evidence=row.evidence, by=request.user, early=False)
    return send_evidence(row.evidence)


def _may_open(request: UserRequest, round: Round, submission: Submission) -> bool:
    role = leading_role(request.user, round)
    if role is not None:
        return may_read_content(role, submission)
    return readable_assignments_for(request.user).filter(submission=submission).exists()
