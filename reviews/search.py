"""Finding experts, and for an expert what they are given to judge."""

from collections.abc import Iterable
from dataclasses import replace

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.search import MOST, Hit, Query, marked
from cities.models import Passage
from cities.pinyin import sounds_like
from cities.queries.searching import Places
from cities.search import anchor_of, of_wanted_parts, passage_hits
from reviews.models import Assignment, Expert
from reviews.queries.assignments import assignments_for, assignments_of, readable_assignments_for
from reviews.rules import READERS
from rounds.models import Role, Round
from rounds.queries import leading_role

OWN = frozenset({"@me", "me", "我"})
"""How an expert writes ``expert:`` for the cities that are assigned to them."""


def narrowed(user: User, round: Round, asked: Query) -> Query:
    """``expert:`` worked out to the submissions that are meant.

    Those who arrange the review may name any expert, and an expert themselves. For everybody else nothing is
    meant, whatever name they try.
    """
    if not asked.expert:
        return asked
    if asked.expert in OWN:
        own = assignments_for(user).filter(round=round)
        return replace(asked, submissions=frozenset(own.values_list("submission", flat=True)))
    if leading_role(user, round) not in READERS:
        return replace(asked, submissions=frozenset())
    named = [expert.pk for expert in _experts() if _is_named(expert, asked.expert)]
    theirs = assignments_of(round).filter(expert__in=named)
    return replace(asked, submissions=frozenset(theirs.values_list("submission", flat=True)))


def search(user: User, round: Round, asked: Query) -> list[Hit]:
    """For the secretariat the experts; for an expert the cities, texts and evidence of their own sheets."""
    role = leading_role(user, round)
    experts = _experts_found(round, asked) if role == Role.SECRETARIAT else []
    return [*experts, *(_own_material(user, round, asked) if role is None else [])][: MOST + 1]


def _experts() -> QuerySet[Expert]:
    return Expert.objects.select_related("user").order_by("user__full_name", "pk")


def _is_named(expert: Expert, word: str) -> bool:
    name, username = expert.user.full_name, expert.user.username
    return word in name.lower() or word in username.lower() or sounds_like(word, name)


def _experts_found(round: Round, asked: Query) -> list[Hit]:
    """By name, in characters or pinyin, user name or employer. Only names are asked for, not what they judge."""
    wanted = [*asked.words, *([asked.expert] if asked.kind == "expert" and asked.expert else [])]
    if not (asked.wants("expert") and (wanted or asked.kind)) or asked.city or asked.status:
        return []
    found = [expert for expert in _experts() if all(_says(expert, word) for word in wanted)]
    return [
        Hit(
            kind="expert",
            key=f"expert {expert.pk}",
            title=marked(str(expert), wanted),
            url=reverse("reviews:expert", args=[round.slug, expert.pk]),
            place=expert.employer,
            rank=0,
        )
        for expert in found
    ]


def _says(expert: Expert, word: str) -> bool:
    return _is_named(expert, word) or word in expert.employer.lower()


def _own_material(user: User, round: Round, asked: Query) -> list[Hit]:
    """What the expert's sheets judge: the very versions that they read, and no other."""
    own = readable_assignments_for(user).filter(round=round).order_by("submission__city__gb_code")
    assigned = list(own.select_related("round", "submission__city__province", "sheet"))
    if not assigned:
        return []
    places = Places(user, round)
    return [*_cities(assigned, places, asked), *_said(assigned, places, asked)]


def _cities(assigned: Iterable[Assignment], places: Places, asked: Query) -> list[Hit]:
    if not asked.wants("city") or asked.status:
        return []
    return [
        Hit(
            kind="city",
            key=f"city {one.submission.city_id}",
            title=marked(one.submission.city.name, asked.words),
            url=reverse("reviews:edit-sheet", args=[one.round.slug, one.pk]),
            place=_("%(province)s · assigned to you") % {"province": one.submission.city.province},
            rank=-1,
        )
        for one in assigned
        if (asked.submissions is None or one.submission_id in asked.submissions)
        and all(one.submission.city_id in places.ids(word) for word in [*asked.words, asked.city] if word)
    ]


def _said(assigned: list[Assignment], places: Places, asked: Query) -> list[Hit]:
    sheets = {one.submission_id: one for one in assigned}
    versions = [_version_of(one) for one in assigned]
    readable = of_wanted_parts(Passage.objects.filter(version__in=versions), asked)
    if readable is None:
        return []

    def address(passage: Passage, _page: int) -> str:
        one = sheets[passage.submission_id]
        at = [one.round.slug, one.pk]
        if passage.evidence_id:
            return reverse("reviews:evidence", args=[*at, passage.evidence_id])
        return f"{reverse('reviews:material', args=at)}#{anchor_of(passage)}"

    return passage_hits(readable, asked, places, address)


def _version_of(one: Assignment) -> int | None:
    sheet = getattr(one, "sheet", None)
    return sheet.material_version_id if sheet else one.submission.accepted_version_id
