"""The marks are revealed, and every divergence of the experts is settled: a further expert, reasons, the chair."""

from decimal import Decimal
from statistics import median_low

from django.db import transaction

from portal.rehearsal.company import Company
from portal.rehearsal.marking import sign_sheet
from portal.rehearsal.material import MARK, CityPlan
from portal.rehearsal.workers import ranked
from reviews.models import Case
from reviews.queries.cases import eligible_further, indicators_of_case, marks_of_case, open_cases
from reviews.queries.onsite import to_reveal
from reviews.services.cases import assign_further, give_opinion, go_on_without, settle_case, sign_settlement
from reviews.services.onsite_day import reveal_marks

State = Case.State
REASON = MARK + "依据材料，维持原判断。"


def settle_everything(company: Company) -> None:
    _reveal(company)
    found = _derive(company)
    while cases := list(open_cases(company.round)):
        with transaction.atomic():
            for case in cases:
                _move_on(company, case)
        found |= _derive(company)
    settled = Case.objects.filter(round=company.round, state=State.SETTLED).count()
    company.say(f"{len(found)} cases, {settled} settled by the chair with a second signature")


def _derive(company: Company) -> set[int]:
    """What diverges now that no sheet can be revised any more. All cases that are open."""
    ranked(company.round)
    return set(open_cases(company.round).values_list("pk", flat=True))


@transaction.atomic
def _reveal(company: Company) -> None:
    for session in to_reveal(company.round):
        reveal_marks(session=session, by=company.chair)


def _move_on(company: Company, case: Case) -> None:
    """One step further; what a further expert's sheet changes, the next ranking tells."""
    if case.state == State.OPEN:
        _ask_further(company, case)
    elif case.state == State.REASONS:
        for expert in {mark.expert.pk: mark.expert for mark in marks_of_case(case)}.values():
            give_opinion(case=case, keeps=True, reason=REASON, points={}, by=expert.user)
    elif case.state == State.CHAIR:
        reason = MARK + "综合各位专家意见和现场汇报。"
        settle_case(case=case, points=_middle(case), reason=reason, by=company.chair)
        sign_settlement(case=case, by=company.deputy)


def _ask_further(company: Company, case: Case) -> None:
    if not eligible_further(case):
        go_on_without(case=case, reason=MARK + "专家组内无可增派专家。", by=company.secretariat)
        return
    assignment = assign_further(case=case, by=company.secretariat)
    sign_sheet(_plan(company, case), assignment)


def _plan(company: Company, case: Case) -> CityPlan:
    return next(plan for plan in company.plans if plan.city.pk == case.submission.city_id)


def _middle(case: Case) -> dict[str, Decimal | None]:
    marks = marks_of_case(case)
    return {
        indicator.code: median_low([mark.points for mark in marks if mark.indicator.pk == indicator.pk])
        for indicator in indicators_of_case(case)
        if any(mark.indicator.pk == indicator.pk for mark in marks)
    }
