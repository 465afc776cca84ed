"""V1: the secretariat accepts a city's computed points 核算分, with their source."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import Submission
from reviews.errors import Incomplete, ReviewError
from reviews.models import RankingState, Verification
from reviews.rules import may_not_apply, require_lead
from reviews.services.counter import raise_version
from rounds.models import Action, Indicator
from scoring.canonical import plain_decimal


@dataclass(frozen=True)
class Computed:
    """What the secretariat enters for one indicator."""

    points: Decimal
    source: str
    applies: bool = True
    base: int | None = None
    """The verification that the form was opened at; None where there was none."""


@transaction.atomic
def verify_points(*, submission: Submission, values: Mapping[str, Computed], by: User) -> list[Verification]:
    """Store the computed points that are new or different, by indicator code. What stood before is kept."""
    submission = (
        Submission.objects.select_for_update(of=("self",), no_key=True)
        .select_related("round", "city")
        .get(pk=submission.pk)
    )
    require_lead(submission.round, by, [Action.VERIFY])
    if submission.state != Submission.State.ACCEPTED:
        raise ReviewError(_("Accept the material of %(city)s first.") % {"city": submission.city})
    indicators = _computed_indicators(submission, values)
    standing = {v.indicator_id: v for v in submission.verifications.filter(to_version=None)}
    new = _changed(indicators, values, standing)
    if problems := _problems(new, values, standing):
        raise Incomplete(
            _("Nothing was stored: please look at %(codes)s.") % {"codes": ", ".join(problems)}, problems
        )
    if not new:
        return []
    return _store(submission, new, values, by)


def _computed_indicators(submission: Submission, values: Mapping[str, Computed]) -> list[Indicator]:
    system = submission.round.indicator_system_id
    found = list(Indicator.objects.filter(system=system, code__in=values, computed_max__gt=0))
    if missing := values.keys() - {indicator.code for indicator in found}:
        raise ReviewError(_("Nothing is computed for %(codes)s.") % {"codes": ", ".join(sorted(missing))})
    return found


def _changed(
    indicators: Iterable[Indicator], values: Mapping[str, Computed], standing: Mapping[int, Verification]
) -> list[Indicator]:
    return [i for i in indicators if not _same(values[i.code], standing.get(i.pk))]


def _same(value: Computed, before: Verification | None) -> bool:
    if before is None:
        return False
    return (before.points, before.applies, before.source) == (value.points, value.applies, value.source.strip())


def _problems(
    indicators: Iterable[Indicator], values: Mapping[str, Computed], standing: Mapping[int, Verification]
) -> dict[str, str]:
    found = {i.code: _problem(i, values[i.code], standing.get(i.pk)) for i in indicators}
    return {code: problem for code, problem in found.items() if problem}


def _problem(indicator: Indicator, value: Computed, before: Verification | None) -> str:
    if value.base != (before.pk if before else None):
        return _(
            "Verified elsewhere after you opened this page: %(points)s points by %(who)s. Save again to replace."
        ) % {
            "points": plain_decimal(before.points) if before else "–",
            "who": before.verified_by if before else "–",
        }
    if not value.source.strip():
        return _("Name the source and show the arithmetic.")
    if not value.applies:
        return "" if may_not_apply(indicator) else _("The computed part of this indicator always applies.")
    if not 0 <= value.points <= indicator.computed_max:
        return _("The computed points go from 0 to %(limit)s; entered: %(points)s.") % {
            "limit": plain_decimal(indicator.computed_max),
            "points": plain_decimal(value.points),
        }
    if value.points != round(value.points, 2):
        return _("Computed points have at most two decimals; entered: %(points)s.") % {"points": value.points}
    return ""


def _store(
    submission: Submission, indicators: Iterable[Indicator], values: Mapping[str, Computed], by: User
) -> list[Verification]:
    """``from_version`` and ``to_version`` come last, with the counter."""
    standing = Verification.objects.filter(submission=submission, indicator__in=indicators, to_version=None)
    ended = list(standing.values_list("pk", flat=True))
    standing.update(to_version=0)
    new = Verification.objects.bulk_create(
        _verification(submission, indicator, values[indicator.code], by) for indicator in indicators
    )
    said = {v.indicator.code: [str(v.points), v.applies, v.source] for v in new}
    record(by, "verify_points", submission, round_id=submission.round_id, values=said)
    cause = f"{RankingState.Cause.VERIFY} {submission.pk}"
    version = raise_version(submission.round_id, cause=cause)
    Verification.objects.filter(pk__in=ended).update(to_version=version)
    Verification.objects.filter(pk__in=[v.pk for v in new]).update(from_version=version)
    return new


def _verification(submission: Submission, indicator: Indicator, value: Computed, by: User) -> Verification:
    return Verification(
        submission=submission,
        indicator=indicator,
        points=value.points if value.applies else Decimal(0),
        applies=value.applies,
        source=value.source.strip(),
        verified_by=by,
        verified_at=timezone.now(),
        from_version=0,
    )
