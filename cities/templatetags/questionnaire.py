"""Addresses of the questionnaire's pages, how far a part of it has come, and the cells of its forms."""

from collections.abc import Iterable
from functools import lru_cache

from django import template
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from cities.forms.cells import draw_cell, draw_cells
from cities.forms.sheets import Cell
from cities.models import Submission
from cities.queries.questionnaire import FormLine
from cities.views.form_addresses import address_of

register = template.Library()


@register.filter
def form_address(submission: Submission, line: FormLine) -> str:
    """Of a form's page."""
    return address_of(submission, line)


@register.filter
def drawn(cell: Cell) -> SafeString:
    """A cell by itself."""
    return draw_cell(cell)


@register.simple_tag
def row_cells(cells: Iterable[Cell], *, marks_asked: bool = False) -> SafeString:
    """Cells beside each other, in the row of a table."""
    return draw_cells(cells, marks_asked=marks_asked)


@register.simple_tag
def line_state(state: str) -> SafeString:
    """``cities/_line_state.html``, drawn once for each state and language."""
    return _drawn(state, get_language())


@lru_cache(maxsize=16)
def _drawn(state: str, language: str | None) -> SafeString:
    return render_to_string("cities/_line_state.html", {"state": state})
