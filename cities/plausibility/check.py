"""Every check, over everything that a city hands in or over one form of it."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from cities.plausibility.dates import check_dates
from cities.plausibility.findings import Finding
from cities.plausibility.reading import dated_rows, year_rows
from cities.plausibility.rows import Window
from cities.plausibility.sheets import FUNDING, YEARLY
from cities.plausibility.stated import check_completion, check_figures, check_fuels
from cities.plausibility.yearly import Sheet, check_years

Content = Mapping[str, Any]
Check = Callable[[Content, Window], Iterator[Finding]]


def _sheet(sheet: Sheet, content: Content, window: Window) -> Iterator[Finding]:
    return check_years(year_rows(content, sheet.form), sheet, window)


OF_A_FORM: Sequence[tuple[str, Check]] = (
    ("F1", partial(_sheet, YEARLY)),
    ("F10", partial(_sheet, FUNDING)),
    ("F2", check_completion),
    ("F6", check_figures),
    ("F1", check_fuels),
)
"""Checks that find something in one form only; dates are looked at wherever there are any."""

READ_BESIDE: Mapping[str, frozenset[str]] = {"F2": frozenset({"F1"}), "F6": frozenset({"F1"})}
"""Forms that the checks of a form read besides it."""


def check(content: Content, window: Window) -> list[Finding]:
    """What was found, errors first, then by form and row; each place and rule once."""
    return _each_once(_all(content, window, [check for _code, check in OF_A_FORM]))


def check_form(code: str, content: Content, window: Window) -> list[Finding]:
    """What ``check`` finds in one form. ``content`` needs no other form than it and those ``READ_BESIDE`` it."""
    own = [check for of, check in OF_A_FORM if of == code]
    return _each_once(found for found in _all(content, window, own) if found.form.partition(".")[0] == code)


def _all(content: Content, window: Window, checks: Sequence[Check]) -> Iterator[Finding]:
    for one in checks:
        yield from one(content, window)
    yield from check_dates(dated_rows(content), window)


def _each_once(findings: Iterator[Finding]) -> list[Finding]:
    by_key = {finding.key: finding for finding in findings}
    return sorted(
        by_key.values(), key=lambda finding: (not finding.blocks, finding.form, finding.row, finding.field)
    )
