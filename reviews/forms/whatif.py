"""What is supposed to be different. Everything stands in the address, which can be sent to a colleague."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.forms.sheets import PointsField
from reviews.models import Expert
from reviews.ranking.whatif import Assumption
from rounds.models import Indicator
from rounds.policy_words import refusal_words, value_words
from scoring.choices import CellRule, Rounding
from scoring.cube import MAX_WEIGHT
from scoring.errors import PolicyError
from scoring.policy import ReconciliationPolicy

CUTS = ("excellent_from", "good_from", "qualified_from")


class WhatIfForm(forms.Form):
    """Rules, points of the indicators, weights of the experts; all begin at what is in force."""

    cell_rule = forms.ChoiceField(label=gettext_lazy("Rule for several marks"), required=False)
    rounding = forms.ChoiceField(label=gettext_lazy("Rounding"), required=False)
    excellent_from = PointsField(label=gettext_lazy("Excellent from"), required=False)
    good_from = PointsField(label=gettext_lazy("Good from"), required=False)
    qualified_from = PointsField(label=gettext_lazy("Qualified from"), required=False)

    def __init__(
        self,
        data: Any,
        *,
        policy: ReconciliationPolicy,
        indicators: Iterable[Indicator],
        experts: Iterable[Expert],
        weights: Mapping[int, int],
    ) -> None:
        """``weights``: those in force, by expert; 1 where nothing is said."""
        super().__init__(data.copy() if data else None)
        self.policy, self.indicators, self.experts = policy, list(indicators), list(experts)
        self.weights = weights
        for name, kinds in (("cell_rule", CellRule), ("rounding", Rounding)):
            choices = [(kind.value, value_words(name, kind.value)) for kind in kinds]
            self.fields[name].choices = choices  # type: ignore[attr-defined]  # a ChoiceField
            self.fields[name].initial = getattr(policy, name).value
        for name in CUTS:
            self.fields[name].initial = getattr(policy, name)
        for indicator in self.indicators:
            self.fields[f"p_{indicator.code}"] = PointsField(
                label=str(indicator),
                required=False,
                initial=indicator.max_points,
                min_value=Decimal("0.01"),
                max_value=100,
            )
        for expert in self.experts:
            self.fields[f"w_{expert.pk}"] = forms.IntegerField(
                label=str(expert),
                required=False,
                initial=weights.get(expert.pk, 1),
                min_value=0,
                max_value=MAX_WEIGHT,
            )

        if data:
            self._fill_in()

    def _fill_in(self) -> None:
        """What the address does not name is as it is in force."""
        for name, field in self.fields.items():
            if not self.data.get(name):
                self.data[name] = str(field.initial)  # type: ignore[index]  # our own copy

    @property
    def points_fields(self) -> list[forms.BoundField]:
        return [self[f"p_{indicator.code}"] for indicator in self.indicators]

    @property
    def weight_fields(self) -> list[forms.BoundField]:
        return [self[f"w_{expert.pk}"] for expert in self.experts]

    def clean(self) -> dict[str, Any]:
        """Points sum to 100; rules and cut lines fit each other. An empty field is what is in force."""
        cleaned = self.cleaned_data
        self.points = self._points(cleaned)
        total = sum(self.points.values(), Decimal(0))
        if self.points and total != 100:
            raise forms.ValidationError(
                _("The points sum to %(sum)s and must sum to exactly 100.") % {"sum": total.normalize()}
            )
        changes = {name: cleaned.get(name) for name in ("cell_rule", "rounding", *CUTS) if cleaned.get(name)}
        plain = {name: str(value) for name, value in changes.items()}
        try:
            self.new_policy = ReconciliationPolicy.from_dict(self.policy.to_dict() | plain)
        except PolicyError as error:
            for name, problem in error.problems.items():
                self.add_error(name if name in self.fields else None, refusal_words(problem))
        return cleaned

    def _points(self, cleaned: Mapping[str, Any]) -> dict[str, Decimal]:
        """Every indicator's points, if one of them differs."""
        points: dict[str, Decimal] = {}
        for indicator in self.indicators:
            entered: Decimal | None = cleaned.get(f"p_{indicator.code}")
            points[indicator.code] = indicator.max_points if entered is None else entered
        differ = any(points[indicator.code] != indicator.max_points for indicator in self.indicators)
        return points if differ else {}

    def assumption(self) -> Assumption:
        weights = {e.pk: self.cleaned_data.get(f"w_{e.pk}") for e in self.experts}
        return Assumption(
            policy=self.new_policy,
            points=self.points,
            weights={
                pk: weight
                for pk, weight in weights.items()
                if weight is not None and weight != self.weights.get(pk, 1)
            },
        )
