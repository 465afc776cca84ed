"""What every answer has in common."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.core.exceptions import SuspiciousOperation
from django.db import DataError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, reverse, set_script_prefix
from django.utils import translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.views.defaults import bad_request

from accounts.models import User
from cities.addresses import ACTING
from cities.queries import act_for, cities_filed_for
from reviews.models import Expert
from rounds.models import RoundRole

Handler = Callable[[HttpRequest], HttpResponse]


class NothingUnwritable:
    """A NUL stands in no text that people write, and no column holds one: whoever sends one is refused.

    Forms say it beside their field. What else asks the database with one is answered here.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = (request.path_info, request.META.get("QUERY_STRING", ""), *request.COOKIES.values())
        if any("\0" in text or "%00" in text for text in asked):
            return bad_request(request, SuspiciousOperation("NUL"))
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        unwritable = isinstance(exception, ValueError | DataError) and "NUL" in str(exception)
        return bad_request(request, SuspiciousOperation("NUL")) if unwritable else None


def reader_language(get_response: Handler) -> Handler:
    """Simplified Chinese unless the reader chose otherwise: what the browser asks for does not decide."""

    def answer(request: HttpRequest) -> HttpResponse:
        chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        language = chosen if chosen in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response

    return answer


def private_pages_are_not_cached(get_response: Handler) -> Handler:
    """What a person saw while logged in is not shown from a cache to the next one at the same desk."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        user = getattr(request, "user", None)
        if user is not None and user.is_authenticated and not response.has_header("Cache-Control"):
            add_never_cache_headers(response)
        return response

    return answer


SEEN = "seen"
"""Where a session keeps when the person last did something, to the minute."""

BY_ITSELF = frozenset(
    {
        "task-count",
        "ranking-live",
        "assignment-run",
        "session-live",
        "session-desk-live",
        "reveal-live",
        "discussion-live",
        "health-live",
        "form-presence",
    }
)
"""Addresses that a page asks by itself: they keep nobody signed in.

The projector's is not among them: nobody touches that page while a whole day of presentations runs on it.
"""
ASKED_BY_ITSELF = "X-By-Itself"
"""What a script sends where the address is also one that people open: a report's progress, a list that waits."""


def idle_sessions_end(get_response: Handler) -> Handler:
    """Who has done nothing for ``IDLE_MINUTES`` is signed out: desks are shared."""

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not settings.IDLE_MINUTES or not isinstance(user, User):
            return get_response(request)
        now = int(time.time())
        seen = request.session.get(SEEN) or (int(user.last_login.timestamp()) if user.last_login else now)
        if now - seen > settings.IDLE_MINUTES * 60:
            logout(request)
            return get_response(request)
        response = get_response(request)
        match = request.resolver_match
        named = match is not None and match.url_name in BY_ITSELF
        by_itself = named or ASKED_BY_ITSELF in request.headers
        if now - seen >= 60 and not by_itself and request.user.is_authenticated:
            request.session[SEEN] = now
        return response

    return answer


SECOND_FACTOR = "second_factor"
"""Where a session keeps that its person has a second factor, or needs none."""


def second_factor_where_required(get_response: Handler) -> Handler:
    """Whoever ``TWO_FACTOR_REQUIRED_FOR`` names sets up a second factor before anything else."""

    def answer(request: HttpRequest) -> HttpResponse:
        user = request.user
        if not settings.TWO_FACTOR_REQUIRED_FOR or not isinstance(user, User):
            return get_response(request)
        if request.session.get(SECOND_FACTOR):
            return get_response(request)
        if request.path_info.startswith((*ALWAYS_OPEN, settings.STATIC_URL)):
            return get_response(request)
        if needs_second_factor(user) and not is_mfa_enabled(user):
            messages.warning(request, gettext("Your part asks for a second factor. Set it up first."))
            return HttpResponseRedirect(reverse("mfa_index"))
        request.session[SECOND_FACTOR] = True
        return get_response(request)

    return answer


ALWAYS_OPEN = ("/accounts/", "/language/", "/theme/", "/health/live")


def needs_second_factor(user: User) -> bool:
    """Whether the settings ask it of one of the person's parts."""
    named = set(settings.TWO_FACTOR_REQUIRED_FOR)
    return (
        ("administrators" in named and bool(user.administrator or user.is_staff))
        or ("leaders" in named and RoundRole.objects.filter(user=user).exists())
        or ("experts" in named and Expert.objects.filter(user=user).exists())
    )


def acting_for_a_county(get_response: Handler) -> Handler:
    """``/for/530802/…`` is the page ``/…`` for somebody whose organisation files for that county.

    The address says it, and all addresses on the page go on saying it: two tabs can't write into each other's
    county. Whoever may not act for it is led to the page itself and finds there what is theirs.
    """

    def answer(request: HttpRequest) -> HttpResponse:
        found = ACTING.fullmatch(request.path_info)
        if found is None:
            return get_response(request)
        with _addresses_below(f"/for/{found['gb_code']}"):
            request.path_info = found["page"]
            if request.user.is_authenticated and not _acts_for(request.user, found["gb_code"]):
                return _led_to_the_page_itself(request, found["page"])
            return get_response(request)

    return answer


def _acts_for(user: User, gb_code: str) -> bool:
    county = cities_filed_for(user).filter(gb_code=gb_code).first()
    if county is not None:
        act_for(user, county)
    return county is not None


def _led_to_the_page_itself(request: HttpRequest, page: str) -> HttpResponse:
    if request.method not in ("GET", "HEAD"):
        raise Http404
    query = request.META.get("QUERY_STRING", "")
    return HttpResponseRedirect("/" + page.lstrip("/") + (f"?{query}" if query else ""))


@contextmanager
def _addresses_below(prefix: str) -> Iterator[None]:
    """Every address that is made meanwhile begins with ``prefix``."""
    before = get_script_prefix()
    set_script_prefix(f"{before.rstrip('/')}{prefix}/")
    try:
        yield
    finally:
        set_script_prefix(before)
