"""The formal check: one city supplements what is named, all are accepted; then experts are assigned."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from cities.models import Submission
from cities.queries import latest_version
from cities.services import Item, accept_submission, return_submission, save_statement
from portal.rehearsal.company import Company
from portal.rehearsal.filing import sign
from portal.rehearsal.marking import assign_everybody
from portal.rehearsal.material import MARK, CityPlan


@transaction.atomic
def check_everything(company: Company) -> None:
    _ask_for_supplement(company, company.plans[0])
    for _plan, submission in company.submissions():
        version = latest_version(submission)
        assert version is not None  # every city has handed in
        accept_submission(submission=submission, number=version.number, by=company.secretariat)
    source = MARK + "演练用种子，正式评审应取事先约定的公开数值。"
    seed = company.script.seed
    pairs = assign_everybody(company.round, company.secretariat, seed=seed, seed_source=source)
    company.say(f"{len(company.plans)} cities accepted, one after a supplement; {pairs} sheets assigned")


def _ask_for_supplement(company: Company, plan: CityPlan) -> None:
    return_submission(
        submission=company.submission(plan),
        number=1,
        reason=MARK + "请补充清单编制机制的说明。",
        items=[Item("indicator:D1", MARK + "补充机制文件名称")],
        due_at=timezone.now() + timedelta(days=5),
        by=company.secretariat,
    )
    returned, by = company.submission(plan), company.filler(plan)
    _supplement(company, returned, by)
    sign(returned)


def _supplement(company: Company, submission: Submission, by: User) -> None:
    indicator = company.indicator("D1")
    stands = submission.statements.prefetch_related("citations").get(indicator=indicator)
    save_statement(
        submission=submission,
        indicator=indicator,
        text=stands.text + MARK + "补充：机制文件为《温室气体清单编制工作方案》。",
        self_score=stands.self_score,
        citations=[],
        version=stands.version,
        by=by,
    )
