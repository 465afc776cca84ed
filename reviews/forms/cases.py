"""Answering and settling a case."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.forms.sheets import PointsField
from reviews.services.cases import LONGEST_REASON
from rounds.models import Indicator


class ReasonForm(forms.Form):
    """A reason that goes on record."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 4})
    )


class CaseForm(ReasonForm):
    """A value for each indicator of the case, with the reason for them."""

    def __init__(self, data: Any = None, *, indicators: Iterable[Indicator], initial: dict[str, Any]) -> None:
        super().__init__(data, initial=initial)
        for indicator in indicators:
            self.fields[f"points_{indicator.code}"] = PointsField(
                label=_("%(indicator)s, at most %(max)s points")
                % {"indicator": indicator, "max": f"{indicator.judged_max.normalize():f}"},
                required=False,
            )
        self.order_fields([*(name for name in self.fields if name != "reason"), "reason"])

    def points(self) -> dict[str, Decimal | None]:
        """By indicator code."""
        values = self.cleaned_data.items()
        return {name.removeprefix("points_"): value for name, value in values if name.startswith("points_")}
