"""Builders for judging, on top of ``tests.make``."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from threading import Barrier, Thread
from typing import Any

from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from accounts.models import AuditEvent
from cities.content import build_content, hash_of
from cities.models import City, Evidence, Statement, Submission, SubmissionVersion
from reviews.errors import ReviewError
from reviews.models import Assignment, Expert, Proposal, Recusal, ScoreSheet
from reviews.proposing import bases_of
from reviews.queries.verification import computed_indicators
from reviews.services.sheets import Entry, save_draft, submit_sheet
from rounds.models import Action, Indicator, Role, Round, Stage
from scoring.canonical import sha256_of
from scoring.rules.outcome import Step, StepName, Unit
from tests.make import make_assignment, make_expert, make_round, make_stage, make_submission, make_user

FULL = {"B1": "22.5", "C1": "15", "E": "5"}
"""Marks that need no comment, for every judged indicator of ``tests.make.SMALL``."""


def make_material(
    round: Round, city: City | None = None, *, texts: Mapping[str, str] | None = None, evidence: int = 0
) -> Submission:
    """An accepted submission with statements, self-scores of 4.25 and ``evidence`` pieces."""
    submission = make_submission(round, city)
    for indicator in Indicator.objects.filter(system=round.indicator_system_id):
        Statement.objects.create(
            submission=submission,
            indicator=indicator,
            text=(texts or {}).get(indicator.code, f"自述{indicator.code}"),
            self_score=Decimal("4.25"),
        )
    for number in range(evidence):
        make_evidence(submission, f"佐证{number + 1}")
    accept(submission)
    return submission


def make_evidence(submission: Submission, title: str = "年鉴", data: bytes = b"%PDF-1.4 x") -> Evidence:
    return Evidence.objects.create(
        submission=submission,
        title=title,
        kind=Evidence.Kind.STATISTICS,
        file=ContentFile(data, "x"),
        original_name=f"{title}.pdf",
        content_type="application/pdf",
        state=Evidence.State.CHECKED,
        size=len(data),
        sha256=f"{hash((submission.pk, title)) & (2**256 - 1):064x}",
        uploaded_by=make_user(),
    )


def accept(submission: Submission) -> SubmissionVersion:
    """What stands now becomes the accepted version."""
    content = build_content(submission)
    version = SubmissionVersion.objects.create(
        submission=submission,
        number=submission.versions.count() + 1,
        content=content,
        sha256=hash_of(content),
        submitted_by=make_user(),
    )
    submission.state, submission.accepted_version = Submission.State.ACCEPTED, version
    submission.save()
    return version


def make_desk(round: Round | None = None, expert: Expert | None = None, **material: Any) -> Assignment:
    """An expert before an accepted city that is deployed to them."""
    round = round or make_round()
    return make_assignment(make_material(round, **material), expert or make_expert(round))


def entries(marks: Mapping[str, str | None], comment: str = "") -> dict[str, Entry]:
    """Indicator code → points, None for unable."""
    return {
        code: Entry(points=None if points is None else Decimal(points), unable=points is None, comment=comment)
        for code, points in marks.items()
    }


def draft(assignment: Assignment, marks: Mapping[str, str | None] = FULL, comment: str = "") -> ScoreSheet:
    sheet = ScoreSheet.objects.filter(assignment=assignment).first()
    return save_draft(
        assignment=assignment,
        edit_version=sheet.edit_version if sheet else 0,
        entries=entries(marks, comment),
        by=assignment.expert.user,
    )


def submit(assignment: Assignment, marks: Mapping[str, str | None] = FULL, comment: str = "") -> ScoreSheet:
    sheet = draft(assignment, marks, comment)
    submit_sheet(assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=assignment.expert.user)
    sheet.refresh_from_db()
    return sheet


def make_proposals(submission: Submission, **points: str | None) -> None:
    """What the rules would give for the accepted version: code → points; None: no data; “n/a”: does not apply."""
    indicators = {i.code: i for i in computed_indicators(submission.round)}
    bases = bases_of(submission.round, indicators.values())
    for code, indicator in indicators.items():
        given = points.get(code)
        value = Decimal(0) if given in (None, "n/a") else Decimal(str(given))
        step = Step(StepName.POINTS, "", str(value), Fraction(value), Unit.POINTS)
        flags = ["no_data"] if given is None else []
        computed = {
            "rule": indicator.rule,
            "parameters": indicator.rule_parameters,
            "points": int(value * 100),
            "applies": given != "n/a",
            "steps": [step.to_dict()],
            "sources": [{"form": "F1", "row": "2022", "field": "GDP", "said": "100"}],
            "flags": flags,
        }
        version = submission.accepted_version
        assert version is not None
        Proposal.objects.update_or_create(
            version=version,
            indicator=indicator,
            defaults={
                "points": value,
                "applies": given != "n/a",
                "is_flagged": bool(flags) or given == "n/a",
                "computed": computed,
                "sha256": sha256_of(computed),
                "basis_sha256": bases[indicator.pk],
            },
        )


def recuse(assignment: Assignment) -> Recusal:
    """A bare row, as if it had been there before."""
    return Recusal.objects.create(
        round=assignment.round,
        expert=assignment.expert,
        city=assignment.submission.city,
        kind=Recusal.Kind.DECLARED,
        reason="曾受聘编制清单",
    )


def revision_round() -> Round:
    """A round in its revision window."""
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.REVISION, {role: list(Action) for role in Role})
    return round


def requested(round: Round) -> int:
    """The round's scores_version."""
    return type(round.ranking_state).objects.get(round=round).requested


def verbs() -> list[str]:
    return list(AuditEvent.objects.order_by("number").values_list("verb", flat=True))


def queries_of(browser: Client, address: str) -> int:
    """How many queries the page takes."""
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(address).status_code == 200
    return len(captured)


def at_once(acts: Mapping[str, Callable[[], object]]) -> dict[str, str]:
    """Each in a thread of its own: “done”, or why it was refused."""
    outcomes: dict[str, str] = {}
    together = Barrier(len(acts))

    def play(name: str, act: Callable[[], object]) -> None:
        with translation.override("en"):
            together.wait()
            try:
                act()
                outcomes[name] = "done"
            except ReviewError as error:
                outcomes[name] = error.message
            finally:
                connection.close()

    threads = [Thread(target=play, args=item) for item in acts.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes
