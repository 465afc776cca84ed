"""What a city says, and how it is decided. The services say what is wrong with the words."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext_lazy as _

from cities.models import Evidence, Submission
from reports.models import Objection
from reports.queries.claims import handed_in_evidence, indicators_in
from rounds.models import Indicator


class _ClaimForm(forms.Form):
    indicator = forms.ModelChoiceField(Indicator.objects.none(), label=_("Indicator"), to_field_name="code")
    text = forms.CharField(
        label=_("What is wrong, and why"),
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("At most 2,000 characters."),
        required=False,
        strip=False,
    )
    evidence = forms.ModelMultipleChoiceField(
        Evidence.objects.none(),
        label=_("Evidence that shows it"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only files of your accepted material; new ones cannot be added here."),
    )

    def __init__(self, *arguments: Any, submission: Submission, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["indicator"].queryset = indicators_in(submission.round)  # type: ignore[attr-defined]
        self.fields["evidence"].queryset = handed_in_evidence(submission)  # type: ignore[attr-defined]
        self.helper = FormHelper()
        self.helper.form_tag = False

    def typed(self) -> list[tuple[str, str]]:
        """What was entered, by label and in words, for a page where it can no longer be handed in."""
        entered = [(str(field.label), _words_of(field)) for field in self] if self.is_bound else []
        return [(label, words) for label, words in entered if words]


def _words_of(field: forms.BoundField) -> str:
    if isinstance(field.field.widget, forms.widgets.ChoiceWidget):
        return "\n".join(str(option.data["label"]) for option in field.subwidgets if option.data["selected"])
    return str(field.value() or "").strip()


class FactRequestForm(_ClaimForm):
    field_order = ["indicator", "used", "proposed", "text", "evidence"]

    def __init__(self, *arguments: Any, submission: Submission, **options: Any) -> None:
        super().__init__(*arguments, submission=submission, **options)
        choice = self.fields["indicator"]
        choice.queryset = choice.queryset.filter(computed_max__gt=0)  # type: ignore[attr-defined]  # a choice field

    used = forms.CharField(label=_("Fact that is used"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    proposed = forms.CharField(label=_("What it should be"), required=False, strip=False)


class ObjectionForm(_ClaimForm):
    field_order = ["indicator", "kind", "text", "evidence"]
    kind = forms.ChoiceField(
        label=_("What the objection is about"),
        choices=Objection.Kind.choices,
        widget=forms.RadioSelect,
        help_text=_(
            "The experts' academic judgement is no ground for an objection. That an indicator does not apply to"
            " the city is a fact."
        ),
    )


class FactDecisionForm(forms.Form):
    upheld = forms.TypedChoiceField(
        label=_("Decision"),
        choices=[("yes", _("Upheld: the value is then corrected in the verification")), ("no", _("Not upheld"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    answer = forms.CharField(
        label=_("Reasons, for the city to read"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class ObjectionDecisionForm(forms.Form):
    effect = forms.ChoiceField(
        label=_("Decision"),
        choices=[("", _("Not upheld")), *Objection.EFFECTS],
        required=False,
        widget=forms.RadioSelect,
        help_text=_(
            "A submitted sheet is opened again for the four reasons only. What does not apply is taken out with"
            " both parts, within the limits of the rules of scoring."
        ),
    )
    answer = forms.CharField(
        label=_("Reasons, for the city to read"), widget=forms.Textarea(attrs={"rows": 3}), required=False
    )


class PublishForm(forms.Form):
    notice_until = forms.DateField(
        label=_("Public notice until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    contact = forms.CharField(
        label=_("Contact for remarks"),
        max_length=200,
        required=False,
        help_text=_("An office with its telephone number. It stands on the public page."),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.helper = FormHelper()
        self.helper.form_tag = False
