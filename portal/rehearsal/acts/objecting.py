"""Two cities object; one objection is upheld, so that the result is opened, corrected and frozen again."""

from decimal import Decimal

from django.db import transaction

from portal.rehearsal.acts.freezing import freeze_again
from portal.rehearsal.company import Company
from portal.rehearsal.material import MARK, CityPlan, comment
from portal.rehearsal.timetable import enter
from reports.models import Objection
from reports.services.claims import decide_objection, file_objection
from reviews.models import Assignment, Correction, Score, SheetReopening
from reviews.services.reopening import reopen_sheet
from reviews.services.results import sign_correction
from reviews.services.sheets import Entry, save_draft, submit_sheet
from rounds.models import Indicator, Stage

CODE = "D2"
Reason = SheetReopening.Reason


def object_and_decide(company: Company) -> None:
    _decide(company)
    _correct(company, company.plans[0])
    enter(company.round, Stage.Kind.PROVISIONAL, company.secretariat)
    result = freeze_again(company)
    company.say(f"two objections decided, one upheld; result {result.number} frozen and told")


@transaction.atomic
def _decide(company: Company) -> None:
    for plan, effect in zip(company.plans[:2], (Reason.OBJECTIVE_CELLS, ""), strict=False):
        filed = file_objection(
            submission=company.submission(plan),
            indicator=company.indicator(CODE),
            kind=Objection.Kind.values[0],
            text=MARK + "材料中的统计报表制度未被采用。",
            evidence=[],
            by=company.filler(plan),
        )
        answer = MARK + ("经复核，评分不一致，予以更正。" if effect else "经复核，材料已被采用，维持原结果。")
        decide_objection(objection=filed, effect=effect, answer=answer, by=company.secretariat)


@transaction.atomic
def _correct(company: Company, plan: CityPlan) -> None:
    """The second signature opens the result; one expert writes the next version of the sheet concerned."""
    correction = Correction.objects.get(result__round=company.round, signed_by=None)
    sign_correction(correction=correction, by=company.authority)
    assignment = _concerned(company, plan, company.indicator(CODE))
    because = MARK + "复核认定：客观性评分不一致。"
    reopen_sheet(sheet=assignment.sheet, reason=Reason.OBJECTIVE_CELLS, because=because, by=company.secretariat)
    _sign_corrected(plan, assignment, company.indicator(CODE))


def _concerned(company: Company, plan: CityPlan, indicator: Indicator) -> Assignment:
    deployed = Assignment.objects.filter(submission=company.submission(plan), case=None)
    marking = deployed.filter(sheet__scores__indicator=indicator, state=Assignment.State.DEPLOYED)
    return marking.select_related("sheet", "expert__user").order_by("sheet__scores__points", "pk")[0]


def _sign_corrected(plan: CityPlan, assignment: Assignment, indicator: Indicator) -> None:
    by, sheet = assignment.expert.user, assignment.sheet
    sheet.refresh_from_db()
    stands = Score.objects.get(sheet=sheet, indicator=indicator).points
    assert stands is not None  # a signed sheet of the rehearsal has all its marks
    entry = Entry(points=stands + Decimal("0.1"), comment=comment(plan, "corrected"), citations=None)
    sheet = save_draft(
        assignment=assignment, edit_version=sheet.edit_version, entries={indicator.code: entry}, by=by
    )
    submit_sheet(assignment=sheet.assignment_id, edit_version=sheet.edit_version, by=by)
