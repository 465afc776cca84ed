"""E4: problems that experts tagged, counted by city."""

from fractions import Fraction

from scoring.statistics.material import Material
from scoring.statistics.parameters import Parameters
from scoring.statistics.shape import Amount, Origin, Statistic, Unit, count_of

TAGS = "tags"


def problems(material: Material, parameters: Parameters) -> Statistic:
    """For each tag the cities that have it, of those whose experts looked for problems; most frequent first."""
    cities = {city: tags for city, tags in material.tags.items() if city in material.place}
    number = material.examined
    tags = sorted({tag for its in cities.values() for tag in its})
    counted = {tag: material.in_order({city for city, its in cities.items() if tag in its}) for tag in tags}
    ordered = sorted(tags, key=lambda tag: (-len(counted[tag]), tag))
    amounts = [count_of(f"tag.{tag}", counted[tag], number, about=(tag,)) for tag in ordered]
    amounts.append(Amount("tags", Fraction(sum(map(len, cities.values()))), Unit.TAGS, number))
    origins = tuple(Origin(city, TAGS) for city in material.in_order(set(cities)))
    return Statistic("E4", tuple(amounts), number, material.of, (), origins)
