"""The fields that a text of the report can have, with what they print now."""

from collections.abc import Iterator
from dataclasses import dataclass

from reports.building.facts import Facts
from reports.building.values import SPECIAL, Lacking, value_of
from reports.template import field_of
from scoring.statistics.shape import Unit


@dataclass(frozen=True)
class KnownField:
    """``written`` goes between {{ and }}. ``value`` empty: there is no data."""

    written: str
    label: str
    value: str
    group: str


def known_fields(facts: Facts) -> list[KnownField]:
    """Statistics in their order, then what is known besides, then figures and tables."""
    return [*_amounts(facts), *_others(facts), *_blocks(facts)]


def _amounts(facts: Facts) -> Iterator[KnownField]:
    for code, statistic in facts.statistics.items():
        for amount in statistic.amounts:
            label = facts.labels(code, amount.key)
            yield _known(f"{code}.{amount.key}", label, code, facts)
            if amount.unit is Unit.CITIES and amount.of:
                for shape in ("share", "words", "pilots", "cities"):
                    yield _known(f"{code}.{amount.key}|{shape}", label, code, facts)


def _others(facts: Facts) -> Iterator[KnownField]:
    for name in (*facts.values, *SPECIAL):
        yield _known(name, name, "", facts)


def _blocks(facts: Facts) -> Iterator[KnownField]:
    for kind, known in (("figure", facts.figures), ("table", facts.tables)):
        for name in known:
            yield KnownField(f"{kind}:{name}", name, "", kind)


def _known(written: str, label: str, group: str, facts: Facts) -> KnownField:
    try:
        value = value_of(field_of(written), facts).text
    except Lacking:
        value = ""
    return KnownField(written, label, value, group)
