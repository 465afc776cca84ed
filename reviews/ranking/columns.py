"""What the table can show besides areas: rates of domains and indicators, and intervals of ranks."""

from collections.abc import Mapping

from reviews.models import Advice
from reviews.ranking.advice import content_of
from reviews.ranking.reading import indicators_of
from reviews.ranking.table import Group
from rounds.models import Domain, Round

ANY: tuple[int, int] = (0, 0)
NO_INTERVALS: Mapping[int, tuple[int, int]] = {0: ANY}
"""The column can be chosen and holds nothing yet."""


def groups_of(round: Round) -> dict[str, Group]:
    """One for each domain and one for each indicator, in order."""
    indicators = indicators_of(round.indicator_system)
    domains: dict[int, tuple[Domain, list[int]]] = {}
    for place, indicator in enumerate(indicators):
        if indicator.domain is not None:
            domains.setdefault(indicator.domain.pk, (indicator.domain, []))[1].append(place)
    groups = {
        f"domain-{pk}": Group(str(domain), ", ".join(indicators[i].code for i in places), tuple(places))
        for pk, (domain, places) in domains.items()
    }
    for place, indicator in enumerate(indicators):
        groups[f"indicator-{indicator.code}"] = Group(indicator.code, indicator.name, (place,))
    return groups


def rank_intervals(round: Round) -> Mapping[int, tuple[int, int]]:
    """City → the ranks it has nine times of ten, from the newest advice."""
    advice = Advice.objects.filter(round=round).first()
    if advice is None:
        return NO_INTERVALS
    return {row["city"]: (row["low"], row["high"]) for row in content_of(advice)["cities"]} or NO_INTERVALS
