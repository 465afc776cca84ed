"""The secretariat's board and the province's list: every city of a round with where it stands."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, DateTimeField, F, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from accounts.models import User
from accounts.prepared import prepared
from cities.models import City, Evidence, Statement, Submission, SubmissionVersion
from cities.queries.overview import complete
from cities.queries.people import cities_called
from cities.queries.submissions import submissions_led
from cities.questionnaire import SHORTER_SET, forms_asked
from rounds.models import Round

_MOMENT = DateTimeField(null=True)
STATES = Case(
    *[When(state=state, then=Value(place)) for place, state in enumerate(Submission.State.values)],
    output_field=IntegerField(),
)
"""States in the order in which a submission goes through them."""

_ASKED_FORMS = Case(
    When(city__level__in=SHORTER_SET, then=Value(forms_asked(SHORTER_SET[0]))),
    default=Value(forms_asked(City.Level.MUNICIPALITY)),
    output_field=IntegerField(),
)
"""Beside ``complete_forms``: how many the city is asked for."""

SORTS = {
    "code": ("city__gb_code",),
    "city": ("city__pinyin", "city__gb_code"),
    "province": ("city__province__code", "city__gb_code"),
    "batch": ("city__batch", "city__gb_code"),
    "level": ("city__level", "city__gb_code"),
    "complete": ("complete_count", "city__gb_code"),
    "forms": ("complete_forms", "city__gb_code"),
    "evidence": ("evidence_count", "city__gb_code"),
    "version": (F("latest_number").asc(nulls_first=True), "latest_at", "city__gb_code"),
    "activity": (F("last_activity_at").asc(nulls_first=True), "city__gb_code"),
    "state": (STATES, "city__gb_code"),
    "supplement": (F("supplement_due").asc(nulls_last=True), "city__gb_code"),
    "opinion": (F("opinion_verdict").asc(nulls_first=True), "city__gb_code"),
}


@dataclass(frozen=True)
class BoardFilter:
    """What of the board is shown. Every field stands in the address, so that a view can be sent on."""

    batch: int | None = None
    province: str = ""
    level: str = ""
    state: str = ""
    words: str = ""
    sort: str = "code"
    descending: bool = False

    def fits(self, submission: Submission) -> bool:
        """Whether it is shown, as far as ``words`` do not decide."""
        city = submission.city
        wanted = (self.batch, self.province, self.level, self.state)
        has = (city.batch, city.province.code, city.level, submission.state)
        return all(not value or value == own for value, own in zip(wanted, has, strict=True))


def board(submissions: QuerySet[Submission], chosen: BoardFilter | None = None) -> QuerySet[Submission]:
    """The submissions with what the board says of each: one query, however many."""
    chosen = chosen or BoardFilter()
    ordered = _narrowed(submissions, chosen).annotate(
        complete_count=_count(Statement.objects.filter(complete(), submission=OuterRef("pk"))),
        asked_forms=_ASKED_FORMS,
        evidence_count=_count(Evidence.objects.filter(submission=OuterRef("pk"), removed_at=None)),
        latest_number=Subquery(_latest().values("number")[:1]),
        latest_at=Subquery(_latest().values("submitted_at")[:1]),
        opinion_verdict=Subquery(_latest().values("opinion__verdict")[:1]),
        supplement_due=Case(
            When(state=Submission.State.RETURNED, then=F("supplement__due_at")), default=None, output_field=_MOMENT
        ),
    )
    found = ordered.order_by(*SORTS.get(chosen.sort, SORTS["code"]))
    return found.reverse() if chosen.descending else found


Place = tuple[int, str, str, str]


@prepared
def places_of(round: int) -> QuerySet[City, Place]:
    """Batch and province (code, Chinese and English name) of the round's cities, each pair once."""
    ordered = City.objects.filter(submissions__round=round).order_by("province__code", "batch")
    return ordered.values_list("batch", "province__code", "province__name_zh", "province__name_en").distinct()


def cities_without_submission(round: Round) -> QuerySet[City]:
    """Pilot cities that have no row in this round yet."""
    return City.objects.filter(is_pilot=True).exclude(submissions__round=round)


def state_counts(submissions: QuerySet[Submission]) -> dict[str, int]:
    """State → how many of the submissions are in it; states without any are 0."""
    return dict.fromkeys(Submission.State.values, 0) | dict(_by_state(submissions))


def state_counts_led(user: User, round: Round) -> dict[str, int]:
    """The same of those that the person leads in the round."""
    return dict.fromkeys(Submission.State.values, 0) | dict(_led_by_state(user=user.pk, round=round.pk))


@prepared
def _led_by_state(user: int, round: int) -> QuerySet[Submission, tuple[str, int]]:
    return _by_state(submissions_led(User(pk=user)).filter(round=round))


def _by_state(submissions: QuerySet[Submission]) -> QuerySet[Submission, tuple[str, int]]:
    return submissions.order_by().values("state").annotate(number=Count("pk")).values_list("state", "number")


def waiting_for_check(round: Round) -> QuerySet[Submission]:
    """Submissions that wait for the formal check, the one that has waited longest first."""
    waiting = Submission.objects.filter(round=round, state=Submission.State.SUBMITTED).select_related("city")
    return waiting.order_by("last_activity_at", "pk")


def waiting_for_opinion(submissions: QuerySet[Submission]) -> QuerySet[Submission]:
    """Those handed in whose newest version has no provincial opinion yet."""
    newest = submissions.filter(state=Submission.State.SUBMITTED)
    return newest.annotate(opinion=Subquery(_latest().values("opinion")[:1])).filter(opinion=None)


def _narrowed(submissions: QuerySet[Submission], chosen: BoardFilter) -> QuerySet[Submission]:
    exact = {
        "city__batch": chosen.batch,
        "city__province__code": chosen.province,
        "city__level": chosen.level,
        "state": chosen.state,
    }
    found = submissions.filter(**{field: value for field, value in exact.items() if value})
    if words := chosen.words.strip():
        found = found.filter(city__in=cities_called(words))
    return found


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("submission").annotate(n=Count("pk")).values("n")
    return Coalesce(Subquery(counted), 0)


def _latest() -> QuerySet[SubmissionVersion]:
    return SubmissionVersion.objects.filter(submission=OuterRef("pk")).order_by("-number")
