"""When a process of the web server holds a connection to the database, and how many short forms it works on."""

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase, UnreadablePostError

from accounts.line import Line

FORM = "application/x-www-form-urlencoded"
SHORT = 64 * 1024
"""Bytes: a form of at most so many is read before anything else, and lies in memory then."""

AT_ONCE = 2
"""Short forms that a process works on at once: one computes while the other waits for the database."""
PATIENCE = 0.3
"""Seconds after which whoever waits in line goes on all the same: no slow act closes it."""
BESIDE_THE_LINE = "/accounts/"
"""Signing in computes for long on purpose, and elsewhere than in the interpreter."""
LINE = Line(AT_ONCE, PATIENCE)


def release_connection() -> None:
    """Give the connection back to the pool before waiting for somebody else; the next query takes one again.

    Nothing happens without a pool, or inside a transaction.
    """
    if connection.settings_dict["OPTIONS"].get("pool") and not connection.in_atomic_block:
        connection.close()


class HeldForWorkOnly:
    """Neither a form that arrives slowly nor an answer that leaves slowly keeps a connection from others.

    It stands around everybody who asks the database something, such as the session, which is stored last of all,
    and before whoever reads what is sent, such as the check of its token.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        with _place_in_line(request) if _read_short_form(request) else nullcontext():
            response = self.get_response(request)
            release_connection()
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """The person is known by now, and nothing of a file has been read."""
        if request.method == "POST" and not hasattr(request, "_body"):
            release_connection()


def _read_short_form(request: HttpRequest) -> bool:
    """Whether it was one. Who signs together with sixty others then waits for a connection once, not twice."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    is_short = request.content_type == FORM and length.isdecimal() and int(length) <= SHORT
    if is_short:
        with suppress(UnreadablePostError):  # whoever sent it is gone
            request.body  # noqa: B018 - reading it is the point
    return is_short


def _place_in_line(request: HttpRequest) -> AbstractContextManager[None]:
    """Threads that all compute at once take turns at the interpreter, and each is done later for it.

    What a script saves while somebody types on goes before what people send and wait for.
    """
    is_known = settings.SESSION_COOKIE_NAME in request.COOKIES
    if not is_known or request.path_info.startswith(BESIDE_THE_LINE):
        return nullcontext()
    return LINE.place(hurried=request.headers.get("Accept") == "application/json")
