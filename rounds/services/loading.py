"""An indicator system from a file: all of it or nothing, and nothing twice."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from rounds.content import content_of
from rounds.errors import RoundError
from rounds.indicator_file import IndicatorRow
from rounds.models import Area, Criterion, Domain, Indicator, IndicatorSystem
from rounds.rules import system_refusal

DATA = Path(__file__).resolve().parent.parent / "data"
DEFAULT_FILE = DATA / "indicators_2023_default.csv"


def data_rows(name: str) -> Iterator[dict[str, str]]:
    with (DATA / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


@transaction.atomic
def ensure_domains() -> dict[str, Domain]:
    """The seven domains of the published evaluation, by code and by Chinese name."""
    for position, row in enumerate(data_rows("domains.csv"), start=1):
        Domain.objects.get_or_create(code=row.pop("code"), defaults={**row, "position": position})
    domains = list(Domain.objects.all())
    return {domain.code: domain for domain in domains} | {domain.name_zh: domain for domain in domains}


@transaction.atomic
def load_system(
    *,
    rows: list[IndicatorRow],
    name_zh: str,
    name_en: str,
    version: int,
    is_official: bool,
    by: User | None = None,
) -> tuple[IndicatorSystem, bool]:
    """Store the rows as this version; the second value says whether anything changed.

    A version that is there already is brought to what the file says, criteria that somebody wrote are kept, and a
    frozen one is refused unless the file says exactly what it holds.
    """
    system, made = IndicatorSystem.objects.select_for_update(no_key=True).get_or_create(
        name_zh=name_zh, version=version, defaults={"name_en": name_en, "is_official": is_official}
    )
    before = None if made else _state(system)
    with transaction.atomic():
        _store(system, rows, name_en=name_en, is_official=is_official)
        changed = _state(system) != before
        if changed and (why_not := system_refusal(system)):
            raise RoundError(why_not)
    if changed:
        record(by, "load_indicators", system, version=version, indicators=len(rows))
    return system, changed


def _state(system: IndicatorSystem) -> dict[str, Any]:
    return {**content_of(system), "name_en": system.name_en, "is_official": system.is_official}


def _store(system: IndicatorSystem, rows: list[IndicatorRow], *, name_en: str, is_official: bool) -> None:
    system.name_en, system.is_official = name_en, is_official
    system.save(update_fields=["name_en", "is_official"])
    domains, areas = ensure_domains(), _areas(system, {row.area for row in rows})
    _remove(system, {row.code for row in rows})
    for position, row in enumerate(rows, start=1):
        fields = {
            name: getattr(row, name) for name in ("name_zh", "name_en", "computed_max", "judged_max", "rule")
        }
        indicator, _made = Indicator.objects.update_or_create(
            system=system,
            code=row.code,
            defaults={
                **fields,
                "rule_parameters": row.rule_parameters,
                "area": areas[row.area],
                "domain": domains[row.domain] if row.domain else None,
                "position": position,
            },
        )
        _give_criteria(indicator)
    system.areas.exclude(code__in=areas).delete()


def _areas(system: IndicatorSystem, codes: set[str]) -> dict[str, Area]:
    for position, row in enumerate(data_rows("areas.csv"), start=1):
        if (code := row.pop("code")) in codes:
            Area.objects.get_or_create(system=system, code=code, defaults={**row, "position": position})
    return {area.code: area for area in system.areas.filter(code__in=codes)}


def _remove(system: IndicatorSystem, keep: set[str]) -> None:
    gone = system.indicators.exclude(code__in=keep)
    codes = ", ".join(gone.values_list("code", flat=True))
    try:
        gone.delete()
    except ProtectedError as error:
        message = _("The file leaves out indicators that are in use: %(codes)s. Load it as another version.")
        raise RoundError(message % {"codes": codes}) from error


def _give_criteria(indicator: Indicator) -> None:
    """Judged points come with the default criteria, marked as such, until somebody writes better ones."""
    if not indicator.judged_max or indicator.criteria.exists():
        return
    Criterion.objects.bulk_create(
        Criterion(indicator=indicator, share=int(row.pop("share")), **row)
        for row in data_rows("default_criteria.csv")
    )
