"""The thresholds of a round's statistics: one field for each, with what it can be."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _

from reports.statistics.words import CHOICES, PARAMETERS
from scoring.canonical import plain_decimal
from scoring.statistics.parameters import LIMITS, Limits, Parameters


class ParametersForm(forms.Form):
    """Fields are made from ``LIMITS``; each says its default, which is ours and not official."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        defaults = Parameters().to_dict()
        for name, limits in LIMITS.items():
            self.fields[name] = _field(name, limits, defaults[name])
        self.fields["version"] = forms.IntegerField(widget=forms.HiddenInput)

    def values(self) -> dict[str, str]:
        """As text, for the service."""
        return {name: _text(self.cleaned_data[name]) for name in LIMITS}

    @property
    def version(self) -> int:
        return int(self.cleaned_data["version"])


def _field(name: str, limits: Limits, default: str) -> forms.Field:
    label = str(PARAMETERS[name])
    if limits.choices:
        choices = [(choice, CHOICES[name][choice]) for choice in limits.choices]
        help_text = _("Default: %(default)s") % {"default": CHOICES[name][default]}
        return forms.ChoiceField(label=label, choices=choices, help_text=help_text)
    help_text = _("%(low)s to %(high)s; default %(default)s") % {
        "low": plain_decimal(limits.low),
        "high": plain_decimal(limits.high),
        "default": default or _("not known"),
    }
    options: dict[str, Any] = {
        "label": label, "help_text": help_text, "required": not limits.may_be_empty,
        "min_value": limits.low, "max_value": limits.high,
    }  # fmt: skip
    return forms.DecimalField(**options, decimal_places=0 if limits.whole else 4)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
