"""Why a submitted sheet is opened again."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.models import SheetReopening


class ReopenForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("Which of the four reasons"), choices=SheetReopening.Reason, widget=forms.RadioSelect
    )
    because = forms.CharField(
        label=_("What exactly"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The expert reads it; it stays on record."),
    )
