"""Cities fill in the questionnaire, add evidence, sign and hand in; provinces give their opinion."""

from django.db import transaction

from accounts.models import User
from cities.models import Province, ProvinceMembership, ProvinceOpinion
from cities.queries import latest_version
from cities.services import give_opinion
from portal.rehearsal.accounts import make_user
from portal.rehearsal.cast import make_city_people
from portal.rehearsal.company import Company
from portal.rehearsal.filing import hand_in
from portal.rehearsal.material import MARK

Verdict = ProvinceOpinion.Verdict
REMARKS_ON_EVERY = 10


def file_everything(company: Company) -> None:
    for plan, submission in company.submissions():
        with transaction.atomic():
            hand_in(plan, submission, make_city_people(plan.city))
    company.say(f"{len(company.plans)} cities have signed and handed in")


@transaction.atomic
def give_opinions(company: Company) -> None:
    """Every province on its cities; some with remarks."""
    for place, (plan, submission) in enumerate(company.submissions()):
        version = latest_version(submission)
        assert version is not None  # every city has handed in
        has_remarks = place % REMARKS_ON_EVERY == 0
        give_opinion(
            submission=submission,
            number=version.number,
            verdict=Verdict.WITH_REMARKS if has_remarks else Verdict.AGREES,
            text=MARK + "请核实能源消费数据口径。" if has_remarks else "",
            by=_official(plan.city.province),
        )
    company.say(f"{len({plan.city.province_id for plan in company.plans})} provinces have given their opinions")


def _official(province: Province) -> User:
    known = ProvinceMembership.objects.filter(province=province, ended_at=None).select_related("user").first()
    if known is not None:
        return known.user
    user = make_user(f"province{province.code}", f"{province.name_zh}生态环境厅（演示）")
    ProvinceMembership.objects.create(province=province, user=user)
    return user
