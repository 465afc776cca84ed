"""The rows of the matrix of assignment: experts by the ten thousand, most of them drawn alike in every city."""

from collections.abc import Iterable, Sequence

from django import template
from django.template.defaultfilters import floatformat
from django.urls import reverse
from django.utils.html import escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.templatetags.icons import icon
from reviews.queries.matrix import Cell, Chip, Column, Row

register = template.Library()

ROW = (
    '<tr><th scope="row"><a href="{href}">{city}</a>{anchor}</th>{cells}'
    '<td class="num{blocks}" data-label="{in_all}">{experts}</td>'
    '<td class="num" data-label="{match}">{served}</td>'
    '<td data-label="{recused}">{names}</td></tr>\n'
)
CELL = '<td data-label="{}">{}</td>'
SHORT_CELL = '<td data-label="{}" class="cell-{}">{}<span class="cell-note">{} / {}</span></td>'


@register.simple_tag
def matrix_rows(rows: Iterable[Row], columns: Iterable[Column], slug: str) -> SafeString:
    """A city each, with its experts domain by domain; every expert leads to the page of the city."""
    body = _Body(columns, slug)
    return SafeString("".join([body.row(row) for row in rows]))


class _Body:
    """What is the same in several cities is drawn once."""

    def __init__(self, columns: Iterable[Column], slug: str) -> None:
        self.names = [escape(column.domain.name) for column in columns]
        before, _zero, after = reverse("reviews:city-assignments", args=[slug, 0]).rpartition("0")
        self.before, self.after = escape(before), escape(after)
        self.words = {"in_all": escape(_("In all")), "match": escape(_("Match")), "recused": escape(_("Recused"))}
        self.pinned = icon("pin", label=_("pinned"), **{"class": "icon-sm"})
        self.anchor = format_html(" {}", icon("anchor", label=_("anchor city"), **{"class": "icon-sm"}))
        self.chips: dict[Chip, tuple[SafeString, SafeString]] = {}
        self.served: dict[float, str] = {}

    def row(self, row: Row) -> SafeString:
        href = format_html("{}{}{}", self.before, row.submission.pk, self.after)
        if row.served not in self.served:
            self.served[row.served] = floatformat(row.served, 0)
        return format_html(
            ROW,
            **self.words,
            href=href,
            city=row.city.short_name,
            anchor=self.anchor if row.is_anchor else "",
            cells=self.cells(row.cells, href),
            blocks=" cell-blocks" if row.everyone else "",
            experts=row.experts,
            served=self.served[row.served],
            names=format_html_join("", '<span class="chip chip-recused">{}</span>', ((n,) for n in row.recused)),
        )

    def cells(self, cells: Sequence[Cell], href: SafeString) -> SafeString:
        drawn = [self.cell(cell, name, href) for cell, name in zip(cells, self.names, strict=True)]
        return SafeString("".join(drawn))

    def cell(self, cell: Cell, name: SafeString, href: SafeString) -> SafeString:
        chips, short = self.chips, cell.shortfall
        for chip in cell.chips:
            if chip not in chips:
                chips[chip] = self.around(chip)
        drawn = SafeString("".join([href.join(chips[chip]) for chip in cell.chips]))
        if short is None:
            return format_html(CELL, name, drawn)
        return format_html(
            SHORT_CELL, name, "blocks" if short.blocks_ranking else "short", drawn, short.have, short.wanted
        )

    def around(self, chip: Chip) -> tuple[SafeString, SafeString]:
        """The link of an expert before and after the address of the city."""
        is_less = chip.match is not None and chip.match < 100
        before = format_html(
            '<a class="chip chip-{}" title="{} · {}" href="', chip.state, chip.name, chip.employer
        )
        after = format_html(
            '#expert-{}">{}{}{}</a>',
            chip.expert,
            chip.short_name,
            self.pinned if chip.is_pinned else "",
            format_html('<span class="chip-match">{}</span>', chip.match) if is_less else "",
        )
        return before, after
