"""The list of a page as a file, and names in a row."""

from collections.abc import Iterable
from typing import Any

from django import template
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts.listing import query

register = template.Library()


@register.filter
def in_a_row(names: Iterable[object]) -> str:
    """Joined as the reader's language does it: 深圳、青岛; in English with commas."""
    return _(", ").join(map(str, names))


@register.inclusion_tag("components/table_files.html", takes_context=True)
def table_files(context: dict[str, Any], page: str = "") -> dict[str, str]:
    """CSV and XLSX of the list of this page, with the choice that its address makes.

    ``page`` names it where another view shows it, too.
    """
    request: HttpRequest = context["request"]
    match = request.resolver_match
    if match is None:
        raise NoReverseMatch("a page without an address has no file")
    chosen = query(request, page=None)
    return {
        ending: reverse(f"{page or match.view_name}-file", kwargs={**match.kwargs, "ending": ending})
        + (f"?{chosen}" if chosen else "")
        for ending in ("csv", "xlsx")
    }
