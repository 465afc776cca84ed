"""An expert leaves the panel in mid-round; what they signed is kept and counts on."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from reviews.errors import ReviewError
from reviews.models import Assignment, Expert, PanelMember, RankingState, ScoreSheetVersion
from reviews.queries.panel import pairing_of
from reviews.rules import SET_UP_PEOPLE, require_lead
from reviews.services.assignments import require_pair, take_back
from reviews.services.counter import raise_version
from reviews.services.telling import tell_left
from rounds.models import Round


@dataclass(frozen=True)
class Left:
    """What became of the cities of who left."""

    kept: int
    """Signed sheets, which count on."""
    unfinished: int
    """Begun and not signed: on record, and not waited for any more."""
    open: int
    """Cities that still need somebody: the unfinished and those not begun."""
    passed_on: int
    """Of those, now in the draft of the successor."""
    refused: list[str]
    """Why the successor could not take some of them."""


@transaction.atomic
def leave_panel(*, round: Round, expert: Expert, reason: str, by: User, successor: Expert | None = None) -> Left:
    """Take an expert out of the panel in mid-round, on record, and pass on to a successor what is not signed.

    Every signed version stays and counts. Nothing is open to the expert from now on.
    """
    require_lead(round, by, SET_UP_PEOPLE)
    if not reason.strip():
        raise ReviewError(_("Say why the expert leaves."), field="reason")
    Round.objects.select_for_update(no_key=True).get(pk=round.pk)
    member = _locked_member(round, expert)
    assigned = list(
        Assignment.objects.select_for_update(of=("self",), no_key=True)
        .filter(round=round, expert=expert, case=None)
        .select_related("submission__city", "domain")
        .order_by("pk")
    )
    signed = _signed(assigned)
    rest = [assignment for assignment in assigned if assignment.pk not in signed]
    was_deployed = any(a.state == Assignment.State.DEPLOYED for a in rest)
    begun = take_back(rest)
    member.left_at, member.left_because, member.replaced_by = timezone.now(), reason.strip(), successor
    member.save(update_fields=["left_at", "left_because", "replaced_by"])
    passed_on, refused = _pass_on(round, rest, successor, by) if successor else (0, [])
    left = Left(len(signed), len(begun), len(rest), passed_on, refused)
    tell_left(round, expert, left.open)
    record(
        by, "leave_panel", member, round_id=round.pk, expert=expert.pk, reason=member.left_because,
        successor=successor.pk if successor else None, kept=left.kept, unfinished=left.unfinished,
        cities=[a.submission.city.gb_code for a in rest], passed_on=passed_on,
    )  # fmt: skip
    if was_deployed:
        raise_version(round.pk, cause=RankingState.Cause.DEPLOY_ASSIGNMENTS)
    return left


def _locked_member(round: Round, expert: Expert) -> PanelMember:
    members = PanelMember.objects.select_for_update(of=("self",), no_key=True).filter(
        round=round, expert=expert, left_at=None
    )
    member = members.select_related("expert__user").first()
    if member is None:
        raise ReviewError(_("%(expert)s is not in the panel of this round.") % {"expert": expert})
    return member


def _signed(assigned: Collection[Assignment]) -> set[int]:
    counting = ScoreSheetVersion.objects.filter(sheet__assignment__in=assigned, to_version=None)
    return set(counting.values_list("sheet__assignment", flat=True))


def _pass_on(round: Round, rest: Collection[Assignment], successor: Expert, by: User) -> tuple[int, list[str]]:
    """Into the draft, pinned, under the same checks as by hand: how many, and why not the others."""
    if not PanelMember.objects.filter(round=round, expert=successor, left_at=None).exists():
        raise ReviewError(
            _("%(expert)s is not in the panel of this round.") % {"expert": successor}, field="successor"
        )
    own = set(successor.domains.values_list("pk", flat=True))
    number, refused = 0, []
    for old in rest:
        domain = old.domain if old.domain_id in own else None
        try:
            require_pair(pairing_of(round), old.submission, successor, domain)
        except ReviewError as error:
            refused.append(error.message)
            continue
        Assignment.objects.create(
            round=round, expert=successor, submission=old.submission, domain=domain, is_pinned=True, made_by=by
        )
        number += 1
    return number, refused
