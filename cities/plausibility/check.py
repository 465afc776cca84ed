"""Every check, over everything that a city hands in."""

from collections.abc import Iterator
from typing import Any

from cities.plausibility.dates import check_dates
from cities.plausibility.findings import Finding
from cities.plausibility.reading import dated_rows, year_rows
from cities.plausibility.rows import Window
from cities.plausibility.sheets import FUNDING, YEARLY
from cities.plausibility.stated import check_stated
from cities.plausibility.yearly import check_years


def check(content: dict[str, Any], window: Window) -> list[Finding]:
    """What was found, errors first, then by form and row; each place and rule once."""
    found = {finding.key: finding for finding in _all(content, window)}
    return sorted(
        found.values(), key=lambda finding: (not finding.blocks, finding.form, finding.row, finding.field)
    )


def _all(content: dict[str, Any], window: Window) -> Iterator[Finding]:
    for sheet in (YEARLY, FUNDING):
        yield from check_years(year_rows(content, sheet.form), sheet, window)
    yield from check_stated(content, window)
    yield from check_dates(dated_rows(content), window)
