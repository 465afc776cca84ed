"""What a page draws hundreds of times is as safe as what a template draws."""

import pytest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from accounts.drawing import draw, draw_each

VALUES = ["<b>\"x\" & 'y'</b>", "深圳", 7, None, SafeString("<i>as it is</i>"), gettext_lazy("Yes")]


@pytest.mark.parametrize("value", VALUES)
def test_what_is_drawn_is_escaped_as_django_escapes_it(value):
    expected = format_html('<p title="{}">{}</p>', value, value)

    assert draw('<p title="{}">{}</p>', value, value) == expected
    assert draw_each('<p title="{said}">{said}</p>', [{"said": value}] * 2) == expected * 2
    assert isinstance(draw("{}", value), SafeString)
