"""Looking through passages, pages and the register. Which of them a reader may see, the caller brings along."""

from functools import reduce
from operator import and_, or_

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value, When

from accounts.models import User
from accounts.search import MOST, Query, spelling
from cities.models import City, EvidencePage, Passage, Submission
from cities.pinyin import sounds_like
from cities.queries.submissions import submissions_for, submissions_of_member
from rounds.models import Round


class Places:
    """The cities of a round, and which of them a word can mean."""

    def __init__(self, user: User, round: Round) -> None:
        state = submissions_for(user).filter(round=round, city=OuterRef("pk")).order_by().values("state")
        found = City.objects.filter(submissions__round=round).select_related("province")
        self.cities = list(found.annotate(shown_state=Subquery(state[:1]), submission_id=F("submissions__pk")))

        self._ids: dict[str, set[int]] = {}

    def ids(self, word: str) -> set[int]:
        """Those called so: a part of the name, the code, the beginning of the pinyin or of its first letters."""
        if word not in self._ids:
            self._ids[word] = {city.pk for city in self.cities if is_called(city, word)}
        return self._ids[word]


def is_called(city: City, word: str) -> bool:
    names = (city.name_zh, city.short_zh, city.name_en)
    if any(word in spelling(name) for name in names) or word == city.gb_code:
        return True
    return sounds_like(word, city.name_zh, city.pinyin) or sounds_like(word, city.short_zh)


def drafts_of(user: User, round: Round) -> list[Submission]:
    """The drafts that the person writes on, each with ``found_at``: the save at which it was made findable."""
    own = submissions_of_member(user).filter(round=round)
    return list(own.annotate(found_at=F("draft_index__edit_version")))


def passages_found(passages: QuerySet[Passage], asked: Query, places: Places) -> list[Passage]:
    """At most ``MOST`` + 1 of ``passages``: those that are called so first."""
    found = passages.filter(_allowed(asked, places, "submission"), _said(asked, places, "submission__city"))
    ranked = found.annotate(rank=_titled(asked)).defer("words").select_related("submission__city")
    return list(ranked.order_by("rank", "submission__city__gb_code", "position")[: MOST + 1])


def pages_found(passages: QuerySet[Passage], asked: Query, places: Places) -> list[EvidencePage]:
    """Of each file that ``passages`` are about, the first page that says what is looked for."""
    files = passages.filter(_allowed(asked, places, "submission"), part=Passage.Part.EVIDENCE)
    pages = EvidencePage.objects.filter(evidence__in=files.order_by().values("evidence"))
    said = pages.filter(_said(asked, places, "evidence__submission__city")).defer("words")
    return list(said.order_by("evidence_id", "number").distinct("evidence_id")[: MOST + 1]) if asked.words else []


def _said(asked: Query, places: Places, city: str) -> Q:
    """Every word stands in the row or means its city, and one at least stands in the row itself."""
    if not asked.words:
        return Q()
    here = [Q(words__contains=word) for word in asked.words]
    each = [said | Q(**{f"{city}__in": places.ids(word)}) for said, word in zip(here, asked.words, strict=True)]
    return reduce(and_, each) & reduce(or_, here)


def _allowed(asked: Query, places: Places, submission: str) -> Q:
    allowed = Q()
    if asked.city:
        allowed &= Q(**{f"{submission}__city__in": places.ids(asked.city)})
    if asked.submissions is not None:
        allowed &= Q(**{f"{submission}__in": asked.submissions})
    return allowed


def _titled(asked: Query) -> Case:
    titled = [
        When(Q(title_zh__icontains=word) | Q(title_en__icontains=word), then=Value(0)) for word in asked.words
    ]
    return Case(*titled, default=Value(1), output_field=IntegerField())
