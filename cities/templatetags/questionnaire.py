"""Addresses of the questionnaire's pages, how far each part of it has come, and the cells of its forms."""

from collections.abc import Iterable

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.drawing import draw_each, draw_state
from cities.forms.cells import draw_cell, draw_cells
from cities.forms.sheets import Cell
from cities.models import Submission
from cities.queries.questionnaire import FormLine, Questionnaire
from cities.views.form_addresses import address_of

register = template.Library()


@register.filter
def form_address(submission: Submission, line: FormLine) -> str:
    """Of a form's page."""
    return address_of(submission, line)


ENTRY = (
    '<li><a href="{address}" data-state="{state}"{current}><span class="nav-dot" aria-hidden="true"></span>'
    '<span><b>{code}</b> <span class="nav-name">{name}</span></span>'
    '<span class="visually-hidden">{word}</span></a></li>\n'
)


@register.simple_tag
def form_entries(submission: Submission, questionnaire: Questionnaire, shown: str) -> SafeString:
    """Every form with its state, in the list of forms; ``shown`` is the code of the one on the page."""
    words = {"complete": _("Complete"), "draft": _("Being written"), "empty": _("Not begun")}
    return draw_each(
        ENTRY,
        (
            {
                "address": address_of(submission, line),
                "state": line.state,
                "current": SafeString(' aria-current="page"' if line.form.code == shown else ""),
                "code": line.form.code,
                "name": line.form.name,
                "word": words[line.state],
            }
            for line in questionnaire.lines
        ),
    )


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
    return draw_state("cities/_line_state.html", state)
