"""What every answer has in common."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import get_script_prefix, set_script_prefix
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from accounts.models import User
from cities.addresses import ACTING
from cities.queries import act_for, cities_filed_for

Handler = Callable[[HttpRequest], HttpResponse]


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
