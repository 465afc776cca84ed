"""What an expert has done so far: load, answers and punctuality, round by round. No points."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Min

from reviews.models import Assignment, Expert, PanelInvitation, PanelMember, ScoreSheetVersion
from rounds.models import Action, Role, Round, Stage


@dataclass(frozen=True)
class PastRound:
    """An expert's part in one round."""

    round: Round
    member: PanelMember | None
    answer: str
    """What they last answered to an invitation, in words; empty if they were never asked."""
    cities: int
    """Deployed to them, with those that are taken back because of a recusal or their leaving after a signature."""
    signed: int
    on_time: int
    """Of those signed: the first signature lies before the last window for scoring closed."""
    due: datetime | None
    last_signed: datetime | None

    @property
    def late(self) -> int:
        return self.signed - self.on_time

    @property
    def open(self) -> int:
        return self.cities - self.signed


def history_of(expert: Expert) -> Sequence[PastRound]:
    """Newest round first, in a handful of queries however many rounds there are."""
    members = {m.round_id: m for m in PanelMember.objects.filter(expert=expert).select_related("round")}
    asked = PanelInvitation.objects.filter(expert=expert).exclude(answer="").order_by("answered_at")
    answers = {one.round_id: one.get_answer_display() for one in asked}
    rounds = Round.objects.filter(pk__in={*members, *answers})
    signed = _first_signatures(expert)
    cities: dict[int, set[int]] = defaultdict(set)
    deployed = Assignment.objects.filter(expert=expert, state=Assignment.State.DEPLOYED, case=None)
    for pk, round_id in deployed.values_list("pk", "round_id"):
        cities[round_id].add(pk)
    closes = _closings(list(rounds))
    return [
        _past(round, members.get(round.pk), answers.get(round.pk, ""), cities[round.pk], signed, closes)
        for round in rounds
    ]


def _past(
    round: Round,
    member: PanelMember | None,
    answer: str,
    deployed: set[int],
    signed: dict[int, dict[int, datetime]],
    closes: dict[int, datetime],
) -> PastRound:
    own, due = signed.get(round.pk, {}), closes.get(round.pk)
    return PastRound(
        round=round,
        member=member,
        answer=answer,
        cities=len(deployed | own.keys()),
        signed=len(own),
        on_time=sum(due is None or at <= due for at in own.values()),
        due=due,
        last_signed=max(own.values(), default=None),
    )


def _first_signatures(expert: Expert) -> dict[int, dict[int, datetime]]:
    """Round → assignment → when its sheet was first signed, voided ones too."""
    versions = ScoreSheetVersion.objects.filter(sheet__assignment__expert=expert, sheet__assignment__case=None)
    rows = versions.values_list("sheet__assignment__round", "sheet__assignment").annotate(at=Min("submitted_at"))
    found: dict[int, dict[int, datetime]] = defaultdict(dict)
    for round_id, assignment, at in rows.order_by():
        found[round_id][assignment] = at
    return found


def _closings(rounds: list[Round]) -> dict[int, datetime]:
    """When the stage of review closes; a revision afterwards is nobody's delay."""
    stages = Stage.objects.filter(round__in=rounds, rights__role=Role.EXPERT, closes_at__isnull=False)
    scoring = stages.filter(rights__actions__contains=[Action.SCORE.value]).exclude(kind=Stage.Kind.REVISION)
    found: dict[int, datetime] = {}
    for round_id, at in scoring.values_list("round", "closes_at"):
        if at is not None:
            found[round_id] = max(at, found.get(round_id, at))
    return found
