"""Presentations by lot, held one after the other; afterwards an expert revises a sheet, and another one later."""

from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.db.models import Exists
from django.utils import timezone

from portal.rehearsal.company import Company
from portal.rehearsal.material import MARK, comment
from portal.rehearsal.onsite import hold, session_plan
from reviews.models import Assignment, Expert, OnsiteSession, Score
from reviews.queries.onsite import absent_from_own, sessions_of
from reviews.services.order import draw_lots
from reviews.services.sessions import plan_session
from reviews.services.sheets import Entry, revise_sheet, save_draft, submit_sheet
from rounds.models import Indicator

A_DAY = 18
"""Cities that present in one session."""


def present_everything(company: Company) -> None:
    sessions = _plan(company)
    for session in sessions:
        with transaction.atomic():
            hold(session, company.secretariat)
    _revise(company, 0)
    company.say(f"{len(company.plans)} cities have presented in {len(sessions)} sessions; one sheet revised")


def revise_once_more(company: Company) -> None:
    _revise(company, 1)
    company.say("one more sheet revised")


@transaction.atomic
def _plan(company: Company) -> list[OnsiteSession]:
    """On the last days, from nine in the morning."""
    round, by = company.round, company.secretariat
    experts = list(Expert.objects.filter(panels__round=round).select_related("user"))
    days = -(-len(company.plans) // A_DAY)
    first = timezone.localtime().replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=days)
    for day in range(days):
        plan = session_plan(f"第{day + 1}场（演练）", first + timedelta(days=day), A_DAY, experts)
        plan_session(round=round, plan=plan, by=by)
    source = MARK + "演练用种子，正式抽签应取事先约定的公开数值。"
    draw_lots(round=round, seed=str(company.script.seed), seed_source=source, reason="", by=by)
    return list(sessions_of(round))


@transaction.atomic
def _revise(company: Company, place: int) -> None:
    """A sheet of somebody who heard the city gets its next version, one mark a step higher or lower."""
    plan = company.plans[len(company.plans) // 2]
    deployed = Assignment.objects.filter(submission=company.submission(plan), state=Assignment.State.DEPLOYED)
    heard = deployed.filter(~Exists(absent_from_own()))
    assignment = heard.select_related("sheet", "expert__user").order_by("expert__user__username")[place]
    by = assignment.expert.user
    sheet = revise_sheet(sheet=assignment.sheet, by=by)
    indicator = Indicator.objects.filter(pk__in=sheet.layout.indicator_ids).order_by("position")[0]
    stands = Score.objects.get(sheet=sheet, indicator=indicator).points
    assert stands is not None  # a signed sheet of the rehearsal has all its marks
    step = Decimal("0.1") if stands < indicator.judged_max / 2 else Decimal("-0.1")
    entry = Entry(points=stands + step, comment=comment(plan, "revised"), citations=None)
    sheet = save_draft(
        assignment=assignment, edit_version=sheet.edit_version, entries={indicator.code: entry}, by=by
    )
    submit_sheet(assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=by)
