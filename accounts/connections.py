"""When a process of the web server holds a connection to the database."""

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase, UnreadablePostError

FORM = "application/x-www-form-urlencoded"
SHORT = 64 * 1024
"""Bytes: a form of at most so many is read before anything else, and lies in memory then."""


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
        _read_short_form(request)
        response = self.get_response(request)
        release_connection()
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """The person is known by now, and nothing of a file has been read."""
        if request.method == "POST" and not hasattr(request, "_body"):
            release_connection()


def _read_short_form(request: HttpRequest) -> None:
    """Who signs at the same moment as sixty others then waits for a connection once, and not a second time."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    if request.content_type == FORM and length.isdecimal() and int(length) <= SHORT:
        with suppress(UnreadablePostError):  # whoever sent it is gone
            request.body  # noqa: B018 - reading it is the point
