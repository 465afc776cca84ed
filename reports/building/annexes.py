"""The report's tables as a workbook: figures as numbers, names as text."""

from collections.abc import Iterator, Sequence
from datetime import datetime, time
from decimal import Decimal

from django.utils.translation import gettext as _

from accounts.tables import FileColumn, Value, Workbook
from reports.blocks import Document, Table
from reports.building.gathering import Gathered
from reports.statistics import Computed, named_for_public, names_of, shown_statistics


def annexes(gathered: Gathered, document: Document) -> bytes:
    """Statistics with their names, the registers behind figures, and every table that is printed."""
    with Workbook(created=datetime.combine(document.dated, time())) as book:
        version = gathered.facts.version
        notes = [_("Scores of version %(version)s.") % {"version": version}] if version else []
        if not gathered.facts.for_ministry:
            notes.append(_("Cities are named only where that is published."))
        add_statistics(book, gathered.computed, notes, for_public=not gathered.facts.for_ministry)
        for block in document.blocks:
            if isinstance(block, Table):
                _add_table(book, block)
        return book.content()


def add_statistics(book: Workbook, computed: Computed, notes: Sequence[str], *, for_public: bool = False) -> None:
    """``for_public``: without the names that are not published."""
    columns = [
        FileColumn(_("No.")),
        FileColumn(_("Name of the statistic")),
        FileColumn(_("Amount")),
        FileColumn(_("What is counted")),
        FileColumn(_("Value"), "points"),
        FileColumn(_("Unit")),
        FileColumn(_("Of"), "count"),
        FileColumn(_("Share")),
        FileColumn(_("Cities")),
    ]
    book.add_table(_("Statistics"), columns, _statistics(computed, for_public), notes=notes)


def _statistics(computed: Computed, for_public: bool) -> Iterator[Sequence[Value]]:
    names = names_of(computed.round)
    for shown in shown_statistics(computed, names):
        statistic = computed.statistics[shown.code]
        for amount in shown.amounts:
            counted = statistic[amount.key]
            codes = named_for_public(statistic, counted) if for_public else counted.cities
            yield [
                shown.code, shown.title, amount.key, amount.label, amount.value, amount.unit,
                amount.of, amount.share, _(", ").join(map(names.city, codes)),
            ]  # fmt: skip


def _add_table(book: Workbook, table: Table) -> None:
    columns = [
        FileColumn(column.label, "points" if column.align == "right" else "text") for column in table.columns
    ]
    rows = ([_value(cell, column.kind) for cell, column in zip(row, columns, strict=True)] for row in table.rows)
    book.add_table(table.caption, columns, rows, notes=table.notes)


def _value(cell: str, kind: str) -> Value:
    """A number where the column has numbers and the cell is one."""
    if kind == "text":
        return cell
    try:
        return Decimal(cell)
    except ArithmeticError:
        return cell
