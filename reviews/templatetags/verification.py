"""The rows of the verification grid: a large round has more than ten thousand values."""

from collections.abc import Iterable
from decimal import Decimal

from django import template
from django.template.defaultfilters import floatformat
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from reviews.queries.verification import Cell, Row

register = template.Library()

ROW = '<tr><th scope="row"><a href="{}{}{}">{}</a></th><td>{}</td>{}</tr>\n'
CELL = '<td class="num{}">{}</td>'
CHANGED = '{}<br><span class="verify-open" title="{}">→ {}</span>'
PROPOSED = '<span class="verify-open" title="{}">({}){}</span>'


@register.simple_tag
def verification_rows(rows: Iterable[Row], slug: str) -> SafeString:
    """A city each: its state, and what is verified or proposed, indicator by indicator."""
    body = _Body(slug)
    return SafeString("".join([body.row(row) for row in rows]))


class _Body:
    """What is the same in several rows is drawn once."""

    def __init__(self, slug: str) -> None:
        self.before, _zero, self.after = reverse("reviews:verify-city", args=[slug, 0]).rpartition("0")
        self.states: dict[tuple[object, ...], SafeString] = {}
        self.written: dict[Decimal, str] = {}
        self.plain: dict[Decimal, SafeString] = {}
        self.does_not_apply, self.nothing = _("n/a"), SafeString('<span class="verify-open">–</span>')
        self.left_out = format_html('<span class="text-secondary">{}</span>', self.does_not_apply)
        self.flag = format_html(
            '<span aria-hidden="true">!</span><span class="visually-hidden">{}</span>', _("to be looked at")
        )
        self.gives_now, self.only_proposed = _("The accepted material now gives this"), _("Proposed, not verified")

    def row(self, row: Row) -> SafeString:
        cells = SafeString("".join([self.cell(cell) for cell in row.cells]))
        name = row.city.short_name
        return format_html(ROW, self.before, row.submission.pk, self.after, name, self.state(row), cells)

    def state(self, row: Row) -> SafeString:
        at = (bool(row.changed), bool(row.doubts), row.is_accepted, row.done, len(row.cells))
        if at not in self.states:
            self.states[at] = render_to_string("reviews/_verify_state.html", {"row": row})
        return self.states[at]

    def cell(self, cell: Cell) -> SafeString:
        if cell.is_settled and cell.applies and cell.points is not None:
            if cell.points not in self.plain:
                self.plain[cell.points] = format_html(CELL, "", self.points(cell.points))
            return self.plain[cell.points]
        return format_html(CELL, " verify-again" if cell.is_changed or cell.has_doubt else "", self.said(cell))

    def said(self, cell: Cell) -> str:
        if cell.points is not None:
            said = self.points(cell.points) if cell.applies else self.left_out
            if not cell.is_changed:
                return said
            return format_html(CHANGED, said, self.gives_now, self.points(cell.proposed))
        if cell.proposed is None:
            return self.nothing
        proposed = self.points(cell.proposed) if cell.proposal_applies else self.does_not_apply
        return format_html(PROPOSED, self.only_proposed, proposed, self.flag if cell.is_flagged else "")

    def points(self, points: Decimal | None) -> str:
        if points is None:
            return ""
        if points not in self.written:
            self.written[points] = floatformat(points, 2)
        return self.written[points]
