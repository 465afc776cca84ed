"""What stands in a cell, and what a person would have typed on the page for it; and the other way round."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from cities.errors import CityError
from cities.models import Evidence
from cities.questionnaire import TableSpec
from cities.values import NO, YES
from cities.workbook.layout import choices_of

NUMBERED = re.compile(r"#(\d+)\b.*", re.DOTALL)
"""A reference to evidence or a case: #12 and its title."""

BETWEEN = re.compile(r"[;；\n]")
"""Between several choices in one cell."""


def together(choices: Iterable[str]) -> str:
    """Several choices in one cell, as they are read again from it."""
    return pgettext("between choices in a cell", "; ").join(choices)


def plain(value: Any) -> str:
    """A cell as text: whole days as 2022-03-01, figures with the digits that a spreadsheet shows."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return f"{Decimal(f'{value:.15g}'):f}"
    return str(value).strip()


def typed(table: TableSpec, field: str, cell: str) -> str:
    """What the page would have sent for the cell. CityError if the cell names no choice."""
    model_field = table.model_field(field)
    if not cell:
        return ""
    if isinstance(model_field, models.ForeignKey):
        return _reference(model_field, cell)
    if isinstance(model_field, models.BooleanField):
        return _choice({YES: _yes_words(), NO: _no_words()}, cell)
    if isinstance(model_field, ArrayField):
        named = _named(table, field)
        return ",".join(_choice(named, part.strip()) for part in BETWEEN.split(cell) if part.strip())
    if model_field.choices:
        return _choice(_named(table, field), cell)
    return cell


def _reference(field: "models.ForeignKey[Any, Any]", cell: str) -> str:
    """The number after #; a case may be named by its title alone, evidence by its number only."""
    if found := NUMBERED.fullmatch(cell):
        return found[1]
    if field.related_model is Evidence:
        raise CityError(_("“%(value)s” is no piece of your evidence: choose it from the list.") % {"value": cell})
    return cell


def _choice(named: Mapping[str, frozenset[str]], cell: str) -> str:
    for code, words in named.items():
        if cell == code or cell.casefold() in words:
            return code
    raise CityError(_("“%(value)s” is not one of the choices.") % {"value": cell})


def _named(table: TableSpec, field: str) -> dict[str, frozenset[str]]:
    """Code → its labels in both languages: a workbook outlives a change of language."""
    found: dict[str, set[str]] = {}
    for language in ("zh-hans", "en"):
        with override(language):
            for code, label in choices_of(table, field):
                found.setdefault(code, set()).add(label.casefold())
    return {code: frozenset(labels) for code, labels in found.items()}


def _yes_words() -> frozenset[str]:
    return frozenset({"是", "yes", "true", "1", "√", "有"})


def _no_words() -> frozenset[str]:
    return frozenset({"否", "no", "false", "0", "×", "无"})


def shown(table: TableSpec, field: str, text: str, titles: Mapping[str, str]) -> str | Decimal | date:
    """What a stored text stands as in a cell. ``titles``: of evidence and cases, by number."""
    model_field = table.model_field(field)
    if not text:
        return ""
    if isinstance(model_field, models.ForeignKey):
        return f"#{text} {titles.get(text, '')}".strip()
    if isinstance(model_field, models.BooleanField):
        return str(_("Yes")) if text == YES else str(_("No"))
    if model_field.choices or isinstance(model_field, ArrayField):
        labels = dict(choices_of(table, field))
        return together(labels.get(part, part) for part in text.split(","))
    if isinstance(model_field, models.DateField):
        return date.fromisoformat(text)
    return number(text) if isinstance(model_field, models.DecimalField | models.IntegerField) else text


def number(text: str) -> str | Decimal:
    """As a number, unless a spreadsheet would not give back the same digits."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return text
    return value if Decimal(f"{float(value):.15g}") == value else text
