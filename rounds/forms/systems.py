"""The indicator system: its names, areas, indicators and criteria."""

from typing import Any

from crispy_forms.layout import Column, Layout, Row
from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from rounds.forms.layout import plain_helper
from rounds.indicator_file import parameters_of, parameters_text
from rounds.models import Area, Domain, Indicator, IndicatorSystem
from rounds.rule_names import RULE_TITLES, RULES
from rounds.rule_words import refusals_in_words
from scoring.marks import ANCHOR_PERCENTS


class SystemForm(forms.ModelForm[IndicatorSystem]):
    class Meta:
        model = IndicatorSystem
        fields = ("name_zh", "name_en", "is_official", "source_zh", "source_en")
        widgets = {
            "source_zh": forms.Textarea(attrs={"rows": 2}),
            "source_en": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class AreaForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=4, help_text=_("Such as A."))
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=60)
    name_en = forms.CharField(label=_("Name in English"), max_length=120)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()


class IndicatorForm(forms.Form):
    """One indicator with its criteria: a share without a text has no criterion."""

    code = forms.CharField(label=_("Code"), max_length=6, help_text=_("Such as A1."))
    area = forms.ModelChoiceField(label=_("Area"), queryset=Area.objects.none())
    name_zh = forms.CharField(label=_("Name in Chinese"), max_length=100)
    name_en = forms.CharField(label=_("Name in English"), max_length=200)
    computed_max = forms.DecimalField(
        label=_("Computed points"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("From verified data."),
    )
    judged_max = forms.DecimalField(
        label=_("Judged points"),
        min_value=0,
        max_value=100,
        decimal_places=2,
        help_text=_("From the experts' marks."),
    )
    domain = forms.ModelChoiceField(
        label=_("Domain"), queryset=Domain.objects.all(), required=False, empty_label=_("All experts of the city")
    )
    rule = forms.ChoiceField(label=_("Rule for the computed points"), required=False)
    rule_parameters = forms.CharField(
        label=_("Parameters of the rule"),
        required=False,
        help_text=_("name=value; name=value …  Shares are shares of the computed points."),
    )

    def __init__(self, *args: Any, system: IndicatorSystem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        area, rule = self.fields["area"], self.fields["rule"]
        assert isinstance(area, forms.ModelChoiceField)
        assert isinstance(rule, forms.ChoiceField)
        area.queryset = system.areas.all()
        rule.choices = [("", _("none")), *_rules()]
        for share in ANCHOR_PERCENTS:
            for language, label in (("zh", _("Chinese")), ("en", _("English"))):
                self.fields[f"criterion_{share}_{language}"] = forms.CharField(
                    label=format_lazy("{share} % · {label}", share=share, label=label),
                    required=False,
                    widget=forms.Textarea(attrs={"rows": 2}),
                )
        self.helper = plain_helper()
        self.helper.layout = _indicator_layout()

    def clean_rule_parameters(self) -> dict[str, Any]:
        found = parameters_of(self.cleaned_data["rule_parameters"])
        if found is None:
            raise forms.ValidationError(_("The parameters must read name=value; name=value …, each name once."))
        return found

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("rule") and "rule_parameters" in found:
            for sentence in refusals_in_words(found["rule"], found["rule_parameters"]):
                self.add_error("rule_parameters", sentence)
        for share in ANCHOR_PERCENTS:
            zh, en = (found.get(f"criterion_{share}_{language}", "") for language in ("zh", "en"))
            if bool(zh) != bool(en):
                empty = "en" if zh else "zh"
                self.add_error(
                    f"criterion_{share}_{empty}", _("Give the criterion in both languages, or in none.")
                )
        return found

    def indicator_fields(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if not name.startswith("criterion_")}

    def criteria(self) -> dict[int, tuple[str, str]]:
        data = self.cleaned_data
        texts = {
            share: (data[f"criterion_{share}_zh"], data[f"criterion_{share}_en"]) for share in ANCHOR_PERCENTS
        }
        return {share: pair for share, pair in texts.items() if pair[0]}


def initial_of_indicator(indicator: Indicator) -> dict[str, Any]:
    names = ("code", "area", "name_zh", "name_en", "computed_max", "judged_max", "domain", "rule")
    initial = {name: getattr(indicator, name) for name in names}
    initial["rule_parameters"] = parameters_text(indicator.rule_parameters)
    for criterion in indicator.criteria.all():
        initial[f"criterion_{criterion.share}_zh"] = criterion.text_zh
        initial[f"criterion_{criterion.share}_en"] = criterion.text_en
    return initial


def _rules() -> list[tuple[str, Any]]:
    return [
        (name, format_lazy("{title}: {what}", title=RULE_TITLES[name], what=what)) for name, what in RULES.items()
    ]


def _indicator_layout() -> Layout:
    def pair(*names: str) -> Row:
        return Row(*(Column(name, css_class="col-md-6") for name in names))

    return Layout(
        pair("code", "area"),
        pair("name_zh", "name_en"),
        pair("computed_max", "judged_max"),
        "domain",
        "rule",
        "rule_parameters",
        *(pair(f"criterion_{share}_zh", f"criterion_{share}_en") for share in ANCHOR_PERCENTS),
    )
