"""What the cities of the demonstration hand in, through the services that people use."""

import hashlib
from datetime import timedelta

from django.core.files.base import ContentFile
from django.utils import timezone

from accounts.models import User
from cities.models import Evidence, Submission, SubmissionVersion
from cities.queries import chain_of
from cities.services import (
    Cited,
    Described,
    Item,
    accept_submission,
    hand_in_evidence,
    return_submission,
    save_statement,
    sign_submission,
)
from portal.demo.forms import fill_forms
from portal.demo.material import MARK, CityPlan, evidence_pdf, self_score, statement
from portal.demo.progress import Progress
from rounds.models import Indicator

FILES = (
    ("低碳发展规划", "normative", "市人民政府", 12),
    ("温室气体清单报告", "statistics", "市生态环境局", 24),
)
STILL_MISSING = ("C7", "D2", "D4", "E")
"""What a city that is still filing has not written yet."""


def file_city(plan: CityPlan, progress: Progress, submission: Submission, by: User, secretariat: User) -> None:
    """Bring the city's submission as far as ``progress`` says."""
    if progress is Progress.NOT_STARTED:
        return
    cited = _hand_in(plan, submission, by)
    missing = STILL_MISSING if progress is Progress.FILING else ()
    for indicator in Indicator.objects.filter(system=submission.round.indicator_system).exclude(code__in=missing):
        _write(plan, submission, indicator, cited, by)
    if progress is Progress.FILING:
        return
    letter = _file(plan, submission, ("真实性承诺书", "explanation", "市人民政府", 1), by)
    fill_forms(plan, submission, letter, by)
    version = sign(submission)
    if progress is Progress.RETURNED:
        reason = MARK + "请补充 2021 年温室气体清单，并标注佐证材料页码。"
        return_submission(
            submission=submission,
            number=version.number,
            reason=reason,
            items=[Item("form:F7", MARK + "2021 年清单"), Item("indicator:D1", MARK + "补充页码")],
            due_at=timezone.now() + timedelta(days=14),
            by=secretariat,
        )
    elif progress is not Progress.SUBMITTED:
        accept_submission(submission=submission, number=version.number, by=secretariat)


def _hand_in(plan: CityPlan, submission: Submission, by: User) -> list[Cited]:
    cited = []
    for file in FILES:
        evidence, pages = _file(plan, submission, file, by), file[-1]
        cited.append(Cited(evidence.pk, f"{plan.random.randint(1, 4)}-{plan.random.randint(5, pages)}"))
    return cited


def _file(plan: CityPlan, submission: Submission, file: tuple[str, str, str, int], by: User) -> Evidence:
    title, kind, issuer, pages = file
    name = f"{plan.city.short_zh}{title}（演示）.pdf"
    content = evidence_pdf(plan.city, title, pages)
    evidence, _note = hand_in_evidence(
        submission=submission,
        file=ContentFile(content, name=name),
        given_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        described=Described(kind=kind, title=f"{plan.city.short_zh}{title}（演示）", issuer=f"{issuer}（演示）"),
        by=by,
    )
    return evidence


def sign(submission: Submission) -> SubmissionVersion:
    """The city's people one after the other; with the last signature it is handed in."""
    version = None
    while version is None:
        submission.refresh_from_db()
        step = chain_of(submission).next
        assert step
        version = sign_submission(
            submission=submission, step=step.step, edit_version=submission.edit_version, by=step.people[0]
        )
    return version


def _write(plan: CityPlan, submission: Submission, indicator: Indicator, cited: list[Cited], by: User) -> None:
    save_statement(
        submission=submission,
        indicator=indicator,
        text=statement(plan, indicator),
        self_score=self_score(plan, indicator),
        citations=cited[1:] if indicator.code.startswith(("A", "D")) else cited[:1],
        version=0,
        by=by,
    )
