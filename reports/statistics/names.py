"""How what statistics count is called in the reader's language."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import (
    City,
    GoodPractice,
    InnovationPromise,
    LeadingBody,
    PlanningDocument,
    PolicyDocument,
    Province,
    StatisticsSystem,
    Submission,
    TargetResponsibility,
    YearlyData,
)
from cities.questionnaire.metrics import BY_CODE as METRICS
from reviews.queries.ranking import areas_of
from reviews.ranking.words import GRADES
from rounds.models import Domain, Problem, Round
from scoring.grade import Grade
from scoring.statistics.documents import COMPILED

ISSUER_CLASSES: Mapping[str, str | Promise] = {
    "government": gettext_lazy("Issued by the people's government"),
    "drc_eeb": gettext_lazy(
        "Issued by the development and reform commission or the ecology and environment bureau"
    ),
    "leading_group": gettext_lazy("Issued by the leading group"),
    COMPILED: gettext_lazy("Started or compiled"),
}
MOST_NAMED = 60


@dataclass(frozen=True, eq=False)
class Names:
    """Cities by code, and everything else that stands in ``Amount.about``."""

    cities: Mapping[str, str]
    provinces: Mapping[str, str] = field(default_factory=dict)
    areas: Mapping[str, str] = field(default_factory=dict)
    domains: Mapping[str, str] = field(default_factory=dict)
    problems: Mapping[str, str] = field(default_factory=dict)

    def city(self, code: str) -> str:
        return self.cities.get(code, code)

    def cities_as_text(self, codes: Sequence[str], most: int = MOST_NAMED) -> str:
        """杭州、苏州、温州: in the order given; “…” where some are left out."""
        text = _(", ").join(self.city(code) for code in codes[:most])
        return text + " …" if len(codes) > most else text

    def about(self, statistic: str, head: str, about: Sequence[str]) -> str:
        """The words for what an amount is about."""
        if statistic == "S8":
            return document_class(about)
        lookup = LOOKUPS.get(f"{statistic}.{head}")
        if lookup:
            return str(lookup(about[0]))
        own = {
            "S9.city": self.cities,
            "S18.area": self.areas,
            "S19.domain": self.domains,
            "S20.province": self.provinces,
            "E4.tag": self.problems,
        }
        return own.get(f"{statistic}.{head}", {}).get(about[0], about[0]) if about else ""


def names_of(round: Round) -> Names:
    """In the language that is active now."""
    cities = City.objects.filter(submissions__round=round).exclude(submissions__state=Submission.State.WITHDRAWN)
    return Names(
        cities={city.gb_code: city.short_name for city in cities.order_by("gb_code")},
        provinces={province.code: province.name for province in Province.objects.all()},
        areas={area.code: area.name for area in areas_of(round.indicator_system)},
        domains={domain.code: domain.name for domain in Domain.objects.all()},
        problems={problem.code: problem.name for problem in Problem.objects.filter(round=round)},
    )


def document_class(about: Sequence[str]) -> str:
    """Of a kind of document, or of a class of its issuers: “Low-carbon development plan: issued by …”."""
    kind = str(PlanningDocument.Kind(about[0]).label)
    return f"{kind} · {issuer_class(about[1])}" if len(about) > 1 else kind


def issuer_class(name: str) -> str:
    """A class of figures 1–4; of several issuers all of them."""
    if name in ISSUER_CLASSES:
        return str(ISSUER_CLASSES[name])
    issuers = [str(PlanningDocument.Issuer(part).label) for part in name.split("+")]
    return _("Issued by %(issuers)s") % {"issuers": " + ".join(issuers)}


def _grade(value: str) -> str:
    return str(GRADES[Grade(int(value))].word)


def _metric(code: str) -> str:
    return str(METRICS[code].name) if code in METRICS else code


def _batch(year: str) -> str:
    return _("batch of %(year)s") % {"year": year}


REGIONS: Mapping[str, Promise] = {
    "east": gettext_lazy("Eastern region"),
    "centre": gettext_lazy("Central region"),
    "north_east": gettext_lazy("North-eastern region"),
    "west": gettext_lazy("Western region"),
}


LOOKUPS: Mapping[str, Callable[[str], object]] = {
    "S7.head": lambda value: LeadingBody.Head(value).label,
    "S9.theme": lambda value: PolicyDocument.Theme(value).label if value else "–",
    "S15.scheme": lambda value: TargetResponsibility.Scheme(value).label,
    "S14.kind": lambda value: StatisticsSystem.Kind(value).label,
    "S16.metric": _metric,
    "S17.state": lambda value: InnovationPromise.Fulfilment(value).label,
    "S17.category": lambda value: GoodPractice.Category(value).label,
    "S18.grade": _grade,
    "S18.batch": _batch,
    "S20.batch": _batch,
    "S20.region": lambda value: REGIONS[value],
    "S20.level": lambda value: City.Level(value).label,
}


def method_label(value: str) -> str:
    return str(YearlyData.Method(value).label) if value in YearlyData.Method.values else value
