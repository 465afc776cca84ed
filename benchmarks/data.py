"""Made-up rounds of any size, stored with as few statements as possible. Every number follows from a seed."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from cities.models import City, CityMembership, Province, Submission, SubmissionVersion
from reviews.models import (
    Assignment,
    Expert,
    PanelMember,
    RankingState,
    Score,
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

INDICATORS = """
A1 500 0 a; A2 700 0 g; A3 800 0 g; B1 0 500 a; B2 200 300 a; B3 200 300 a; C1 200 300 a; C2 300 300 b;
C3 200 300 b; C4 200 300 c; C5 200 300 d; C6 0 500 a; C7 100 300 e; D1 500 0 g; D2 0 500 g; D3 300 200 a;
D4 200 300 f; E 300 700 -
"""
"""Code, computed and judged points in hundredths, domain: the shape of the 2023 system."""


@dataclass(frozen=True)
class BuiltRound:
    """What a benchmark needs to know of a round it asked for."""

    round: Round
    secretariat: User
    chair: User
    city_member: User
    """Acts for the first city."""
    experts: tuple[Expert, ...]
    open_sheets: tuple[ScoreSheet, ...]
    """Complete drafts of the first expert, ready to be submitted."""


@transaction.atomic
def build_round(
    *,
    cities: int,
    experts: int = 14,
    domains_each: int = 2,
    open_sheets: int = 0,
    open_for: int = 1,
    seed: int = 20230711,
) -> BuiltRound:
    """A round by domain: every expert has one or two domains, or all seven, and scores every city. All sheets are
    in, except that the sheets of the last ``open_sheets`` cities of the first ``open_for`` experts are complete
    drafts. These cities have material of the usual length.
    """
    random.seed(seed)
    number = Round.objects.count() + 1
    system = _system(number)
    round = _round(system, number)
    people = [_user(f"bench{number}-{name}") for name in ("secretariat", "chair", "city")]
    for user, kind in zip(people, (RoundRole.Kind.SECRETARIAT, RoundRole.Kind.CHAIR), strict=False):
        RoundRole.objects.create(round=round, user=user, kind=kind)
    indicators = list(Indicator.objects.filter(system=system).select_related("domain").order_by("position"))
    submissions = _submissions(round, cities, people[2], indicators, open_sheets)
    CityMembership.objects.create(city=submissions[0].city, user=people[2])
    panel = _experts(round, experts, number, domains_each)
    _verifications(submissions, indicators, people[0])
    drafts = _sheets(round, panel, submissions, indicators, open_sheets, open_for, people[0], random.Random(seed))
    RankingState.objects.create(round=round, requested=1, behind_since=timezone.now())
    return BuiltRound(round, people[0], people[1], people[2], tuple(panel), tuple(drafts))


def _user(name: str) -> User:
    return User.objects.create(username=name, full_name=name, password="!")  # noqa: S106 - nobody logs in


def _system(number: int) -> IndicatorSystem:
    system = IndicatorSystem.objects.create(name_zh=f"测速体系{number}", name_en=f"Benchmark system {number}")
    areas: dict[str, Area] = {}
    for position, line in enumerate(INDICATORS.replace("\n", "").split(";")):
        code, computed, judged, domain = line.split()
        area = areas.get(code[0]) or Area.objects.create(
            system=system, code=code[0], name_zh=f"部分{code[0]}", name_en=f"Area {code[0]}", position=position
        )
        areas[code[0]] = area
        indicator = Indicator.objects.create(
            system=system,
            area=area,
            domain=None if domain == "-" else _domain(domain),
            code=code,
            name_zh=f"指标{code}",
            name_en=f"Indicator {code}",
            computed_max=Decimal(computed) / 100,
            judged_max=Decimal(judged) / 100,
            rule="completion_rate" if int(computed) else "",
            position=position,
        )
        Criterion.objects.bulk_create(
            Criterion(indicator=indicator, share=share, text_zh=f"完成 {share}%", text_en=f"{share} % done")
            for share in (0, 25, 50, 75, 100)
        )
    system.frozen_at, system.sha256 = timezone.now(), f"{number:064d}"
    system.save()
    return system


def _domain(code: str) -> Domain:
    names = {"name_zh": f"测速领域{code}", "name_en": f"Benchmark domain {code}"}
    return Domain.objects.get_or_create(code=f"bench-{code}", defaults=names)[0]


def _round(system: IndicatorSystem, number: int) -> Round:
    now = timezone.now()
    round = Round.objects.create(
        slug=f"bench{number}",
        name_zh=f"测速{number}",
        name_en=f"Benchmark {number}",
        review_start=2017,
        review_end=2022,
        previous_start=2012,
        previous_end=2017,
        indicator_system=system,
        opened_at=now,
        policy_frozen_at=now,  # by the first sheet
    )
    stage = Stage.objects.create(
        round=round,
        kind=Stage.Kind.REVIEW,
        staff_name_zh="评审",
        staff_name_en="Review",
        public_name_zh="评审",
        public_name_en="Review",
        position=1,
        opens_at=now - timedelta(days=1),
    )
    rights = [action.value for action in Action]
    StageRight.objects.bulk_create(
        StageRight(stage=stage, role=role, access="write", actions=rights) for role in Role
    )
    return round


def _submissions(
    round: Round, cities: int, by: User, indicators: Sequence[Indicator], with_material: int
) -> list[Submission]:
    first = City.objects.filter(gb_code__startswith="9").count()
    provinces = [
        Province.objects.get_or_create(
            code=f"9{n:02d}000", defaults={"name_zh": f"测速省{n}", "name_en": f"Province {n}"}
        )[0]
        for n in range(30)
    ]
    places = City.objects.bulk_create(
        City(
            gb_code=f"9{first + n:05d}",
            name_zh=f"测速市{first + n}",
            name_en=f"Benchmark city {first + n}",
            short_zh=f"测速{first + n}",
            province=provinces[n % 30],
            batch=(2010, 2012, 2017)[n % 3],
            level=City.Level.PREFECTURE_LEVEL_CITY,
        )
        for n in range(cities)
    )
    submissions = Submission.objects.bulk_create(Submission(round=round, city=city) for city in places)
    now = timezone.now()
    versions = SubmissionVersion.objects.bulk_create(
        SubmissionVersion(
            submission=submission, number=1, sha256="0" * 64,
            content=_content(indicators, n) if n >= cities - with_material else EMPTY,
            submitted_by=by, submitted_at=now,
        )
        for n, submission in enumerate(submissions)
    )  # fmt: skip
    for submission, version in zip(submissions, versions, strict=True):
        submission.accepted_version, submission.state = version, Submission.State.ACCEPTED
    Submission.objects.bulk_update(submissions, ["accepted_version", "state"], batch_size=2000)
    return submissions


EMPTY: dict[str, Any] = {"format": 1, "statements": [], "evidence": []}
FILES = 12


def _content(indicators: Sequence[Indicator], city: int) -> dict[str, Any]:
    """What a city hands in: 1,200 characters for each indicator, two of twelve files cited."""
    files = [
        {
            "id": city * 100 + n, "title": f"佐证材料{n}", "kind": "statistics", "issuer": "市统计局",
            "issued_on": "2022-06-01", "file_name": f"佐证材料{n}.pdf", "content_type": "application/pdf",
            "size": 1_000_000, "sha256": "0" * 64, "pages": 40,
        }
        for n in range(FILES)
    ]  # fmt: skip
    statements = [
        {
            "area": {"code": i.code[0], "name_zh": "部分", "name_en": "Area"},
            "indicator": {
                "id": i.pk, "code": i.code, "max_points": "5", "name_zh": i.name_zh, "name_en": i.name_en,
            },
            "text": "评估期内按计划完成各项任务。" * 85,
            "self_score": "4.5",
            "citations": [
                {
                    "evidence": file["id"], "title": file["title"], "file_name": file["file_name"],
                    "sha256": "0" * 64, "pages": "3-5, 12",
                }
                for file in (files[n % FILES], files[(n + 5) % FILES])
            ],
        }
        for n, i in enumerate(indicators)
    ]  # fmt: skip
    return {"format": 1, "statements": statements, "evidence": files}


def _experts(round: Round, count: int, number: int, domains_each: int) -> list[Expert]:
    domains = [_domain(code) for code in "abcdefg"]
    panel = []
    for n in range(count):
        expert = Expert.objects.create(user=_user(f"bench{number}-expert{n}"), employer="某研究院")
        own = [domains[n % 7], domains[(n + 1 + n // 7) % 7]]
        expert.domains.set(domains if domains_each == 7 else own[:domains_each])
        panel.append(expert)
    now = timezone.now()
    PanelMember.objects.bulk_create(PanelMember(round=round, expert=e, pledged_at=now) for e in panel)
    return panel


def _verifications(submissions: Sequence[Submission], indicators: Sequence[Indicator], by: User) -> None:
    now = timezone.now()
    Verification.objects.bulk_create(
        (
            Verification(
                submission=submission, indicator=indicator, source="统计年鉴", verified_by=by, verified_at=now,
                points=Decimal(random.randint(40, 100)) * indicator.computed_max / 100, from_version=1,
            )
            for submission in submissions
            for indicator in indicators
            if indicator.computed_max
        ),
        batch_size=5000,
    )  # fmt: skip


def _sheets(
    round: Round,
    panel: Sequence[Expert],
    submissions: Sequence[Submission],
    indicators: Sequence[Indicator],
    open_sheets: int,
    open_for: int,
    by: User,
    chance: random.Random,
) -> list[ScoreSheet]:
    now = timezone.now()
    drafts: list[ScoreSheet] = []
    for place, expert in enumerate(panel):
        own = {domain.pk for domain in expert.domains.all()}
        marked = [i for i in indicators if i.judged_max and (i.domain_id is None or i.domain_id in own)]
        layout = SheetLayout.objects.get_or_create(round=round, indicator_ids=[i.pk for i in marked])[0]
        kept_open = open_sheets if place < open_for else 0
        if len(submissions) > MOST_BY_HAND:
            drafts += _sheets_in_one_statement(round, expert, submissions, marked, layout, kept_open, by, chance)
            continue
        assignments = Assignment.objects.bulk_create(
            Assignment(
                round=round, expert=expert, submission=submission, made_by=by, deployed_at=now,
                state=Assignment.State.DEPLOYED,
            )
            for submission in submissions
        )  # fmt: skip
        signed = len(submissions) - kept_open
        sheets = ScoreSheet.objects.bulk_create(
            ScoreSheet(
                assignment=assignment, layout=layout, material_version=submission.accepted_version,
                state=ScoreSheet.State.SUBMITTED if n < signed else ScoreSheet.State.DRAFT,
            )
            for n, (assignment, submission) in enumerate(zip(assignments, submissions, strict=True))
        )  # fmt: skip
        ScoreSheetVersion.objects.bulk_create(
            (
                ScoreSheetVersion(
                    sheet=sheet, assignment_id=sheet.assignment_id, number=1,
                    layout=layout, material_version_id=sheet.material_version_id,
                    points=_packed(marked, n, chance), mask=bytes([1] * len(marked)), comments={},
                    policy_sha256="0" * 64, submitted_by=expert.user, submitted_at=now, from_version=1,
                )
                for n, sheet in enumerate(sheets[:signed])
            ),
            batch_size=5000,
        )  # fmt: skip
        drafts += sheets[signed:]
    _draft_scores(drafts, indicators)
    return drafts


def _sheets_in_one_statement(
    round: Round,
    expert: Expert,
    submissions: Sequence[Submission],
    marked: Sequence[Indicator],
    layout: SheetLayout,
    kept_open: int,
    by: User,
    chance: random.Random,
) -> list[ScoreSheet]:
    """One expert's sheets of a national round, by the database itself; points from a pool of sheets."""
    last = submissions[len(submissions) - kept_open - 1].pk
    values: dict[str, Any] = {
        "round": round.pk, "expert": expert.pk, "by": by.pk, "user": expert.user_id, "layout": layout.pk,
        "last": last, "points": [_packed(marked, n, chance) for n in range(POOL)], "pool": POOL,
        "mask": bytes([1] * len(marked)),
        "comments": json.dumps({indicator.code: "材料齐全，工作扎实。" for indicator in marked}),
    }  # fmt: skip
    with connection.cursor() as cursor:
        for statement in NATIONAL:
            cursor.execute(statement, values)
    drafts = ScoreSheet.objects.filter(assignment__expert=expert, assignment__round=round, state="draft")
    return list(drafts.select_related("layout", "assignment"))


MOST_BY_HAND = 5_000
"""Cities up to which Django stores sheets row by row."""
POOL = 397
NATIONAL = (
    """INSERT INTO reviews_assignment
      (round_id, expert_id, submission_id, made_by_id, made_at, deployed_at, state, is_pinned)
    SELECT %(round)s, %(expert)s, id, %(by)s, now(), now(), 'deployed', false FROM cities_submission
    WHERE round_id = %(round)s""",
    """INSERT INTO reviews_scoresheet
      (assignment_id, layout_id, material_version_id, state, edit_version, created_at, updated_at)
    SELECT a.id, %(layout)s, s.accepted_version_id,
      CASE WHEN s.id <= %(last)s THEN 'submitted' ELSE 'draft' END, 0, now(), now()
    FROM reviews_assignment a JOIN cities_submission s ON s.id = a.submission_id
    WHERE a.round_id = %(round)s AND a.expert_id = %(expert)s""",
    """INSERT INTO reviews_scoresheetversion
      (sheet_id, assignment_id, number, layout_id, material_version_id, points, mask, comments, citations,
       policy_sha256, submitted_by_id, submitted_at, from_version, ended_because)
    SELECT h.id, h.assignment_id, 1, h.layout_id, h.material_version_id,
      (%(points)s::bytea[])[1 + (h.id %% %(pool)s)], %(mask)s, %(comments)s, '{}',
      repeat('0', 64), %(user)s, now(), 1, ''
    FROM reviews_scoresheet h JOIN reviews_assignment a ON a.id = h.assignment_id
    WHERE a.round_id = %(round)s AND a.expert_id = %(expert)s AND h.state = 'submitted'""",
)


def _packed(marked: Sequence[Indicator], city: int, chance: random.Random) -> bytes:
    """Marks in steps of 0.1 point around what the city deserves."""
    worth = 0.55 + 0.4 * ((city * 37) % 101) / 100
    shares = [min(1.0, max(0.0, chance.gauss(worth, 0.1))) for _ in marked]
    steps = [round(share * int(i.judged_max * 10)) * 10 for share, i in zip(shares, marked, strict=True)]
    return np.array(steps, dtype="<i2").tobytes()


def _draft_scores(drafts: Sequence[ScoreSheet], indicators: Sequence[Indicator]) -> None:
    by_id = {indicator.pk: indicator for indicator in indicators}
    Score.objects.bulk_create(
        Score(sheet=sheet, indicator=by_id[pk], points=by_id[pk].judged_max / 2, comment="材料齐全，工作扎实。")
        for sheet in drafts
        for pk in sheet.layout.indicator_ids
    )
