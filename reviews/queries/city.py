"""The panel of one city: who marks it and why, who could, who must not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cities.models import Submission
from reviews.models import Expert
from reviews.queries.panel import Assigned, Pairing, PairState
from reviews.queries.recusals import recusals_of
from reviews.queries.why import Deducted, WhyPair, deducted, why_of_city
from rounds.models import Domain
from scoring.assign.question import MOST_MATCH


@dataclass(frozen=True)
class Fit:
    """How well an expert fits the city in one of their domains."""

    domain: Domain
    match: int
    deductions: Sequence[Deducted]


@dataclass(frozen=True)
class Candidate:
    """An expert of the panel as this city sees them."""

    expert: Expert
    domains: Sequence[Domain]
    """Those of theirs that are judged in this round."""
    load: int
    """Marks to give in all, drafts included."""
    most: int
    assignment: Assigned | None
    marked: Sequence[Domain]
    recused_because: str
    kept_out: bool
    lacking: bool
    """One of their domains has too few marks here."""
    why: Sequence[WhyPair]
    fits: Sequence[Fit]

    @property
    def state(self) -> PairState | None:
        return self.assignment.state if self.assignment else None

    @property
    def is_removable(self) -> bool:
        """Nothing is scored yet."""
        return self.state in ("draft", "deployed")

    @property
    def is_full(self) -> bool:
        return self.load >= self.most

    @property
    def best(self) -> int:
        return max((fit.match for fit in self.fits), default=0)


def city_panel(pairing: Pairing, submission: Submission) -> list[Candidate]:
    """Assigned first, then those whom the city lacks, then by load; recused experts last."""
    recusals = recusals_of(pairing.round).filter(city=submission.city_id)
    reasons = {recusal.expert_id: recusal.reason for recusal in recusals}
    short = {s.domain for s in pairing.shortfalls if s.city == submission.pk}
    why = why_of_city(pairing, submission.pk)
    experts = Expert.objects.filter(pk__in=pairing.members).select_related("user", "province")
    found = [
        _candidate(pairing, submission, expert, reasons, short, why.get(expert.pk, ()))
        for expert in experts
        if expert.pk in pairing.experts or (expert.pk, submission.pk) in pairing.assigned
    ]
    return sorted(found, key=_order)


def _order(c: Candidate) -> tuple[bool, bool, bool, bool, int, int, int]:
    return (bool(c.recused_because), c.assignment is None, c.kept_out, not c.lacking, -c.best, c.load, c.expert.pk)


def _candidate(
    pairing: Pairing,
    submission: Submission,
    expert: Expert,
    reasons: Mapping[int, str],
    short: set[str | None],
    why: Sequence[WhyPair],
) -> Candidate:
    own = pairing.members[expert.pk].domains
    assignment = pairing.assigned.get((expert.pk, submission.pk))
    marked = pairing.domains_of(assignment) if assignment else frozenset()
    return Candidate(
        expert=expert,
        domains=[domain for code, domain in pairing.domains.items() if code in own],
        load=pairing.loads.get(expert.pk, 0),
        most=pairing.highest_load(expert.pk),
        assignment=assignment,
        marked=[domain for code, domain in pairing.domains.items() if code in marked],
        recused_because=reasons.get(expert.pk, ""),
        kept_out=(expert.pk, submission.pk) in pairing.kept_out,
        lacking=bool(own & short),
        why=sorted(why, key=lambda one: one.domain.position),
        fits=[_fit(pairing, expert.pk, submission.pk, code) for code in pairing.domains if code in own],
    )


def _fit(pairing: Pairing, expert: int, submission: int, code: str) -> Fit:
    parts = deducted(pairing, expert, submission, code)
    return Fit(pairing.domains[code], MOST_MATCH - sum(part.points for part in parts), parts)
