"""The words to a finding of the plausibility checks."""

from django import forms
from django.utils.translation import gettext_lazy


class ExplanationForm(forms.Form):
    """The service says what is wrong with the words."""

    key = forms.CharField(max_length=200, widget=forms.HiddenInput)
    fingerprint = forms.CharField(max_length=64, widget=forms.HiddenInput)
    text = forms.CharField(label=gettext_lazy("Why this is right"), required=False, strip=False)
