"""Opening and closing cases: what follows from an evaluation once no sheet can be revised any more."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from django.db import transaction
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.prepared import prepared
from cities.queries import secretariat_of
from cities.services.telling import tell_all
from notices.models import Kind
from reviews.models import Case, RankingState, ScoreSheetVersion, Settlement
from reviews.queries.cases import open_cases, revision_is_over
from reviews.ranking.evaluation import Evaluated, counted_marks, places_of
from reviews.ranking.reading import Inputs
from rounds.models import Round
from scoring.arrays import Bools, Int64s
from scoring.policy import ReconciliationPolicy


class Trigger(NamedTuple):
    """What diverges: a cell, or (without an indicator) the experts' subtotals in a domain."""

    submission: int
    domain: int | None
    indicator: int | None


@transaction.atomic
def derive_cases(evaluated: Evaluated) -> None:
    """Open a case for each divergence that has none, and close those whose trigger is gone (已收敛).

    Tested when every deployed sheet of the city and domain is in and the revision window has closed; while one is
    awaited what stands open stays as it is. Twice the same evaluation changes nothing the second time, and one
    older than the last changes nothing at all, nor does any once the result is frozen. One at a time for a round:
    a rebuild and the sweep may come at once.
    """
    inputs = evaluated.inputs
    (round,) = _locked(pk=inputs.round_id)
    if not revision_is_over(round) or _comes_too_late(inputs):
        return
    standing = _locked_cases(round)
    acts = list(_lapse(evaluated))
    found = set(triggers(evaluated)) - _settled_triggers(round)
    new = sorted(found - standing.keys(), key=lambda trigger: tuple(part or 0 for part in trigger))
    acts += [_open(round, trigger, inputs.scores_version) for trigger in new]
    for trigger, case in standing.items():
        if trigger not in found and not _is_awaited(inputs, trigger):
            acts.append(_converge(case))
        elif trigger in found and case.state == Case.State.FURTHER and _further_is_in(case):
            acts.append(_ask_for_reasons(case))
    for verb, case, said in acts:
        record(None, verb, case, round_id=round.pk, **said)
    live = RankingState.objects.filter(round=round, frozen=False)
    if not live.update(cases_version=inputs.scores_version):
        transaction.set_rollback(True)  # frozen meanwhile: nothing has happened


@prepared
def _locked(pk: int) -> QuerySet[Round]:
    return Round.objects.select_for_update(no_key=True).filter(pk=pk)


Act = tuple[str, Case, dict[str, Any]]
"""What is put on record after all rows are written: verb, case, and what is said of it."""


def _comes_too_late(inputs: Inputs) -> bool:
    """A newer version was looked through already, or the result is frozen."""
    over = Q(frozen=True) | Q(cases_version__gt=inputs.scores_version)
    return RankingState.objects.filter(over, round=inputs.round_id).exists()


def _locked_cases(round: Round) -> dict[Trigger, Case]:
    """The open ones as they are now: whoever moves one on locks it first."""
    rows = open_cases(round).select_for_update(of=("self",), no_key=True).order_by("pk")
    return {Trigger(case.submission_id, case.domain_id, case.indicator_id): case for case in rows}


def _is_awaited(inputs: Inputs, trigger: Trigger) -> bool:
    """A deployed sheet with the marks in question is still to come."""
    city = places_of(inputs).cities(np.array([trigger.submission]))
    return bool(inputs.seats.awaited[city, inputs.seats.column(trigger.domain)].any())


def triggers(evaluated: Evaluated) -> Iterator[Trigger]:
    """Every divergence of the round that is due to be tested."""
    inputs, evaluation = evaluated.inputs, evaluated.evaluation
    complete = _sheets_in(inputs)
    for city, column in np.argwhere(evaluation.divergent).tolist():
        domain = inputs.domain_ids[column]
        if complete[city, inputs.seats.column(domain)]:
            yield Trigger(inputs.cities[city][0], domain, inputs.indicator_ids[column])
    for domain in inputs.seats.domains:
        for city in np.flatnonzero(_subtotals_diverge(evaluated, domain)).tolist():
            if complete[city, inputs.seats.column(domain)]:
                yield Trigger(inputs.cities[city][0], domain, None)


def _sheets_in(inputs: Inputs) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """[C, D + 1] sheets were deployed and none is awaited; never of a city that has withdrawn."""
    stays = ~np.array(inputs.withdrawn, dtype=bool)[:, None]
    return np.asarray((inputs.seats.awaited == 0) & (inputs.seats.done > 0) & stays)


def _subtotals_diverge(evaluated: Evaluated, domain: int) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """[C] whether the experts' subtotals over the domain's judged indicators lie too far apart.

    Of each city those that apply to it: they also make the tolerance and have to be enough.
    """
    inputs, policy = evaluated.inputs, evaluated.inputs.policy
    judged_max = inputs.system.judged_max
    columns = [i for i, own in enumerate(inputs.domain_ids) if own == domain and judged_max[i]]
    if len(columns) < policy.divergence_subtotal_min_indicators:
        return np.zeros(len(inputs.cities), dtype=bool)
    applies = evaluated.evaluation.coverage.applies[:, columns]
    lowest = np.full(len(inputs.cities), np.iinfo(np.int64).max)
    highest = np.full(len(inputs.cities), -1, dtype=np.int64)
    for cities, subtotals in _subtotals(inputs, columns, applies):
        np.minimum.at(lowest, cities, subtotals)
        np.maximum.at(highest, cities, subtotals)
    spread = np.where(highest >= 0, highest - np.minimum(lowest, highest), 0)
    enough = applies.sum(axis=1) >= policy.divergence_subtotal_min_indicators
    return np.asarray(enough & (spread > _tolerance(policy, applies @ judged_max[columns])))


def _tolerance(policy: ReconciliationPolicy, judged_max: Int64s) -> Int64s:
    """The largest subtotal ranges, whole hundredths, that are within."""
    share = Fraction(policy.divergence_subtotal_share)
    return np.asarray(judged_max * share.numerator // share.denominator)


def _subtotals(inputs: Inputs, columns: list[int], applies: Bools) -> Iterator[tuple[Int64s, Int64s]]:
    """City and subtotal of each sheet that marks all of ``columns`` that apply to its city, layout by layout.

    ``applies``: [C, columns].
    """
    places = places_of(inputs)
    for group in inputs.sheets:
        here = {pk: place for place, pk in enumerate(group.indicator_ids)}
        ids = [inputs.indicator_ids[column] for column in columns]
        wanted = [(at, here[pk]) for at, pk in enumerate(ids) if pk in here]
        if not wanted:
            continue
        records = group.records()
        cities = places.cities(records["submission"].astype(np.int64))
        missing = applies.sum(axis=1)[cities]
        subtotals = np.zeros(len(records), dtype=np.int64)
        for at, place in wanted:
            counts = applies[cities, at] & (records["mask"][:, place] != 0)
            missing -= counts
            subtotals += np.where(counts, records["points"][:, place], 0)
        whole = missing == 0
        yield cities[whole], subtotals[whole]


def _lapse(evaluated: Evaluated) -> Iterator[Act]:
    """Settlements whose marks are no longer those of the cell have lapsed: note it."""
    inputs = evaluated.inputs
    places = places_of(inputs)
    for settlement in Settlement.objects.filter(
        case__round=inputs.round_id, from_version__isnull=False, lapsed_at=None
    ).select_related("case"):
        city = int(places.cities(np.array([settlement.case.submission_id]))[0])
        column = int(places.indicators(np.array([settlement.indicator_id]))[0])
        if counted_marks(evaluated.evaluation.cube, city, column) != settlement.marks:
            settlement.lapsed_at, settlement.to_version = timezone.now(), inputs.scores_version
            settlement.save(update_fields=["lapsed_at", "to_version"])
            yield "lapse_settlement", settlement.case, {}


def _settled_triggers(round: Round) -> set[Trigger]:
    """What is settled stays settled while the settlement holds."""
    rows = Case.objects.filter(
        round=round, state=Case.State.SETTLED, settlements__lapsed_at=None, settlements__from_version__isnull=False
    )
    return {Trigger(*row) for row in rows.values_list("submission_id", "domain_id", "indicator_id")}


def _open(round: Round, trigger: Trigger, version: int) -> Act:
    case = Case.objects.create(
        round=round,
        submission_id=trigger.submission,
        domain_id=trigger.domain,
        indicator_id=trigger.indicator,
        state=Case.State.OPEN if trigger.domain else Case.State.REASONS,
        opened_version=version,
    )
    tell_all(
        secretariat_of(round),
        lambda: _("A case has been opened: the experts' marks for %(case)s lie too far apart.") % {"case": case},
        link=reverse("reviews:case", args=[round.slug, case.pk]),
        kind=Kind.WORK,
        round=round,
    )
    return "open_case", case, trigger._asdict()


def _further_is_in(case: Case) -> bool:
    counting = ScoreSheetVersion.objects.filter(sheet__assignment__case=case, to_version=None)
    return counting.exists()


def _ask_for_reasons(case: Case) -> Act:
    case.state = Case.State.REASONS
    case.save(update_fields=["state"])
    return "ask_for_reasons", case, {}


def _converge(case: Case) -> Act:
    case.state, case.closed_at = Case.State.CONVERGED, timezone.now()
    case.save(update_fields=["state", "closed_at"])
    return "converge_case", case, {}
