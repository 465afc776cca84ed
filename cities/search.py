"""Finding cities, what they say, their evidence and the register of planning documents."""

from collections.abc import Callable, Iterator, Sequence
from functools import cache

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.bilingual import in_readers_language
from accounts.models import User
from accounts.search import MOST, Hit, Query, marked, snippet, spelling
from cities.addresses import address_for
from cities.models import City, EvidencePage, Passage, PlanningDocument, Submission
from cities.passages import index_draft
from cities.queries import documents_of
from cities.queries.searching import Places, drafts_of, pages_found, passages_found
from cities.questionnaire import BY_CODE
from cities.rules import readable_versions
from rounds.models import Round
from rounds.queries import leading_role

KINDS = {
    "city": ("city", "城市"),
    "statement": ("statement", "自述", "指标自述", "书面材料"),
    "form": ("form", "表单", "表"),
    "evidence": ("evidence", "佐证", "佐证材料"),
    "document": ("document", "规划", "规划文件"),
    "expert": ("expert", "专家"),
}
"""What ``kind:`` can name, in every spelling."""

PART_KINDS = {"statement": Passage.Part.STATEMENT, "form": Passage.Part.FORM, "evidence": Passage.Part.EVIDENCE}


Choice = Submission.State | PlanningDocument.Status | PlanningDocument.Kind


def kind_named(word: str) -> str:
    """Which kind ``kind:word`` means; empty if none."""
    return next((kind for kind, spellings in KINDS.items() if word in spellings), "")


def states_named(word: str) -> list[str]:
    """Which states of a submission ``status:word`` means, by their English or Chinese words."""
    return [state.value for state in Submission.State if _is_named(word, state)]


def is_document_status(word: str) -> bool:
    return any(_is_named(word, status) for status in PlanningDocument.Status)


def _is_named(word: str, choice: Choice) -> bool:
    return any(spelling(said).startswith(word) for said in (choice.value, *_in_every_language(choice)))


def _in_every_language(choice: Choice) -> list[str]:
    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said.append(str(choice.label))
    return said


def search(user: User, round: Round, asked: Query) -> list[Hit]:
    """Cities, then what is called so, then what says so. The same few queries, unless a draft has changed."""
    places, reader = Places(user, round), Reader(user, round)
    found = [hit for search_in in (_cities, _passages, _documents) for hit in search_in(reader, places, asked)]
    return sorted(found, key=lambda hit: hit.rank)[: MOST + 1]


class Reader:
    """Who is looking, and where what they may read is shown to them."""

    def __init__(self, user: User, round: Round) -> None:
        self.user, self.round = user, round
        self.role = leading_role(user, round)
        self.drafts = {draft.city_id: draft for draft in drafts_of(user, round)}
        self.knows_round = self.role is not None or round.is_open

    def passages(self) -> QuerySet[Passage]:
        """The drafts that the reader writes on, and the versions that they may read."""
        for draft in self.drafts.values():
            if getattr(draft, "found_at", None) != draft.edit_version:
                index_draft(draft)
        own = Q(version=None, submission__in=[draft.pk for draft in self.drafts.values()])
        return Passage.objects.filter(own | Q(version__in=readable_versions(self.user, self.round).order_by()))

    def city_address(self, city: City) -> str:
        """The page of the city that this reader may open."""
        slug = self.round.slug
        if city.pk in self.drafts:
            return self._own(city, reverse("cities:overview", args=[slug]))
        if self.role:
            return reverse("cities:check", args=[slug, city.gb_code])
        if getattr(city, "shown_state", None):
            return reverse("cities:province-material", args=[slug, city.gb_code])
        return f"{reverse('cities:documents', args=[slug])}?{urlencode({'words': city.gb_code})}"

    def passage_address(self, passage: Passage, page: int) -> str:
        """Where the reader reads the passage: the city on its own page, everybody else in what was handed in."""
        city, slug = passage.submission.city, self.round.slug
        if passage.version_id is not None:
            shown_at = "cities:check" if self.role else "cities:province-material"
            return f"{reverse(shown_at, args=[slug, city.gb_code])}#{anchor_of(passage)}"
        if passage.part == Passage.Part.STATEMENT:
            return self._own(city, reverse("cities:statement", args=[slug, passage.code]))
        if passage.part == Passage.Part.EVIDENCE:
            file = reverse("cities:edit-evidence", args=[slug, passage.evidence_id])
            return self._own(city, f"{file}#page-{page}" if page else file)
        form = BY_CODE.get(passage.code)
        if form and form.tables:
            return self._own(city, reverse("cities:form", args=[slug, form.slug]))
        return self._own(city, reverse("cities:overview", args=[slug]))

    def _own(self, city: City, address: str) -> str:
        is_own = getattr(self.drafts[city.pk], "is_own", False)
        return address_for(None if is_own else city, address)


def anchor_of(passage: Passage) -> str:
    """Where the passage stands on a page that shows what was handed in."""
    if passage.part == Passage.Part.EVIDENCE:
        return "material-evidence"
    return f"{'form' if passage.part == Passage.Part.FORM else 'said'}-{passage.code}"


def _cities(reader: Reader, places: Places, asked: Query) -> Iterator[Hit]:
    if not asked.wants("city"):
        return
    states = states_named(asked.status) if asked.status else None
    allowed = _cities_of(places, asked)
    for city in places.cities:
        state = getattr(city, "shown_state", None)
        is_known = reader.knows_round or city.pk in reader.drafts
        is_called = all(city.pk in places.ids(word) for word in [*asked.words, asked.city] if word)
        if (
            is_known
            and is_called
            and (allowed is None or city.pk in allowed)
            and (states is None or state in states)
        ):
            yield _city_hit(reader, city, state, asked.words)


def _city_hit(reader: Reader, city: City, state: str | None, words: Sequence[str]) -> Hit:
    facts = [str(city.province), city.get_level_display(), _("batch of %(year)d") % {"year": city.batch}]
    return Hit(
        kind="city",
        key=f"city {city.pk}",
        title=marked(city.name, words),
        url=reader.city_address(city),
        place=" · ".join([*facts, *([str(Submission.State(state).label)] if state else [])]),
        rank=-1,
    )


def _passages(reader: Reader, places: Places, asked: Query) -> list[Hit]:
    readable = of_wanted_parts(reader.passages(), asked)
    return [] if readable is None else passage_hits(readable, asked, places, reader.passage_address)


Address = Callable[[Passage, int], str]
"""Where the reader reads a passage, and of a file the page with that number; 0 for no page."""


def of_wanted_parts(passages: QuerySet[Passage], asked: Query) -> QuerySet[Passage] | None:
    """None if nothing that is asked for can be among them."""
    if asked.kind:
        if asked.kind not in PART_KINDS:
            return None
        passages = passages.filter(part=PART_KINDS[asked.kind])
    return passages.filter(submission__state__in=states_named(asked.status)) if asked.status else passages


def passage_hits(readable: QuerySet[Passage], asked: Query, places: Places, address: Address) -> list[Hit]:
    """Of what the reader may read: found by title or text, evidence also by what its pages say."""
    found = passages_found(readable, asked, places)
    pages = {page.evidence_id: page for page in pages_found(readable, asked, places)}
    known = {passage.evidence_id for passage in found}
    rest = [pk for pk in pages if pk not in known]
    by_page = readable.filter(evidence__in=rest).defer("words").select_related("submission__city")
    return [
        _passage_hit(passage, pages.get(passage.evidence_id or 0), asked.words, address)
        for passage in [*found, *(by_page if rest else [])]
    ]


def _passage_hit(passage: Passage, page: EvidencePage | None, words: Sequence[str], address: Address) -> Hit:
    title = in_readers_language(passage.title_zh, passage.title_en)
    place = passage.submission.city.short_name
    if page and page.number:
        place = _("%(city)s · page %(number)d") % {"city": place, "number": page.number}
    return Hit(
        kind=passage.part,
        key=f"{passage.part} {passage.submission_id} {passage.evidence_id or passage.code}",
        title=marked(title, words),
        url=address(passage, page.number if page else 0),
        place=place,
        text=tuple(snippet(page.text if page else passage.text, words)),
        rank=getattr(passage, "rank", 1),
    )


def _documents(reader: Reader, places: Places, asked: Query) -> Iterator[Hit]:
    """The register of the published report, which is public."""
    if not (asked.wants("document") and reader.knows_round):
        return
    chosen = places.ids(asked.city) if asked.city else None
    allowed = _cities_of(places, asked)
    for document in documents_of(reader.round):
        of_city = all(some is None or document.city_id in some for some in (chosen, allowed))
        fits = not asked.status or _is_named(asked.status, PlanningDocument.Status(document.status))
        if of_city and fits and _document_says(document, places, asked.words):
            yield _document_hit(reader, document, asked.words)


def _cities_of(places: Places, asked: Query) -> set[int] | None:
    if asked.submissions is None:
        return None
    return {city.pk for city in places.cities if getattr(city, "submission_id", None) in asked.submissions}


def _document_says(document: PlanningDocument, places: Places, words: Sequence[str]) -> bool:
    """Every word stands in the row or means its city, and one at least stands in the row itself."""
    own = spelling(" ".join([document.title, document.document_number, *_kind_words(document.kind)]))
    here = [word in own for word in words]
    return not words or (
        any(here)
        and all(said or document.city_id in places.ids(word) for said, word in zip(here, words, strict=True))
    )


@cache
def _kind_words(kind: str) -> tuple[str, ...]:
    return tuple(_in_every_language(PlanningDocument.Kind(kind)))


def _document_hit(reader: Reader, document: PlanningDocument, words: Sequence[str]) -> Hit:
    kind = document.get_kind_display()
    query = urlencode({"words": document.city.gb_code, "kind": document.kind})
    facts = [document.city.short_name, document.get_status_display(), *document.issuers]
    return Hit(
        kind="document",
        key=f"document {document.pk}",
        title=marked(document.title or kind, words),
        url=f"{reverse('cities:documents', args=[reader.round.slug])}?{query}",
        place=" · ".join([*facts, *([kind] if document.title else [])]),
        rank=1,
    )
