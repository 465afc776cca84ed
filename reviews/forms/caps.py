"""Capping the grade of a city."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City
from reviews.models import GradeCap
from reviews.services.caps import LONGEST_DOCUMENT, LONGEST_REASON
from rounds.models import Round


class CapForm(forms.Form):
    """Which city, how high at most, why, and by which document."""

    city = forms.ModelChoiceField(label=_("City"), queryset=City.objects.none())
    highest = forms.TypedChoiceField(label=_("Highest grade"), choices=GradeCap.Highest.choices, coerce=int)
    reason = forms.CharField(
        label=_("Reason"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )
    document = forms.CharField(
        label=_("Document"), max_length=LONGEST_DOCUMENT, help_text=_("Title, number and date of the decision.")
    )

    def __init__(self, data: Any = None, *, round: Round) -> None:
        super().__init__(data)
        cities = City.objects.filter(submissions__round=round).order_by("pinyin", "gb_code")
        self.fields["city"].queryset = cities  # type: ignore[attr-defined]  # of the choice field above
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
