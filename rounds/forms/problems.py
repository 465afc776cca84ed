"""A common problem in two languages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rounds.forms.layout import plain_helper


class ProblemForm(forms.Form):
    name_zh = forms.CharField(label=_("Problem, in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Problem, in English"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
