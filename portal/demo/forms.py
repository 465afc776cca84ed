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
from scoring.rules.facts import Periods
from scoring.rules.series import COMPLETED

TARGETS = "F2.targets"

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
    """Everything that the city is asked for; in registers it says that there is nothing."""
    asked = [table for form in FORMS if asks(plan.city, form) for table in form.tables]
    pages = [table for table in asked if not table.is_register]
    for some in ([table for table in pages if table.key != TARGETS], [TABLES[TARGETS]]):
        rows = [(table, list(_rows(plan, submission, table, letter))) for table in some]
        save_page(submission=submission, typed=rows, by=by)
    for table in asked:
        if table.is_register and table.required:
            say_nothing(submission=submission, table=table, by=by)


def _rows(plan: CityPlan, submission: Submission, table: TableSpec, letter: Evidence) -> Iterator[TypedRow]:
    for fixed in table.rows_for(submission.round):
        if fixed.required:
            known = {**KNOWN.get(table.key, {}), **_figures(plan, submission, table, fixed)}
            texts = {
                field.name: known.get(field.name) or _usual(table, field.name, letter)
                for field in table.all_fields
                if field.is_required_in(None) or field.name in known
            }
            yield TypedRow(fixed.name, 0, texts)


def _figures(plan: CityPlan, submission: Submission, table: TableSpec, fixed: FixedRow) -> dict[str, str]:
    if table.key == "F1.years":
        return _year(plan, int(fixed.name) - submission.round.review_start)
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


def _year(plan: CityPlan, passed: int) -> dict[str, str]:
    """GDP grows by some 6 % a year, energy by less, CO2 by still less: the stronger the city."""
    size = 600 + int(plan.order * 9000)
    gdp = round(size * 1.06**passed)
    primary, secondary = round(gdp * 0.07), round(gdp * 0.42)
    energy = round(size * 0.5 * (1.045 - plan.strength * 0.03) ** passed)
    return {
        "gdp_current": str(gdp),
        "gdp_constant": str(round(size * 1.055**passed)),
        "price_base": "2020",
        "primary": str(primary),
        "secondary": str(secondary),
        "tertiary": str(gdp - primary - secondary),
        "energy_total": str(energy),
        "coal": str(round(energy * (0.55 - 0.02 * passed))),
        "co2_total": str(round(energy * (2.2 - 0.04 * passed))),
    }


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
