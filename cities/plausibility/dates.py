"""Dates: nothing later than the deadline, nothing from before the window without a word."""

from collections.abc import Iterable, Iterator

from cities.plausibility.findings import Finding, Level, Rule
from cities.plausibility.rows import DatedRow, Window

ENDS = (("period_start", "period_end"), ("valid_from", "valid_to"), ("first_year", "last_year"))
"""Pairs of fields of which the second must not be before the first."""

MAY_BE_LATER = frozenset({"period_end", "valid_to", "due_on", "first_year", "last_year"})
"""Dates that lie ahead by their nature: until when a plan runs."""

MAY_BE_EARLIER = frozenset({"founded_on", "adopted_on"})
"""What was set up before the review period is none the worse for it."""


def check_dates(rows: Iterable[DatedRow], window: Window) -> Iterator[Finding]:
    for row in rows:
        for field, value in row.dates.items():
            if field in MAY_BE_LATER:
                continue
            if window.deadline and value > window.deadline:
                values = {"date": value.isoformat(), "limit": window.deadline.isoformat()}
                yield Finding(row.form, row.row, field, Rule.AFTER_DEADLINE, Level.ERROR, values, row.where)
            elif value.year < window.review[0] and field not in MAY_BE_EARLIER:
                values = {"date": value.isoformat(), "limit": str(window.review[0])}
                yield Finding(row.form, row.row, field, Rule.BEFORE_WINDOW, Level.WARNING, values, row.where)
        yield from _reversed(row)


def _reversed(row: DatedRow) -> Iterator[Finding]:
    for first, last in ENDS:
        start, end = row.dates.get(first), row.dates.get(last)
        if start and end and end < start:
            values = {"start": start.isoformat(), "end": end.isoformat()}
            yield Finding(row.form, row.row, last, Rule.END_BEFORE_START, Level.ERROR, values, row.where)
