"""The chair approves what letters say and freezes the result; every city is told its own."""

from django.db import transaction

from portal.rehearsal.company import Company
from portal.rehearsal.material import MARK
from portal.rehearsal.workers import ranked
from reports.services.publication import tell_results
from reviews.models import RankingState, Result
from reviews.services.appraisals import approve_comment
from reviews.services.results import freeze_result
from rounds.models import Area

COMMENT = MARK + "温室气体清单编制尚未完全常态化。"
SUGGESTION = "固定清单编制的经费和周期，明确牵头部门。"


def freeze_and_tell(company: Company) -> None:
    _approve_words(company)
    result = freeze_again(company)
    company.say(f"result {result.number} frozen: {result.snapshot.ranked_count} cities ranked; all cities told")


def freeze_again(company: Company) -> Result:
    ranked(company.round)
    version = RankingState.objects.get(round=company.round).requested
    with transaction.atomic():
        result = freeze_result(round=company.round, scores_version=version, by=company.chair)
        tell_results(round=company.round, by=company.secretariat)
    return result


@transaction.atomic
def _approve_words(company: Company) -> None:
    """Of one area a city, without names."""
    area = Area.objects.get(system=company.round.indicator_system, code="D")
    for _plan, submission in company.submissions():
        approve_comment(
            submission=submission, area=area, number=0, comment=COMMENT, suggestion=SUGGESTION, by=company.chair
        )
