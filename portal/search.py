"""The search page: every app is asked, and what they found is put together."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import User
from accounts.search import LONGEST, MOST, Hit, Query, parse
from cities import search as cities
from cities.models import PlanningDocument, Submission
from reviews import search as reviews
from rounds.models import Round

KINDS = {
    "city": gettext_lazy("Cities"),
    "statement": gettext_lazy("What cities say"),
    "form": gettext_lazy("Forms"),
    "evidence": gettext_lazy("Evidence"),
    "document": gettext_lazy("Planning documents"),
    "expert": gettext_lazy("Experts"),
}
"""In the order in which they are shown."""


@dataclass(frozen=True)
class Group:
    """The hits of one kind."""

    label: Any
    hits: list[Hit]


@dataclass(frozen=True)
class Found:
    """``number`` counts what is shown, ``is_cut`` says that there is more, ``problems`` what made no sense."""

    groups: list[Group]
    number: int
    is_cut: bool
    problems: list[str]
    is_empty: bool
    """Nothing was asked."""


def find(user: User, round: Round | None, typed: str) -> Found:
    """What this person may open and that says what they typed, in the round they have chosen."""
    asked, problems = _understood(parse(typed))
    if len(typed) > LONGEST:
        problems.append(_("Only the first %(number)d characters were looked for.") % {"number": LONGEST})
    if round is None or asked is None or asked.is_empty:
        return Found([], 0, False, problems, is_empty=asked is None or asked.is_empty)
    asked = reviews.narrowed(user, round, asked)
    found: dict[str, Hit] = {}
    for hit in [*reviews.search(user, round, asked), *cities.search(user, round, asked)]:
        found.setdefault(hit.key, hit)
    ranked = sorted(found.values(), key=lambda hit: hit.rank)
    shown = ranked[:MOST]
    return Found(list(_groups(shown)), len(shown), len(ranked) > MOST, problems, is_empty=False)


def _understood(asked: Query) -> tuple[Query | None, list[str]]:
    """The query with its filters in our words; None and a sentence if one of them means nothing."""
    problems = []
    kind = cities.kind_named(asked.kind)
    if asked.kind and not kind:
        known = ", ".join(str(label) for label in KINDS.values())
        problems.append(_("“%(word)s” is no kind. There are: %(known)s.") % {"word": asked.kind, "known": known})
    if asked.status and not (cities.states_named(asked.status) or cities.is_document_status(asked.status)):
        known = ", ".join(str(one.label) for one in (*Submission.State, *PlanningDocument.Status))
        problems.append(
            _("“%(word)s” is no state. There are: %(known)s.") % {"word": asked.status, "known": known}
        )
    return (None if problems else replace(asked, kind=kind)), problems


def _groups(hits: list[Hit]) -> Iterator[Group]:
    for kind, label in KINDS.items():
        if own := [hit for hit in hits if hit.kind == kind]:
            yield Group(label, own)
