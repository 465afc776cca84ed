"""A table of indicators as a file: read whole, with a sentence for every line that is wrong."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from rounds.rule_names import RULES
from rounds.rule_words import refusals_in_words
from scoring.canonical import plain_decimal

COLUMNS = (
    "code",
    "area",
    "name_zh",
    "name_en",
    "points",
    "computed_max",
    "judged_max",
    "domain",
    "rule",
    "rule_parameters",
)
EVERYONE = "全体"
"""In the column “domain”: every expert of the city marks it."""


@dataclass(frozen=True)
class IndicatorRow:
    """One indicator as the file says. ``domain`` is a name or a code, empty for all experts."""

    code: str
    area: str
    name_zh: str
    name_en: str
    computed_max: Decimal
    judged_max: Decimal
    domain: str
    rule: str
    rule_parameters: dict[str, Any]


class BadFile(Exception):
    """``problems``: sentences, each beginning with the line it is about."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_file(content: bytes, *, areas: Iterable[str], domains: Iterable[str]) -> list[IndicatorRow]:
    """The rows in their order; BadFile with all that is wrong if anything is."""
    table = csv.DictReader(io.StringIO(_decoded(content), newline=""))
    if missing := [name for name in COLUMNS if name not in (table.fieldnames or [])]:
        raise BadFile([_("Line 1: columns are missing: %(names)s.") % {"names": ", ".join(missing)}])
    reader = _Reader(set(areas), {*domains, EVERYONE})
    for row in table:
        reader.read(table.line_num, {name: (row[name] or "").strip() for name in COLUMNS})
    if not reader.rows and not reader.problems:
        reader.problems.append(_("The file has no indicators."))
    if reader.problems:
        raise BadFile(reader.problems)
    return reader.rows


def _decoded(content: bytes) -> str:
    """UTF-8 with or without a mark, else the Chinese encoding that spreadsheets write."""
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            return content.decode("gb18030")
        except UnicodeDecodeError as error:
            raise BadFile([_("The file is not text in UTF-8 or GB 18030. Save it as CSV again.")]) from error


class _Reader:
    def __init__(self, areas: set[str], domains: set[str]) -> None:
        self.areas, self.domains = areas, domains
        self.rows: list[IndicatorRow] = []
        self.problems: list[str] = []
        self._seen: set[str] = set()

    def read(self, line: int, row: Mapping[str, str]) -> None:
        wrong = [*self._wrong_words(row), *self._wrong_points(row), *_wrong_parameters(row)]
        self._seen.add(row["code"])
        self.problems += [_("Line %(line)s: %(what)s") % {"line": line, "what": what} for what in wrong]
        if not wrong:
            self.rows.append(_row(row))

    def _wrong_words(self, row: Mapping[str, str]) -> Iterable[str]:
        if not row["code"] or len(row["code"]) > 6:
            yield _("the code must have 1 to 6 characters.")
        if row["code"] in self._seen:
            yield _("the code %(code)s stands in the file twice.") % row
        if row["area"] not in self.areas:
            yield _("there is no area “%(area)s”.") % row
        if not row["name_zh"] or not row["name_en"]:
            yield _("the name must be given in both languages.")
        if row["domain"] not in self.domains:
            yield _("there is no domain “%(domain)s”.") % row
        if row["rule"] and row["rule"] not in RULES:
            known = {**row, "known": ", ".join(RULES)}
            yield _("there is no rule “%(rule)s”; the rules are: %(known)s.") % known

    def _wrong_points(self, row: Mapping[str, str]) -> Iterable[str]:
        points, computed, judged = (_points(row[name]) for name in ("points", "computed_max", "judged_max"))
        if points is None or computed is None or judged is None:
            yield _("points must be numbers from 0 to 100 with at most two decimals.")
            return
        if points != computed + judged:
            yield (
                _("%(points)s points are not %(computed_max)s computed and %(judged_max)s judged ones together.")
                % row
            )
        if not points:
            yield _("an indicator needs points.")
        if bool(computed) != bool(row["rule"]):
            yield _("computed points and a rule belong together: give both or neither.")
        if row["domain"] == EVERYONE and not judged:
            yield _("an indicator for all experts needs judged points.")


def _points(text: str) -> Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    fits = value.is_finite() and 0 <= value <= 100 and value == round(value, 2)
    return value if fits else None


def _wrong_parameters(row: Mapping[str, str]) -> Iterable[str]:
    parameters = parameters_of(row["rule_parameters"])
    if parameters is None:
        yield _("the parameters must read name=value; name=value …, each name once.")
    elif row["rule"] in RULES:
        yield from refusals_in_words(row["rule"], parameters)


def parameters_of(text: str) -> dict[str, Any] | None:
    """``a=1.00;kinds=x,y`` as plain JSON: numbers as decimal strings, so that nothing passes through a float."""
    found: dict[str, Any] = {}
    for part in filter(None, (part.strip() for part in text.split(";"))):
        name, equals, value = (piece.strip() for piece in part.partition("="))
        if not equals or not name or not value or name in found:
            return None
        found[name] = [_plain(item.strip()) for item in value.split(",")] if "," in value else _plain(value)
    return found


def parameters_text(parameters: Mapping[str, Any]) -> str:
    """The same in one line, as the file and the form write it."""
    values = {name: ",".join(v) if isinstance(v, list) else str(v) for name, v in parameters.items()}
    return ";".join(f"{name}={value}" for name, value in values.items())


def _plain(text: str) -> str:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return text
    return plain_decimal(number) if number.is_finite() else text


def _row(row: Mapping[str, str]) -> IndicatorRow:
    domain = "" if row["domain"] == EVERYONE else row["domain"]
    return IndicatorRow(
        code=row["code"],
        area=row["area"],
        name_zh=row["name_zh"],
        name_en=row["name_en"],
        computed_max=Decimal(row["computed_max"]),
        judged_max=Decimal(row["judged_max"]),
        domain=domain,
        rule=row["rule"],
        rule_parameters=parameters_of(row["rule_parameters"]) or {},
    )
