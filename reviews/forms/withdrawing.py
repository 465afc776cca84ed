"""Taking a city out of the round."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy

from reviews.services.withdrawing import LONGEST_DOCUMENT, LONGEST_REASON


class WithdrawForm(forms.Form):
    """The document, as a name and as a file, and the reason."""

    document = forms.CharField(
        label=gettext_lazy("Document"),
        max_length=LONGEST_DOCUMENT,
        help_text=gettext_lazy("Its title and number, such as 某政函〔2023〕12号."),
    )
    reason = forms.CharField(
        label=gettext_lazy("Why"), max_length=LONGEST_REASON, widget=forms.Textarea(attrs={"rows": 3})
    )
    file = forms.FileField(label=gettext_lazy("The document as a file"), max_length=255)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
