"""What the assignment of a round keeps to."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout
from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.models import City
from reviews.models import AssignmentRules
from reviews.models.arranging import MOST_ANCHORS
from reviews.models.experts import MOST_MARKS
from reviews.services.arranging import Limits
from rounds.models import Round

SEARCH = '<input class="form-control mb-2" type="search" placeholder="{}" aria-label="{}" data-filter hidden>'


class RulesForm(forms.Form):
    """Loads count marks: one city in one domain is one."""

    highest_load = forms.IntegerField(
        label=gettext_lazy("Highest load of an expert"),
        required=False,
        min_value=1,
        max_value=MOST_MARKS,
        help_text=gettext_lazy(
            "One city in one domain counts as one. An expert's own highest load goes first; empty: no limit."
        ),
    )
    lowest_load = forms.IntegerField(
        label=gettext_lazy("Lowest load of an expert"),
        min_value=0,
        max_value=MOST_MARKS,
        help_text=gettext_lazy("Met as far as it can be had. 0: none."),
    )
    even_loads = forms.BooleanField(label=gettext_lazy("Make loads as even as possible"), required=False)
    one_of_a_province = forms.BooleanField(
        label=gettext_lazy("At most one expert of a province for each city and domain"),
        required=False,
        help_text=gettext_lazy("Institutes cluster in a few cities: this can leave gaps."),
    )
    raise_lowest = forms.BooleanField(
        label=gettext_lazy("Raise the lowest match as far as it goes"),
        required=False,
        help_text=gettext_lazy("The worst-served city gains, the whole loses a little. It takes longer."),
    )
    anchors = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Anchor cities"),
        queryset=City.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "At most three. By city, every able expert marks them once, so that panels can be compared."
        ),
    )

    def __init__(self, data: Any = None, *, rules: AssignmentRules, round: Round) -> None:
        names = ("highest_load", "lowest_load", "even_loads", "one_of_a_province", "raise_lowest")
        initial: dict[str, Any] = {name: getattr(rules, name) for name in names}
        initial["anchors"] = rules.anchors.all() if rules.pk else []
        super().__init__(data, initial=initial)
        cities = City.objects.filter(submissions__round=round).order_by("gb_code")
        self.fields["anchors"].queryset = cities  # type: ignore[attr-defined]  # of the choice field above
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True
        search = format_html(SEARCH, _("Find a city"), _("Find a city"))
        found = Div(HTML(search), "anchors", css_class="tall-choices", data_filter_choices="")
        self.helper.layout = Layout(*names, found)

    def clean_anchors(self) -> list[City]:
        chosen = list(self.cleaned_data["anchors"])
        if len(chosen) > MOST_ANCHORS:
            raise forms.ValidationError(
                _("At most %(most)s anchor cities; chosen: %(number)s.")
                % {"most": MOST_ANCHORS, "number": len(chosen)}
            )
        return chosen

    def limits(self) -> Limits:
        given = {name: value for name, value in self.cleaned_data.items() if name != "anchors"}
        return Limits(**given)


class SeedForm(forms.Form):
    """A seed that was published elsewhere; empty, the portal draws one."""

    seed = forms.IntegerField(
        label=gettext_lazy("Public seed"),
        required=False,
        help_text=gettext_lazy("Such as the numbers of a public lottery, written as one whole number."),
    )
    seed_source = forms.CharField(
        label=gettext_lazy("Where the seed comes from"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Needed with a seed."),
    )

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        self.helper = FormHelper()
        self.helper.form_tag = False
        self.helper.disable_csrf = True

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("seed_source") and given.get("seed") is None and "seed" not in self.errors:
            self.add_error("seed", _("A source stands below: enter its number too, or leave both empty."))
        return given
