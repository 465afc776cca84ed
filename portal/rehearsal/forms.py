"""The forms of a city of the demonstration, filled in with invented figures."""

from collections.abc import Iterator

from django.db.models import BooleanField, DateField
from django.utils import timezone

from accounts.models import User
from cities.content import build_content
from cities.facts import facts_of
from cities.models import Evidence, Submission
from cities.questionnaire import FORMS, TABLES, FixedRow, TableSpec, asks
from cities.services import TypedRow, save_page
from portal.rehearsal.material import MARK, CityPlan
from portal.rehearsal.registers import Story, answers, entries, new_rows, story_of, year_texts
from rounds.models import Round
from scoring.rules.facts import Facts, Periods
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
    """Everything that the city is asked for; in registers without entries it says that there is nothing.

    The targets come last: what was reached of them follows from the other figures.
    """
    story = story_of(plan)
    asked = [table for form in FORMS if asks(plan.city, form) for table in form.tables]
    registers = entries(story)
    entered = [(table, new_rows(registers[table.key])) for table in asked if table.key in registers]
    silent = [table for table in asked if table.is_register and table.required and table.key not in registers]
    typed = [
        (table, list(_rows(plan, story, submission, table, letter)))
        for table in asked
        if not table.is_register and table.key != TARGETS
    ]
    save_page(submission=submission, typed=[*typed, *entered], nothing=silent, by=by)
    targets = TABLES[TARGETS]
    save_page(
        submission=submission,
        typed=[(targets, list(_rows(plan, story, submission, targets, letter)))],
        by=by,
    )


def _rows(
    plan: CityPlan, story: Story, submission: Submission, table: TableSpec, letter: Evidence
) -> Iterator[TypedRow]:
    """What is needed; of the yearly figures those of the previous period too."""
    facts = _facts(submission) if table.key == TARGETS else None
    for fixed in table.rows_for(submission.round):
        if fixed.required or table.key == YEARS:
            known = {
                **KNOWN.get(table.key, {}),
                **answers(story).get(table.key, {}),
                **_figures(plan, story, submission, facts, table, fixed),
            }
            texts = {
                field.name: known.get(field.name) or _usual(table, field.name, letter)
                for field in table.all_fields
                if field.is_required_in(None) or field.name in known
            }
            yield TypedRow(fixed.name, 0, texts)


def _figures(
    plan: CityPlan, story: Story, submission: Submission, facts: Facts | None, table: TableSpec, fixed: FixedRow
) -> dict[str, str]:
    if table.key == YEARS:
        return year_texts(story, int(fixed.name), submission.round)
    if facts is not None:
        return {"actual": _reached(plan, submission.round, facts, str(fixed.key[0]))}
    if table.key == "F10.years":
        return {"amount": str(800 + round(plan.strength * 4000) + 50 * int(fixed.name[-1]))}
    return {"at_end": f"{plan.random.uniform(20, 60):.1f}"} if table.key == "F6.figures" else {}


def _facts(submission: Submission) -> Facts:
    round = submission.round
    periods = Periods(
        review=(round.review_start, round.review_end), previous=(round.previous_start, round.previous_end)
    )
    return facts_of(build_content(submission), periods)


def _reached(plan: CityPlan, round: Round, facts: Facts, series: str) -> str:
    """What follows from the yearly figures; of a county that has none, something."""
    found = COMPLETED[series](facts, round.review_start, round.review_end).value
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
