"""Builders for what cities hand in, by the services a person would use."""

import hashlib
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.files.base import ContentFile
from django.db.models import BooleanField, DateField, DecimalField, IntegerField
from django.utils import timezone

from accounts.models import User
from cities.frozen_forms import EMPTY, value_of
from cities.models import (
    Evidence,
    FormRow,
    NothingToReport,
    ProvinceMembership,
    Submission,
    SubmissionVersion,
    SupplementRequest,
)
from cities.queries import chain_of, evidence_of
from cities.queries.forms import form_rows
from cities.queries.signing import ROLES
from cities.questionnaire import FORMS, TableSpec, asks
from cities.services import (
    Cited,
    Described,
    Item,
    Said,
    Words,
    explain_findings,
    hand_in_evidence,
    return_submission,
    save_statement,
    save_statements,
    sign_submission,
)
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
    asked = Indicator.objects.filter(system=submission.round.indicator_system_id)
    said = [Said(indicator, "已完成。", Decimal("4.5")) for indicator in asked]
    save_statements(submission=submission, said=said, by=by)


def answer_forms(submission: Submission, by: User) -> None:
    """Give every form what it asks for, straight into its rows; what was entered stays."""
    letter = next(iter(evidence_of(submission)), None) or hand_in(submission, by, name="承诺书.pdf")
    for form in FORMS:
        for table in form.tables:
            if asks(submission.city, form):
                _answer(submission, table, letter, by)


def _answer(submission: Submission, table: TableSpec, letter: Evidence, by: User) -> None:
    rows = form_rows(submission, [table])
    if table.is_register:
        if table.required and not rows.of(table) and table.key not in rows.nothing:
            NothingToReport.objects.create(submission=submission, table=table.key, said_by=by)
        for row in rows.of(table):
            _complete(table, row, letter)
            row.save()
        return
    stored, new = rows.by_key(table), []
    for fixed in table.rows_for(submission.round):
        if fixed.required:
            keys = dict(zip(table.key_fields, fixed.key, strict=True))
            row = stored.get(fixed.name) or table.model.begin(submission, **keys)
            _complete(table, row, letter)
            if row.pk:
                row.save()
            else:
                new.append(row)
    table.model._default_manager.bulk_create(new)


def _complete(table: TableSpec, row: FormRow, letter: Evidence) -> None:
    for field in table.all_fields:
        if field.is_required_in(row) and value_of(row, field.name) in EMPTY:
            setattr(row, field.name, _some_value(table, field.name, letter))


def _some_value(table: TableSpec, name: str, letter: Evidence) -> Any:
    """A value that fits the field, and none that a later field would have to answer to."""
    field = table.model_field(name)
    if name == "evidence":
        return letter
    if isinstance(field, BooleanField):
        return False
    if isinstance(field, ArrayField):
        return [str(field.base_field.flatchoices[0][0])]
    if isinstance(field, DateField):
        return timezone.localdate()
    if isinstance(field, DecimalField | IntegerField):
        return FIGURES.get(name, 2020 if name == "price_base" else 1)
    return str(field.flatchoices[0][0]) if field.flatchoices else "已完成"


FIGURES = {
    "gdp_current": 3000,
    "gdp_constant": 2900,
    "primary": 150,
    "secondary": 1350,
    "tertiary": 1500,
    "energy_total": 1500,
    "coal": 800,
    "co2_total": 3000,
    "actual": 0,
}
"""A city in which nothing is conspicuous."""


def sign(submission: Submission, by: User) -> SubmissionVersion:
    """Every signature that is missing, ``by`` preparing; a city gets the reviewer and the approver it lacks."""
    make_signers(submission)
    while not (version := sign_next(submission, by)):
        continue
    return version


def make_signers(submission: Submission) -> None:
    for step in chain_of(submission).steps:
        if step.lacks_people:
            make.make_city_member(submission.city, ROLES[step.step])


def sign_next(submission: Submission, by: User | None = None) -> SubmissionVersion | None:
    """The next signature, by ``by`` if it is theirs, else by the first who may."""
    submission.refresh_from_db()
    waiting = chain_of(submission).next
    assert waiting
    person = by if by in waiting.people else waiting.people[0]
    return sign_submission(
        submission=submission, step=waiting.step, edit_version=submission.edit_version, by=person
    )


def submit(submission: Submission, by: User) -> SubmissionVersion:
    """Hand the draft in as it is, its forms answered and signed by all three."""
    answer_forms(submission, by)
    return sign(submission, by)


def make_submitted(round: Round | None = None, **city) -> tuple[SubmissionVersion, User]:
    submission, member = make_city_at_work(round, **city)
    say_everything(submission, member)
    return submit(submission, member), member


def send_for_supplement(
    submission: Submission,
    by: User,
    *,
    number: int = 1,
    reason: str = "补",
    items: tuple[str, ...] = (),
    text: str = "请补充",
    days: int = 10,
) -> SupplementRequest:
    """Return it: for ``items``, or for every form and indicator."""
    system = submission.round.indicator_system_id
    everything = [
        *(f"form:{form.code}" for form in FORMS),
        *(f"indicator:{one.code}" for one in Indicator.objects.filter(system=system)),
    ]
    return return_submission(
        submission=submission,
        number=number,
        reason=reason,
        items=[Item(key, text) for key in items or everything],
        due_at=timezone.now() + timedelta(days=days),
        by=by,
    )


def filler_of(submission: Submission) -> User:
    return submission.city.memberships.get(kind="filler").user


def explain(submission, finding, by, text="据实填报。", *, base="", seen=""):
    """Words to a finding, typed where ``base`` stood and the values were those of ``seen``, or as they are."""
    words = Words(finding.key, seen or finding.fingerprint, base, text)
    explain_findings(submission=submission, words=[words], by=by)
