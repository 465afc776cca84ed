"""The forms of a city of the demonstration, filled in with invented figures."""

from collections.abc import Iterator

from django.db.models import BooleanField, DateField
from django.utils import timezone

from accounts.models import User
from cities.content import build_content
from cities.facts import facts_of
from cities.models import Evidence, Submission
from cities.questionnaire import FORMS, TABLES, FixedRow, TableSpec, asks
from cities.services import TypedRow, save_page, say_nothing
from portal.demo.material import MARK, CityPlan
from portal.demo.registers import Story, answers, enter, entries, story_of, year_texts
from scoring.rules.facts import Periods
from scoring.rules.series import COMPLETED

YEARS, TARGETS = "F1.years", "F2.targets"

KNOWN = {
    "F0.profile": {
        "department": "市生态环境局（演示）",
        "leader_name": "某某（演示）",
        "leader_post": "副市长（演示）",
        "contact_name": "某某（演示）",
        "contact_post": "市生态环境局气候处（演示）",
        "contact_phone": "010-00000000",
    },
    "F14.letter": {"signed_by": "某某（演示）", "post": "副市长（演示）"},
}


def fill_forms(plan: CityPlan, submission: Submission, letter: Evidence, by: User) -> None:
    """Everything that the city is asked for; in registers without entries it says that there is nothing."""
    story = story_of(plan)
    asked = [table for form in FORMS if asks(plan.city, form) for table in form.tables]
    pages = [table for table in asked if not table.is_register]
    for some in ([table for table in pages if table.key != TARGETS], [TABLES[TARGETS]]):
        rows = [(table, list(_rows(plan, story, submission, table, letter))) for table in some]
        save_page(submission=submission, typed=rows, by=by)
    registers = entries(story)
    for table in asked:
        if table.key in registers:
            enter(submission, table, registers[table.key], by)
        elif table.is_register and table.required:
            say_nothing(submission=submission, table=table, by=by)


def _rows(
    plan: CityPlan, story: Story, submission: Submission, table: TableSpec, letter: Evidence
) -> Iterator[TypedRow]:
    """What is needed; of the yearly figures those of the previous period too."""
    for fixed in table.rows_for(submission.round):
        if fixed.required or table.key == YEARS:
            known = {
                **KNOWN.get(table.key, {}),
                **answers(story).get(table.key, {}),
                **_figures(plan, story, submission, table, fixed),
            }
            texts = {
                field.name: known.get(field.name) or _usual(table, field.name, letter)
                for field in table.all_fields
                if field.is_required_in(None) or field.name in known
            }
            yield TypedRow(fixed.name, 0, texts)


def _figures(
    plan: CityPlan, story: Story, submission: Submission, table: TableSpec, fixed: FixedRow
) -> dict[str, str]:
    if table.key == YEARS:
        return year_texts(story, int(fixed.name), submission.round)
    if table.key == TARGETS:
        return {"actual": _reached(plan, submission, str(fixed.key[0]))}
    if table.key == "F10.years":
        return {"amount": str(800 + round(plan.strength * 4000) + 50 * int(fixed.name[-1]))}
    return {"at_end": f"{plan.random.uniform(20, 60):.1f}"} if table.key == "F6.figures" else {}


def _reached(plan: CityPlan, submission: Submission, series: str) -> str:
    """What follows from the yearly figures; of a county that has none, something."""
    round = submission.round
    review = (round.review_start, round.review_end)
    periods = Periods(review=review, previous=(round.previous_start, round.previous_end))
    found = COMPLETED[series](facts_of(build_content(submission), periods), *review).value
    return f"{plan.random.uniform(3, 12) if found is None else float(found):.1f}"


def _usual(table: TableSpec, name: str, letter: Evidence) -> str:
    field = table.model_field(name)
    if name == "evidence":
        return str(letter.pk)
    if isinstance(field, BooleanField):
        return "no"
    if isinstance(field, DateField):
        return timezone.localdate().isoformat()
    if field.flatchoices:
        return str(field.flatchoices[0][0])
    return MARK + "已按计划推进。" if field.get_internal_type() in ("CharField", "TextField") else "1"
