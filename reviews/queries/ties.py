"""Ties of a panel to the round's cities that follow from rules: employers, past ties, and who compiled what.

Nothing is stored here. What a rule finds is definite (``scoring.organisations``); a namesake never is.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.core.cache import cache
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cities.frozen_forms import kept_rows
from cities.models import City, Province, Submission
from reviews.models import Expert, PanelMember, PastTie, RankingState, Recusal, ScoreSheetVersion, sources
from reviews.queries.panel import YEARS_OF_TIES, tie_recuses
from rounds.models import Round
from scoring.organisations import Owners, Place, owners_of, same_organisation

Kind = Recusal.Kind
REGISTERS = {"F4.documents": "title", "F7.years": "year"}
"""Tables of a submission that say who compiled something, and the field that names the thing."""


@dataclass(frozen=True)
class FoundTie:
    """An expert must not score a city, by a rule: with the reason in words and where it was read."""

    expert: Expert
    city: City
    kind: Kind
    reason: str
    source: str
    """As ``reviews.models.sources`` writes it."""

    @property
    def where_found(self) -> str:
        return sources.said(self.source, self.city)

    @property
    def key(self) -> tuple[int, int, str, str]:
        """By which what is stored is known again."""
        return self.expert.pk, self.city.pk, self.kind, self.source


@dataclass(frozen=True)
class Compiled:
    """Somebody compiled a plan or an inventory of a city, by its accepted material."""

    city: City
    compiler: str
    what: str
    form: str


class Gazetteer:
    """The round's cities and all provinces, by which names of organisations are read."""

    def __init__(self, round: Round) -> None:
        self.cities: Mapping[int, City] = {
            city.pk: city for city in City.objects.filter(submissions__round=round).select_related("province")
        }
        self.provinces: Mapping[int, Province] = {province.pk: province for province in Province.objects.all()}

    def of_province(self, province: int) -> Iterator[City]:
        return (city for city in self.cities.values() if city.province_id == province)

    def owners(self, organisation: str) -> Owners:
        return owners_of(organisation, cities=self._cities, provinces=self._provinces)

    @cached_property
    def _cities(self) -> list[Place]:
        return [
            Place(c.pk, c.name_zh, c.short_zh, c.province.name_zh, is_county=c.is_county_level)
            for c in self.cities.values()
        ]

    @cached_property
    def _provinces(self) -> list[Place]:
        return [Place(p.pk, p.name_zh, p.name_zh, authority=p.authority_zh) for p in self.provinces.values()]


def ties_by_rule(round: Round) -> list[FoundTie]:
    """Every tie that a rule finds, stored or not: one for each expert, city, kind and source."""
    gazetteer, year = Gazetteer(round), timezone.localdate().year
    compiled = list(compiled_for(round, gazetteer))
    members = PanelMember.objects.filter(round=round, left_at=None)
    related = ("expert__user", "expert__employer_city", "expert__employer_province")
    ties: dict[tuple[int, int, str, str], FoundTie] = {}
    for member in members.select_related(*related).prefetch_related("expert__ties").order_by("expert"):
        expert = member.expert
        past = [tie for tie in expert.ties.all() if tie_recuses(tie.to_year, year=year)]
        for one in (
            *_by_employer(expert, gazetteer),
            *(found for tie in past for found in _by_past(expert, tie, gazetteer)),
            *_by_compiling(expert, past, compiled),
        ):
            ties.setdefault(one.key, one)
    return list(ties.values())


@dataclass(frozen=True)
class NotEntered:
    """A tie that a rule finds and that is not stored: what entering it does."""

    tie: FoundTie
    voids: int
    """Signed sheets that would no longer count."""


def found_and_not_entered(round: Round) -> list[NotEntered]:
    """What the rules find beyond what is stored, lifted or standing."""
    known = set(Recusal.objects.filter(round=round).values_list("expert_id", "city_id", "kind", "source"))
    new = [tie for tie in ties_by_rule(round) if tie.key not in known]
    signed = signed_pairs(round)
    return [NotEntered(tie, signed[tie.expert.pk, tie.city.pk]) for tie in new]


def signed_pairs(round: Round) -> Counter[tuple[int, int]]:
    """Expert and city, with the number of signed sheets that count."""
    counting = ScoreSheetVersion.objects.filter(sheet__assignment__round=round, to_version=None)
    return Counter(counting.values_list("sheet__assignment__expert", "sheet__assignment__submission__city"))


def undecided_ties(round: Round) -> int:
    """How many of them would void signed marks and wait for the secretariat, as of the last look by rule.

    That look reads the material of every city: the clock takes it every few minutes, no page of every day does.
    """
    number: int = cache.get(undecided_key(round), 0)
    is_frozen = number and RankingState.objects.filter(round=round, frozen=True).exists()
    return 0 if is_frozen else number


def undecided_key(round: Round) -> str:
    """Under which the number stays from one look to the next."""
    return f"ties:undecided:{round.pk}"


def compiled_for(round: Round, gazetteer: Gazetteer) -> Iterator[Compiled]:
    """Who compiled what, by the registers of the accepted versions (规划文件, 温室气体清单)."""
    accepted = Submission.objects.filter(round=round, accepted_version__isnull=False).order_by("city__gb_code")
    for table, names in REGISTERS.items():
        form, _dot, short = table.partition(".")
        rows_of = accepted.values_list("city", f"accepted_version__content__forms__{form}__{short}")
        for city, rows in rows_of:
            for row in kept_rows({"forms": {form: {short: rows or []}}}, table):
                if city in gazetteer.cities and (compiler := str(row.get("compiled_by") or "")):
                    yield Compiled(gazetteer.cities[city], compiler, str(row.get(names) or "–"), form)


def _by_employer(expert: Expert, gazetteer: Gazetteer) -> Iterator[FoundTie]:
    owners = gazetteer.owners(expert.employer)
    source = sources.employer(expert.employer)
    for city in _cities_of(owners.cities | {expert.employer_city_id or 0}, gazetteer):
        reason = _("The expert's employer, %(employer)s, belongs to %(city)s.") % {
            "employer": expert.employer,
            "city": city,
        }
        yield FoundTie(expert, city, Kind.EMPLOYER, reason, source)
    for province in sorted(owners.provinces | {expert.employer_province_id or 0}):
        for city in gazetteer.of_province(province):
            yield FoundTie(expert, city, Kind.PROVINCE, _of_authority(expert, city), source)


def _of_authority(expert: Expert, city: City) -> str:
    return _(
        "The expert's employer, %(employer)s, is the authority of %(province)s, which vouches for %(city)s."
    ) % {"employer": expert.employer, "province": city.province, "city": city}


def _by_past(expert: Expert, tie: PastTie, gazetteer: Gazetteer) -> Iterator[FoundTie]:
    owners = gazetteer.owners(tie.organisation)
    cities = {*owners.cities, tie.city_id or 0}
    for province in owners.provinces | {tie.province_id or 0}:
        cities |= {city.pk for city in gazetteer.of_province(province)}
    said = {
        "organisation": tie.organisation,
        "kind": tie.get_kind_display(),
        "from": tie.from_year,
        "to": tie.to_year or _("today"),
        "years": YEARS_OF_TIES,
    }
    source = sources.past_tie(tie.organisation, tie.from_year)
    for city in _cities_of(cities, gazetteer):
        reason = _(
            "%(kind)s with %(organisation)s, %(from)s–%(to)s, within %(years)s years; it stands for %(city)s."
        ) % {**said, "city": city}
        yield FoundTie(expert, city, Kind.TIE, reason, source)


def _by_compiling(expert: Expert, ties: Iterable[PastTie], compiled: Iterable[Compiled]) -> Iterator[FoundTie]:
    names = [expert.employer, *(tie.organisation for tie in ties)]
    for one in compiled:
        matching = next((name for name in names if same_organisation(name, one.compiler)), None)
        if matching is None:
            continue
        reason = _("%(compiler)s compiled “%(what)s” for %(city)s; the expert's organisation is %(name)s.") % {
            "compiler": one.compiler,
            "what": one.what,
            "city": one.city,
            "name": matching,
        }
        yield FoundTie(expert, one.city, Kind.COMPILED, reason, sources.compiled(one.form, one.compiler))


def _cities_of(keys: Iterable[int], gazetteer: Gazetteer) -> Iterator[City]:
    return (gazetteer.cities[key] for key in sorted(keys) if key in gazetteer.cities)
