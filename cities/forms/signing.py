"""The decision that a city signs without a step."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy

from cities.models import Step
from cities.queries import ChainStep
from cities.services.signing import LONGEST_REASON


class LeaveOutForm(forms.Form):
    """Which step nobody of the city can sign, and why it is left out."""

    step = forms.ChoiceField(label=gettext_lazy("Step"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=LONGEST_REASON,
        help_text=gettext_lazy("Stays on record and is shown on the receipt, with your name and the time."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def __init__(self, data: Any = None, *, steps: Iterable[ChainStep]) -> None:
        super().__init__(data)
        self.fields["step"].choices = [(step.step.value, step.title) for step in steps]  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def chosen(self) -> Step:
        return Step(self.cleaned_data["step"])
