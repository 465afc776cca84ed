"""What a document is made from: computed statistics, figures, texts, cases, and who says so on the cover."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from django.utils.functional import cached_property

from reports.blocks import Figure as FigureBlock
from reports.blocks import Table
from reports.template import Section
from reports.wording import Language
from scoring.statistics.shape import Statistic


@dataclass(frozen=True)
class Cover:
    """``dated`` is printed in every file."""

    title: str
    executor: str
    dated: date


@dataclass(frozen=True)
class PrintedCase:
    """A case that the city confirmed and the editor chose."""

    city: str
    title: str
    text: str


@dataclass(frozen=True)
class WrittenSection:
    section: Section
    text: str


@dataclass(frozen=True, eq=False)
class Facts:
    """``names`` city code → name. ``figures`` and ``tables`` make a block by its name; None: there is no data.

    ``values`` are what is known besides statistics: the round's period, the executor, the panel's domains.
    """

    language: Language
    for_ministry: bool
    is_locked: bool
    is_demonstration: bool
    """Then every document says so on its first page."""
    version: str
    """Which ranking the scores come from; empty: none."""
    cover: Cover
    sections: Sequence[WrittenSection]
    statistics: Mapping[str, Statistic]
    names: Mapping[str, str]
    city_order: Sequence[str] = ()
    examples: int = 3
    """How many cities a text names where it names some."""
    area_names: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)
    """The common problems that experts tag, by code."""
    classes: Mapping[str, frozenset[str]] = field(default_factory=dict)
    """Statistic and head of an amount (``E4.tag``) → the classes that it can count."""
    area_rates: Sequence[tuple[str, Fraction]] = ()
    """Area code and rate in per cent, in the order of the system."""
    values: Mapping[str, str] = field(default_factory=dict)
    labels: Callable[[str, str], str] = lambda statistic, key: f"{statistic}.{key}"
    cases: Mapping[str, Sequence[PrintedCase]] = field(default_factory=dict)
    figures: Mapping[str, Callable[[str], FigureBlock | None]] = field(default_factory=dict)
    tables: Mapping[str, Callable[[str], Table | None]] = field(default_factory=dict)

    @cached_property
    def _places(self) -> Mapping[str, int]:
        return {code: place for place, code in enumerate(self.city_order)}

    def in_editors_order(self, codes: Sequence[str]) -> list[str]:
        """Those that the editor ordered first, the others as they come."""
        after = len(self._places)
        return sorted(codes, key=lambda code: self._places.get(code, after))

    def city_names(self, codes: Sequence[str]) -> list[str]:
        return [self.names.get(code, code) for code in codes]
