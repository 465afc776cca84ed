"""Solvings of a round's assignment: the newest, how far it is, and what it said, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from reviews.models import AssignmentRun
from rounds.models import Domain, Round

LATE = timedelta(seconds=30)
"""A run that has not begun after so long waits for a worker that is not there."""


def newest_run(round: Round) -> AssignmentRun | None:
    return AssignmentRun.objects.filter(round=round).select_related("asked_by").first()


def runs_of(round: Round) -> list[AssignmentRun]:
    """The last ones, newest first."""
    return list(AssignmentRun.objects.filter(round=round).select_related("asked_by")[:20])


@dataclass(frozen=True)
class Progress:
    """How far a run is: the steps with the one under way, and whether nobody works on it."""

    run: AssignmentRun
    steps: list[tuple[str, str]]
    """Label, and ``done``, ``now`` or ``ahead``."""
    seconds: int
    is_late: bool


def progress_of(run: AssignmentRun) -> Progress:
    waited = timezone.now() - run.asked_at
    order = list(AssignmentRun.Step)
    at = order.index(AssignmentRun.Step(run.step)) if run.step else -1
    states = ["done" if place < at else "now" if place == at else "ahead" for place in range(len(order))]
    return Progress(
        run=run,
        steps=[(str(step.label), state) for step, state in zip(order, states, strict=True)],
        seconds=int(waited.total_seconds()),
        is_late=run.state == AssignmentRun.State.WAITING and waited > LATE,
    )


def lever_sentences(run: AssignmentRun, domains: Mapping[str, Domain]) -> Iterator[tuple[bool, str, list[str]]]:
    """For each domain that was short: whether it keeps cities out of the ranking, what lacks, what would do."""
    for one in run.outcome.get("shortages", ()):
        name = domains[one["domain"]].name if one["domain"] in domains else one["domain"]
        text = ngettext(
            "%(domain)s is short of %(short)s expert: %(missing)s marks are missing in %(cities)s cities.",
            "%(domain)s is short of %(short)s experts: %(missing)s marks are missing in %(cities)s cities.",
            one["short_of"],
        ) % {"domain": name, "short": one["short_of"], "missing": one["missing"], "cities": one["cities"]}
        if one["barred"]:
            text += " " + _("In %(number)s of them experts are recused or kept out.") % {"number": one["barred"]}
        yield one["blocks"], text, list(_levers(one))


def _levers(one: Mapping[str, Any]) -> Iterator[str]:
    if one["raise_load_to"] is not None:
        yield _("Raise the round's highest load to %(load)s") % {"load": one["raise_load_to"]}
    text = ngettext(
        "add %(number)s expert of the domain, each taking %(load)s",
        "add %(number)s experts of the domain, each taking %(load)s",
        one["add_experts"],
    )
    yield text % {"number": one["add_experts"], "load": one["load"]}
    if one["ask_for"]:
        yield _("or ask for %(number)s per city in the rules of scoring") % {"number": one["ask_for"]}
