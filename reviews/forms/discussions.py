"""A contribution to a discussion."""

from django import forms
from django.utils.translation import gettext_lazy as _

from reviews.services.discussions import LONGEST_REMARK


class RemarkForm(forms.Form):
    text = forms.CharField(
        label=_("What you say"),
        max_length=LONGEST_REMARK,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_(
            "Mention somebody with @ and what stands beside their contribution. What is said stays on record."
        ),
    )
