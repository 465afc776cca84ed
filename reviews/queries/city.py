"""The panel of one city: who marks it, who could, who must not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cities.models import Submission
from reviews.models import Assignment, Expert
from reviews.queries.matrix import ChipState, chip_states
from reviews.queries.panel import Pairing
from reviews.queries.people import recusals_of
from rounds.models import Domain


@dataclass(frozen=True)
class Candidate:
    """An expert of the panel as this city sees them."""

    expert: Expert
    domains: Sequence[Domain]
    """Those of theirs that are judged in this round."""
    load: int
    """Cities they have in all, drafts included."""
    assignment: Assignment | None
    state: ChipState | None
    marked: Sequence[Domain]
    recused_because: str
    lacking: bool
    """One of their domains has too few marks here."""

    @property
    def is_removable(self) -> bool:
        """Nothing is scored yet."""
        return self.state in ("draft", "deployed")


def city_panel(pairing: Pairing, submission: Submission) -> list[Candidate]:
    """Assigned first, then those whom the city lacks, then by load; recused experts last."""
    recusals = recusals_of(pairing.round).filter(city=submission.city_id)
    reasons = {recusal.expert_id: recusal.reason for recusal in recusals}
    loads: dict[int, int] = {}
    for expert, _city in pairing.assigned:
        loads[expert] = loads.get(expert, 0) + 1
    short = {s.domain for s in pairing.shortfalls() if s.city == submission.pk}
    states = chip_states(pairing.round)
    experts = Expert.objects.filter(panels__round=pairing.round).select_related("user")
    found = [_candidate(pairing, submission, expert, loads, reasons, short, states) for expert in experts]
    return sorted(
        found, key=lambda c: (bool(c.recused_because), c.assignment is None, not c.lacking, c.load, c.expert.pk)
    )


def _candidate(
    pairing: Pairing,
    submission: Submission,
    expert: Expert,
    loads: dict[int, int],
    reasons: dict[int, str],
    short: set[str | None],
    states: Mapping[int, ChipState],
) -> Candidate:
    own = pairing.experts[expert.pk]
    assignment = pairing.assigned.get((expert.pk, submission.pk))
    marked = pairing.domains_of(assignment) if assignment else frozenset()
    return Candidate(
        expert=expert,
        domains=[domain for code, domain in pairing.domains.items() if code in own],
        load=loads.get(expert.pk, 0),
        assignment=assignment,
        state=states[assignment.pk] if assignment else None,
        marked=[domain for code, domain in pairing.domains.items() if code in marked],
        recused_because=reasons.get(expert.pk, ""),
        lacking=bool(own & short),
    )
