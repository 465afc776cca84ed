"""Why this pair, in words: how it came about, what its match is made of, and who was passed by."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from reviews.queries.asking import reasons_of
from reviews.queries.panel import Pairing
from rounds.models import Domain
from scoring.assign.match import Deduction, deductions
from scoring.assign.reasons import Ground, Passed, Reasons, Why

GROUNDS = {
    Ground.STANDS: gettext_lazy("Stands as it is: pinned, deployed or begun."),
    Ground.ANCHOR: gettext_lazy("An anchor city: every able expert marks it."),
    Ground.BEST: gettext_lazy("Nobody who may mark it matches better."),
    Ground.BEST_OF_ALL: gettext_lazy("Others match better; the assignment as a whole is better so."),
}
PASSED = {
    Passed.OTHER_DOMAIN: gettext_lazy("marks another domain of the city, and may mark one only"),
    Passed.SAME_PROVINCE: gettext_lazy("somebody of the same province marks it"),
    Passed.FULL: gettext_lazy("has the highest load"),
    Passed.ELSEWHERE: gettext_lazy("is of more use elsewhere, or the lot fell so"),
}
DEDUCTIONS = {
    Deduction.SECOND_DOMAIN: gettext_lazy("not the main domain"),
    Deduction.SAME_PROVINCE: gettext_lazy("employer in the same province"),
    Deduction.OLDER_TIE: gettext_lazy("an older tie"),
}


@dataclass(frozen=True)
class WhyPair:
    """Of one domain that an expert marks for the city."""

    domain: Domain
    match: int | None
    sentences: Sequence[str]


def why_of_city(pairing: Pairing, submission: int) -> dict[int, list[WhyPair]]:
    """By expert, for every domain that they mark there."""
    reasons = reasons_of(pairing, cities=[submission])
    found: dict[int, list[WhyPair]] = {}
    for expert, city, code in reasons.solution.places:
        why = reasons.why((expert, city, code))
        words = list(_sentences(pairing, reasons, why, (expert, city, code)))
        found.setdefault(expert, []).append(WhyPair(pairing.domains[code], why.match, words))
    return found


@dataclass(frozen=True)
class Deducted:
    """What is taken off the 100 of a pair."""

    words: str
    points: int

    def __str__(self) -> str:
        return f"{self.words} −{self.points}"


def deducted(pairing: Pairing, expert: int, submission: int, code: str) -> list[Deducted]:
    """Everything that is taken off the 100 of this pair in a domain."""
    member, place = pairing.members[expert], pairing.places[submission]
    named = deductions(
        second=member.main is not None and member.main != code,
        home=member.province is not None and member.province == place.province,
        older=place.city in member.older_cities or place.province in member.older_provinces,
    )
    return [Deducted(str(DEDUCTIONS[deduction]), points) for deduction, points in named]


def _sentences(pairing: Pairing, reasons: Reasons, why: Why, at: tuple[int, int, str]) -> Iterator[str]:
    expert, submission, code = at
    yield str(GROUNDS[why.ground])
    if why.match is None:
        return
    taken = deducted(pairing, expert, submission, code)
    yield _("Match %(match)s of 100%(why)s; place %(place)s of %(able)s who may mark it.") % {
        "match": why.match,
        "why": _(" (%(deductions)s)") % {"deductions": _(", ").join(map(str, taken))} if taken else "",
        "place": why.place,
        "able": why.able,
    }
    if why.equals:
        text = ngettext(
            "%(number)d other matches the same: between them loads and the lot under the public seed decided.",
            "%(number)d others match the same: between them loads and the lot under the public seed decided.",
            why.equals,
        )
        yield text % {"number": why.equals}
    if why.better:
        passed = [f"{pairing.members[other].name}: {PASSED[reason]}" for other, reason in why.better]
        yield _("Passed by: %(names)s.") % {"names": _("; ").join(passed)}
