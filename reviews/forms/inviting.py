"""Answering an invitation, and asking for a draw."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.services.inviting import MOST_SEATS, MOST_SPARES
from rounds.models import Domain


class AnswerForm(forms.Form):
    """Two buttons; whoever declines says why."""

    accepts = forms.TypedChoiceField(
        choices=(("1", _("Accept")), ("0", _("Decline"))),
        coerce=lambda value: value == "1",
        widget=forms.HiddenInput,
    )
    reason = forms.CharField(
        label=_("Reason, if you decline"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class DrawForm(forms.Form):
    """How many of each domain, how many spares, and the seed."""

    spares = forms.IntegerField(label=_("Spares for each domain"), min_value=0, max_value=MOST_SPARES, initial=2)
    seed = forms.CharField(
        label=_("Public seed"),
        max_length=100,
        required=False,
        help_text=_("A number that everybody can look up, such as one drawn in the presence of the observers. "
                    "Empty: the portal draws one and records it."),
    )  # fmt: skip
    seed_source = forms.CharField(
        label=_("Where the seed comes from"), max_length=200, required=False, help_text=_("Needed with a seed.")
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.domains = list(Domain.objects.order_by("position", "code"))
        seats = {
            f"seats_{domain.code}": forms.IntegerField(
                label=domain.name, min_value=0, max_value=MOST_SEATS, initial=0, required=False
            )
            for domain in self.domains
        }
        self.fields = {**seats, **self.fields}
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def asked(self) -> dict[str, Any]:
        given = self.cleaned_data
        seats = {domain.code: given[f"seats_{domain.code}"] or 0 for domain in self.domains}
        return {
            "seats": {code: number for code, number in seats.items() if number},
            "spares": given["spares"],
            "seed": given["seed"],
            "seed_source": given["seed_source"],
        }
