"""S8 and S10: planning documents, counted from records and never from one status of a city."""

from collections.abc import Iterable, Mapping, Sequence

from scoring.statistics.material import PUBLISHED, Material, Row
from scoring.statistics.parameters import OWN_FIRST, OWN_ONLY, PUBLISHED_ONLY, Parameters
from scoring.statistics.shape import Amount, Statistic, count_of

KINDS = ("plan", "climate_plan", "ghg_control_plan", "pilot_work_plan")
"""Figures 1 to 4."""

WORK_POINTS = "work_points"
ISSUED = "issued"
UNDER_WAY = ("started", "compiled", "started_or_compiled")
COMPILED = "compiled_or_started"
"""Started and compiled are one class in the published figures."""

ISSUERS = ("government", "drc_eeb", "leading_group")
CLASSES = ("government", "drc_eeb", "leading_group", COMPILED)
"""The classes that every figure shows, even where nobody is in them; combinations follow."""

TABLE = "F4.documents"


def documents(material: Material, parameters: Parameters) -> Statistic:
    """S8: for each kind the cities that issued one, in classes of issuers, and those that compiled one."""
    rows = register(material, parameters)
    known = {row.city for row in rows} | material.answered(TABLE)
    if parameters.documents_from == PUBLISHED_ONLY:
        known = {row.city for row in rows}
    amounts: list[Amount] = []
    for kind in KINDS:
        of_kind = [row for row in rows if row.text("kind") == kind]
        classes = classes_of(of_kind)
        issued = {city for name, cities in classes.items() if name != COMPILED for city in cities}
        amounts.append(count_of(f"{kind}.{ISSUED}", material.in_order(issued), material.of, about=(kind,)))
        for name in (*CLASSES, *sorted(classes.keys() - set(CLASSES))):
            cities = material.in_order(classes.get(name, ()))
            amounts.append(count_of(f"{kind}.{name}", cities, material.of, about=(kind, name)))
    origins = tuple(row.origin for row in rows if row.text("kind") in KINDS)
    chosen = parameters.chosen("documents_from")
    return Statistic("S8", tuple(amounts), len(known), material.of, (), origins, chosen)


def classes_of(rows: Iterable[Row], *, merged: bool = True) -> dict[str, set[str]]:
    """Class → cities, of documents of one kind.

    A city's issued documents put it in one class, the combination of all their issuers joined by ``+``; a document
    under way puts it in the class of compiled ones besides. Repealed ones count nowhere. Not ``merged``: whatever
    is not issued is classed by its own status.
    """
    issuers: dict[str, set[str]] = {}
    classes: dict[str, set[str]] = {}
    for row in rows:
        status = row.text("status")
        if status == ISSUED:
            issuers.setdefault(row.city, set()).update(row.several("issuer_classes"))
        elif not merged:
            classes.setdefault(status, set()).add(row.city)
        elif status in UNDER_WAY:
            classes.setdefault(COMPILED, set()).add(row.city)
    for city, names in issuers.items():
        if names:
            classes.setdefault(combined(names), set()).add(city)
    return classes


def combined(issuers: Iterable[str]) -> str:
    """government+drc_eeb: in the order in which the figures name them."""
    names = set(issuers)
    return "+".join([*(name for name in ISSUERS if name in names), *sorted(names - set(ISSUERS))])


def register(material: Material, parameters: Parameters) -> list[Row]:
    """The rows that count: what the cities handed in goes before what the published report says of them."""
    own, published = material.table(TABLE), material.table(PUBLISHED)
    if parameters.documents_from == OWN_ONLY:
        return list(own)
    if parameters.documents_from == PUBLISHED_ONLY:
        return list(published)
    answered = material.answered(TABLE)
    assert parameters.documents_from == OWN_FIRST
    return [*own, *(row for row in published if row.city not in answered)]


def work_points(material: Material, parameters: Parameters) -> Statistic:
    """S10: cities with work points for every year of the review period, and with any at all."""
    rows = [
        row for row in material.table(TABLE) if row.text("kind") == WORK_POINTS and row.text("status") == ISSUED
    ]
    years = _years(rows)
    wanted = set(range(material.review[0], material.review[1] + 1))
    known = material.answered(TABLE)
    amounts = (
        count_of("every_year", material.in_order({c for c, has in years.items() if wanted <= has}), len(known)),
        count_of("some_year", material.in_order({c for c, has in years.items() if wanted & has}), len(known)),
    )
    origins = tuple(row.origin for row in rows)
    return Statistic("S10", amounts, len(known), material.of, material.missing(known), origins)


def _years(rows: Sequence[Row]) -> Mapping[str, set[int]]:
    """City → the years that its documents are for: a period counts whole, else the year of issue."""
    years: dict[str, set[int]] = {}
    for row in rows:
        first, last = row.whole("first_year"), row.whole("last_year")
        if first is None:
            issued = row.text("issued_on")[:4]
            first = int(issued) if issued else None
        if first is not None:
            years.setdefault(row.city, set()).update(range(first, (last or first) + 1))
    return years
