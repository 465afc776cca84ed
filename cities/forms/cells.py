"""A cell of a form as HTML. A page has hundreds of them: they are drawn here, not by a template each."""

from collections.abc import Callable, Iterable, Mapping

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.drawing import draw, draw_each
from accounts.templatetags.icons import icon
from cities.forms.sheets import Cell, Head

NOTHING = SafeString("")
INVALID = SafeString(" is-invalid")
ASKED = SafeString(' class="is-asked"')
TD = '<td data-field="{}" data-base="{}"{}>{}</td>'


def draw_cells(cells: Iterable[Cell], *, marks_asked: bool) -> SafeString:
    """Cells beside each other, in the row of a table; ``marks_asked``: those that are asked for look so."""
    asked = ASKED if marks_asked else NOTHING
    drawn = (
        draw(TD, cell.name, cell.base, asked if cell.is_required else NOTHING, draw_cell(cell)) for cell in cells
    )
    return SafeString("".join(drawn))


def draw_cell(cell: Cell) -> SafeString:
    """What is typed into, and what is said to it."""
    return CONTROLS.get(cell.head.kind, _input)(cell) + _notes(cell)


def _invalid(cell: Cell) -> SafeString:
    return INVALID if cell.problem else NOTHING


def _number(cell: Cell) -> SafeString:
    return draw(
        '<input class="form-control num{}" id="{}" name="{}" value="{}" inputmode="decimal" autocomplete="off"'
        ' aria-label="{}">',
        *(_invalid(cell), cell.id, cell.name, cell.text, cell.label),
    )


def _input(cell: Cell) -> SafeString:
    return draw(
        '<input class="form-control{}" id="{}" name="{}" type="{}" value="{}" autocomplete="off" aria-label="{}">',
        *(_invalid(cell), cell.id, cell.name, cell.head.kind, cell.text, cell.label),
    )


def _choice(cell: Cell) -> SafeString:
    """A choice that is gone is offered only where it stands."""
    return draw(
        '<select class="form-select{}" id="{}" name="{}" aria-label="{}"><option value=""></option>{}</select>',
        *(_invalid(cell), cell.id, cell.name, cell.label, _options(cell.head, cell.text)),
    )


def _options(head: Head, chosen: str) -> SafeString:
    options = head.options
    if chosen in head.words:
        selected = draw('<option value="{}" selected>{}</option>', chosen, head.words[chosen])
        options = {**options, chosen: selected}
    return SafeString("".join(options.values()))


def _many(cell: Cell) -> SafeString:
    """The empty value before the boxes says that the field is on the page, whether one is ticked or none."""
    boxes = draw_each(
        '<label class="form-check form-check-inline"><input class="form-check-input" type="checkbox" name="{name}"'
        ' value="{value}"{checked}{id}><span class="form-check-label">{words}</span></label>',
        (
            {
                "name": cell.name,
                "value": value,
                "checked": CHECKED if value in cell.chosen else NOTHING,
                "id": NOTHING if place else draw(' id="{}"', cell.id),
                "words": words,
            }
            for place, (value, words) in enumerate(cell.head.choices)
        ),
    )
    return draw('<input type="hidden" name="{}" value="">{}', cell.name, boxes)


CHECKED = SafeString(" checked")


def _long(cell: Cell) -> SafeString:
    counted = counter = NOTHING
    if cell.head.limit:
        counted = draw(' data-count="{}" data-count-to="{}-count"', cell.head.limit, cell.id)
        counter = draw(
            '<output class="count-out num" id="{}-count" data-words="{}"></output>',
            *(cell.id, _("{count} of {limit}")),
        )
    return draw(
        '<textarea class="form-control{}" id="{}" name="{}" rows="5" aria-label="{}"{}>{}</textarea>{}',
        *(_invalid(cell), cell.id, cell.name, cell.label, counted, cell.text, counter),
    )


CONTROLS: Mapping[str, Callable[[Cell], SafeString]] = {
    "number": _number,
    "choice": _choice,
    "many": _many,
    "long": _long,
}
"""By the kind of field; the others are inputs of their kind."""


def _notes(cell: Cell) -> SafeString:
    """The last round's value, what was found, what is wrong, and what somebody else has stored."""
    notes = NOTHING
    if cell.last:
        notes += draw('<div class="last-value" title="{}">{}</div>', _("Last round"), cell.last)
    if cell.finding:
        notes += draw(
            '<div class="cell-finding" role="note">{}<span>{}</span></div>', icon("alert-triangle"), cell.finding
        )
    if cell.problem:
        notes += draw('<div class="invalid-feedback d-block">{}</div>', cell.problem)
    if cell.theirs is not None:
        notes += draw('<div class="theirs"><b>{}:</b> {}</div>', _("Stored now"), cell.theirs or "–")
    return notes
