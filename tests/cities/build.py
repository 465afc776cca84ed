"""Builders for what cities hand in, by the services a person would use."""

import hashlib
from decimal import Decimal

from django.core.files.base import ContentFile

from accounts.models import User
from cities.models import Evidence, ProvinceMembership, Submission, SubmissionVersion
from cities.services import Cited, Described, hand_in_evidence, save_statement, submit_submission
from rounds.models import Indicator, Round
from tests import make
from tests.cities import files


def make_city_at_work(round: Round | None = None, **city) -> tuple[Submission, User]:
    """A draft of a city and one of the city's people."""
    submission = make.make_submission(round or make.make_round(), make.make_city(**city))
    return submission, make.make_city_member(submission.city)


def make_province_member(submission: Submission) -> User:
    user = make.make_user()
    ProvinceMembership.objects.create(province=submission.city.province, user=user)
    return user


def hand_in(
    submission: Submission, by: User, content: bytes | None = None, name: str = "方案.pdf", **described
) -> Evidence:
    content = files.pdf(20) if content is None else content
    return hand_in_evidence(
        submission=submission,
        file=ContentFile(content, name=name),
        given_name=name,
        sha256=hashlib.sha256(content).hexdigest(),
        described=Described(kind=described.pop("kind", "normative"), **described),
        by=by,
    )[0]


def say(
    submission: Submission,
    code: str,
    by: User,
    *,
    text: str = "已完成。",
    self_score: str | None = "4.5",
    cited: tuple[Cited, ...] = (),
    version: int = 0,
):
    return save_statement(
        submission=submission,
        indicator=submission.round.indicator_system.indicators.get(code=code),
        text=text,
        self_score=None if self_score is None else Decimal(self_score),
        citations=cited,
        version=version,
        by=by,
    )


def say_everything(submission: Submission, by: User) -> None:
    for indicator in Indicator.objects.filter(system=submission.round.indicator_system_id):
        say(submission, indicator.code, by)


def make_submitted(round: Round | None = None, **city) -> tuple[SubmissionVersion, User]:
    submission, member = make_city_at_work(round, **city)
    say_everything(submission, member)
    submission.refresh_from_db()
    version = submit_submission(submission=submission, edit_version=submission.edit_version, by=member)
    return version, member
