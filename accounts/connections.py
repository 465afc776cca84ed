"""When a process of the web server holds a connection to the database."""

from collections.abc import Callable
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponseBase


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
        response = self.get_response(request)
        release_connection()
        return response

    def process_view(self, request: HttpRequest, *_view: Any) -> None:
        """The person is known by now, and nothing of a form has been read."""
        if request.method == "POST":
            release_connection()
