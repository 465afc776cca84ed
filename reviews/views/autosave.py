"""Fields of a score sheet as they are typed."""

from datetime import datetime

from django.contrib.auth.decorators import login_required
from django.http import JsonResponse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.errors import PortalError
from accounts.models import UserRequest
from reviews.services.sheet_fields import UNABLE, WHOLE_FILE, Conflict, DeskClosed, save_field
from reviews.views.loaders import is_known_desk


@login_required
@require_POST
def save_sheet_field(request: UserRequest, slug: str, pk: int) -> JsonResponse:
    """200: stored; 409: changed in another window; 422: it can't be stored; 403: another person is signed in.

    404: never theirs, or nothing shows any more that it was. One sentence for all of these, for a person who still
    has the page open; a stranger learns nothing from it.
    """
    if request.POST.get("user", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"message": _("Another person is signed in now.")}, status=403)
    try:
        saved = save_field(
            assignment=pk,
            name=request.POST.get("name", ""),
            base=request.POST.get("base", ""),
            text=request.POST.get("text", ""),
            by=request.user,
            within=slug,
        )
    except Conflict as conflict:
        return JsonResponse(_conflict(conflict), status=409)
    except PortalError as error:
        if not is_known_desk(request, slug, pk):
            return JsonResponse({"message": _not_open(), "whole": True}, status=404)
        return JsonResponse({"message": error.message, "whole": isinstance(error, DeskClosed)}, status=422)
    return JsonResponse({"text": saved.text, "version": saved.edit_version, "saved": _saved_words(saved.at)})


def _not_open() -> str:
    return _(
        "This city is not open to you at the moment, so nothing was stored. What you typed stays on this page and "
        "in this browser: copy it if you need it."
    )


def _conflict(conflict: Conflict) -> dict[str, str]:
    words = {UNABLE: _("unable to judge"), WHOLE_FILE: _("the whole file")}
    return {
        "message": conflict.message,
        "theirs": conflict.theirs,
        "shown": words.get(conflict.theirs, conflict.theirs),
        "who": _moment(conflict.when or timezone.now()),
    }


def _saved_words(at: datetime) -> str:
    return _("saved %(when)s") % {"when": date_format(localtime(at), "TIME_FORMAT")}


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
