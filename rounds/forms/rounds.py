"""The round's own data, and the pause switch."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from rounds.forms.layout import plain_helper
from rounds.models import IndicatorSystem, Round
from rounds.services.rounds import BEFORE_OPENING

PERIODS = {
    "review_start": _("Review period from"),
    "review_end": _("Review period to"),
    "previous_start": _("Period before, from"),
    "previous_end": _("Period before, to"),
}


CALL = ("call_zh", "call_en", "contact_name", "contact_phone", "estimated_hours")
"""What cities are told before they begin."""


class RoundForm(forms.Form):
    """Names, periods, ε and the reference targets; what an open round can no longer change is shown and locked."""

    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=100)
    name_en = forms.CharField(label=_("Name in English"), max_length=150)
    review_start, review_end, previous_start, previous_end = (
        forms.IntegerField(label=label, min_value=1990, max_value=2100) for label in PERIODS.values()
    )
    epsilon = forms.DecimalField(
        label=_("ε, the rate that still counts as stable, in per cent a year"),
        min_value=0,
        max_value=10,
        decimal_places=2,
        help_text=_("A yearly rate up to +ε counts as stable or falling."),
    )
    indicator_system = forms.ModelChoiceField(label=_("Indicator system"), queryset=IndicatorSystem.objects.all())
    reference_targets = forms.CharField(
        label=_("Reference targets"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "One a line, in per cent, such as gdp_growth = 6.5; for yearly targets add _annual to the name. "
            "Used where a city has no target of its own."
        ),
    )

    call_zh = forms.CharField(
        label=_("Call notice in Chinese"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("Cities and the public read it while filing is open."),
    )
    call_en = forms.CharField(
        label=_("Call notice in English"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    contact_name = forms.CharField(label=_("Contact of the secretariat"), required=False, max_length=100)
    contact_phone = forms.CharField(label=_("Telephone of the contact"), required=False, max_length=40)
    estimated_hours = forms.IntegerField(
        label=_("Estimated hours to fill in"), required=False, min_value=1, max_value=500
    )

    def __init__(self, *args: Any, round: Round | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
        for name in BEFORE_OPENING if round and round.is_open else ():
            self.fields[name].disabled = True

    def clean_epsilon(self) -> Any:
        return self.cleaned_data["epsilon"] / 100

    def clean_reference_targets(self) -> dict[str, str]:
        return targets_of(self.cleaned_data["reference_targets"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        years = [found.get(name) for name in PERIODS]
        if None in years:
            return found
        if found["review_start"] >= found["review_end"]:
            self.add_error("review_end", _("The review period must end after it starts."))
        if found["previous_start"] >= found["previous_end"]:
            self.add_error("previous_end", _("The period before must end after it starts."))
        elif found["previous_end"] > found["review_start"]:
            self.add_error("previous_end", _("The period before must be over when the review period starts."))
        return found


def targets_of(text: str) -> dict[str, str]:
    """Lines of ``series = number``; forms.ValidationError names the first line that is not one."""
    found: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, equals, value = (part.strip() for part in line.partition("="))
        try:
            number = forms.DecimalField().clean(value)
        except forms.ValidationError:
            number = None
        if not name or not equals or number is None:
            raise forms.ValidationError(_("“%(line)s” is not a name = a number."), params={"line": line})
        found[name] = str(number)
    return found


def initial_of(round: Round) -> dict[str, Any]:
    """What the form shows before anything is typed."""
    names = ("name_zh", "name_en", *PERIODS, "indicator_system", *CALL)
    lines = [f"{name} = {value}" for name, value in round.reference_targets.items()]
    epsilon = (round.epsilon * 100).normalize()
    return {
        **{name: getattr(round, name) for name in names},
        "epsilon": f"{epsilon:f}",
        "reference_targets": "\n".join(lines),
    }


class NewRoundForm(RoundForm):
    slug = forms.SlugField(
        label=_("Short name in the address"),
        max_length=50,
        help_text=_("Such as 2023. It can't be changed later."),
    )
    field_order = ["slug"]

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if Round.objects.filter(slug=slug).exists() or slug == "new":
            raise forms.ValidationError(_("“%(slug)s” is taken."), params={"slug": slug})
        return slug


class PauseForm(forms.Form):
    """Why the round is paused, in a sentence that everybody in it reads."""

    because_zh = forms.CharField(
        label=_("Why, in Chinese"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )
    because_en = forms.CharField(
        label=_("Why, in English"), widget=forms.Textarea(attrs={"rows": 2}), max_length=500
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()
