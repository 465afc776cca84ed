"""Score sheets: what is on one, what stands on it, what was signed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BigIntegerField, Case, Exists, F, Func, OuterRef, Q, QuerySet, Subquery, When
from django.db.models.functions import JSONObject
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.functional import cached_property

from accounts.bilingual import in_readers_language
from accounts.models import User
from accounts.prepared import prepared
from cities.models import NotApplicableRequest
from reviews.models import (
    Assignment,
    Score,
    ScoreCitation,
    ScoreSheet,
    ScoreSheetVersion,
    SheetLayout,
    Verification,
    endings,
)
from reviews.queries.assignments import (
    assignments_for,
    experts_right_now,
    open_reopenings,
    own_membership,
    readable_assignments_for,
    recusals_of_pair,
)
from reviews.queries.cases import indicators_of_case
from reviews.queries.onsite import absent_from_own, closed_session_of_own
from rounds.models import Action, Criterion, Indicator, Round, StageRight
from scoring.sheets import unpack_points


@dataclass(frozen=True)
class Desk:
    """An assignment with what decides whether its expert may write on the sheet."""

    assignment: Assignment
    recused_because: str
    pledged_at: datetime | None
    last_number: int
    """Of the last submitted version; 0 before the first."""
    ended_because: str
    """Why that version no longer counts, such as a recusal that was lifted since; empty while it counts."""
    may_score: bool
    """An open stage lets experts score; a pause is another matter."""
    was_absent: bool
    """Noted as absent from the city's presentation."""
    session_closed: bool
    """The session in which the city presented lets nobody revise any more."""
    closes_at: datetime | None
    """When the last open window closes in which experts score; None if none is open or none has an end."""
    is_reopened: bool = False
    """The secretariat has opened the submitted sheet again for one of the four reasons."""

    @property
    def sheet(self) -> ScoreSheet | None:
        """None until the first save."""
        return getattr(self.assignment, "sheet", None)

    @property
    def edit_version(self) -> int:
        return self.sheet.edit_version if self.sheet else 0

    @property
    def is_signed(self) -> bool:
        """Submitted, and not opened again for revision."""
        return self.sheet is not None and self.sheet.state == ScoreSheet.State.SUBMITTED

    @property
    def takes_revision(self) -> bool:
        """Something of it is submitted, so writing on takes the revision window.

        What was opened again does not, nor what was given back because its version no longer counts.
        """
        is_given_back = bool(self.ended_because) and not self.is_signed
        return self.last_number > 0 and not self.is_reopened and not is_given_back

    @property
    def has_newer_material(self) -> bool:
        """The city's accepted material is newer than what this sheet judges."""
        return (
            self.sheet is not None
            and self.sheet.material_version_id != self.assignment.submission.accepted_version_id
        )


def desk_of(assignments: QuerySet[Assignment], pk: int) -> Desk | None:
    """One of ``assignments`` with its sheet, round, city and expert, in one query."""
    return next(iter(desks_of(assignments.filter(pk=pk))), None)


def desks_of(assignments: QuerySet[Assignment]) -> list[Desk]:
    """The same for all of them."""
    return [_desk(row) for row in _with_rights(assignments, timezone.now())]


def desk_at(pk: int) -> Desk | None:
    """Any assignment, whoever asks: for services, which decide by what stands on the desk."""
    return next((_desk(row) for row in _any_at(pk=pk, now=timezone.now())), None)


def own_desk(user: User, slug: str, pk: int) -> Desk | None:
    """One that this expert may see."""
    rows = _own_at(user=user.pk, slug=slug, pk=pk, now=timezone.now())
    return next((_desk(row) for row in rows), None)


def own_readable_desk(user: User, slug: str, pk: int) -> Desk | None:
    """One whose material this expert may read."""
    rows = _own_readable_at(user=user.pk, slug=slug, pk=pk, now=timezone.now())
    return next((_desk(row) for row in rows), None)


@prepared
def _any_at(pk: int, now: datetime) -> QuerySet[Assignment]:
    """Without the indicator system, and without the expert's name, which only a refusal or a notice asks for."""
    found = _with_rights(Assignment.objects.filter(pk=pk), now)
    return found.select_related(None).select_related(
        "round", "expert", "submission__city", "sheet__layout", "case"
    )


@prepared
def _own_at(user: int, slug: str, pk: int, now: datetime) -> QuerySet[Assignment]:
    return _with_rights(assignments_for(User(pk=user), now).filter(round__slug=slug, pk=pk), now)


@prepared
def _own_readable_at(user: int, slug: str, pk: int, now: datetime) -> QuerySet[Assignment]:
    return _with_rights(readable_assignments_for(User(pk=user), now).filter(round__slug=slug, pk=pk), now)


def _with_rights(assignments: QuerySet[Assignment], now: datetime) -> QuerySet[Assignment]:
    return (
        assignments.order_by()
        .select_related("round__indicator_system", "expert__user", "submission__city", "sheet__layout", "case")
        .annotate(
            recused_because=Subquery(recusals_of_pair().values("reason")[:1]),
            pledged_at=Subquery(own_membership().values("pledged_at")[:1]),
            last_number=Subquery(_versions_of_desk().values("number")[:1]),
            ended_because=Subquery(_versions_of_desk().values("ended_because")[:1]),
            may_score=Case(
                When(case=None, then=Exists(experts_right_now([Action.SCORE], now))),
                default=Exists(experts_right_now([Action.DISCUSS], now)),
            ),
            was_absent=Exists(absent_from_own()),
            session_closed=Exists(closed_session_of_own(now)),
            closes_at=Subquery(_last_window(now).values("stage__closes_at")[:1]),
            is_reopened=Exists(open_reopenings()),
        )
    )


def _desk(row: Any) -> Desk:
    """``row``: an assignment with what ``_with_rights`` has asked along."""
    return Desk(
        assignment=row,
        recused_because=row.recused_because or "",
        pledged_at=row.pledged_at,
        last_number=row.last_number or 0,
        ended_because=endings.said(row.ended_because or ""),
        may_score=row.may_score,
        was_absent=row.was_absent,
        session_closed=row.session_closed,
        closes_at=row.closes_at,
        is_reopened=row.is_reopened,
    )


def _last_window(now: datetime) -> QuerySet[StageRight]:
    return experts_right_now([Action.SCORE], now).order_by(F("stage__closes_at").desc(nulls_first=True))


def _versions_of_desk() -> QuerySet[ScoreSheetVersion]:
    return ScoreSheetVersion.objects.filter(sheet__assignment=OuterRef("pk")).order_by("-number")


def indicators_on(assignment: Assignment) -> QuerySet[Indicator]:
    """What the sheet of this assignment asks for, in order: judged indicators of the expert's domains and E."""
    sheet = getattr(assignment, "sheet", None)
    found = Indicator.objects.select_related("area", "domain").order_by("position", "code")
    if sheet is not None:
        return found.filter(pk__in=_on_layout(sheet.layout_id))
    if assignment.case_id:
        return found.filter(pk__in=indicators_of_case(assignment.case).values("pk"))
    left_out = _approved_requests(assignment.submission_id).values("indicator")
    asked = found.filter(_own_domains(assignment) | Q(domain=None)).exclude(pk__in=left_out)
    return asked.filter(system=assignment.round.indicator_system_id, judged_max__gt=0).distinct()


def indicators_asked(assignment: Assignment) -> list[Indicator]:
    """The same as rows, without their area and domain: for services, which ask for each field that is typed."""
    sheet = getattr(assignment, "sheet", None)
    if sheet is None:
        return list(indicators_on(assignment).select_related(None))
    return _asked_by(layout=sheet.layout_id)


@prepared
def _asked_by(layout: int) -> QuerySet[Indicator]:
    return Indicator.objects.filter(pk__in=_on_layout(layout)).order_by("position", "code")


def indicator_asked(assignment: Assignment, code: str) -> Indicator | None:
    """The one of them that has this code."""
    sheet = getattr(assignment, "sheet", None)
    if sheet is None:
        return indicators_on(assignment).select_related(None).filter(code=code).first()
    return next(iter(_asked_by_code(layout=sheet.layout_id, code=code)), None)


@prepared
def _asked_by_code(layout: int, code: str) -> QuerySet[Indicator]:
    """One or none."""
    return Indicator.objects.filter(pk__in=_on_layout(layout), code=code).order_by()


def _on_layout(layout: int) -> "QuerySet[SheetLayout, int]":
    """The numbers of its indicators: a subquery."""
    each = Func(F("indicator_ids"), function="unnest", output_field=BigIntegerField())
    return SheetLayout.objects.filter(pk=layout).values_list(each, flat=True)


@dataclass(frozen=True)
class LeftOut:
    """An indicator of the expert's domains that by approval does not apply to the city (不适用)."""

    indicator: Indicator
    reason: str
    decided_at: datetime | None


def _shown(assignment: Assignment) -> list[Indicator]:
    """What the sheet asks for and, with its request in ``left_out``, what by approval does not apply here."""
    sheet = getattr(assignment, "sheet", None)
    if sheet is None or assignment.case_id:
        return list(with_criteria(_asked_or_left_out(assignment)))
    of = {"layout": sheet.layout_id, "submission": assignment.submission_id}
    of |= {"system": assignment.round.indicator_system_id}
    if assignment.domain_id:
        return _shown_of_domain(domain=assignment.domain_id, **of)
    return _shown_of_expert(expert=assignment.expert_id, **of)


def _asked_or_left_out(assignment: Assignment) -> QuerySet[Indicator]:
    asked = Q(pk__in=indicators_on(assignment).order_by().values("pk"))
    requests = _approved_requests(assignment.submission_id).filter(indicator=OuterRef("pk"))
    if not assignment.case_id:
        own = _own_domains(assignment) | Q(domain=None)
        asked |= own & Q(Exists(requests), system=assignment.round.indicator_system_id, judged_max__gt=0)
    told = JSONObject(reason="reason", decided_at="decided_at")
    found = Indicator.objects.filter(asked).select_related("area", "domain").distinct()
    return found.annotate(left_out=Subquery(requests.values_list(told)[:1])).order_by("position", "code")


@prepared
def _shown_of_domain(layout: int, submission: int, system: int, domain: int) -> QuerySet[Indicator]:
    return with_criteria(_asked_or_left_out(_begun(layout, submission, system, domain_id=domain)))


@prepared
def _shown_of_expert(layout: int, submission: int, system: int, expert: int) -> QuerySet[Indicator]:
    return with_criteria(_asked_or_left_out(_begun(layout, submission, system, expert_id=expert)))


def _begun(layout: int, submission: int, system: int, **of: int) -> Assignment:
    """An assignment that stands for any whose sheet is begun."""
    round = Round(indicator_system_id=system)
    assignment = Assignment(round=round, submission_id=submission, **of)
    assignment.sheet = ScoreSheet(layout_id=layout)
    return assignment


def asked_and_left_out(assignment: Assignment) -> tuple[dict[Indicator, dict[int, str]], list[LeftOut]]:
    """What is scored, each indicator with its criteria by share, and what is not: one query.

    An indicator that is on the sheet already stays on it.
    """
    sheet = getattr(assignment, "sheet", None)
    criteria = criteria_of(_shown(assignment))
    on_sheet = set(sheet.layout.indicator_ids) if sheet else set()
    told = {i: i.left_out for i in criteria if i.pk not in on_sheet}  # type: ignore[attr-defined]  # annotated
    left_out = [
        LeftOut(indicator, said["reason"], parse_datetime(said["decided_at"]))
        for indicator, said in told.items()
        if said
    ]
    apart = {line.indicator for line in left_out}
    return {indicator: texts for indicator, texts in criteria.items() if indicator not in apart}, left_out


def _own_domains(assignment: Assignment) -> Q:
    if assignment.domain_id:
        return Q(domain=assignment.domain_id)
    return Q(domain__experts=assignment.expert_id)


def _approved_requests(submission: int) -> QuerySet[NotApplicableRequest]:
    approved = NotApplicableRequest.State.APPROVED
    return NotApplicableRequest.objects.filter(submission=submission, state=approved)


def with_criteria(indicators: QuerySet[Indicator]) -> QuerySet[Indicator]:
    """The same, each carrying its criteria for ``criteria_of``."""
    texts = Criterion.objects.filter(indicator=OuterRef("pk")).order_by("share")
    as_rows = JSONObject(share="share", zh="text_zh", en="text_en")
    return indicators.annotate(criteria_rows=ArraySubquery(texts.values_list(as_rows)))


def criteria_of(indicators: Iterable[Any]) -> dict[Indicator, dict[int, str]]:
    """Indicators ``with_criteria`` in their order, each with its criteria by share in the reader's language."""
    return {
        indicator: {row["share"]: in_readers_language(row["zh"], row["en"]) for row in indicator.criteria_rows}
        for indicator in indicators
    }


@dataclass(frozen=True)
class Drafted:
    """What stands on the draft for one indicator."""

    points: Decimal | None
    unable: bool
    comment: str
    citations: Mapping[int, str]
    """Evidence → pages."""

    @property
    def is_empty(self) -> bool:
        return self.points is None and not self.unable and not self.comment


def scores_on(sheet: ScoreSheet | None) -> dict[int, Drafted]:
    """What is drafted, by indicator, in one query."""
    if sheet is None:
        return {}
    return {
        indicator: _as_drafted(points, unable, comment, cited)
        for indicator, points, unable, comment, cited in _drafted(sheet=sheet.pk)
    }


@prepared
def _drafted(sheet: int) -> "QuerySet[Score, tuple[Any, ...]]":
    return Score.objects.filter(sheet=sheet).values_list(
        "indicator_id", "points", "unable", "comment", _cited_on_score()
    )


def asked_and_drafted(sheet: ScoreSheet) -> tuple[list[Indicator], dict[int, Drafted]]:
    """``indicators_asked`` and ``scores_on``, in one query where something is drafted for each."""
    rows = _drafted_with_indicator(sheet=sheet.pk)
    drafted = {row.indicator_id: _as_drafted(row.points, row.unable, row.comment, row.cited) for row in rows}
    if drafted.keys() != set(sheet.layout.indicator_ids):
        return _asked_by(layout=sheet.layout_id), drafted
    return [row.indicator for row in rows], drafted


@prepared
def _drafted_with_indicator(sheet: int) -> "QuerySet[Any]":
    rows = Score.objects.filter(sheet=sheet).select_related("indicator").annotate(cited=_cited_on_score())
    rows = rows.defer("updated_at", "indicator__rule", "indicator__rule_parameters")
    return rows.order_by("indicator__position", "indicator__code")


def _as_drafted(points: Decimal | None, unable: bool, comment: str, cited: Iterable[dict[str, Any]]) -> Drafted:
    return Drafted(points, unable, comment, {pair["evidence"]: pair["pages"] for pair in cited})


def _cited_on_score() -> ArraySubquery:
    cited = ScoreCitation.objects.filter(score=OuterRef("pk")).order_by("pk")
    return ArraySubquery(cited.values_list(JSONObject(evidence="evidence_id", pages="pages")))


def verified_points(assignment: Assignment, indicators: Sequence[Indicator]) -> dict[int, Verification]:
    """The computed points that count for the city, by indicator; nothing is asked if none is computed."""
    computed = [indicator.pk for indicator in indicators if indicator.computed_max]
    if not computed:
        return {}
    found = Verification.objects.filter(
        submission=assignment.submission_id, indicator__in=computed, to_version=None
    )
    return {verification.indicator_id: verification for verification in found}


@dataclass(frozen=True)
class SignedMark:
    """One line of a submitted sheet."""

    indicator: Indicator
    points: Decimal | None
    """None: unable to judge."""
    comment: str
    citations: Mapping[int, str]
    """Evidence → pages."""

    @property
    def rate(self) -> Decimal | None:
        """得分率 of the judged points, 0…1."""
        return None if self.points is None else self.points / self.indicator.judged_max


@dataclass(frozen=True)
class SignedSheet:
    """A submitted version, unpacked."""

    version: ScoreSheetVersion
    marks: Sequence[SignedMark]

    @cached_property
    def total(self) -> Decimal:
        return sum((mark.points for mark in self.marks if mark.points is not None), Decimal(0))

    @cached_property
    def judged_max(self) -> Decimal:
        """Points that could be given where the expert could judge."""
        return sum((mark.indicator.judged_max for mark in self.marks if mark.points is not None), Decimal(0))

    @cached_property
    def rate(self) -> Decimal | None:
        return self.total / self.judged_max if self.judged_max else None

    @property
    def counts(self) -> bool:
        return self.version.to_version is None


def signed_versions(sheet: ScoreSheet | None) -> list[SignedSheet]:
    """Every submitted version of the sheet, newest first."""
    if sheet is None:
        return []
    versions = list(
        ScoreSheetVersion.objects.filter(sheet=sheet)
        .select_related("layout", "submitted_by", "material_version", "paper__entered_by", "paper__decided_by")
        .defer("material_version__content")
        .order_by("-number")
    )
    ids = {pk for version in versions for pk in version.layout.indicator_ids}
    known = {indicator.pk: indicator for indicator in Indicator.objects.filter(pk__in=ids).select_related("area")}
    return [_unpacked(version, known) for version in versions]


def _unpacked(version: ScoreSheetVersion, known: Mapping[int, Indicator]) -> SignedSheet:
    packed = unpack_points(bytes(version.points), bytes(version.mask))
    marks = [
        SignedMark(
            indicator=known[pk],
            points=None if hundredths is None else Decimal(hundredths) / 100,
            comment=version.comments.get(known[pk].code, ""),
            citations={int(e): pages for e, pages in version.citations.get(known[pk].code, {}).items()},
        )
        for pk, hundredths in zip(version.layout.indicator_ids, packed, strict=True)
    ]
    return SignedSheet(version, marks)
