"""Icons of the sheet that the assets bring. Every template has the tag without loading it."""

from functools import lru_cache

from django import template
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def icon(name: str, label: str = "", **attributes: str) -> SafeString:
    """``{% icon "send" %}``, ``{% icon "send" class="icon-sm" %}``; ``label`` only if no word stands beside it."""
    return _drawn(str(name), str(label), attributes.get("class", ""))


@lru_cache(maxsize=1024)
def _drawn(name: str, label: str, classes: str) -> SafeString:
    said = format_html('role="img" aria-label="{}"', label) if label else SafeString('aria-hidden="true"')
    return format_html(
        '<svg class="icon {}" {}><use href="{}#{}"/></svg>', classes, said, static("vendor/icons.svg"), name
    )
