"""What people enter for the report."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.models import City, GoodPractice, Submission
from reports.building.gathering import by_each_name, names_in, names_of_several
from reports.models import ReportBuild, ReportSettings
from reports.services.texts import LONGEST_TEXT
from rounds.models import Round


def _helper() -> FormHelper:
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class SectionForm(forms.Form):
    """The text of one section in both languages. ``base`` is the version that was read."""

    base = forms.IntegerField(widget=forms.HiddenInput)
    text_zh = forms.CharField(
        label=_("Text (Chinese)"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 16, "data-preview-source": "zh"}),
        help_text=_("Each line is a paragraph. {{…}} is filled with a number when the report is built."),
    )
    text_en = forms.CharField(
        label=_("Text (English)"),
        required=False,
        max_length=LONGEST_TEXT,
        widget=forms.Textarea(attrs={"rows": 6, "data-preview-source": "en"}),
        help_text=_("Only the English edition prints it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper()


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """The cover, and the order of the cities."""

    class Meta:
        model = ReportSettings
        fields = ("title_zh", "title_en", "executor_zh", "executor_en", "dated", "city_order", "version")
        widgets = {
            "dated": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
            "city_order": forms.Textarea(attrs={"rows": 4}),
            "version": forms.HiddenInput(),
        }

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.round = round
        self.helper = _helper()

    def clean_city_order(self) -> str:
        """Every name is that of one city of the round."""
        entered: str = self.cleaned_data["city_order"]
        cities = City.objects.filter(submissions__round=self.round)
        known, unclear = by_each_name(cities), names_of_several(cities)
        entered_names = names_in(entered)
        if shared := [name for name in entered_names if name in unclear]:
            raise forms.ValidationError(
                gettext("Several cities have this name; write the whole one: %(names)s")
                % {"names": gettext(", ").join(shared)}
            )
        if unknown := [name for name in entered_names if name not in known]:
            raise forms.ValidationError(
                gettext("Not a city of this round: %(names)s") % {"names": gettext(", ").join(unknown)}
            )
        return entered


class _CaseWords(forms.Form):
    """The words of a case, and where it stands in the report."""

    category = forms.ChoiceField(label=_("Part of the report"), choices=GoodPractice.Category.choices)
    title = forms.CharField(label=_("Title"), max_length=100)
    place = forms.CharField(label=_("Place within the city"), max_length=100, required=False)
    text = forms.CharField(
        label=_("Text as printed"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 7}),
        help_text=_(
            "At most 300 characters, a model profile 500. Other words must be checked and confirmed again."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = _helper()


class CaseForm(_CaseWords):
    """``base`` is the version that was read."""

    base = forms.IntegerField(widget=forms.HiddenInput)


class _CityField(forms.ModelChoiceField):  # type: ignore[type-arg]  # no parameter at run time
    def label_from_instance(self, obj: Submission) -> str:
        return obj.city.name


class NewCaseForm(_CaseWords):
    """A case that no city's form has. The service says what is wrong with the words."""

    submission = _CityField(Submission.objects.none(), label=_("City"))
    field_order = ["submission", "category", "title", "place", "text"]

    def __init__(self, *args: Any, round: Round, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cities = Submission.objects.filter(round=round).exclude(state=Submission.State.WITHDRAWN)
        chosen = cities.select_related("city", "round").order_by("city__gb_code")
        self.fields["submission"].queryset = chosen  # type: ignore[attr-defined]  # of the choice field above


class BuildForm(forms.Form):
    """Which edition in which language."""

    kind = forms.ChoiceField(
        label=_("Edition"),
        choices=[(kind.value, kind.label) for kind in (ReportBuild.Kind.PUBLIC, ReportBuild.Kind.MINISTRY)],
    )
    language = forms.ChoiceField(label=_("Language"), choices=ReportBuild.Language.choices)


class CommentForm(forms.Form):
    """The chair's wording for one area of a city's letter."""

    text = forms.CharField(
        label=_("Comment"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 3})
    )
