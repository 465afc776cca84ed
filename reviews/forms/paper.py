"""A paper sheet: marks and comments as they stand on it, and its scan."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reviews.forms.sheets import PointsField
from reviews.rules import LONGEST_COMMENT
from reviews.services.sheets import Entry
from rounds.models import Indicator


class PaperForm(forms.Form):
    scan = forms.FileField(
        label=gettext_lazy("Scan of the signed sheet"), help_text=gettext_lazy("PDF, PNG or JPEG, at most 20 MB.")
    )

    def __init__(self, data: Any = None, files: Any = None, *, indicators: Sequence[Indicator]) -> None:
        super().__init__(data, files)
        self.indicators = indicators
        for indicator in indicators:
            code = indicator.code
            self.fields[f"points_{code}"] = PointsField(
                label=_("%(code)s points") % {"code": code}, required=False
            )
            self.fields[f"unable_{code}"] = forms.BooleanField(
                label=_("I am unable to judge this"), required=False
            )
            self.fields[f"comment_{code}"] = forms.CharField(
                label=_("%(code)s comment") % {"code": code}, required=False, max_length=LONGEST_COMMENT
            )

    @property
    def lines(self) -> list[tuple[Indicator, Any, Any, Any]]:
        return [
            (i, self[f"points_{i.code}"], self[f"unable_{i.code}"], self[f"comment_{i.code}"])
            for i in self.indicators
        ]

    def entries(self) -> dict[str, Entry]:
        given = self.cleaned_data
        return {
            i.code: Entry(
                points=given[f"points_{i.code}"],
                unable=given[f"unable_{i.code}"],
                comment=given[f"comment_{i.code}"].strip(),
                citations=None,
            )
            for i in self.indicators
        }


class SendBackForm(forms.Form):
    because = forms.CharField(
        label=gettext_lazy("What differs"),
        max_length=2000,
        error_messages={"required": gettext_lazy("Say what differs.")},
    )
