"""The rules of a round's assignment, its public seed, and asking for a draft."""

import logging
import secrets
from collections.abc import Collection
from dataclasses import asdict, dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from accounts.audit import record
from accounts.models import User
from cities.models import City
from reviews import arranging
from reviews.errors import ReviewError
from reviews.models import AssignmentRules, AssignmentRun, PanelMember
from reviews.models.arranging import MOST_ANCHORS
from reviews.models.experts import MOST_MARKS
from reviews.queries.asking import offers_of
from reviews.queries.panel import Pairing, pairing_of
from reviews.rules import require_lead
from reviews.services.recusals import record_and_count, store_found
from reviews.tasks import solve_assignment
from rounds.models import Action, Round

logger = logging.getLogger(__name__)

IN_A_REQUEST = 12_000
"""Marks that could be given, up to which a person waits for the answer: well below a second. Beyond, a worker."""
LARGEST_SEED = 10**12
State = AssignmentRun.State


@dataclass(frozen=True)
class Limits:
    """What the assignment keeps to, as the secretariat enters it."""

    highest_load: int | None = None
    lowest_load: int = 0
    even_loads: bool = True
    one_of_a_province: bool = False
    raise_lowest: bool = False


@transaction.atomic
def change_rules(*, round: Round, limits: Limits, anchors: Collection[City], by: User) -> AssignmentRules:
    """Change what the next draft keeps to. What is assigned stays as it is."""
    require_lead(round, by, [Action.ASSIGN])
    _require_limits(limits)
    if len(anchors) > MOST_ANCHORS:
        raise ReviewError(
            _("At most %(most)s anchor cities; chosen: %(number)s.")
            % {"most": MOST_ANCHORS, "number": len(anchors)},
            field="anchors",
        )
    rules = _locked_rules(round)
    for name, value in asdict(limits).items():
        setattr(rules, name, value)
    rules.save(update_fields=list(asdict(limits)))
    rules.anchors.set(anchors)
    cities = sorted(city.gb_code for city in anchors)
    record(by, "change_assignment_rules", rules, round_id=round.pk, anchors=cities, **asdict(limits))
    return rules


def _require_limits(limits: Limits) -> None:
    for name, value, least in (("highest_load", limits.highest_load, 1), ("lowest_load", limits.lowest_load, 0)):
        if value is not None and not least <= value <= MOST_MARKS:
            raise ReviewError(
                _("A load is from %(least)s to %(most)s; entered: %(value)s.")
                % {"least": least, "most": MOST_MARKS, "value": value},
                field=name,
            )
    if limits.highest_load is not None and limits.lowest_load > limits.highest_load:
        raise ReviewError(
            _("The lowest load, %(lowest)s, is above the highest, %(highest)s.")
            % {"lowest": limits.lowest_load, "highest": limits.highest_load},
            field="lowest_load",
        )


@transaction.atomic
def draw_seed(*, round: Round, by: User, seed: int | None = None, seed_source: str = "") -> AssignmentRules:
    """Close the declaration of recusals and draw the public seed: once, after everybody has signed and declared.

    ``seed``: one that was published elsewhere, with its source, instead of one that the portal draws. A tie that
    comes to light later is still declared and recuses; the seed stays what it is.
    """
    require_lead(round, by, [Action.ASSIGN])
    _require_seed(seed, seed_source)
    rules = _locked_rules(round)
    if rules.seed is not None:
        raise ReviewError(_("The seed has been drawn already: %(seed)s. It is drawn once.") % {"seed": rules.seed})
    members = PanelMember.objects.filter(round=round, left_at=None)
    unsigned = members.filter(pledged_at=None).select_related("expert__user").order_by("expert__user__full_name")
    if not members.exists():
        raise ReviewError(_("The panel has no experts yet. Add experts to the panel first."))
    if names := [str(member.expert) for member in unsigned]:
        raise ReviewError(
            _(
                "Recusals are still open: %(names)s have not signed the pledge and declared their ties. "
                "Wait for them or take them out of the panel."
            )
            % {"names": _(", ").join(names)}
        )
    rules.seed = secrets.randbelow(LARGEST_SEED) if seed is None else seed
    rules.seed_drawn_at, rules.seed_drawn_by = timezone.now(), by
    rules.save(update_fields=["seed", "seed_drawn_at", "seed_drawn_by"])
    said = {"source": seed_source.strip()} if seed is not None else {}
    record(by, "draw_seed", rules, round_id=round.pk, seed=rules.seed, experts=members.count(), **said)
    return rules


def _require_seed(seed: int | None, seed_source: str) -> None:
    if seed is None:
        return
    if not 0 <= seed < LARGEST_SEED:
        raise ReviewError(
            _("The seed is a whole number from 0 to %(most)s; entered: %(seed)s.")
            % {"most": LARGEST_SEED - 1, "seed": seed},
            field="seed",
        )
    if not seed_source.strip():
        raise ReviewError(_("Say where the seed comes from, so that anybody can look it up."), field="seed_source")


@transaction.atomic
def propose_assignments(
    *, round: Round, by: User, kind: AssignmentRun.Kind = AssignmentRun.Kind.ANEW
) -> AssignmentRun:
    """Ask for a draft: anew, or to top up what there is. What is deployed, pinned or begun stands and counts.

    A small round has its draft when this returns; a large one is solved by a worker, and the run says how far.
    """
    require_lead(round, by, [Action.ASSIGN])
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    effect = store_found(round, by)
    pairing = pairing_of(round)
    if not pairing.experts:
        raise ReviewError(_("The panel has no experts yet. Add experts to the panel first."))
    _supersede(round)
    run = AssignmentRun.objects.create(round=round, kind=kind, seed=pairing.rules.seed, asked_by=by)
    if offers_of(pairing) <= IN_A_REQUEST:
        arranging.solve_now(run, pairing)
    else:
        transaction.on_commit(lambda: _ask(run.pk), robust=True)
    record(by, "propose_assignments", round, round_id=round.pk, run=run.pk, kind=kind, **_said(run, pairing))
    record_and_count([effect], by)
    return run


def _said(run: AssignmentRun, pairing: Pairing) -> dict[str, object]:
    return {
        "seed": run.seed,
        "design": pairing.round.policy_value.design,
        "question": run.question_sha256,
        "pairs": run.outcome.get("pairs"),
    }


def _supersede(round: Round) -> None:
    """A run that nobody finished gives way."""
    AssignmentRun.objects.filter(round=round, state__in=[State.WAITING, State.RUNNING]).update(
        state=State.FAILED, problem=_("Another draft was asked for."), finished_at=timezone.now()
    )


def _ask(run_id: int) -> None:
    try:
        solve_assignment.apply_async(args=[run_id])
    except OperationalError as error:
        logger.warning("No solving asked for, run %s, the broker is away: %s", run_id, error)


def _locked_rules(round: Round) -> AssignmentRules:
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    return AssignmentRules.objects.get_or_create(round=round)[0]
