"""The cities that take part: all of the 81 pilots or some, chosen by the dice."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

from accounts.imports import carry_out, read_table
from accounts.imports.table import Table
from cities.management.commands.load_pilots import PILOTS
from cities.models import City
from cities.resources import CityResource
from portal.rehearsal.script import Script

Line = TypeVar("Line")


def number_of_pilots() -> int:
    """Of those in the portal; of the 81 where it has none yet."""
    return City.objects.filter(is_pilot=True).count() or len(_table().rows)


def take_part(script: Script) -> Sequence[City]:
    """The cities of this rehearsal, in the order of their codes; entered first where the portal has none."""
    if not City.objects.exists():
        table = _table()
        chosen = _chosen(script, [line for line, _cells in table.rows])
        rows = [(line, cells) for line, cells in table.rows if line in chosen]
        carry_out(CityResource(), Table(table.headers, rows), verb="import_cities", by=None)
    known = City.objects.filter(is_pilot=True)
    codes = _chosen(script, list(known.order_by("gb_code").values_list("gb_code", flat=True)))
    return list(known.filter(gb_code__in=codes).select_related("province").order_by("gb_code"))


def _chosen(script: Script, among: list[Line]) -> list[Line]:
    if script.cities >= len(among):
        return among
    return Random(script.dice).sample(among, script.cities)  # noqa: S311  (invented data, no secret)


def _table() -> Table:
    with PILOTS.open("rb") as opened:
        return read_table(opened, size=PILOTS.stat().st_size)
