"""The rows of the ranking, a hundred cities with a dozen cells each, and the columns to choose from."""

from collections.abc import Iterable
from html import escape

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.drawing import draw
from accounts.templatetags.icons import icon
from reviews.ranking.table import ALWAYS_SHOWN, Cell, Column, RankingTable, Row

register = template.Library()

ROW = '<tr data-live-row="{}" data-live-rank="{}"{}>{}</tr>\n'
CITY = '<th scope="row"><a href="{}{}/{}" data-live-name>{}</a>{}</th>'
RATE = '<td class="num rate"><span>{}</span><progress max="100" value="{}" aria-hidden="true"></progress></td>'
COLUMN = (
    '<label class="form-check"><input class="form-check-input" type="checkbox" name="columns" value="{}"{}>'
    '<span class="form-check-label">{}{}</span></label>'
)
LINE = '<td class="trend"><svg viewBox="-2 0 64 18" role="img" aria-label="{}"><polyline points="{}"/></svg></td>'


@register.simple_tag
def ranking_rows(rows: Iterable[Row], city_address: str, city_query: str = "") -> SafeString:
    """``city_address`` and ``city_query``: of a city's explanation, before and after its code."""
    return SafeString("".join([_row(row, city_address, city_query) for row in rows]))


@register.simple_tag
def ranking_columns(table: RankingTable) -> SafeString:
    """What can be ticked: all columns but those that are always shown."""
    shown = {column.key for column in table.columns}
    open_to_choice = [column for column in table.all_columns if column.key not in ALWAYS_SHOWN]
    return SafeString("".join([_choosable(column, chosen=column.key in shown) for column in open_to_choice]))


def _choosable(column: Column, *, chosen: bool) -> SafeString:
    hint = column.hint if column.area or column.indicators else ""
    beside = hint and draw(' <span class="text-secondary">{}</span>', hint)
    return draw(COLUMN, column.key, SafeString(" checked") if chosen else "", column.label, beside)


def _row(row: Row, address: str, query: str) -> SafeString:
    cells = [_city(row, cell, address, query) if cell.key == "city" else _cell(cell) for cell in row.cells]
    unranked = SafeString(' class="unranked"') if row.rank == "0" else ""
    return draw(ROW, row.city.gb_code, row.rank, unranked, SafeString("".join(cells)))


def _city(row: Row, cell: Cell, address: str, query: str) -> SafeString:
    early = icon("eye", _("shown early, on record"), **{"class": "icon-sm"}) if row.is_looked_at_early else ""
    return draw(CITY, address, row.city.gb_code, query, cell.text, early and draw(" {}", early))


def _cell(cell: Cell) -> str:
    text = escape(cell.text)
    if cell.bar:
        return RATE.format(text, escape(cell.bar))
    if cell.is_number:
        note = f'<span class="over">{escape(cell.note)}</span>' if cell.note else ""
        return f'<td class="num cell-{escape(cell.key)}">{text}{note}</td>'
    if cell.line:
        return LINE.format(text, escape(cell.line))
    if cell.state:
        return f'<td><span class="badge state bg-{escape(cell.state.tone)}-lt">{text}</span></td>'
    return f"<td>{text}</td>"
