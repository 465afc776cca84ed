"""Findings as sentences: what was found, with value and bound."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cities.kept_words import field_words, row_words, table_words
from cities.plausibility.findings import Rule

SENTENCES: dict[Rule, Promise] = {
    Rule.PARTS_NOT_WHOLE: _("The parts sum to %(sum)s, the whole is %(whole)s: %(off)s %% apart."),
    Rule.PART_ABOVE_WHOLE: _("The part, %(part)s, is more than the whole, %(whole)s."),
    Rule.OUT_OF_SCALE: _("%(value)s is outside %(low)s to %(high)s: please look at the unit."),
    Rule.RATIO_OUT_OF_SCALE: _(
        "Divided by “%(bottom)s” it gives %(value)s, outside %(low)s to %(high)s: please look at the units."
    ),
    Rule.NOT_A_SHARE: _("%(value)s %% is not between 0 and 100 %%."),
    Rule.JUMP: _("From %(before)s to %(after)s in one year, %(change)s %%; more than %(most)s %% needs a word."),
    Rule.UNIT_SLIP: _("From %(before)s to %(after)s in one year: the unit seems to have changed."),
    Rule.MISSING_YEAR: _("Years of the review period without a figure: %(years)s."),
    Rule.NOT_ITS_PARTS: _(
        "%(stated)s is stated; from the figures beside it follows %(computed)s: %(off)s %% apart."
    ),
    Rule.NOT_AS_COMPUTED: _(
        "%(stated)s %% is stated; from form F1 follows %(computed)s %%: %(off)s percentage points apart."
    ),
    Rule.NOT_ITS_FUELS: _("%(stated)s is stated; the fuels entered below give %(computed)s: %(off)s %% apart."),
    Rule.AFTER_DEADLINE: _("%(date)s is later than the deadline, %(limit)s."),
    Rule.BEFORE_WINDOW: _("%(date)s is before the review period, which begins in %(limit)s."),
    Rule.END_BEFORE_START: _("It ends on %(end)s, before it begins on %(start)s."),
    Rule.YEAR_OUTSIDE: _("The year is outside %(first)s to %(last)s and counts nowhere."),
}

FORMS: dict[str, Promise] = {"evidence": _("Evidence")}
FIELDS: dict[tuple[str, str], Promise] = {("evidence", "issued_on"): _("date of issue")}


def sentence(rule: Rule, values: Mapping[str, Any]) -> str:
    """A value that names a field stands there by its label."""
    named = {"bottom": field_words("F1.years", values["bottom"])} if "bottom" in values else {}
    return str(SENTENCES[rule]) % {**values, **named}


def place(form: str, where: str, field: str) -> str:
    """Form, row and field as people know them."""
    known = FIELDS.get((form, field))
    parts = (
        str(FORMS[form]) if form in FORMS else table_words(form),
        row_words(form, where),
        str(known) if known else field_words(form, field, where),
    )
    return " · ".join(filter(None, parts))
