"""One expert for one city, by hand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.models import Expert
from rounds.models import Domain, Round


class AssignForm(forms.Form):
    """``domain`` empty: all domains of the expert."""

    expert = forms.ModelChoiceField(label=_("Expert"), queryset=Expert.objects.none())
    domain = forms.ModelChoiceField(
        label=_("Domain"), queryset=Domain.objects.all(), required=False, to_field_name="code"
    )

    def __init__(self, data: Any = None, *, round: Round) -> None:
        super().__init__(data)
        panel = Expert.objects.filter(panels__round=round, panels__left_at=None)
        self.fields["expert"].queryset = panel  # type: ignore[attr-defined]  # of the choice field above
