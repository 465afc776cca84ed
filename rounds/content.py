"""An indicator system as one value: what its hash covers, and what is wrong with it."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from rounds.models import Indicator, IndicatorSystem
from rounds.rule_names import RULES
from scoring.canonical import plain_decimal, sha256_of

FULL_POINTS = Decimal(100)


def indicators_of(system: IndicatorSystem) -> list[Indicator]:
    """In order, with area, domain and criteria at hand: three queries however many there are."""
    rows = system.indicators.select_related("area", "domain").prefetch_related("criteria")
    return list(rows.order_by("position", "code"))


def content_of(system: IndicatorSystem) -> dict[str, Any]:
    """Everything that a reader of the system reads, in plain JSON types."""
    areas = system.areas.order_by("position", "code")
    return {
        "areas": [{"code": a.code, "name_zh": a.name_zh, "name_en": a.name_en} for a in areas],
        "indicators": [_indicator_content(indicator) for indicator in indicators_of(system)],
    }


def sha256_of_system(system: IndicatorSystem) -> str:
    """The hash that is printed beside a frozen system."""
    return sha256_of(content_of(system))


def _indicator_content(indicator: Indicator) -> dict[str, Any]:
    return {
        "code": indicator.code,
        "area": indicator.area.code,
        "domain": indicator.domain.code if indicator.domain else None,
        "name_zh": indicator.name_zh,
        "name_en": indicator.name_en,
        "computed_max": plain_decimal(indicator.computed_max),
        "judged_max": plain_decimal(indicator.judged_max),
        "rule": indicator.rule,
        "rule_parameters": indicator.rule_parameters,
        "criteria": [
            {"share": c.share, "text_zh": c.text_zh, "text_en": c.text_en} for c in indicator.criteria.all()
        ],
    }


def points_sum(indicators: Iterable[Indicator]) -> Decimal:
    return sum((indicator.max_points for indicator in indicators), Decimal(0))


def system_problems(system: IndicatorSystem) -> list[str]:
    """What keeps a round from being opened with this system, as sentences; empty if nothing does."""
    indicators = indicators_of(system)
    problems = [problem for indicator in indicators for problem in _indicator_problems(indicator)]
    if (total := points_sum(indicators)) != FULL_POINTS:
        problems.insert(0, _("The points sum to %(sum)s and must sum to exactly 100.") % {"sum": f"{total:.2f}"})
    return problems


def _indicator_problems(indicator: Indicator) -> list[str]:
    found = []
    if indicator.rule and indicator.rule not in RULES:
        found.append(_("%(code)s: the rule “%(rule)s” is not known."))
    if indicator.judged_max and not indicator.criteria.all():
        found.append(_("%(code)s: experts mark it, but no criterion says what earns how many points."))
    if not indicator.judged_max and indicator.domain is None:
        found.append(_("%(code)s: an indicator for all experts needs judged points."))
    return [sentence % {"code": indicator.code, "rule": indicator.rule} for sentence in found]
