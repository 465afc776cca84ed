"""What a city hands in, through the services that its people use."""

import hashlib
from collections.abc import Collection

from django.core.files.base import ContentFile

from accounts.models import User
from cities.models import Evidence, Submission, SubmissionVersion
from cities.queries import chain_of
from cities.services import Cited, Described, Said, hand_in_evidence, save_statements, sign_submission
from portal.rehearsal.forms import fill_forms
from portal.rehearsal.material import CityPlan, evidence_pdf, self_score, statement
from rounds.models import Indicator

FILES = (
    ("低碳发展规划", "normative", "市人民政府", 12),
    ("温室气体清单报告", "statistics", "市生态环境局", 24),
)


def hand_in(plan: CityPlan, submission: Submission, by: User) -> SubmissionVersion:
    """Everything that is asked, signed by the city's people one after the other."""
    write_statements(plan, submission, by)
    letter = _file(plan, submission, ("真实性承诺书", "explanation", "市人民政府", 1), by)
    fill_forms(plan, submission, letter, by)
    return sign(submission)


def write_statements(plan: CityPlan, submission: Submission, by: User, *, missing: Collection[str] = ()) -> None:
    """What the city says for each indicator but ``missing``, with the files that it cites."""
    cited = _hand_in_files(plan, submission, by)
    asked = Indicator.objects.filter(system=submission.round.indicator_system).exclude(code__in=missing)
    said = [_said(plan, indicator, cited) for indicator in asked]
    save_statements(submission=submission, said=said, by=by)


def sign(submission: Submission) -> SubmissionVersion:
    """The city's people one after the other; with the last signature it is handed in."""
    submission.refresh_from_db()
    for step in chain_of(submission).steps:
        version = sign_submission(
            submission=submission, step=step.step, edit_version=submission.edit_version, by=step.people[0]
        )
    assert version is not None  # the last signature hands it in
    return version


def _hand_in_files(plan: CityPlan, submission: Submission, by: User) -> list[Cited]:
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


def _said(plan: CityPlan, indicator: Indicator, cited: list[Cited]) -> Said:
    return Said(
        indicator,
        text=statement(plan, indicator),
        self_score=self_score(plan, indicator),
        citations=cited[1:] if indicator.code.startswith(("A", "D")) else cited[:1],
    )
