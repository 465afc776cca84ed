"""How far a score sheet is, on lists of hundreds."""

from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

register = template.Library()


@register.simple_tag
def sheet_state(state: str) -> SafeString:
    """``reviews/_sheet_state.html``, drawn once for each state and language: there are few of them."""
    return _drawn(state, get_language())


@lru_cache(maxsize=64)
def _drawn(state: str, language: str | None) -> SafeString:
    return render_to_string("reviews/_sheet_state.html", {"state": state})
