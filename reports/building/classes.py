"""The classes that a statistic can count, with anybody in them or not: only these print 0 where nobody is."""

from collections.abc import Mapping
from itertools import combinations

from cities.models import City, GoodPractice, PlanningDocument, PolicyDocument
from reports.statistics.names import REGIONS, Names
from scoring.statistics.documents import KINDS, combined

_ISSUERS = PlanningDocument.Issuer.values
_ISSUER_CLASSES = frozenset(
    combined(some) for number in range(1, len(_ISSUERS) + 1) for some in combinations(_ISSUERS, number)
)

CLASSES: Mapping[str, frozenset[str]] = {
    **{f"S8.{kind}": _ISSUER_CLASSES for kind in KINDS},
    "S9.theme": frozenset(PolicyDocument.Theme.values),
    "S17.category": frozenset(GoodPractice.Category.values),
    "S20.level": frozenset(City.Level.values),
    "S20.region": frozenset(REGIONS),
}
"""Statistic and head of the amount → what can stand behind it."""


def classes_of(names: Names) -> dict[str, frozenset[str]]:
    """With those that a round names: its cities, provinces, domains and problems."""
    return {
        **CLASSES,
        "S9.city": frozenset(names.cities),
        "S19.domain": frozenset(names.domains),
        "S20.province": frozenset(names.provinces),
        "E4.tag": frozenset(names.problems),
    }
