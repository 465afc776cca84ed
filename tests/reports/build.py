"""Builders for reports: a round with a locked result, and builds made here and now."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from reports.building import run
from reports.models import BuildFile, ReportBuild, ReportCase
from reviews import ranking
from reviews.models import RankingState, Result
from reviews.services.counter import raise_version
from reviews.services.results import freeze_result
from rounds.models import Round, RoundRole
from tests.make import (
    WIDE,
    make_leader,
    make_left_out,
    make_round,
    make_scored_city,
    make_system,
    make_user,
)

GOOD = {"B1": "40", "C1": "27", "E": "8"}
FAIR = {"B1": "30", "C1": "20", "E": "7"}
POOR = {"B1": "20", "C1": "15", "E": "5"}


def make_ranked_round(**fields: Any) -> Round:
    """Three cities, of which the first is 优良, ranked and not locked."""
    round = make_round(**fields)
    for name, marks in (("甲市", GOOD), ("乙市", FAIR), ("丙市", POOR)):
        make_scored_city(round, name, marks, marks, marks)
    rank(round)
    return round


def make_round_without(code: str, city: str = "甲市") -> Round:
    """Three equal cities with a total of 69, ranked; to one of them an indicator does not apply."""
    round = make_round(system=make_system(WIDE))
    marks = {"A2": "2", "B1": "30", "B2": "5", "C1": "20", "E": "8"}
    for name in ("甲市", "乙市", "丙市"):
        made = make_scored_city(round, name, marks, marks, marks, computed={"A1": "4"})
        if name == city:
            make_left_out(made, code)
    rank(round)
    return round


def rank(round: Round) -> None:
    """A ranking of what is stored now."""
    with transaction.atomic():
        raise_version(round.pk, cause="set_up")
    ranking.bring_up_to_date(round.pk)


def lock(round: Round) -> Result:
    version = RankingState.objects.get(round=round).requested
    return freeze_result(round=round, scores_version=version, by=make_leader(round, RoundRole.Kind.CHAIR))


def make_build(round: Round, kind: str = "public", language: str = "zh") -> ReportBuild:
    """Made to its end, as a worker makes it."""
    number = ReportBuild.objects.filter(round=round).count() + 1
    build = ReportBuild.objects.create(
        round=round, number=number, kind=kind, language=language, asked_by=make_user()
    )
    run.make(build.pk)
    build.refresh_from_db()
    return build


def store_build(round: Round, by: User) -> ReportBuild:
    """As a build lies in the database when it is made, for tests of who may read one: small files, no result."""
    build = ReportBuild.objects.create(
        round=round, number=ReportBuild.objects.filter(round=round).count() + 1, kind="public", asked_by=by,
        state="done", inputs_sha256="0" * 64, finished_at=timezone.now(),
    )  # fmt: skip
    origins = {"scores": {}, "numbers": [], "statistics": {}}
    contents = {
        "pdf": ("report", b"%PDF-1.7"),
        "txt": ("text", b""),
        "json": ("trace", json.dumps(origins).encode()),
    }
    for position, (ending, (role, content)) in enumerate(contents.items()):
        digest = hashlib.sha256(content).hexdigest()
        BuildFile.objects.create(
            build=build, name=f"report.{ending}", role=role, sha256=digest, size=len(content), content=content,
            position=position,
        )  # fmt: skip
    return build


def file_of(build: ReportBuild, ending: str) -> bytes:
    return bytes(BuildFile.objects.filter(build=build).exclude(role="letter").get(name__endswith=ending).content)


def make_case(
    round: Round, city: str = "甲市", *, text: str = "甲市建成碳排放数据平台。", **fields: Any
) -> ReportCase:
    """A nominated case of one of the round's cities."""
    submission = round.submissions.get(city__name_zh=city)
    return ReportCase.objects.create(
        submission=submission,
        title=fields.pop("title", "数据平台"),
        category=fields.pop("category", "platform"),
        text=text,
        origin=ReportCase.Origin.CITY,
        **fields,
    )
