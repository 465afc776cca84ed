"""Asking, passing on, answering."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rounds.models import Indicator

LONGEST = 1000


class AskForm(forms.Form):
    code = forms.ChoiceField(label=_("About"), required=False)
    text = forms.CharField(
        label=_("Question"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The city will not learn who asked. Write nothing that gives you away."),
    )

    def __init__(self, data: Any = None, *, indicators: Iterable[Indicator]) -> None:
        super().__init__(data)
        choices = [(indicator.code, str(indicator)) for indicator in indicators]
        self.fields["code"].choices = [("", _("the material as a whole")), *choices]  # type: ignore[attr-defined]


class PassOnForm(forms.Form):
    text = forms.CharField(
        label=_("As the city will read it"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 4})
    )


class DeclineForm(forms.Form):
    because = forms.CharField(
        label=_("Why it is not passed on"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
    )


class AnswerForm(forms.Form):
    text = forms.CharField(label=_("Answer"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 5}))
