"""S18: the scores. S19: who gave them. S20: the cities by batch, province and level."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from scoring.grade import Grade
from scoring.statistics.growth import mean
from scoring.statistics.material import Material, Place, Scores
from scoring.statistics.parameters import Parameters
from scoring.statistics.shape import Amount, Exclusion, Origin, Statistic, Unit, Why, count_of, guarded

REGIONS: Mapping[str, frozenset[str]] = {
    "east": frozenset({"11", "12", "13", "31", "32", "33", "35", "37", "44", "46"}),
    "centre": frozenset({"14", "34", "36", "41", "42", "43"}),
    "north_east": frozenset({"21", "22", "23"}),
}
"""The first two digits of GB/T 2260; all others are in the west."""

RANKING, PANEL = "ranking", "panel"
TOTAL_DECIMALS, RATE_DECIMALS = 1, 1


def scores(material: Material, parameters: Parameters) -> Statistic:
    """S18: mean, highest and lowest total; the mean 得分率 of every area, highest first; the published list."""
    found = material.scores or Scores("", {}, {}, {}, {})
    totals = {city: found.totals[city] for city in material.codes if city in found.totals}
    number = len(totals)
    amounts = [
        _score("mean", mean(list(totals.values())), number, parameters),
        Amount("highest", max(totals.values(), default=None), Unit.POINTS, number, decimals=TOTAL_DECIMALS),
        Amount("lowest", min(totals.values(), default=None), Unit.POINTS, number, decimals=TOTAL_DECIMALS),
        *area_rates(found, parameters),
        *_batch_means(material, totals, parameters),
        count_of("listed", [city for city in found.listed if city in totals], number),
        *(_grade(material, found, grade, number) for grade in sorted(Grade, reverse=True)),
    ]
    missing = tuple(Exclusion(city, Why.NOT_COMPLETE) for city in material.codes if city not in totals)
    origins = tuple(Origin(city, RANKING, found.name) for city in totals)
    chosen = {"ranking": found.name, **parameters.chosen("smallest_group")}
    return Statistic("S18", tuple(amounts), number, material.of, missing, origins, chosen)


def area_rates(found: Scores, parameters: Parameters) -> list[Amount]:
    """One for each area, the highest first; equal ones in the order of the areas."""
    means = {area: mean(list(rates.values())) for area, rates in found.area_rates.items()}
    ordered = sorted(means, key=lambda area: -(means[area] or Fraction(0)))
    return [
        guarded(
            Amount(
                f"area.{area}", None if (rate := means[area]) is None else rate * 100, Unit.PERCENT,
                len(found.area_rates[area]), about=(area,), decimals=RATE_DECIMALS,
            ),
            len(found.area_rates[area]), int(parameters.smallest_group),
        )
        for area in ordered
    ]  # fmt: skip


def _batch_means(material: Material, totals: Mapping[str, Fraction], parameters: Parameters) -> list[Amount]:
    amounts = []
    for batch in sorted({place.batch for place in material.places}):
        of_batch = [total for city, total in totals.items() if material.place[city].batch == batch]
        amounts.append(_score(f"batch.{batch}", mean(of_batch), len(of_batch), parameters, about=(str(batch),)))
    return amounts


def _score(
    key: str, value: Fraction | None, number: int, parameters: Parameters, about: Sequence[str] = ()
) -> Amount:
    amount = Amount(key, value, Unit.POINTS, number, about=tuple(about), decimals=TOTAL_DECIMALS)
    return guarded(amount, number, int(parameters.smallest_group))


def _grade(material: Material, found: Scores, grade: Grade, number: int) -> Amount:
    """Without names: grades of single cities are published only as the list."""
    cities = [city for city in material.codes if found.grades.get(city) == grade]
    return Amount(f"grade.{grade.value}", Fraction(len(cities)), Unit.CITIES, number, (), (str(grade.value),))


def panel(material: Material, parameters: Parameters) -> Statistic:
    """S19: experts of the panel, and by domain; one of two domains counts in both."""
    by_domain = Counter(domain for domains in material.experts.values() for domain in domains)
    number = len(material.experts)
    amounts = [
        Amount("all", Fraction(number), Unit.EXPERTS),
        Amount("domains", Fraction(len(by_domain)), Unit.DOMAINS),
        *(
            Amount(f"domain.{domain}", Fraction(count), Unit.EXPERTS, number, (), (domain,))
            for domain, count in sorted(by_domain.items())
        ),
    ]
    return Statistic("S19", tuple(amounts), material.of if number else 0, material.of, (), (Origin("", PANEL),))


def region_of(province: str) -> str:
    """East, centre, north-east or west, as the National Bureau of Statistics divides the provinces."""
    return next((region for region, codes in REGIONS.items() if province[:2] in codes), "west")


def places(material: Material, parameters: Parameters) -> Statistic:
    """S20: cities by batch, region, level and province."""
    amounts = [Amount("all", Fraction(material.of), Unit.CITIES, None, material.codes)]
    groupings: Mapping[str, Callable[[Place], str]] = {
        "batch": lambda place: str(place.batch),
        "region": lambda place: region_of(place.province),
        "level": lambda place: place.level,
        "province": lambda place: place.province,
    }
    for name, group_of in groupings.items():
        groups: dict[str, list[str]] = {}
        for place in material.places:
            groups.setdefault(group_of(place), []).append(place.code)
        amounts += [
            count_of(f"{name}.{group}", cities, material.of, about=(group,))
            for group, cities in sorted(groups.items())
        ]
    return Statistic("S20", tuple(amounts), material.of, material.of)
