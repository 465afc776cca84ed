"""A fresh sign-in before acts that can't be undone: freezing, publishing, unlocking."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import suspend_request
from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse

from accounts.models import UserRequest

View = Callable[..., HttpResponse]


def signed_in_lately(request: UserRequest) -> bool:
    """Whether the person has proved who they are within ``FRESH_LOGIN_MINUTES``, in this browser."""
    records = get_authentication_records(request, request.user)
    last = max((record["at"] for record in records), default=None)
    if last is None:  # a session that the sign-in page has not made
        last = request.user.last_login.timestamp() if request.user.last_login else 0
    return bool(time.time() - last < settings.FRESH_LOGIN_MINUTES * 60)


def freshly_signed_in(view: View) -> View:
    """Put below ``login_required``: asks for password or code first. What was sent goes on afterwards."""

    @wraps(view)
    def asked(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if signed_in_lately(request):
            return view(request, *args, **kwargs)
        response: HttpResponse = suspend_request(request, reverse("account_reauthenticate"))
        return response

    return asked
