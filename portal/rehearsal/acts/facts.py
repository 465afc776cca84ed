"""Cities look at the facts that are used; one correction is right and made, another is not."""

from decimal import Decimal

from django.db import transaction

from cities.models import Submission
from portal.rehearsal.company import Company
from portal.rehearsal.material import MARK
from portal.rehearsal.workers import ranked
from reports.services.claims import decide_fact_request, file_fact_request
from reviews.models import Verification
from reviews.services.verification import Computed, verify_points
from rounds.models import Indicator

CODE = "A1"


@transaction.atomic
def check_facts(company: Company) -> None:
    indicator = company.indicator(CODE)
    for plan, upheld in zip(company.plans[:2], (True, False), strict=False):
        submission = company.submission(plan)
        standing = Verification.objects.get(submission=submission, indicator=indicator, to_version=None)
        asked = file_fact_request(
            submission=submission,
            indicator=indicator,
            used=f"{standing.points}",
            proposed=MARK + "按更正后的年鉴数据计算。",
            text=MARK + "年鉴第 12 页的数据有更正。",
            evidence=[],
            by=company.filler(plan),
        )
        answer = MARK + ("经核实，予以更正。" if upheld else "经核实，原数据无误。")
        decide_fact_request(request=asked, upheld=upheld, answer=answer, by=company.secretariat)
        if upheld:
            _correct(company, submission, indicator, standing)
    company.say("two corrections asked for, one upheld and made")


def _correct(company: Company, submission: Submission, indicator: Indicator, standing: Verification) -> None:
    other = standing.points - Decimal("0.2") if standing.points > 1 else standing.points + Decimal("0.2")
    value = Computed(points=other, source=MARK + "按更正后的年鉴数据核算。", base=standing.pk)
    verify_points(submission=submission, values={indicator.code: value}, by=company.secretariat)


def rank_again(company: Company) -> None:
    ranked(company.round)
