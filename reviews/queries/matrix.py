"""The matrix of assignment: cities × domains with the experts who mark them, and how good it is."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cities.models import City, Province, Submission
from reviews.queries.asking import reasons_of
from reviews.queries.assignments import cities_to_score
from reviews.queries.panel import Pairing, PairState
from rounds.models import Domain
from scoring.assign.connectivity import Connectivity
from scoring.assign.reasons import Reasons
from scoring.assign.shortfalls import Shortfall

SHOWN_WORST = 5


@dataclass(frozen=True, eq=False)
class Chip:
    """An expert in a cell: the same one in every cell that says the same."""

    expert: int
    name: str
    employer: str
    state: PairState
    is_pinned: bool
    match: int | None

    @property
    def short_name(self) -> str:
        return initials(self.name)


@dataclass(frozen=True)
class Cell:
    """The experts of one city and domain, and whether they are enough."""

    domain: Domain
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
    is_anchor: bool
    served: float
    """Mean match over all marks that are wanted, 0…100."""

    @property
    def city(self) -> City:
        return self.submission.city

    @property
    def is_short(self) -> bool:
        return self.everyone is not None or any(cell.shortfall for cell in self.cells)

    def is_marked_by(self, expert: int) -> bool:
        return any(chip.expert == expert for cell in self.cells for chip in cell.chips)


@dataclass(frozen=True)
class Load:
    """An expert of the panel with what they have to mark."""

    expert: int
    name: str
    employer: str
    province: str
    domains: Sequence[Domain]
    load: int
    most: int
    cities: int
    left: bool

    @property
    def short_name(self) -> str:
        return initials(self.name)

    @property
    def is_full(self) -> bool:
        return self.load >= self.most


@dataclass(frozen=True)
class Column:
    """A domain: how many experts know it, and whether they can be compared."""

    domain: Domain
    experts: int
    connectivity: Connectivity

    @property
    def percent(self) -> int:
        return round(self.connectivity.efficiency * 100)


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


class Matrix:
    """Everything the page shows of one round, read once."""

    def __init__(self, pairing: Pairing) -> None:
        self.pairing = pairing
        self.reasons: Reasons = reasons_of(pairing)

    @cached_property
    def rows(self) -> list[Row]:
        """Every city of the round, in GB code order."""
        pairing = self.pairing
        short = {(s.city, s.domain): s for s in pairing.shortfalls}
        experts: dict[int, int] = defaultdict(int)
        for _expert, city in pairing.assigned:
            experts[city] += 1
        served = {one.city: one.mean for one in self.reasons.served()}
        return [
            Row(
                submission=submission,
                cells=[
                    Cell(domain, self._chips[submission.pk, code], short.get((submission.pk, code)))
                    for code, domain in pairing.domains.items()
                ],
                experts=experts[submission.pk],
                everyone=short.get((submission.pk, None)),
                recused=self._recused.get(submission.pk, ()),
                is_anchor=submission.pk in pairing.anchors,
                served=served.get(submission.pk, 0.0),
            )
            for submission in cities_to_score(pairing.round).select_related(None).select_related("city")
        ]

    @cached_property
    def loads(self) -> list[Load]:
        """The panel, the heaviest load first."""
        pairing = self.pairing
        provinces = {province.pk: province.name for province in Province.objects.all()}
        cities: dict[int, int] = defaultdict(int)
        for expert, _city in pairing.assigned:
            cities[expert] += 1
        found = [
            Load(
                expert=expert,
                name=member.name,
                employer=member.employer,
                province=provinces.get(member.province or 0, ""),
                domains=[domain for code, domain in pairing.domains.items() if code in member.domains],
                load=pairing.loads.get(expert, 0),
                most=pairing.highest_load(expert),
                cities=cities[expert],
                left=member.left,
            )
            for expert, member in pairing.members.items()
            if not member.left or cities[expert]
        ]
        return sorted(found, key=lambda load: (load.left, -load.load, load.name, load.expert))

    @cached_property
    def columns(self) -> list[Column]:
        connected = self.reasons.solution.connectivity
        return [
            Column(domain, sum(code in own for own in self.pairing.experts.values()), connected[code])
            for code, domain in self.pairing.domains.items()
        ]

    @property
    def worst(self) -> list[Row]:
        """The cities that are served worst, the worst first."""
        return sorted(self.rows, key=lambda row: (row.served, row.city.gb_code))[:SHOWN_WORST]

    def lacks(self) -> list[Lack]:
        """The shortfalls, those alike together, the worst first."""
        cities = {pk: place.name for pk, place in self.pairing.places.items()}
        alike: dict[tuple[str | None, int, int, int], list[Shortfall]] = defaultdict(list)
        for shortfall in self.pairing.shortfalls:
            alike[shortfall.domain, shortfall.have, shortfall.least, shortfall.wanted].append(shortfall)
        lacks = [
            Lack(
                domain=self.pairing.domains[code] if code else None,
                have=have,
                least=least,
                wanted=wanted,
                cities=[cities[s.city] for s in found],
                recused=sum(s.recused > 0 for s in found),
            )
            for (code, have, least, wanted), found in alike.items()
        ]
        return sorted(lacks, key=lambda lack: (not lack.blocks_ranking, -lack.missing, -len(lack.cities)))

    @cached_property
    def _chips(self) -> Mapping[tuple[int, str], list[Chip]]:
        pairing, matches = self.pairing, self.reasons.solution.matches
        chips: dict[tuple[int, str], list[Chip]] = defaultdict(list)
        alike: dict[tuple[int, PairState, bool, int | None], Chip] = {}
        for expert, city in sorted(pairing.marked, key=lambda pair: (pairing.members[pair[0]].name, pair[0])):
            assigned, member = pairing.assigned[expert, city], pairing.members[expert]
            state, is_pinned = assigned.state, assigned.is_pinned
            for code in pairing.marked[expert, city]:
                said = (expert, state, is_pinned, match := matches[expert, city, code])
                if said not in alike:
                    alike[said] = Chip(expert, member.name, member.employer, state, is_pinned, match)
                chips[city, code].append(alike[said])
        return chips

    @cached_property
    def _recused(self) -> Mapping[int, list[str]]:
        found: dict[int, list[str]] = defaultdict(list)
        for expert, city in sorted(self.pairing.recused):
            if expert in self.pairing.members and not self.pairing.members[expert].left:
                found[city].append(initials(self.pairing.members[expert].name))
        return found


def initials(name: str) -> str:
    """A Chinese name as it is, without what stands in brackets behind it; of others the first letters."""
    bare = name.partition("（")[0].partition(" (")[0].strip()
    if not bare.isascii():
        return bare[:4]
    return "".join(word[0] for word in bare.split()).upper()[:3] or bare[:3]
