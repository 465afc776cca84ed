"""How far a score sheet is, on lists of hundreds."""

from django import template
from django.utils.safestring import SafeString

from accounts.drawing import draw_state

register = template.Library()


@register.simple_tag
def sheet_state(state: str) -> SafeString:
    return draw_state("reviews/_sheet_state.html", state)
