"""Opening and closing cases: what follows from an evaluation once no sheet can be revised any more."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from cities.queries import secretariat_of
from cities.services.telling import tell_all
from notices.models import Kind
from reviews.models import Case, RankingState, ScoreSheetVersion, Settlement
from reviews.queries.cases import open_cases, revision_is_over
from reviews.ranking.evaluation import Evaluated, counted_marks, places_of
from reviews.ranking.reading import Inputs
from rounds.models import Round
from scoring.arrays import Int64s
from scoring.policy import ReconciliationPolicy


class Trigger(NamedTuple):
    """What diverges: a cell, or (without an indicator) the experts' subtotals in a domain."""

    submission: int
    domain: int | None
    indicator: int | None


@transaction.atomic
def derive_cases(evaluated: Evaluated) -> None:
    """Open a case for each divergence that has none, and close those whose trigger is gone (已收敛).

    Tested when every deployed sheet of the city and domain is in and the revision window has closed. Twice the
    same evaluation changes nothing the second time, and an older one than the last changes nothing at all. One
    at a time for a round: a rebuild and the sweep may come at once.
    """
    round = Round.objects.select_for_update(no_key=True).get(pk=evaluated.inputs.round_id)
    if not revision_is_over(round) or _is_outdated(evaluated):
        return
    _lapse(evaluated)
    found = set(triggers(evaluated)) - _settled_triggers(round)
    standing = {Trigger(c.submission_id, c.domain_id, c.indicator_id): c for c in open_cases(round)}
    for trigger in sorted(found - standing.keys(), key=lambda t: tuple(part or 0 for part in t)):
        _open(round, trigger, evaluated.inputs.scores_version)
    for trigger, case in standing.items():
        if trigger not in found:
            _converge(case)
        elif case.state == Case.State.FURTHER and _further_is_in(case):
            _ask_for_reasons(case)
    RankingState.objects.filter(round=round).update(cases_version=evaluated.inputs.scores_version)


def _is_outdated(evaluated: Evaluated) -> bool:
    inputs = evaluated.inputs
    newer = RankingState.objects.filter(round=inputs.round_id, cases_version__gt=inputs.scores_version)
    return newer.exists()


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
    """[C, D + 1] sheets were deployed and none is awaited."""
    return np.asarray((inputs.seats.awaited == 0) & (inputs.seats.done > 0))


def _subtotals_diverge(evaluated: Evaluated, domain: int) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
    """[C] whether the experts' subtotals over the domain's judged indicators lie too far apart."""
    inputs, policy = evaluated.inputs, evaluated.inputs.policy
    system = inputs.system
    columns = [i for i, own in enumerate(inputs.domain_ids) if own == domain and system.judged_max[i]]
    none = np.zeros(len(inputs.cities), dtype=bool)
    if len(columns) < policy.divergence_subtotal_min_indicators:
        return none
    lowest = np.full(len(inputs.cities), np.iinfo(np.int64).max)
    highest = np.full(len(inputs.cities), -1, dtype=np.int64)
    for cities, subtotals in _subtotals(inputs, columns):
        np.minimum.at(lowest, cities, subtotals)
        np.maximum.at(highest, cities, subtotals)
    spread = np.where(highest >= 0, highest - np.minimum(lowest, highest), 0)
    return np.asarray(spread > _tolerance(policy, int(system.judged_max[columns].sum())))


def _tolerance(policy: ReconciliationPolicy, judged_max: int) -> int:
    """The largest subtotal range, whole hundredths, that is within."""
    return int(policy.divergence_subtotal_share * judged_max // 1)


def _subtotals(inputs: Inputs, columns: list[int]) -> Iterator[tuple[Int64s, Int64s]]:
    """City and subtotal of each sheet that marks all of ``columns``, layout by layout."""
    wanted = [inputs.indicator_ids[column] for column in columns]
    places = places_of(inputs)
    for group in inputs.sheets:
        if not set(wanted) <= set(group.indicator_ids):
            continue
        records = group.records()
        here = [group.indicator_ids.index(pk) for pk in wanted]
        whole = records["mask"][:, here].all(axis=1)
        cities = places.cities(records["submission"].astype(np.int64))
        yield cities[whole], records["points"][:, here].sum(axis=1, dtype=np.int64)[whole]


def _lapse(evaluated: Evaluated) -> None:
    """Settlements whose marks are no longer those of the cell have lapsed: note it."""
    inputs = evaluated.inputs
    if not inputs.settled:
        return
    places = places_of(inputs)
    for settlement in Settlement.objects.filter(
        case__round=inputs.round_id, from_version__isnull=False, lapsed_at=None
    ).select_related("case"):
        city = int(places.cities(np.array([settlement.case.submission_id]))[0])
        column = int(places.indicators(np.array([settlement.indicator_id]))[0])
        if counted_marks(evaluated.evaluation.cube, city, column) != settlement.marks:
            settlement.lapsed_at = timezone.now()
            settlement.save(update_fields=["lapsed_at"])
            record(None, "lapse_settlement", settlement.case, round_id=inputs.round_id)


def _settled_triggers(round: Round) -> set[Trigger]:
    """What is settled stays settled while the settlement holds."""
    rows = Case.objects.filter(
        round=round, state=Case.State.SETTLED, settlements__lapsed_at=None, settlements__from_version__isnull=False
    )
    return {Trigger(*row) for row in rows.values_list("submission_id", "domain_id", "indicator_id")}


def _open(round: Round, trigger: Trigger, version: int) -> None:
    case = Case.objects.create(
        round=round,
        submission_id=trigger.submission,
        domain_id=trigger.domain,
        indicator_id=trigger.indicator,
        state=Case.State.OPEN if trigger.domain else Case.State.REASONS,
        opened_version=version,
    )
    record(None, "open_case", case, round_id=round.pk, **trigger._asdict())
    tell_all(
        secretariat_of(round),
        lambda: _("A case has been opened: the experts' marks for %(case)s lie too far apart.") % {"case": case},
        link=reverse("reviews:case", args=[round.slug, case.pk]),
        kind=Kind.WORK,
        round=round,
    )


def _further_is_in(case: Case) -> bool:
    counting = ScoreSheetVersion.objects.filter(sheet__assignment__case=case, to_version=None)
    return counting.exists()


def _ask_for_reasons(case: Case) -> None:
    case.state = Case.State.REASONS
    case.save(update_fields=["state"])
    record(None, "ask_for_reasons", case, round_id=case.round_id)


def _converge(case: Case) -> None:
    case.state, case.closed_at = Case.State.CONVERGED, timezone.now()
    case.save(update_fields=["state", "closed_at"])
    record(None, "converge_case", case, round_id=case.round_id)
