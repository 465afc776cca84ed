"""The answer to a field that is saved as it is typed: what ``static/js/autosave.js`` reads."""

from collections.abc import Callable
from datetime import datetime

from django.http import JsonResponse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from accounts.errors import PortalError
from accounts.models import UserRequest
from cities.services import Conflict, Saved


def saved_answer(request: UserRequest, save: Callable[[], Saved]) -> JsonResponse:
    """200: stored; 409: somebody else changed it, with both texts; 422: it can't be stored, and why.

    403: the page was opened by somebody who is no longer the one who is signed in.
    """
    if request.POST.get("user", str(request.user.pk)) != str(request.user.pk):
        return JsonResponse({"message": _("Another person is signed in now.")}, status=403)
    try:
        saved = save()
    except Conflict as conflict:
        return JsonResponse(_conflict(conflict), status=409)
    except PortalError as error:
        return JsonResponse({"message": error.message}, status=422)
    words = _("saved %(when)s") % {"when": _moment(saved.at)}
    return JsonResponse({"text": saved.text, "version": saved.version, "saved": words})


def _conflict(conflict: Conflict) -> dict[str, str]:
    words = ""
    if conflict.who and conflict.when:
        words = _("%(who)s, %(when)s") % {"who": conflict.who, "when": _moment(conflict.when)}
    answer = {"message": conflict.message, "theirs": conflict.theirs, "who": words}
    return answer | ({"shown": conflict.shown} if conflict.shown else {})


def _moment(at: datetime) -> str:
    return date_format(localtime(at), "SHORT_DATETIME_FORMAT")
