"""Parts of pages that keep themselves up to date: short questions with an ETag, never a request that is held."""

from collections.abc import Callable
from hashlib import sha256

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.translation import get_language


def etag_of(*state: object) -> str:
    """Changes whenever what is shown would; of the reader's language too."""
    return f'"{sha256(repr((get_language(), *state)).encode()).hexdigest()[:32]}"'


def live_part(request: HttpRequest, etag: str, part: Callable[[], HttpResponse]) -> HttpResponse:
    """304 while it would be the same."""
    asked = request.headers.get("If-None-Match", "").removeprefix("W/")  # what a proxy that compresses makes of it
    same = asked == etag
    response = HttpResponseNotModified() if same else part()
    response["ETag"] = etag
    response["Cache-Control"] = "private, no-cache"
    return response
