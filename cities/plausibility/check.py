"""Every check, over everything that a city hands in."""

from typing import Any

from cities.plausibility.dates import check_dates
from cities.plausibility.findings import Finding
from cities.plausibility.reading import dated_rows
from cities.plausibility.rows import Window


def check(content: dict[str, Any], window: Window) -> list[Finding]:
    """What was found, errors first, then by form and row; each place and rule once."""
    found = {finding.key: finding for finding in check_dates(dated_rows(content), window)}
    return sorted(
        found.values(), key=lambda finding: (not finding.blocks, finding.form, finding.row, finding.field)
    )
