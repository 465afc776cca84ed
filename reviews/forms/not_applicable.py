"""Asking that an indicator does not apply."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy

from reviews.services.not_applicable import LONGEST_REASON
from rounds.models import Indicator


class AskForm(forms.Form):
    """Which indicator, and why. What can never be left out is not offered."""

    indicator = forms.ChoiceField(label=gettext_lazy("Indicator"))
    reason = forms.CharField(
        label=gettext_lazy("Why it does not apply"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Such as: the city has no heating season. Missing statistics are no reason."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, indicators: Iterable[Indicator]) -> None:
        super().__init__(data)
        self.indicators = {one.code: one for one in indicators}
        choices = [(code, str(one)) for code, one in self.indicators.items()]
        self.fields["indicator"].choices = [("", gettext_lazy("Choose …")), *choices]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def chosen(self) -> Indicator:
        return self.indicators[self.cleaned_data["indicator"]]


class DecideForm(forms.Form):
    """The secretariat's answer. A refusal needs words."""

    pk = forms.IntegerField()
    reason = forms.CharField(max_length=LONGEST_REASON, required=False)
