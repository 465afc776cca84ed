"""V1: what is proposed, what is verified and what is not, for all cities and for one."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from django.db.models import QuerySet
from django.utils.functional import cached_property

from cities.models import City, Submission
from reviews.models import Assignment, Doubt, Proposal, Verification
from reviews.queries.assignments import cities_to_score
from rounds.models import Indicator, Round


class Cell(NamedTuple):
    """A city's value for an indicator: what counts, what the rule proposes, and what is to be looked at."""

    points: Decimal | None = None
    """Verified; None: nothing is."""
    applies: bool = True
    proposed: Decimal | None = None
    """From the accepted version; None: there is none, or the rule can't be used."""
    proposal_applies: bool = True
    is_flagged: bool = False
    is_changed: bool = False
    """A newer accepted version gives another value than the one that was verified."""
    has_doubt: bool = False
    sha256: str = ""
    """Of the proposal."""

    @property
    def is_verified(self) -> bool:
        return self.points is not None

    @property
    def is_settled(self) -> bool:
        """Verified, and nothing has come up since."""
        return self.is_verified and not self.is_changed and not self.has_doubt

    @property
    def is_clear(self) -> bool:
        """May be accepted together with others: not verified yet, proposed, and nothing to look at."""
        looked_at = self.is_flagged or self.has_doubt
        return not self.is_verified and self.proposed is not None and not looked_at


@dataclass(frozen=True)
class Row:
    """A city with a cell for each computed indicator."""

    submission: Submission
    cells: Sequence[Cell]

    @property
    def city(self) -> City:
        return self.submission.city

    @cached_property
    def done(self) -> int:
        return sum(cell.is_verified for cell in self.cells)

    @property
    def is_complete(self) -> bool:
        return self.done == len(self.cells)

    @property
    def is_accepted(self) -> bool:
        return self.submission.state == Submission.State.ACCEPTED

    @property
    def is_open(self) -> bool:
        """Something is to be verified, or to be looked at again."""
        return self.is_accepted and not all(cell.is_settled for cell in self.cells)

    @cached_property
    def doubts(self) -> int:
        return sum(cell.has_doubt for cell in self.cells)

    @cached_property
    def changed(self) -> int:
        return sum(cell.is_changed for cell in self.cells)


def computed_indicators(round: Round) -> list[Indicator]:
    found = Indicator.objects.filter(system=round.indicator_system_id, computed_max__gt=0).select_related("area")
    return list(found.order_by("position", "code"))


def verification_grid(round: Round, indicators: Sequence[Indicator]) -> list[Row]:
    """All cities in four queries."""
    found, asked = _Found.of(round), [indicator.pk for indicator in indicators]
    return [
        Row(submission, found.cells(submission.pk, submission.accepted_version_id or 0, asked))
        for submission in cities_to_score(round).select_related(None).select_related("city")
    ]


_Key = tuple[int, int]
"""Submission (or version) and indicator."""
NOTHING_COUNTS = (None, True, "")
NOTHING_PROPOSED = (None, True, False, "")


@dataclass(frozen=True)
class _Found:
    verified: Mapping[_Key, tuple[Decimal, bool, str]]
    proposed: Mapping[_Key, tuple[Decimal | None, bool, bool, str]]
    doubts: frozenset[_Key]

    @classmethod
    def of(cls, round: Round) -> "_Found":
        standing = Verification.objects.filter(submission__round=round, to_version=None).order_by()
        accepted = Submission.objects.filter(round=round, state=Submission.State.ACCEPTED)
        proposals = Proposal.objects.filter(version__in=accepted.values("accepted_version")).order_by()
        doubts = Doubt.objects.filter(submission__round=round, answered_at=None).order_by()
        return cls(
            {
                (submission, indicator): (points, applies, sha256)
                for submission, indicator, points, applies, sha256 in standing.values_list(
                    "submission_id", "indicator_id", "points", "applies", "computed_sha256"
                )
            },
            {
                (version, indicator): (points, applies, is_flagged, sha256)
                for version, indicator, points, applies, is_flagged, sha256 in proposals.values_list(
                    "version_id", "indicator_id", "points", "applies", "is_flagged", "sha256"
                )
            },
            frozenset(doubts.values_list("submission_id", "indicator_id")),
        )

    def cells(self, submission: int, version: int, indicators: Sequence[int]) -> list[Cell]:
        """Of a city with its accepted version."""
        return [
            self._cell((submission, indicator) in self.doubts, (submission, indicator), (version, indicator))
            for indicator in indicators
        ]

    def _cell(self, has_doubt: bool, counting: _Key, proposal: _Key) -> Cell:
        points, applies, stored = self.verified.get(counting, NOTHING_COUNTS)
        proposed, proposal_applies, is_flagged, sha256 = self.proposed.get(proposal, NOTHING_PROPOSED)
        is_changed = bool(stored and sha256 and stored != sha256)
        return Cell(points, applies, proposed, proposal_applies, is_flagged, is_changed, has_doubt, sha256)


@dataclass(frozen=True)
class Clear:
    """A proposed value that may be accepted together with others."""

    submission: Submission
    indicator: Indicator
    points: Decimal
    sha256: str


def clear_values(round: Round) -> list[Clear]:
    """City by city, in the order of the indicators."""
    indicators = computed_indicators(round)
    return [
        Clear(row.submission, indicator, cell.proposed, cell.sha256)
        for row in verification_grid(round, indicators)
        if row.is_accepted
        for indicator, cell in zip(indicators, row.cells, strict=True)
        if cell.is_clear and cell.proposed is not None
    ]


def history_of(submission: Submission) -> Mapping[int, Sequence[Verification]]:
    """Every verification of the city, newest first, by indicator."""
    found: dict[int, list[Verification]] = defaultdict(list)
    for row in submission.verifications.select_related("verified_by", "material_version").order_by("-pk"):
        found[row.indicator_id].append(row)
    return found


def proposals_of(submission: Submission) -> Mapping[int, Proposal]:
    """What the rules propose for the accepted version, by indicator."""
    found = Proposal.objects.filter(version=submission.accepted_version_id).select_related("version")
    return {proposal.indicator_id: proposal for proposal in found}


def doubts_about(submission: Submission) -> Mapping[int, Sequence[Doubt]]:
    """Every doubt about the city's computed values, open ones first, by indicator."""
    found: dict[int, list[Doubt]] = defaultdict(list)
    doubts = submission.doubts.select_related("expert__user", "answered_by")
    for doubt in sorted(doubts, key=lambda doubt: (doubt.answered_at is not None, doubt.pk)):
        found[doubt.indicator_id].append(doubt)
    return found


@dataclass(frozen=True)
class Value:
    """One indicator of one city: what is proposed, what stands, what stood before, and who doubts it."""

    indicator: Indicator
    proposal: Proposal | None
    history: Sequence[Verification]
    """Newest first."""
    doubts: Sequence[Doubt]
    """Open ones first."""

    @property
    def standing(self) -> Verification | None:
        return next((row for row in self.history if row.to_version is None), None)

    @property
    def can_be_accepted(self) -> bool:
        return self.proposal is not None and self.proposal.points is not None

    @property
    def is_as_proposed(self) -> bool:
        """What counts is what the rule gives for the accepted version."""
        standing, proposal = self.standing, self.proposal
        if standing is None or proposal is None or standing.kind != Verification.Kind.ACCEPTED:
            return False
        return standing.computed_sha256 == proposal.sha256

    @property
    def is_changed(self) -> bool:
        """The accepted version gives another value than the one that was verified."""
        standing, proposal = self.standing, self.proposal
        if standing is None or proposal is None or not standing.computed_sha256:
            return False
        return standing.computed_sha256 != proposal.sha256

    @property
    def has_open_doubt(self) -> bool:
        return any(doubt.answered_at is None for doubt in self.doubts)

    @property
    def is_clear(self) -> bool:
        """May be accepted together with others."""
        if self.standing or self.proposal is None or self.has_open_doubt:
            return False
        return self.can_be_accepted and not self.proposal.is_flagged


def values_of(submission: Submission, indicators: Sequence[Indicator]) -> list[Value]:
    """One for each computed indicator, in three queries."""
    proposals, history, doubts = proposals_of(submission), history_of(submission), doubts_about(submission)
    return [Value(i, proposals.get(i.pk), history.get(i.pk, ()), doubts.get(i.pk, ())) for i in indicators]


def doubts_of(round: Round) -> QuerySet[Doubt]:
    """Every doubt of the round, answered or not: for its secretariat."""
    return Doubt.objects.filter(submission__round=round).select_related(
        "submission__round", "submission__city", "indicator", "expert__user", "answered_by"
    )


def own_values(assignment: Assignment, indicators: Sequence[Indicator]) -> list[Value]:
    """What an expert reads of the city's values: what counts or is proposed, and their own doubts only."""
    submission = assignment.submission
    return [
        Value(
            value.indicator,
            value.proposal,
            [value.standing] if value.standing else [],
            [doubt for doubt in value.doubts if doubt.expert_id == assignment.expert_id],
        )
        for value in values_of(submission, indicators)
    ]
