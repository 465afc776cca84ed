"""The indicator system, entered and changed while it is not frozen."""

from collections.abc import Mapping
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Max, Model, ProtectedError
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from rounds.errors import RoundError
from rounds.models import Area, Criterion, Indicator, IndicatorSystem, Round
from rounds.rules import setup_refusal
from rounds.services.locks import locked_round, locked_system, refuse

Part = TypeVar("Part", Area, Indicator, Criterion)
Criteria = Mapping[int, tuple[str, str]]
"""Share in per cent → Chinese and English text. Shares without a text are left out."""


@transaction.atomic
def edit_system(*, round: Round, changes: Mapping[str, Any], by: User) -> None:
    """Names, source, and whether the points are official."""
    refuse(setup_refusal(round, by))
    system = locked_system(round.indicator_system)
    for name, value in changes.items():
        setattr(system, name, value)
    others = IndicatorSystem.objects.filter(name_zh=system.name_zh, version=system.version).exclude(pk=system.pk)
    if others.exists():
        raise RoundError(_("Another indicator system has this name and version."), field="name_zh")
    system.save(update_fields=list(changes))
    record(by, "edit_system", system, round_id=round.pk, **{name: str(value) for name, value in changes.items()})


@transaction.atomic
def save_area(*, round: Round, area: Area | None, fields: Mapping[str, Any], by: User) -> Area:
    """Add an area (``area`` None) or change one."""
    refuse(setup_refusal(round, by))
    system = locked_system(round.indicator_system)
    last = system.areas.aggregate(last=Max("position"))["last"] or 0
    area = area or Area(system=system, position=last + 1)
    for name, value in fields.items():
        setattr(area, name, value)
    taken = system.areas.filter(code=area.code).exclude(pk=area.pk)
    if taken.exists():
        raise RoundError(_("There is an area %(code)s already.") % {"code": area.code}, field="code")
    area.save()
    record(by, "save_area", area, round_id=round.pk, code=area.code, name=area.name_zh)
    return area


@transaction.atomic
def save_indicator(
    *, round: Round, indicator: Indicator | None, fields: Mapping[str, Any], criteria: Criteria, by: User
) -> Indicator:
    """Add an indicator (``indicator`` None) or change one, with its criteria."""
    refuse(setup_refusal(round, by))
    system = locked_system(round.indicator_system)
    indicator = indicator or Indicator(system=system)
    for name, value in fields.items():
        setattr(indicator, name, value)
    _refuse_indicator(system, indicator)
    indicator.save()
    indicator.criteria.all().delete()
    Criterion.objects.bulk_create(
        Criterion(indicator=indicator, share=share, text_zh=zh, text_en=en) for share, (zh, en) in criteria.items()
    )
    _renumber(system)
    points = {"computed": indicator.computed_max, "judged": indicator.judged_max}
    record(by, "save_indicator", indicator, round_id=round.pk, code=indicator.code, **points)
    return indicator


def _renumber(system: IndicatorSystem) -> None:
    """By area, then by code as people count: C2 before C10."""
    rows = list(system.indicators.select_related("area"))
    rows.sort(key=lambda row: (row.area.position, row.area.code, len(row.code), row.code))
    for position, row in enumerate(rows, start=1):
        row.position = position
    Indicator.objects.bulk_update(rows, ["position"])


def _refuse_indicator(system: IndicatorSystem, indicator: Indicator) -> None:
    code = {"code": indicator.code}
    if system.indicators.filter(code=indicator.code).exclude(pk=indicator.pk).exists():
        raise RoundError(_("There is an indicator %(code)s already.") % code, field="code")
    if not indicator.max_points:
        raise RoundError(_("An indicator needs points, computed or judged."), field="judged_max")
    if indicator.computed_max and not indicator.rule:
        raise RoundError(_("Computed points need a rule."), field="rule")
    if indicator.rule and not indicator.computed_max:
        raise RoundError(_("A rule needs computed points to give."), field="computed_max")


@transaction.atomic
def remove_indicator(*, round: Round, indicator: Indicator, by: User) -> None:
    """Take an indicator out of a system that no city and no expert has seen yet."""
    refuse(setup_refusal(round, by))
    locked_system(round.indicator_system)
    record(by, "remove_indicator", indicator, round_id=round.pk, code=indicator.code, name=indicator.name_zh)
    try:
        indicator.delete()
    except ProtectedError as error:
        raise RoundError(_("%(code)s is in use and can't be removed.") % {"code": indicator.code}) from error


@transaction.atomic
def copy_system(*, round: Round, by: User) -> IndicatorSystem:
    """The round's system as a new version that may be changed; the round uses it from now on, until it is open."""
    refuse(setup_refusal(round, by))
    stored = locked_round(round)
    if stored.is_open:
        raise RoundError(_("The round is open: its indicator system stays. A new version is for another round."))
    source = stored.indicator_system
    copy = _copied(source)
    stored.indicator_system = copy
    stored.save(update_fields=["indicator_system"])
    record(by, "copy_system", copy, round_id=round.pk, source=source.pk, version=copy.version)
    return copy


def _copied(source: IndicatorSystem) -> IndicatorSystem:
    versions = IndicatorSystem.objects.filter(name_zh=source.name_zh)
    copy = IndicatorSystem.objects.create(
        name_zh=source.name_zh,
        name_en=source.name_en,
        version=(versions.aggregate(last=Max("version"))["last"] or 0) + 1,
        is_official=source.is_official,
        source_zh=source.source_zh,
        source_en=source.source_en,
    )
    areas = {area.pk: _clone(area, system=copy) for area in source.areas.all()}
    for indicator in source.indicators.prefetch_related("criteria"):
        criteria = list(indicator.criteria.all())
        clone = _clone(indicator, system=copy, area=areas[indicator.area_id])
        for criterion in criteria:
            _clone(criterion, indicator=clone)
    return copy


def _clone(row: Part, **parents: Model) -> Part:
    """A new row with the same values below other parents."""
    fields = [field for field in row._meta.concrete_fields if not field.primary_key and field.name not in parents]
    values = {field.attname: getattr(row, field.attname) for field in fields}
    return type(row)._default_manager.create(**values, **parents)
