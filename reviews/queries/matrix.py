"""The matrix of assignment: cities × domains with the experts who mark them."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from django.utils.translation import gettext as _

from cities.models import City, Submission
from reviews.models import Assignment, Expert, ScoreSheet
from reviews.queries.assignments import cities_to_score
from reviews.queries.panel import Pairing
from rounds.models import Domain, Round
from scoring.assign_by_domain import Shortfall

ChipState = Literal["draft", "deployed", "begun", "submitted"]


@dataclass(frozen=True)
class Chip:
    """An expert in a cell."""

    name: str
    state: ChipState

    @property
    def short_name(self) -> str:
        """Without what stands in brackets behind it."""
        return self.name.partition("（")[0].partition(" (")[0]


@dataclass(frozen=True)
class Cell:
    """The experts of one city and domain, and whether they are enough."""

    chips: Sequence[Chip]
    shortfall: Shortfall | None


@dataclass(frozen=True)
class Row:
    """A city."""

    submission: Submission
    cells: Sequence[Cell]
    experts: int
    """Experts of the city in all: the marks of the indicator that everybody marks (E)."""
    everyone: Shortfall | None
    recused: Sequence[str]

    @property
    def city(self) -> City:
        return self.submission.city

    @property
    def is_short(self) -> bool:
        return self.everyone is not None or any(cell.shortfall for cell in self.cells)


@dataclass(frozen=True)
class Lack:
    """Cities that lack the same in one domain; without a domain, in the indicator that everybody marks."""

    domain: Domain | None
    have: int
    least: int
    wanted: int
    cities: Sequence[str]
    recused: int
    """Cities among them that would have more but for recusals."""

    @property
    def blocks_ranking(self) -> bool:
        return self.have < self.least

    @property
    def missing(self) -> int:
        return self.wanted - self.have

    @property
    def name(self) -> str:
        return self.domain.name if self.domain else _("Indicators that everybody marks")


def matrix_of(pairing: Pairing) -> list[Row]:
    """Every city of the round, in GB code order."""
    names = expert_names(pairing.round)
    states = chip_states(pairing.round)
    short = {(s.city, s.domain): s for s in pairing.shortfalls()}
    chips: dict[tuple[int, str], list[Chip]] = defaultdict(list)
    experts: dict[int, int] = defaultdict(int)
    for (expert, city), marked in pairing.marked.items():
        chip = Chip(names.get(expert, "?"), states[pairing.assigned[expert, city].pk])
        experts[city] += 1
        for code in marked:
            chips[city, code].append(chip)
    recused = _recused_names(pairing, names)
    return [
        Row(
            submission=submission,
            cells=[
                Cell(sorted(chips[submission.pk, code], key=lambda c: c.name), short.get((submission.pk, code)))
                for code in pairing.domains
            ],
            experts=experts[submission.pk],
            everyone=short.get((submission.pk, None)),
            recused=recused.get(submission.pk, ()),
        )
        for submission in cities_to_score(pairing.round)
    ]


def lacks_of(pairing: Pairing, rows: Sequence[Row]) -> list[Lack]:
    """The shortfalls, those alike together, the worst first."""
    cities = {row.submission.pk: str(row.city) for row in rows}
    alike: dict[tuple[str | None, int, int, int], list[Shortfall]] = defaultdict(list)
    for shortfall in pairing.shortfalls():
        alike[shortfall.domain, shortfall.have, shortfall.least, shortfall.wanted].append(shortfall)
    lacks = [
        Lack(
            domain=pairing.domains[code] if code else None,
            have=have,
            least=least,
            wanted=wanted,
            cities=[cities[s.city] for s in found],
            recused=sum(s.recused > 0 for s in found),
        )
        for (code, have, least, wanted), found in alike.items()
    ]
    return sorted(lacks, key=lambda lack: (not lack.blocks_ranking, -lack.missing, -len(lack.cities)))


def expert_names(round: Round) -> dict[int, str]:
    """Expert → name, of the panel and of everybody assigned."""
    rows = Expert.objects.filter(panels__round=round).values_list("pk", "user__full_name")
    return dict(rows)


def chip_states(round: Round) -> dict[int, ChipState]:
    """Assignment → how far it is."""
    rows = Assignment.objects.filter(round=round, case=None).values_list(
        "pk", "state", "sheet__state", "sheet__edit_version"
    )
    return {pk: _state(state, sheet, edits) for pk, state, sheet, edits in rows}


def _state(state: str, sheet: str | None, edits: int | None) -> ChipState:
    if state == Assignment.State.DRAFT:
        return "draft"
    if sheet == ScoreSheet.State.SUBMITTED:
        return "submitted"
    return "begun" if edits else "deployed"


def _recused_names(pairing: Pairing, names: Mapping[int, str]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    for expert, city in sorted(pairing.recused):
        if expert in names:
            found[city].append(names[expert])
    return found
