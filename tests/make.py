"""Builders: each stores one valid thing; a test names only what the test is about."""

import itertools
from collections.abc import Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from accounts.models import User
from cities.models import City, CityMembership, NotApplicableRequest, Province, Submission, SubmissionVersion
from reviews.models import (
    Assignment,
    Expert,
    PanelMember,
    RankingState,
    ScoreSheet,
    ScoreSheetVersion,
    SheetLayout,
    Verification,
)
from rounds.models import (
    Action,
    Area,
    Criterion,
    Domain,
    Indicator,
    IndicatorSystem,
    Role,
    Round,
    RoundRole,
    Stage,
    StageRight,
)
from scoring.sheets import pack_points

_numbers = itertools.count(1)


def number_from(first: int) -> None:
    """What is made from now on is numbered from ``first``: another process has taken the numbers below."""
    global _numbers
    _numbers = itertools.count(first)


PASSWORD = "a-long-test-password"
SMALL = {"A1": ("5", "0", "d1"), "B1": ("0", "45", "d1"), "C1": ("10", "30", "d2"), "E": ("0", "10", None)}
"""A small indicator system: code → computed points, judged points, domain. 100 points."""
WIDE = {
    "A1": ("5", "0", "d1"), "A2": ("0", "4", "d1"), "B1": ("0", "40", "d1"), "B2": ("0", "7", "d2"),
    "C1": ("0", "34", "d2"), "E": ("0", "10", None),
}  # fmt: skip
"""One with areas of two indicators, of which one may be left out."""


def make_user(name: str = "", **fields: Any) -> User:
    number = next(_numbers)
    user = User(username=f"user{number}", full_name=name or f"用户{number}", **fields)
    user.set_unusable_password()
    user.save()
    return user


def make_system(points: Mapping[str, tuple[str, str, str | None]] = SMALL, **fields: Any) -> IndicatorSystem:
    """``points``: indicator code → (computed points, judged points, domain code or None for all experts)."""
    system = IndicatorSystem.objects.create(
        name_zh=f"指标体系{next(_numbers)}",
        name_en="System",
        is_official=fields.pop("is_official", True),
        **fields,
    )
    for position, (code, (computed, judged, domain)) in enumerate(points.items()):
        area, _ = Area.objects.get_or_create(
            system=system, code=code[0], defaults={"name_zh": f"领域{code[0]}", "name_en": f"Area {code[0]}"}
        )
        indicator = Indicator.objects.create(
            system=system,
            area=area,
            domain=make_domain(domain) if domain else None,
            code=code,
            name_zh=f"指标{code}",
            name_en=f"Indicator {code}",
            computed_max=Decimal(computed),
            judged_max=Decimal(judged),
            rule="completion_rate" if Decimal(computed) else "",
            rule_parameters={"series": "gdp_growth"} if Decimal(computed) else {},
            position=position,
        )
        Criterion.objects.create(indicator=indicator, share=100, text_zh="全部完成", text_en="All done")
    return system


def make_domain(code: str) -> Domain:
    return Domain.objects.get_or_create(
        code=code, defaults={"name_zh": f"专业{code}", "name_en": f"Domain {code}"}
    )[0]


def make_round(*, system: IndicatorSystem | None = None, everything_open: bool = True, **fields: Any) -> Round:
    """An open round in which, unless told otherwise, one stage allows every role every action."""
    number = next(_numbers)
    round = Round.objects.create(
        slug=fields.pop("slug", f"r{number}"),
        name_zh=f"轮次{number}",
        name_en=f"Round {number}",
        review_start=2017,
        review_end=2022,
        previous_start=2012,
        previous_end=2017,
        indicator_system=system or make_system(),
        opened_at=timezone.now(),
        **fields,
    )
    RankingState.objects.create(round=round)
    if everything_open:
        make_stage(round, Stage.Kind.REVIEW, {role: list(Action) for role in Role})
    return round


def make_stage(
    round: Round, kind: Stage.Kind, actions: Mapping[Role, list[Action]], *, opens: int = -1, closes: int = 30
) -> Stage:
    """A stage open from ``opens`` to ``closes`` days from now."""
    now = timezone.now()
    stage = Stage.objects.create(
        round=round,
        kind=kind,
        staff_name_zh=kind.value,
        staff_name_en=kind.value,
        public_name_zh=kind.value,
        public_name_en=kind.value,
        position=next(_numbers) % 30_000,
        opens_at=now + timedelta(days=opens),
        closes_at=now + timedelta(days=closes),
        may_overlap=True,
    )
    StageRight.objects.bulk_create(
        StageRight(stage=stage, role=role, access="write", actions=[action.value for action in allowed])
        for role, allowed in actions.items()
    )
    return stage


def make_city(name: str = "", *, province: str = "某省", **fields: Any) -> City:
    number = next(_numbers)
    place, _ = Province.objects.get_or_create(
        name_zh=province, defaults={"code": f"{number:06d}", "name_en": province}
    )
    return City.objects.create(
        gb_code=f"{number:06d}",
        name_zh=name or f"城市{number}",
        name_en=fields.pop("name_en", f"City {number}"),
        short_zh=name or f"城市{number}",
        province=place,
        batch=fields.pop("batch", 2010),
        level=fields.pop("level", City.Level.PREFECTURE_LEVEL_CITY),
        **fields,
    )


def make_city_member(
    city: City, kind: CityMembership.Kind = CityMembership.Kind.FILLER, *, is_administrator: bool = False
) -> User:
    user = make_user()
    CityMembership.objects.create(city=city, user=user, kind=kind, is_administrator=is_administrator)
    return user


def make_leader(round: Round, kind: RoundRole.Kind = RoundRole.Kind.SECRETARIAT) -> User:
    user = make_user()
    RoundRole.objects.create(round=round, user=user, kind=kind)
    return user


def make_submission(round: Round, city: City | None = None, **fields: Any) -> Submission:
    return Submission.objects.create(round=round, city=city or make_city(), **fields)


def make_expert(round: Round | None = None, *, domains: tuple[str, ...] = ("d1", "d2"), **fields: Any) -> Expert:
    """An expert; in the panel of ``round``, with the pledge signed, if one is given."""
    expert = Expert.objects.create(user=make_user(), employer=fields.pop("employer", "某研究院"), **fields)
    expert.domains.set([make_domain(code) for code in domains])
    if round:
        PanelMember.objects.create(round=round, expert=expert, pledged_at=timezone.now())
    return expert


def make_accepted(round: Round, city: City | None = None) -> Submission:
    """A submission whose first version the secretariat accepted."""
    submission = make_submission(round, city)
    version = SubmissionVersion.objects.create(
        submission=submission, number=1, content={}, sha256="0" * 64, submitted_by=make_user()
    )
    submission.state, submission.accepted_version = Submission.State.ACCEPTED, version
    submission.save()
    return submission


def make_assignment(submission: Submission, expert: Expert | None = None) -> Assignment:
    """Deployed, for all domains of the expert."""
    return Assignment.objects.create(
        round=submission.round,
        expert=expert or make_expert(submission.round),
        submission=submission,
        state=Assignment.State.DEPLOYED,
        made_by=make_user(),
        deployed_at=timezone.now(),
    )


def make_draft_sheet(assignment: Assignment, codes: tuple[str, ...] = ()) -> ScoreSheet:
    """An empty sheet of the judged indicators ``codes``, or of all."""
    judged = Indicator.objects.filter(system=assignment.round.indicator_system, judged_max__gt=0)
    ids = [i.pk for i in judged.order_by("position") if not codes or i.code in codes]
    layout, _ = SheetLayout.objects.get_or_create(round=assignment.round, indicator_ids=ids)
    version = assignment.submission.accepted_version
    assert version
    return ScoreSheet.objects.create(assignment=assignment, layout=layout, material_version=version)


def make_signed_sheet(
    submission: Submission, marks: Mapping[str, str | None], expert: Expert | None = None, *, from_version: int = 0
) -> ScoreSheetVersion:
    """A sheet that counts. ``marks``: indicator code → points, None for an expert who could not judge."""
    sheet = make_draft_sheet(make_assignment(submission, expert), tuple(marks))
    sheet.state = ScoreSheet.State.SUBMITTED
    sheet.save()
    codes = {i.pk: i.code for i in Indicator.objects.filter(pk__in=sheet.layout.indicator_ids)}
    given = [marks[codes[pk]] for pk in sheet.layout.indicator_ids]
    points, mask = pack_points([None if mark is None else int(Decimal(mark) * 100) for mark in given])
    return ScoreSheetVersion.objects.create(
        sheet=sheet,
        assignment=sheet.assignment,
        number=1,
        layout=sheet.layout,
        material_version=sheet.material_version,
        points=points,
        mask=mask,
        comments={},
        policy_sha256="0" * 64,
        submitted_by=sheet.assignment.expert.user,
        submitted_at=timezone.now(),
        from_version=from_version,
    )


def make_verified(submission: Submission, computed: Mapping[str, str]) -> None:
    """Verified computed points: indicator code → points."""
    for code, points in computed.items():
        Verification.objects.create(
            submission=submission,
            indicator=Indicator.objects.get(system=submission.round.indicator_system, code=code),
            points=Decimal(points),
            source="统计年鉴",
            verified_by=make_user(),
            verified_at=timezone.now(),
            from_version=0,
        )


def make_left_out(submission: Submission, code: str) -> NotApplicableRequest:
    """Granted: the indicator does not apply to the city."""
    indicator = Indicator.objects.get(system=submission.round.indicator_system, code=code)
    return NotApplicableRequest.objects.create(
        submission=submission, indicator=indicator, reason="无采暖期", state="approved", requested_by=make_user(),
        decided_by=make_user(), decided_at=timezone.now(), from_version=0,
    )  # fmt: skip


def make_scored_city(
    round: Round,
    name: str,
    *marks: Mapping[str, str | None],
    computed: Mapping[str, str] | None = None,
    **fields: Any,
) -> Submission:
    """A city with everything that counts: a signed sheet for each of ``marks``, verified points for ``SMALL``."""
    submission = make_accepted(round, make_city(name, **fields))
    for sheet in marks:
        make_signed_sheet(submission, sheet)
    make_verified(submission, {"A1": "5", "C1": "10"} if computed is None else computed)
    return submission
