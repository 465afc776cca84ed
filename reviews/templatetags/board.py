"""The rows of the board: a line for each of hundreds of cities."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import template
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from accounts.drawing import draw, draw_each
from accounts.templatetags.moments import short_day, short_moment
from cities.models import City
from cities.templatetags.submissions import submission_state
from rounds.models import Round

register = template.Library()

ROW = """<tr>{choose}
<th scope="row"><a href="{address}">{city}</a></th>
<td>{state}</td>
<td class="num share">{complete} / {all}
<progress max="{all}" value="{complete}" aria-hidden="true"></progress></td>
<td class="num share">{forms} / {asked}
<progress max="{asked}" value="{forms}" aria-hidden="true"></progress></td>
<td class="num">{evidence}{notes}</td>
<td class="num">{version}</td>
<td class="text-nowrap">{supplement}</td>
<td>{opinion}</td>
<td class="num">{assigned}</td><td class="num">{scored}</td><td class="num">{cases}</td>
<td class="text-nowrap">{activity}</td>
<td class="text-nowrap">{province}</td><td class="num">{batch}</td><td class="text-nowrap">{level}</td>
</tr>
"""
CHOOSE = (
    '<td><input class="form-check-input" type="checkbox" form="batch" name="city" value="{}" aria-label="{}"></td>'
)
NONE = "–"


@register.simple_tag
def board_rows(rows: Iterable[Any], round: Round, indicators: int, *, choosing: bool) -> SafeString:
    """``rows`` as the view has made them ready; with ``choosing`` each can be ticked."""
    return draw_each(ROW, _in_words(rows, round, indicators, choosing=choosing))


def _in_words(rows: Iterable[Any], round: Round, indicators: int, *, choosing: bool) -> Iterator[dict[str, Any]]:
    levels, choose = {str(level): str(label) for level, label in City.Level.choices}, _("Choose %(city)s")
    for row in rows:
        city = row.city
        name = city.short_name
        yield {
            "choose": draw(CHOOSE, city.gb_code, choose % {"city": name}) if choosing else "",
            "address": reverse("cities:check", args=[round.slug, city.gb_code]),
            "city": name,
            "state": submission_state(row),
            "complete": row.complete_count,
            "all": indicators,
            "forms": row.complete_forms,
            "asked": row.asked_forms,
            "evidence": row.evidence_count,
            "notes": _evidence(row) if row.evidence_open or row.evidence_refused else "",
            "version": _version(row) if row.latest_number else NONE,
            "supplement": _supplement(row) if row.supplement_due else NONE,
            "opinion": row.opinion_word or NONE,
            "assigned": row.assigned_count,
            "scored": row.scored_count,
            "cases": row.open_case_count,
            "activity": short_moment(row.last_activity_at) if row.last_activity_at else NONE,
            "province": city.province.name,
            "batch": city.batch,
            "level": levels.get(city.level, city.level),
        }


def _evidence(row: Any) -> SafeString:
    """What of the files stands out."""
    notes = []
    if row.evidence_open:
        notes.append(_("%(number)s being checked") % {"number": row.evidence_open})
    if row.evidence_refused:
        notes.append(_("%(number)s refused") % {"number": row.evidence_refused})
    return draw_each('<div class="text-secondary">{note}</div>', ({"note": note} for note in notes))


def _version(row: Any) -> SafeString:
    return draw('{} <span class="text-secondary">· {}</span>', row.latest_number, short_day(row.latest_at))


def _supplement(row: Any) -> str:
    due = short_moment(row.supplement_due)
    if not row.is_overdue:
        return due
    words = {"word": _("Overdue"), "tone": "red", "icon": "alert-triangle"}
    return draw("{} {}", due, render_to_string("components/state.html", words))
