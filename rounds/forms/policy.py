"""The rules of scoring: one field for each field of the policy, nothing of it known here but its words."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from crispy_forms.layout import HTML, Column, Layout, Row
from django import forms
from django.utils.html import format_html

from rounds.forms.layout import plain_helper
from rounds.policy_words import CHOICES, GROUPS, HINTS, LABELS, PERCENT, refusal_words
from scoring.choices import OnsiteMode
from scoring.errors import PolicyError
from scoring.policy import ReconciliationPolicy

WHOLE = (
    "min_marks",
    "panel",
    "max_marks",
    "everyone_min_marks",
    "divergence_subtotal_min_indicators",
    "decimals",
    "top_n",
)
NOT_OFFERED = (OnsiteMode.TWO_PART,)
OPTIONAL = ("written_share", "top_n", "tie_break_areas", "tie_break_words")


class PolicyForm(forms.Form):
    """Every problem stands beside its field: the form's own, and those that ``scoring`` finds between fields."""

    value: ReconciliationPolicy

    def __init__(self, data: Any = None, *, policy: Mapping[str, Any], frozen: bool = False) -> None:
        super().__init__(data, initial=_shown(policy))
        for name in LABELS:
            self.fields[name] = _field(name)
            self.fields[name].disabled = frozen
        self.helper = plain_helper()
        self.helper.layout = Layout(*(part for title, names in GROUPS for part in _group(str(title), names)))

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if self.errors:
            return found
        try:
            self.value = ReconciliationPolicy.from_dict(_stored(found))
        except PolicyError as error:
            self.show_problems({name: refusal_words(said) for name, said in error.problems.items()})
        return found

    def show_problems(self, problems: Mapping[str, str]) -> None:
        for name, words in problems.items():
            self.add_error(name, words)


def _field(name: str) -> forms.Field:
    words: dict[str, Any] = {
        "label": LABELS[name],
        "help_text": HINTS.get(name, ""),
        "required": name not in OPTIONAL,
    }
    if name in CHOICES:
        offered = [(value, label) for value, label in CHOICES[name] if value not in NOT_OFFERED]
        return forms.ChoiceField(choices=offered, **words)
    if name in WHOLE:
        return forms.IntegerField(min_value=0, **words)
    if name.startswith("tie_break"):
        return forms.CharField(**words)
    return forms.DecimalField(min_value=0, max_value=100, decimal_places=2, **words)


def _group(title: str, names: tuple[str, ...]) -> tuple[HTML, Row]:
    columns = (Column(name, css_class="col-12" if name in CHOICES else "col-md-6") for name in names)
    return HTML(format_html('<h2 class="h3 mt-3">{}</h2>', title)), Row(*columns)


def _shown(policy: Mapping[str, Any]) -> dict[str, Any]:
    """Shares as per cent, the list of areas as text."""
    shown = dict(policy)
    for name in PERCENT:
        if shown.get(name) is not None:
            shown[name] = f"{(Decimal(shown[name]) * 100).normalize():f}"
    shown["tie_break_areas"] = ", ".join(policy.get("tie_break_areas", ()))
    return shown


def _stored(found: Mapping[str, Any]) -> dict[str, Any]:
    """As ``ReconciliationPolicy.to_dict`` writes it."""
    stored = dict(found)
    for name in PERCENT:
        stored[name] = None if found[name] is None else found[name] / 100
    stored["tie_break_areas"] = [
        code.strip() for code in found["tie_break_areas"].replace("，", ",").split(",") if code.strip()
    ]
    return stored
