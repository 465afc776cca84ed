"""Resumable uploads by the protocol tus 1.0 (core, creation, termination), and how each of them stands.

``request.body`` is never touched: a part is read from the request as it comes.
"""

import base64
import binascii
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.errors import CityError
from cities.forms import UploadForm
from cities.models import Evidence, Submission, Upload
from cities.queries import evidence_of, uploads_of, waiting_files
from cities.services.uploads import CutOff, WrongOffset, add_part, begin_upload, give_up_upload
from cities.uploads.names import safe_name
from cities.views.own import own_submission_or_404

VERSION = "1.0.0"
PART = "application/offset+octet-stream"
View = Callable[..., HttpResponse]


def speaks_tus(view: View) -> View:
    """Every answer carries the version; a script that is not logged in is told so and not sent to a page."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        spoken = request.headers.get("Tus-Resumable")
        if not request.user.is_authenticated:
            if spoken is None:
                return redirect_to_login(request.get_full_path())
            response = _says(401, _("You have been logged out. Log in again in another window; then it goes on."))
        elif spoken not in (None, VERSION) or (spoken is None and request.method not in ("GET", "OPTIONS")):
            response = _says(412, _("This version of the upload protocol is not spoken here."))
        else:
            response = view(request, *args, **kwargs)
        response["Tus-Resumable"] = VERSION
        response["Cache-Control"] = "no-store"
        return response

    return answer


def _says(status: int, sentence: str) -> HttpResponse:
    return HttpResponse(sentence, status=status, content_type="text/plain; charset=utf-8")


def _not_allowed(allowed: str) -> HttpResponse:
    response = _says(405, allowed)
    response["Allow"] = allowed
    return response


@speaks_tus
def uploads(request: UserRequest, slug: str) -> HttpResponse:
    """Begin an upload (POST), ask what is spoken (OPTIONS), or see what is on its way and waits (GET)."""
    submission = own_submission_or_404(request, slug)
    if request.method == "POST":
        return _begin(request, submission)
    if request.method == "OPTIONS":
        return _spoken()
    if request.method != "GET":
        return _not_allowed("GET, POST, OPTIONS")
    on_their_way = [standing(upload) for upload in uploads_of(submission)]
    return JsonResponse({"uploads": on_their_way, "waiting": waiting_files(submission).count()})


def _spoken() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Tus-Version"] = VERSION
    response["Tus-Extension"] = "creation,termination"
    response["Tus-Max-Size"] = str(settings.EVIDENCE_MAX_BYTES)
    return response


def _begin(request: UserRequest, submission: Submission) -> HttpResponse:
    try:
        length = _whole_number(request, "Upload-Length")
        said = _metadata(request.headers.get("Upload-Metadata", ""))
        form = UploadForm(said)
        if not form.is_valid():
            return _wrong_description(form)
        upload = begin_upload(
            submission=submission,
            given_name=said.get("filename", ""),
            length=length,
            described=form.described(),
            replaces=_replaced(submission, said.get("replaces", "")),
            by=request.user,
        )
    except PortalError as error:
        return _says(400, error.message)
    response = HttpResponse(status=201)
    response["Location"] = reverse("cities:upload", args=[submission.round.slug, upload.key])
    response["Upload-Offset"] = "0"
    return response


def _replaced(submission: Submission, pk: str) -> Evidence | None:
    if not pk:
        return None
    if not pk.isdecimal():
        raise Http404
    return get_object_or_404(evidence_of(submission), pk=int(pk))


def _wrong_description(form: UploadForm) -> JsonResponse:
    """Field by field: it holds for every file of the upload, and stands beside its field."""
    said = {name: " ".join(map(str, errors)) for name, errors in form.errors.items()}
    return JsonResponse({"fields": said}, status=422)


def _metadata(header: str) -> dict[str, str]:
    """“key base64,key base64”, as tus has it."""
    pairs = (pair.strip().partition(" ") for pair in header.split(",") if pair.strip())
    try:
        return {key: base64.b64decode(value, validate=True).decode() for key, _space, value in pairs}
    except (binascii.Error, UnicodeDecodeError):
        raise CityError(_("The description of the upload cannot be read.")) from None


def _whole_number(request: UserRequest, header: str) -> int:
    value = request.headers.get(header, "")
    if not (value.isascii() and value.isdecimal()):
        raise CityError(_("The upload does not say how long it is, or where its part begins."))
    return int(value)


@speaks_tus
def upload(request: UserRequest, slug: str, key: str) -> HttpResponse:
    """How much has arrived (HEAD), the next part (PATCH), giving up (DELETE), how it stands in words (GET)."""
    submission = own_submission_or_404(request, slug)
    found = get_object_or_404(Upload.objects.select_related("evidence", "by"), submission=submission, key=key)
    found.submission = submission
    acts = {"HEAD": _head, "PATCH": _patch, "DELETE": _delete, "GET": _get}
    act = acts.get(request.method or "")
    return act(request, found) if act else _not_allowed(", ".join(acts))


def _head(request: UserRequest, found: Upload) -> HttpResponse:
    if found.state == Upload.State.REFUSED:
        return HttpResponse(status=410)
    return _arrived(found, found.offset, status=200)


def _arrived(found: Upload, offset: int, *, status: int) -> HttpResponse:
    response = HttpResponse(status=status)
    response["Upload-Offset"] = str(offset)
    response["Upload-Length"] = str(found.length)
    return response


def _patch(request: UserRequest, found: Upload) -> HttpResponse:
    if request.content_type != PART:
        return _says(415, PART)
    try:
        offset, length = _whole_number(request, "Upload-Offset"), _whole_number(request, "Content-Length")
        arrived = add_part(upload=found, offset=offset, source=request, length=length, by=request.user)
    except WrongOffset as error:
        return _says(409, error.message)
    except CutOff as error:
        return _says(460, error.message)  # nobody hears it: the connection is gone
    except PortalError as error:
        return _says(403, error.message)
    return _arrived(found, arrived, status=204)


def _delete(request: UserRequest, found: Upload) -> HttpResponse:
    try:
        give_up_upload(upload=found, by=request.user)
    except PortalError as error:
        return _says(403, error.message)
    return HttpResponse(status=204)


def _get(request: UserRequest, found: Upload) -> HttpResponse:
    return JsonResponse(standing(found))


def standing(found: Upload) -> dict[str, Any]:
    """How an upload stands: a state for the script, a sentence for the person, where to look."""
    piece, slug = found.evidence, found.submission.round.slug
    state, says = _state_in_words(found)
    link = reverse("cities:edit-evidence", args=[slug, piece.pk]) if piece and piece.state != "refused" else ""
    return {"name": found.given_name, "state": state, "says": says, "link": link, "share": found.share}


def _state_in_words(found: Upload) -> tuple[str, str]:
    if found.state == Upload.State.REFUSED:
        reuse = " " + _("Use it again for further indicators instead.") if found.evidence else ""
        return ("known" if found.evidence else "refused"), found.reason + reuse
    if found.state != Upload.State.DONE or found.evidence is None:
        return str(found.state), str(found.get_state_display())
    piece = found.evidence
    if piece.state == Evidence.State.REFUSED:
        return "refused", piece.reason
    if piece.hold:
        return "held", _("%(why)s. The file stays in quarantine and is tried again.") % {
            "why": piece.get_hold_display()
        }
    note, word = safe_name(found.given_name).note, str(piece.get_state_display())
    return str(piece.state), f"{word}. {note}" if note else word


@login_required
@require_POST
def drop_upload(request: UserRequest, slug: str, key: str) -> HttpResponse:
    """Giving up without a script."""
    submission = own_submission_or_404(request, slug)
    found = get_object_or_404(Upload, submission=submission, key=key)
    try:
        give_up_upload(upload=found, by=request.user)
    except PortalError as error:
        messages.error(request, error.message)
    return redirect("cities:evidence", slug)
