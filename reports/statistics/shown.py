"""A statistic as a reader sees it: in words, with denominators, names and what was left out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from cities.questionnaire.metrics import BY_CODE as METRICS
from reports.statistics.compute import Computed
from reports.statistics.names import Names, method_label
from reports.statistics.words import (
    CHOICES,
    DEFINITIONS,
    LABELS,
    OTHER_PARAMETERS,
    PARAMETERS,
    REASONS,
    TITLES,
    UNITS,
)
from scoring.statistics.parameters import RELATIVE
from scoring.statistics.shape import Amount, Statistic, Unit, Why


@dataclass(frozen=True)
class ShownAmount:
    """``text`` is the number with its unit; ``share`` its part of the denominator, in per cent."""

    key: str
    label: str
    text: str
    share: str
    of: int | None
    cities: str
    city_count: int
    examples: str
    """Of many cities those that are named in the report; empty where all are."""
    is_withheld: bool
    value: Decimal | None
    unit: str

    @property
    def is_of_one_city(self) -> bool:
        """A line of a long list, which only a field or a workbook asks for."""
        return self.key.startswith("city.")


@dataclass(frozen=True)
class LeftOut:
    why: str
    cities: str
    count: int


@dataclass(frozen=True)
class ShownStatistic:
    """``parameters``: label and value of every threshold that it rests on."""

    code: str
    title: str
    definition: str
    with_data: int
    of: int
    amounts: Sequence[ShownAmount]
    parameters: Sequence[tuple[str, str]]
    left_out: Sequence[LeftOut]
    row_count: int

    @property
    def is_empty(self) -> bool:
        return not self.with_data


def shown_statistics(computed: Computed, names: Names) -> list[ShownStatistic]:
    """All of them, in order; scores and tags only where there are some to be shown."""
    return [shown(statistic, names) for statistic in computed.statistics.values()]


def shown(statistic: Statistic, names: Names) -> ShownStatistic:
    return ShownStatistic(
        code=statistic.code,
        title=str(TITLES[statistic.code]),
        definition=str(DEFINITIONS[statistic.code]),
        with_data=statistic.with_data,
        of=statistic.of,
        amounts=[shown_amount(statistic, amount, names) for amount in statistic.amounts],
        parameters=[parameter_words(name, value) for name, value in statistic.parameters.items() if value],
        left_out=_left_out(statistic, names),
        row_count=len(statistic.origins),
    )


def shown_amount(statistic: Statistic, amount: Amount, names: Names) -> ShownAmount:
    unit = unit_of(amount)
    share = amount.printed_share()
    is_rate = amount.unit in {Unit.CITIES, Unit.PROMISES} and amount.of is not None
    return ShownAmount(
        key=amount.key,
        label=label_of(statistic, amount, names),
        text=_number(amount, unit),
        share=f"{share} %" if share is not None and is_rate else "",
        of=amount.of,
        cities=names.cities_as_text(amount.cities),
        city_count=len(amount.cities),
        examples=_examples(statistic, amount, names),
        is_withheld=amount.is_withheld,
        value=amount.printed,
        unit=unit,
    )


def _examples(statistic: Statistic, amount: Amount, names: Names) -> str:
    """The first ones, as many as the parameter says; statistics without it have none."""
    most = int(statistic.parameters.get("examples", "0"))
    return names.cities_as_text(amount.cities[:most]) if 0 < most < len(amount.cities) else ""


def label_of(statistic: Statistic, amount: Amount, names: Names) -> str:
    """By the whole key, else by its head with what it is about."""
    head = "metric" if statistic.code == "S16" else amount.key.partition(".")[0]
    keys = (f"{statistic.code}.{amount.key}", f"{statistic.code}.{head}", statistic.code)
    template = next(str(LABELS[key]) for key in keys if key in LABELS)
    words = {
        **statistic.parameters,
        "coal_unit": _coal_unit(statistic.parameters),
        "about": names.about(statistic.code, head, amount.about) if amount.about else "",
        "area": amount.about[0] if amount.about else "",
    }
    return template % words


def _coal_unit(parameters: Mapping[str, str]) -> str:
    return "%" if parameters.get("coal_measure") == RELATIVE else _("percentage points")


def unit_of(amount: Amount) -> str:
    if amount.unit is Unit.OF_METRIC:
        metric = METRICS.get(amount.about[0])
        return str(metric.unit) if metric else ""
    return str(UNITS[amount.unit])


def _number(amount: Amount, unit: str) -> str:
    """77 cities, 5.8 %; years are not grouped by thousands."""
    if amount.printed is None:
        return _("withheld") if amount.is_withheld else "–"
    grouped = number_format(amount.printed, amount.decimals, force_grouping=amount.unit is not Unit.YEAR)
    return f"{grouped} {unit}".strip()


def _left_out(statistic: Statistic, names: Names) -> list[LeftOut]:
    """By reason; the cities that handed nothing in last."""
    by_reason: dict[Why, list[str]] = {}
    for exclusion in statistic.excluded:
        by_reason.setdefault(exclusion.why, []).append(exclusion.city)
    ordered = sorted(by_reason, key=lambda why: why is Why.NOT_HANDED_IN)
    return [
        LeftOut(str(REASONS[why]), names.cities_as_text(by_reason[why], 81), len(by_reason[why]))
        for why in ordered
    ]


def parameter_words(name: str, value: str) -> tuple[str, str]:
    """Label and value of a parameter, for a page."""
    label: Promise | str = PARAMETERS.get(name) or OTHER_PARAMETERS.get(name) or name
    if name == "method":
        return str(label), method_label(value)
    choices = CHOICES.get(name, {})
    return str(label), str(choices.get(value, value))
