"""S12 and S13: whether inventories are made regularly, and for which years there are some."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from scoring.rules.records import longest_run
from scoring.statistics.material import Material
from scoring.statistics.parameters import Parameters
from scoring.statistics.shape import Amount, Statistic, Unit, count_of

MECHANISM, YEARS = "F7.mechanism", "F7.years"


def mechanism(material: Material, parameters: Parameters) -> Statistic:
    """S12: cities where making inventories is regular, and where it isn't; those whose districts make some too."""
    rows = {row.city: row for row in material.table(MECHANISM) if row.says("regular_mechanism") is not None}
    regular = {city for city, row in rows.items() if row.says("regular_mechanism")}
    counties = {city for city, row in rows.items() if row.says("county_inventories")}
    amounts = (
        count_of("regular", material.in_order(regular), len(rows)),
        count_of("not_regular", material.in_order(rows.keys() - regular), len(rows)),
        count_of("counties", material.in_order(counties), len(rows)),
    )
    origins = tuple(row.origin for row in rows.values())
    return Statistic("S12", amounts, len(rows), material.of, material.missing(set(rows)), origins)


def years_by_city(material: Material) -> Mapping[str, Sequence[int]]:
    """City → its inventory years up to the end of the review period. Longest run first, then most years."""
    found: dict[str, set[int]] = {}
    for row in material.table(YEARS):
        year = row.whole("year")
        if year is not None and year <= material.review[1]:
            found.setdefault(row.city, set()).add(year)
    years = {city: sorted(found[city]) for city in material.in_order(set(found))}
    return dict(sorted(years.items(), key=lambda item: (-len(longest_run(item[1])), -len(item[1]))))


def years(material: Material, parameters: Parameters) -> Statistic:
    """S13: cities with at least N inventory years, with at least M without a gap, with every year; with few."""
    by_city, known = years_by_city(material), material.answered(YEARS)
    runs = {city: longest_run(has) for city, has in by_city.items()}
    span = _span(by_city)
    every = set(range(span[0], span[1] + 1)) if span else set()
    full = [city for city, has in by_city.items() if every and every <= set(has)]
    few = [c for c in material.in_order(known) if len(by_city.get(c, ())) < parameters.few_inventories]
    number = len(known)
    amounts = [
        count_of("many", [c for c, has in by_city.items() if len(has) >= parameters.inventory_years], number),
        count_of("run", [c for c, run in runs.items() if len(run) >= parameters.inventory_run], number),
        count_of("full", full, number),
        count_of("few", few, number),
        Amount("first_year", Fraction(span[0]) if span else None, Unit.YEAR, number),
        Amount("last_year", Fraction(span[1]) if span else None, Unit.YEAR, number),
        Amount("span", Fraction(span[1] - span[0] + 1) if span else None, Unit.YEARS, number),
    ]
    origins = tuple(row.origin for row in material.table(YEARS))
    chosen = parameters.chosen("inventory_years", "inventory_run", "few_inventories", "examples")
    return Statistic("S13", tuple(amounts), number, material.of, material.missing(known), origins, chosen)


def _span(by_city: Mapping[str, Sequence[int]]) -> tuple[int, int] | None:
    """The span of the longest run on record."""
    runs = [longest_run(years) for years in by_city.values()]
    longest = max(runs, key=len, default=[])
    return (longest[0], longest[-1]) if longest else None
