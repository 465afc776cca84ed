"""The panel and its cities as plain values, as ``scoring.assign`` reads them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import cached_property

from accounts.bilingual import in_readers_language
from accounts.prepared import prepared
from reviews.models import (
    Assignment,
    AssignmentRules,
    Expert,
    KeptOut,
    PanelMember,
    PastTie,
    Recusal,
    ScoreSheet,
)
from reviews.queries.assignments import cities_to_score, is_begun
from reviews.queries.recusals import standing_recusals
from rounds.models import Domain, Indicator, Round
from scoring.assign.question import Pair
from scoring.assign.shortfalls import Shortfall, shortfalls
from scoring.choices import Design

YEARS_OF_TIES = 3
"""A tie recuses while it lasts and for so many years afterwards (三年内)."""

PairState = Literal["draft", "deployed", "begun", "submitted"]


@dataclass(frozen=True)
class Place:
    """A city that takes part."""

    city: int
    name: str
    province: int


@dataclass(frozen=True)
class Member:
    """What assignment needs to know of an expert of the panel."""

    name: str
    employer: str
    domains: frozenset[str]
    """Those that have judged indicators in this round."""
    main: str | None
    province: int | None
    capacity: int | None
    left: bool
    pledged: bool
    older_cities: frozenset[int] = frozenset()
    """Cities to which a tie ended before the years that recuse."""
    older_provinces: frozenset[int] = frozenset()


class Assigned(NamedTuple):
    """A pair as it is stored, in plain values: a large round has tens of thousands."""

    pk: int
    expert_id: int
    submission_id: int
    domain_id: int | None
    """None: all domains of the expert."""
    is_draft: bool
    is_pinned: bool = False
    run_id: int | None = None
    """The solving that proposed it; None: by hand."""
    is_trial: bool = False
    """Proposed before the seed was drawn: it cannot be deployed."""
    is_begun_draft: bool = False
    sheet: str | None = None
    """State of the score sheet, if there is one …"""
    edits: int | None = None
    """… and how often it was saved."""

    @property
    def state(self) -> PairState:
        """How far it is."""
        if self.is_draft:
            return "draft"
        if self.sheet == ScoreSheet.State.SUBMITTED:
            return "submitted"
        return "begun" if self.edits else "deployed"


@dataclass(frozen=True)
class Pairing:
    """Who marks what in a round, as it stands. Cities are known by their submission, domains by their code."""

    round: Round
    rules: AssignmentRules
    places: Mapping[int, Place]
    """By submission, in GB code order, without the withdrawn."""
    members: Mapping[int, Member]
    """By expert; those who left the panel too."""
    domains: Mapping[str, Domain]
    """The domains that have judged indicators, in order."""
    recused: frozenset[Pair]
    """Expert and submission."""
    kept_out: frozenset[Pair]
    assigned: Mapping[Pair, Assigned]
    """Drafts too; not those taken back by a recusal, nor what somebody began and left."""
    anchors: frozenset[int] = field(default_factory=frozenset)
    """Submissions of the anchor cities."""

    @cached_property
    def cities(self) -> Mapping[int, int]:
        """Submission → city."""
        return {submission: place.city for submission, place in self.places.items()}

    @cached_property
    def experts(self) -> Mapping[int, frozenset[str]]:
        """Expert who is in the panel now → their domains."""
        return {expert: member.domains for expert, member in self.members.items() if not member.left}

    @cached_property
    def by_city(self) -> bool:
        """At most one domain per expert and city."""
        return self.round.policy_value.design is Design.BY_CITY

    @cached_property
    def marked(self) -> dict[Pair, frozenset[str]]:
        """The domains of every assigned pair."""
        return {pair: self.domains_of(assignment) for pair, assignment in self.assigned.items()}

    @cached_property
    def loads(self) -> Mapping[int, int]:
        """Marks to give by expert: one city in one domain is one."""
        loads = dict.fromkeys(self.members, 0)
        for (expert, _city), marked in self.marked.items():
            loads[expert] = loads.get(expert, 0) + len(marked)
        return loads

    def domains_of(self, assignment: Assigned) -> frozenset[str]:
        member = self.members.get(assignment.expert_id)
        own = member.domains if member else frozenset()
        if assignment.domain_id is None:
            return own
        return frozenset(code for code in own if self.domains[code].pk == assignment.domain_id)

    def highest_load(self, expert: int) -> int:
        """The expert's own, else the round's, else everything they know."""
        member = self.members[expert]
        everything = len(self.places) * len(member.domains)
        return member.capacity or self.rules.highest_load or everything

    @cached_property
    def shortfalls(self) -> list[Shortfall]:
        """Where the pairs, drafts included, give fewer marks than the policy asks for."""
        return shortfalls(
            self.marked,
            cities=self.places,
            experts=self.experts,
            domains=self.domains,
            recused=self.recused,
            policy=self.round.policy_value,
        )


def pairing_of(round: Round) -> Pairing:
    """The state of assignment in a handful of queries, however large the round."""
    places = {
        pk: Place(city, in_readers_language(zh, en), province)
        for pk, city, zh, en, province in cities_to_score(round).values_list(
            "pk", "city_id", "city__short_zh", "city__name_en", "city__province_id"
        )
    }
    submissions = {place.city: pk for pk, place in places.items()}
    domains = judged_domains(round)
    recused = _pairs(standing_recusals().filter(round=round), submissions)
    rules = rules_of(round)
    anchors = rules.anchors.values_list("pk", flat=True) if rules.pk else ()
    return Pairing(
        round=round,
        rules=rules,
        places=places,
        members=_members(round, domains),
        domains=domains,
        recused=recused,
        kept_out=_pairs(KeptOut.objects.filter(round=round), submissions),
        assigned={
            (row.expert_id, row.submission_id): row
            for row in map(Assigned._make, _assigned(round=round.pk))
            if row.submission_id in places and (row.expert_id, row.submission_id) not in recused
        },
        anchors=frozenset(submissions[city] for city in anchors if city in submissions),
    )


@prepared
def _assigned(round: int) -> "QuerySet[Assignment, tuple[Any, ...]]":
    """The fields of ``Assigned``."""
    draft = Q(state=Assignment.State.DRAFT)
    trial = draft & Q(is_pinned=False, run__isnull=False, run__seed=None)
    rows = assignments_that_count(Round(pk=round)).annotate(
        is_draft=draft, is_trial=trial, is_begun_draft=draft & is_begun()
    )
    return rows.order_by("pk").values_list(
        "pk",
        "expert_id",
        "submission_id",
        "domain_id",
        "is_draft",
        "is_pinned",
        "run_id",
        "is_trial",
        "is_begun_draft",
        "sheet__state",
        "sheet__edit_version",
    )


def assignments_that_count(round: Round) -> QuerySet[Assignment]:
    """Without the further experts of cases, and without what somebody began and left the panel before signing:
    the city needs another expert for it.
    """
    left = PanelMember.objects.filter(round=round, left_at__isnull=False).values("expert")
    unfinished = Q(state=Assignment.State.DRAFT, expert__in=left)
    return Assignment.objects.filter(round=round, case=None).exclude(unfinished)


def rules_of(round: Round) -> AssignmentRules:
    """The round's rules of assignment; the defaults, not stored, before anybody changed them."""
    return next(iter(_rules(round=round.pk)), None) or AssignmentRules(round=round)


@prepared
def _rules(round: int) -> QuerySet[AssignmentRules]:
    """One or none."""
    return AssignmentRules.objects.filter(round=round)


def judged_domains(round: Round) -> dict[str, Domain]:
    """The domains with judged indicators in the round's system, by code, in order."""
    return {domain.code: domain for domain in _judged(system=round.indicator_system_id)}


@prepared
def _judged(system: int) -> QuerySet[Domain]:
    judged = Indicator.objects.filter(system=system, judged_max__gt=0)
    return Domain.objects.filter(indicators__in=judged).distinct().order_by("position", "code")


def tie_recuses(to_year: int | None, *, year: int) -> bool:
    """Whether a tie that ended in ``to_year`` (None: it lasts) still recuses in ``year``."""
    return to_year is None or to_year >= year - YEARS_OF_TIES


def _members(round: Round, domains: Mapping[str, Domain]) -> dict[int, Member]:
    rows = PanelMember.objects.filter(round=round).select_related("expert__user", "expert__main_domain")
    codes: dict[int, set[str]] = {}
    for expert, code in Expert.objects.filter(panels__round=round).values_list("pk", "domains__code"):
        codes.setdefault(expert, set()).add(code)
    year = timezone.localdate().year
    older: dict[int, list[PastTie]] = {}
    for tie in PastTie.objects.filter(expert__panels__round=round):
        if not tie_recuses(tie.to_year, year=year):
            older.setdefault(tie.expert_id, []).append(tie)
    return {
        row.expert_id: Member(
            name=row.expert.user.full_name,
            employer=row.expert.employer,
            domains=frozenset(codes.get(row.expert_id, set()) & domains.keys()),
            main=row.expert.main_domain.code if row.expert.main_domain else None,
            province=row.expert.province_id,
            capacity=row.expert.capacity,
            left=row.left_at is not None,
            pledged=row.pledged_at is not None,
            older_cities=frozenset(t.city_id for t in older.get(row.expert_id, ()) if t.city_id),
            older_provinces=frozenset(t.province_id for t in older.get(row.expert_id, ()) if t.province_id),
        )
        for row in rows.order_by("expert")
    }


def _pairs(rows: QuerySet[Recusal] | QuerySet[KeptOut], submissions: Mapping[int, int]) -> frozenset[Pair]:
    found = rows.order_by().values_list("expert_id", "city_id").distinct()
    return frozenset((expert, submissions[city]) for expert, city in found if city in submissions)
