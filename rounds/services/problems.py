"""The list of common problems of a round: the published four, then what the secretariat makes of it."""

import csv

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from rounds.errors import RoundError
from rounds.models import Problem, Round
from rounds.rules import timetable_refusal
from rounds.services.locks import locked_round, refuse
from rounds.services.stages import DATA

MOST_PROBLEMS = 20
"""In one round: more can't be told apart on a sheet."""


@transaction.atomic
def create_round_problems(round: Round) -> None:
    """The four problems of the published report. What the round has already stays as it is."""
    with (DATA / "problems.csv").open(encoding="utf-8", newline="") as file:
        for position, row in enumerate(csv.DictReader(file), start=1):
            code = row.pop("code")
            Problem.objects.get_or_create(round=round, code=code, defaults={**row, "position": position})


@transaction.atomic
def add_problem(*, round: Round, name_zh: str, name_en: str, by: User) -> Problem:
    """Another problem, at the end of the list."""
    refuse(timetable_refusal(round, by))
    round = locked_round(round)
    known = Problem.objects.filter(round=round)
    if known.filter(retired_at=None).count() >= MOST_PROBLEMS:
        raise RoundError(_("A round has at most %(limit)d common problems.") % {"limit": MOST_PROBLEMS})
    _refuse_twice(round, name_zh)
    last = known.aggregate(last=Max("position"))["last"] or 0
    problem = Problem.objects.create(
        round=round, code=f"p{last + 1}-{known.count()}", name_zh=name_zh, name_en=name_en, position=last + 1
    )
    record(by, "add_problem", problem, round_id=round.pk, name=name_zh)
    return problem


@transaction.atomic
def edit_problem(*, problem: Problem, name_zh: str, name_en: str, by: User) -> None:
    """Word it anew. What was tagged with it stays tagged."""
    refuse(timetable_refusal(problem.round, by))
    stored = Problem.objects.select_for_update(no_key=True).get(pk=problem.pk)
    _refuse_twice(problem.round, name_zh, besides=problem.pk)
    before, stored.name_zh, stored.name_en = stored.name_zh, name_zh, name_en
    stored.save(update_fields=["name_zh", "name_en"])
    record(by, "edit_problem", stored, round_id=stored.round_id, before=before, after=name_zh)


@transaction.atomic
def retire_problem(*, problem: Problem, retired: bool, by: User) -> None:
    """Offer it no longer, or again. What was tagged with it stays tagged."""
    refuse(timetable_refusal(problem.round, by))
    stored = Problem.objects.select_for_update(no_key=True).get(pk=problem.pk)
    stored.retired_at = timezone.now() if retired else None
    stored.save(update_fields=["retired_at"])
    record(by, "retire_problem" if retired else "offer_problem", stored, round_id=stored.round_id)


def _refuse_twice(round: Round, name_zh: str, besides: int | None = None) -> None:
    same = Problem.objects.filter(round=round, name_zh=name_zh)
    if any(problem.pk != besides for problem in same):
        raise RoundError(_("“%(name)s” is in the list already.") % {"name": name_zh}, field="name_zh")
