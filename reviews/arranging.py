"""Solving the assignment of a round and storing its draft: within a request if small, else in a worker."""

import time
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from reviews.models import Assignment, AssignmentRun, ScoreSheet
from reviews.queries.asking import fingerprint, question_of
from reviews.queries.assignments import is_begun
from reviews.queries.panel import Pairing, pairing_of
from rounds.models import Domain, Round
from scoring.assign.levers import Shortage, shortages
from scoring.assign.question import Question
from scoring.assign.solve import Solution, raised, solve

State, Step = AssignmentRun.State, AssignmentRun.Step
LOST_AFTER_SECONDS = 20


def carry_out(run_id: int) -> None:
    """Solve a run that waits and store its draft. Delivered twice or late, it finds nothing to do."""
    run = AssignmentRun.objects.select_related("round").filter(pk=run_id).first()
    if run is None or not run.is_under_way:
        return
    try:
        _carry_out(run)
    except Exception:
        _end(run, _("The solver stopped with an error. The administrators find it in the log."))
        raise


def carry_out_waiting() -> None:
    """Runs that were asked for a while ago and that nobody began: their message was lost."""
    since = timezone.now() - timedelta(seconds=LOST_AFTER_SECONDS)
    waiting = AssignmentRun.objects.filter(state=State.WAITING, asked_at__lt=since)
    for pk in waiting.order_by("pk").values_list("pk", flat=True):
        carry_out(pk)


def solve_now(run: AssignmentRun, pairing: Pairing) -> None:
    """The same within the transaction that asks for it."""
    began = time.monotonic()
    question = question_of(pairing, keeps_drafts=run.kind == AssignmentRun.Kind.TOP_UP)
    solution = solved(question, pairing)
    _store(run, pairing, solution, shortages(solution), time.monotonic() - began)


def solved(question: Question, pairing: Pairing) -> Solution:
    return raised(question) if pairing.rules.raise_lowest else solve(question)


def _carry_out(run: AssignmentRun) -> None:
    began = time.monotonic()
    keeps = run.kind == AssignmentRun.Kind.TOP_UP
    _at(run, Step.READ)
    pairing = pairing_of(run.round)
    question = question_of(pairing, keeps_drafts=keeps)
    _at(run, Step.SOLVE)
    solution = solved(question, pairing)
    _at(run, Step.LEVERS)
    short = shortages(solution)
    _at(run, Step.STORE)
    with transaction.atomic():
        Round.objects.select_for_update(no_key=True).get(pk=run.round_id)
        if (
            not AssignmentRun.objects.select_for_update(no_key=True)
            .filter(pk=run.pk, state=State.RUNNING)
            .exists()
        ):
            return
        now = pairing_of(run.round)
        if fingerprint(question_of(now, keeps_drafts=keeps)) != fingerprint(question):
            _end(run, _("Experts, recusals or assignments changed meanwhile. Nothing was stored: propose anew."))
            return
        _store(run, now, solution, short, time.monotonic() - began)


def _at(run: AssignmentRun, step: AssignmentRun.Step) -> None:
    """Seen by whoever watches the page."""
    under_way = AssignmentRun.objects.filter(pk=run.pk, state__in=[State.WAITING, State.RUNNING])
    under_way.update(state=State.RUNNING, step=step)


def _end(run: AssignmentRun, problem: str) -> None:
    AssignmentRun.objects.filter(pk=run.pk, state__in=[State.WAITING, State.RUNNING]).update(
        state=State.FAILED, problem=problem, finished_at=timezone.now()
    )


def _store(
    run: AssignmentRun, pairing: Pairing, solution: Solution, short: tuple[Shortage, ...], seconds: float
) -> None:
    if run.kind == AssignmentRun.Kind.ANEW:
        _make_way(pairing.round)
    Assignment.objects.bulk_create(
        Assignment(
            round=pairing.round,
            expert_id=expert,
            submission_id=city,
            domain=_only(marked, expert, pairing),
            run=run,
            made_by=run.asked_by,
        )
        for (expert, city), marked in solution.added.items()
    )
    run.state, run.step, run.finished_at = State.DONE, "", timezone.now()
    run.question_sha256 = fingerprint(solution.question)
    run.outcome = _outcome(solution, short, seconds)
    run.save(update_fields=["state", "step", "finished_at", "question_sha256", "outcome"])


def _make_way(round: Round) -> None:
    """Drafts that nobody pinned and nobody began go, with their empty sheets."""
    drafts = Assignment.objects.filter(round=round, case=None, state=Assignment.State.DRAFT, is_pinned=False)
    gone = list(drafts.exclude(is_begun()).values_list("pk", flat=True))
    ScoreSheet.objects.filter(assignment__in=gone).delete()
    Assignment.objects.filter(pk__in=gone).delete()


def _only(marked: frozenset[str], expert: int, pairing: Pairing) -> Domain | None:
    """None when the expert marks all their domains, else the one that they mark."""
    if marked == pairing.experts[expert]:
        return None
    return pairing.domains[min(marked)]


def _outcome(solution: Solution, short: tuple[Shortage, ...], seconds: float) -> Mapping[str, Any]:
    question = solution.question
    return {
        "cities": len(question.city_ids),
        "experts": len(question.expert_ids),
        "pairs": len(solution.added),
        "marks": sum(map(len, solution.added.values())),
        "match": solution.match,
        "seconds": round(seconds, 2),
        "proofs": [[proof.cost, proof.bound] for proof in solution.proofs],
        "proved": solution.is_proved,
        "under_load": [[expert, solution.loads[expert]] for expert in solution.under_load],
        "shortages": [
            {
                "domain": one.domain,
                "missing": one.missing,
                "short_of": one.short_of,
                "cities": len(one.gaps),
                "barred": sum(gap.barred > 0 for gap in one.gaps),
                "blocks": one.blocks_ranking,
                "raise_load_to": one.raise_load_to,
                "add_experts": one.add_experts,
                "load": one.load,
                "ask_for": one.ask_for,
            }
            for one in short
        ],
    }
