"""The table of experts' weights: one field for each expert of the panel."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from reviews.models import PanelMember
from reviews.services.weights import no_weight, weight_refusal
from scoring.cube import MAX_WEIGHT


class WeightField(forms.IntegerField):
    """What is no weight is refused with the range and with what was typed."""

    def clean(self, value: Any) -> int:
        try:
            weight: int | None = super().clean(value)
        except ValidationError:
            weight = None
        if weight is None or weight_refusal(weight):
            raise ValidationError(no_weight(str(value or "").strip()[:20] or "–"))
        return weight


class WeightsForm(forms.Form):
    def __init__(self, data: Any = None, *, members: Sequence[PanelMember], is_frozen: bool) -> None:
        super().__init__(data)
        self.members = members
        for member in members:
            field = WeightField(
                label=_("Weight of %(expert)s") % {"expert": member.expert},
                initial=member.weight,
                disabled=is_frozen,
                widget=forms.NumberInput(attrs={"min": 1, "max": MAX_WEIGHT, "class": "form-control"}),
            )
            self.fields[f"w-{member.expert_id}"] = field

    @property
    def rows(self) -> list[tuple[PanelMember, forms.BoundField]]:
        return [(member, self[f"w-{member.expert_id}"]) for member in self.members]

    def weights(self) -> dict[int, int]:
        """Expert → weight."""
        return {member.expert_id: self.cleaned_data[f"w-{member.expert_id}"] for member in self.members}
