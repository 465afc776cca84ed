"""S9, S14 and S16: policies, statistics systems, and figures of the tasks."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction

from scoring.statistics.growth import median
from scoring.statistics.material import Material, Row
from scoring.statistics.parameters import Parameters
from scoring.statistics.shape import Amount, Statistic, Unit, count_of, guarded

POLICIES, SYSTEMS, FIGURES = "F5.policies", "F8.systems", "F6.figures"
SYSTEM_KINDS = (
    "data_sharing", "report_forms", "energy_balance", "enterprises", "verification", "platform", "other",
)  # fmt: skip
SHARE = "%"


def policies(material: Material, parameters: Parameters) -> Statistic:
    """S9: how many policies and laws, by theme and by city; the cities with most of them first."""
    rows, known = material.table(POLICIES), material.answered(POLICIES)
    by_city = Counter(row.city for row in rows)
    most = sorted(material.in_order(set(by_city)), key=lambda city: -by_city[city])
    themes = Counter(row.text("theme") for row in rows)
    laws = [row.city for row in rows if row.text("kind") == "law"]
    amounts = [
        Amount("all", Fraction(len(rows)), Unit.DOCUMENTS, len(known), tuple(most)),
        *(
            Amount(
                f"theme.{theme}", Fraction(themes[theme]), Unit.DOCUMENTS, len(known),
                material.in_order({row.city for row in rows if row.text("theme") == theme}), (theme,),
            )
            for theme in sorted(themes, key=lambda theme: (-themes[theme], theme))
        ),
        count_of("laws", material.in_order(laws), len(known)),
        *(
            Amount(f"city.{city}", Fraction(by_city[city]), Unit.DOCUMENTS, None, (city,), (city,))
            for city in material.in_order(set(by_city))
        ),
    ]  # fmt: skip
    origins = tuple(row.origin for row in rows)
    chosen = parameters.chosen("examples")
    return Statistic("S9", tuple(amounts), len(known), material.of, material.missing(known), origins, chosen)


def systems(material: Material, parameters: Parameters) -> Statistic:
    """S14: cities with each kind of system; tables and indicators of statistical report forms."""
    rows, known = material.table(SYSTEMS), material.answered(SYSTEMS)
    amounts = [
        count_of(
            f"kind.{kind}", material.in_order({row.city for row in rows if row.text("kind") == kind}),
            len(known), about=(kind,),
        )
        for kind in SYSTEM_KINDS
    ]  # fmt: skip
    forms = [row for row in rows if row.text("kind") == "report_forms"]
    for name, unit in (("tables", Unit.TABLES), ("indicators", Unit.INDICATORS)):
        counted = [row for row in forms if row.whole(name)]
        total = sum(row.whole(name) or 0 for row in counted)
        cities = material.in_order({row.city for row in counted})
        amounts.append(Amount(name, Fraction(total), unit, len(cities), cities))
    origins = tuple(row.origin for row in rows)
    return Statistic("S14", tuple(amounts), len(known), material.of, material.missing(known), origins)


def metrics(material: Material, parameters: Parameters) -> Statistic:
    """S16: the figures of the tasks at the end of the review period, in the order of their dictionary.

    Only the same figure in the same unit is added up; of shares there is the median, never a sum.
    """
    by_metric: dict[str, list[Row]] = {}
    for row in material.table(FIGURES):
        if row.number("at_end") is not None:
            by_metric.setdefault(row.origin.row, []).append(row)
    known = frozenset(row.city for rows in by_metric.values() for row in rows)
    amounts = [
        _metric(code, by_metric[code], is_share, parameters)
        for code, is_share in material.metrics.items()
        if code in by_metric
    ]
    origins = tuple(row.origin for rows in by_metric.values() for row in rows)
    chosen = parameters.chosen("smallest_group")
    return Statistic("S16", tuple(amounts), len(known), material.of, material.missing(known), origins, chosen)


def _metric(code: str, rows: Sequence[Row], is_share: bool, parameters: Parameters) -> Amount:
    values = [value for row in rows if (value := row.number("at_end")) is not None]
    number = median(values) if is_share else sum(values, Fraction(0))
    key, unit = ("median", Unit.PERCENT) if is_share else ("sum", Unit.OF_METRIC)
    amount = Amount(f"{code}.{key}", number, unit, len(values), about=(code, key), decimals=1)
    return guarded(amount, len(values), int(parameters.smallest_group))
