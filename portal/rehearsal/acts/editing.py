"""Cases for the report: nominated by cities, checked, their wording confirmed by the city, one for each part."""

from django.db import transaction

from portal.rehearsal.company import Company
from portal.rehearsal.material import MARK
from reports.models import ReportCase
from reports.queries.cases import cases_of, confirming_people
from reports.services.cases import answer_case, check_case, nominate_from_forms, select_case

AGAINST = MARK + "已对照上传的佐证材料核对。"


@transaction.atomic
def choose_cases(company: Company) -> None:
    """The first city that is asked wants other words: its case goes back and is not chosen."""
    by = company.secretariat
    nominated = nominate_from_forms(round=company.round, by=by)
    firsts = {case.category: case for case in reversed(cases_of(company.round))}
    for place, case in enumerate(firsts.values()):
        checked = check_case(case=case, against=AGAINST, by=by)
        confirms = place > 0
        remark = "" if confirms else MARK + "表述需与规划文本一致。"
        answered = answer_case(
            case=checked, base=checked.version, confirms=confirms, remark=remark, by=confirming_people(case)[0]
        )
        if confirms:
            select_case(case=answered, by=by)
    chosen = cases_of(company.round).filter(state=ReportCase.State.SELECTED).count()
    company.say(f"{nominated} cases nominated, {chosen} confirmed by their cities and chosen for the report")
