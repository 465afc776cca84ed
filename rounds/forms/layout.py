"""What the set-up's forms have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crispy_forms.helper import FormHelper
from django import forms

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

STAMP = "%Y-%m-%dT%H:%M"


def plain_helper() -> FormHelper:
    """Fields only: the page brings the form's tag, its buttons and the summary of errors."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.form_show_errors = True
    return helper


def moment_field(
    label: str | StrPromise, *, required: bool = False, help_text: str | StrPromise = ""
) -> forms.DateTimeField:
    """A date with a time, Beijing time, picked or typed."""
    widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format=STAMP)
    return forms.DateTimeField(
        label=label,
        required=required,
        help_text=help_text,
        widget=widget,
        input_formats=[STAMP, "%Y-%m-%d %H:%M", "%Y-%m-%d"],
    )
