"""Cities that an expert must not score, and why."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import City


class RecusalForm(forms.Form):
    """Several cities with one reason."""

    cities = forms.ModelMultipleChoiceField(
        label=_("Cities"),
        queryset=City.objects.none(),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one city.")},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Such as: worked there until 2021; a relative leads the bureau; compiled its inventory."),
        error_messages={"required": _("Say why: a recusal needs a reason.")},
    )

    def __init__(self, data: Any = None, *, cities: Iterable[City]) -> None:
        super().__init__(data)
        offered = City.objects.filter(pk__in=[city.pk for city in cities])
        self.fields["cities"].queryset = offered  # type: ignore[attr-defined]  # of the choice field above
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class OverrideForm(forms.Form):
    """Why recusals should not hold: somebody else reads it and decides."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Such as: a namesake; the contract was never signed. The observers read it."),
        error_messages={"required": _("Say why the recusal should not hold.")},
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True


class PledgeForm(forms.Form):
    """Signing is a tick of one's own."""

    agreed = forms.BooleanField(
        label=_("I have read the pledge and sign it. I have no ties to any city other than those declared."),
        error_messages={"required": _("Tick the box to sign.")},
    )
