"""The offline sheet: one workbook for all of an expert's cities, with the checks of the page in its cells."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.queries.offline import OfflineCity
from reviews.rules import LONGEST_COMMENT
from rounds.models import Indicator
from scoring.canonical import plain_decimal
from scoring.policy import ReconciliationPolicy

LABELS: Mapping[str, Promise] = {
    "city": gettext_lazy("City code"),
    "city_name": gettext_lazy("City"),
    "indicator": gettext_lazy("Code"),
    "indicator_name": gettext_lazy("Indicator"),
    "judged_max": gettext_lazy("Judged points"),
    "points": gettext_lazy("Points"),
    "unable": gettext_lazy("Unable to judge"),
    "comment": gettext_lazy("Comment"),
    "version": gettext_lazy("Version line"),
}
WIDTHS = {"city_name": 18, "indicator_name": 30, "comment": 60, "version": 24}
TYPED = ("points", "unable", "comment")
"""The columns that the expert fills in; everything else is locked."""


@dataclass(frozen=True)
class _Look:
    """The formats of the workbook."""

    head: Any
    locked: Any
    open: Any
    text: Any


def yes() -> str:
    return _("yes")


def version_line(city: OfflineCity) -> str:
    """Which sheet a line is of and what stood on it: a file that is older than the sheet is noticed."""
    return f"{city.desk.assignment.round.slug}/{city.desk.assignment.pk}/{city.desk.edit_version}"


def offline_book(cities: Sequence[OfflineCity], policy: ReconciliationPolicy, notes: Sequence[str]) -> bytes:
    """The workbook. Cities whose sheets can't be written now are not in it."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(
        file, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        look = _Look(
            head=book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"}),
            locked=book.add_format({"font_color": "#555555", "text_wrap": True, "valign": "top"}),
            open=book.add_format({"locked": False, "bg_color": "#fff9e0", "border": 1, "border_color": "#d8cfa0"}),
            text=book.add_format(
                {"locked": False, "bg_color": "#fff9e0", "border": 1, "border_color": "#d8cfa0", "text_wrap": True}
            ),
        )
        _scores(book.add_worksheet(_("Scores")), cities, policy, look)
        about = book.add_worksheet(_("Explanation"))
        about.set_column(0, 0, 100)
        for line, note in enumerate(notes):
            about.write_string(line, 0, note)
    return file.getvalue()


def _scores(sheet: Any, cities: Sequence[OfflineCity], policy: ReconciliationPolicy, look: _Look) -> None:
    for place, (name, label) in enumerate(LABELS.items()):
        sheet.write_string(0, place, str(label), look.head)
        sheet.set_column(place, place, WIDTHS.get(name, 11))
    sheet.freeze_panes(1, 4)
    sheet.protect(options={"format_columns": True, "format_rows": True, "autofilter": True, "sort": False})
    line = 1
    for city in cities:
        for indicator in city.indicators:
            _line(sheet, line, city, indicator, look)
            _checks(sheet, line, indicator, policy)
            line += 1
    sheet.autofilter(0, 0, max(line - 1, 1), len(LABELS) - 1)


def _line(sheet: Any, line: int, city: OfflineCity, indicator: Indicator, look: _Look) -> None:
    place, score = city.desk.assignment.submission.city, city.scores.get(indicator.code)
    locked = [place.gb_code, str(place), indicator.code, indicator.name]
    for column, text in enumerate(locked):
        sheet.write_string(line, column, text, look.locked)
    sheet.write_number(line, 4, float(indicator.judged_max), look.locked)
    if score is None or score.points is None:
        sheet.write_blank(line, 5, None, look.open)
    else:
        sheet.write_number(line, 5, float(score.points), look.open)
    sheet.write_string(line, 6, yes() if score and score.unable else "", look.open)
    sheet.write_string(line, 7, score.comment if score else "", look.text)
    sheet.write_string(line, 8, version_line(city), look.locked)


def _checks(sheet: Any, line: int, indicator: Indicator, policy: ReconciliationPolicy) -> None:
    """What a spreadsheet can check while somebody types; the portal checks all of it again."""
    limit = plain_decimal(indicator.judged_max)
    sheet.data_validation(
        line, 5, line, 5,
        {
            "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": float(indicator.judged_max),
            "error_title": _("Points")[:32],
            "error_message": _("0 to %(limit)s, in steps of %(step)s.") % {"limit": limit, "step": policy.step},
        },
    )  # fmt: skip
    sheet.data_validation(line, 6, line, 6, {"validate": "list", "source": [yes()]})
    sheet.data_validation(
        line, 7, line, 7,
        {
            "validate": "length", "criteria": "<=", "value": LONGEST_COMMENT,
            "error_message": _("At most %(limit)d characters.") % {"limit": LONGEST_COMMENT},
        },
    )  # fmt: skip
