"""Addresses of the questionnaire's pages, and the cells of its forms."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString

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
