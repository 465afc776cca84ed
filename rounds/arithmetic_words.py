"""The arithmetic of a computed value in words: the steps that a rule wrote down, as a reader follows them."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from rounds.rule_words import NAMES, VALUES
from scoring.rules.outcome import Flag, StepName, Unit

Kept = Mapping[str, Any]
"""What ``Outcome.to_dict`` gave, with rule and parameters."""

COLUMNS: dict[str, Promise] = {
    "gdp_constant": _("GDP at constant prices"),
    "gdp_current": _("GDP at current prices"),
    "co2_total": _("CO2 emissions"),
    "energy_total": _("energy consumption"),
    "coal": _("coal consumption"),
    "tertiary": _("value added of the tertiary sector"),
    "forest_cover": _("forest cover"),
    "forest_stock": _("growing stock of forests"),
    "green_building_share": _("share of green buildings in new ones"),
    "new_energy_bus_share": _("share of new-energy buses"),
}

FLAGS: dict[str, Promise] = {
    Flag.NO_DATA: _("No data: counts 0, which is not “not applicable”."),
    Flag.PARTLY_NO_DATA: _("A part has no data and counts 0."),
    Flag.REFERENCE_TARGET: _("A target is missing or not above 0: the round's reference target was used."),
    Flag.NO_TARGET: _("There is no target, and the round has no reference target: counts 0."),
    Flag.NO_PREVIOUS_PERIOD: _("The previous period has no rate: growth counts as not slowed."),
    Flag.MIXED_BASIS: _(
        "Figures by different methods or at different prices are not compared: counts as no data."
    ),
}

ANSWERS: dict[str, Promise] = {"yes": _("yes"), "no": _("no"), "–": _("no answer")}
UNITS: dict[str, Promise | str] = {
    Unit.PLAIN: "",
    Unit.PER_CENT: "%",
    Unit.PERCENTAGE_POINTS: _("percentage points"),
    Unit.POINTS: _("pts"),
}


@dataclass(frozen=True)
class Line:
    """One step: label, the sum, its sign (= or ≈), its value."""

    label: str
    formula: str
    sign: str
    value: str

    @property
    def sum_text(self) -> str:
        return " ".join(filter(None, (self.formula, self.sign, self.value)))


def lines_of(kept: Kept) -> Sequence[Line]:
    """What is missing in one line, then the steps in order; nothing where nothing was computed."""
    steps = kept.get("steps", ())
    missing = dict.fromkeys(step["about"] for step in steps if step["name"] == StepName.MISSING)
    lines = [_line(step, kept) for step in steps if step["name"] != StepName.MISSING]
    return [_missing(missing), *lines] if missing else lines


def _missing(rows: Iterable[str]) -> Line:
    """The years of each figure that the city has not given."""
    years: dict[str, list[str]] = {}
    for column, _space, year in (row.partition(" ") for row in rows):
        years.setdefault(column, []).append(year)
    named = [f"{COLUMNS.get(column) or column} {', '.join(sorted(found))}" for column, found in years.items()]
    return Line(str(_("missing")), "", "", "; ".join(named))


def flags_of(kept: Kept) -> Sequence[str]:
    """What a person should look at, a sentence each."""
    return [str(FLAGS[flag]) for flag in kept.get("flags", ())]


def _line(step: Mapping[str, str], kept: Kept) -> Line:
    name, about, formula = StepName(step["name"]), step["about"], step["formula"]
    value = f"{step['value']} {UNITS[step['unit']]}".strip()
    label = LABELS[name](about, kept)
    if name in (StepName.ANSWER, StepName.REGULAR_MECHANISM):
        return Line(label, str(ANSWERS[formula]), "→", value)
    if name is StepName.BEST_DOCUMENT:
        return Line(label, str(NAMES.get(formula) or _("none")), "→", value)
    if name is StepName.COMPLETION and formula == "–":
        return Line(label, str(_("no data")), "→", value)
    is_given = name in (StepName.TARGET, StepName.CLASS) or formula == "–"
    return Line(label, "", "", value) if is_given else Line(label, formula, step["sign"], value)


def _plain(text: Promise) -> Callable[[str, Kept], str]:
    return lambda about, _kept: f"{text} {about}".strip()


def _series(about: str, kept: Kept) -> str:
    series = str(kept.get("parameters", {}).get("series", ""))
    return f"{VALUES.get(series) or series} {about}".strip()


def _class(about: str, _kept: Kept) -> str:
    return str(_("class: %(name)s") % {"name": NAMES.get(about) or about})


def _named(about: str, _kept: Kept) -> str:
    return str(VALUES.get(about) or NAMES.get(about) or about)


LABELS: dict[StepName, Callable[[str, Kept], str]] = {
    StepName.FIGURE: _series,
    StepName.TARGET: _plain(_("target")),
    StepName.COMPLETION: _plain(_("completion")),
    StepName.YEARLY_MEAN: _plain(_("mean of the years")),
    StepName.WEIGHTED: _plain(_("parts weighted")),
    StepName.YEARLY_RATE: _plain(_("mean yearly rate")),
    StepName.PREVIOUS_RATE: _plain(_("mean yearly rate of the previous period")),
    StepName.CLASS: _class,
    StepName.BEST_DOCUMENT: _named,
    StepName.MEAN: _plain(_("mean")),
    StepName.ANSWER: _named,
    StepName.SUM: _plain(_("sum")),
    StepName.LINE: _plain(_("place on the line")),
    StepName.INVENTORY_YEARS: _plain(_("years with an inventory")),
    StepName.LONGEST_RUN: _plain(_("longest run of years")),
    StepName.REGULAR_MECHANISM: _plain(_("regular mechanism")),
    StepName.PROMISES: lambda about, _kept: str(_("no promise on record") if about else _("promises kept")),
    StepName.CLAMP: _plain(_("brought into 0…1")),
    StepName.POINTS: _plain(_("computed points")),
}
