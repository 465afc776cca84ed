"""Tables of domains and indicators, in and out."""

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget, Widget

from accounts.imports import TableResource
from accounts.typed import whole_number
from rounds.indicator_file import EVERYONE, parameters_of, parameters_text
from rounds.models import Area, Domain, Indicator, IndicatorSystem
from rounds.rule_names import RULES
from rounds.rule_words import refusals_in_words
from rounds.rules import system_refusal


class SystemWidget(ForeignKeyWidget):
    """A system by its number; a frozen one takes nothing in."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> IndicatorSystem:
        system = IndicatorSystem.objects.filter(pk=whole_number(str(value or ""))).first()
        if system is None:
            raise ValueError(_("There is no indicator system with the number %(number)s.") % {"number": value})
        if why_not := system_refusal(system):
            raise ValueError(why_not)
        return system


class AreaWidget(ForeignKeyWidget):
    """An area of the row's own system by its code."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Area:
        area = Area.objects.filter(system_id=row["system"], code=value).first()
        if area is None:
            raise ValueError(_("there is no area “%(area)s”.") % {"area": value})
        return area


class DomainWidget(ForeignKeyWidget):
    """A domain by its Chinese name or code; 全体 or nothing is every expert."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Domain | None:
        if not value or value == EVERYONE:
            return None
        domain = Domain.objects.filter(name_zh=value).first() or Domain.objects.filter(code=value).first()
        if domain is None:
            raise ValueError(_("there is no domain “%(domain)s”.") % {"domain": value})
        return domain

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return value.name_zh if value else EVERYONE


class ParametersWidget(Widget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> dict[str, Any]:
        found = parameters_of(str(value or ""))
        if found is None:
            raise ValueError(_("the parameters must read name=value; name=value …, each name once."))
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return parameters_text(value or {})


class DomainResource(TableResource):
    labels = {
        "code": gettext_lazy("code"),
        "name_zh": gettext_lazy("Chinese name"),
        "name_en": gettext_lazy("English name"),
        "position": gettext_lazy("position"),
    }
    required = ("code", "name_zh", "name_en")

    class Meta(TableResource.Meta):
        model = Domain
        import_id_fields = ("code",)
        fields = ("code", "name_zh", "name_en", "position")


class IndicatorResource(TableResource):
    """Known by system and code, with the columns of ``load_indicators`` and the system's number in front."""

    system = Field(attribute="system", column_name="system", widget=SystemWidget(IndicatorSystem, "pk"))
    area = Field(attribute="area", column_name="area", widget=AreaWidget(Area, "code"))
    domain = Field(attribute="domain", column_name="domain", widget=DomainWidget(Domain, "name_zh"))
    rule_parameters = Field(
        attribute="rule_parameters", column_name="rule_parameters", widget=ParametersWidget(), default=dict
    )

    labels = {
        "system": gettext_lazy("indicator system"),
        "code": gettext_lazy("code"),
        "area": gettext_lazy("area"),
        "name_zh": gettext_lazy("Chinese name"),
        "name_en": gettext_lazy("English name"),
        "computed_max": gettext_lazy("computed points"),
        "judged_max": gettext_lazy("judged points"),
        "domain": gettext_lazy("domain"),
        "rule": gettext_lazy("rule"),
        "rule_parameters": gettext_lazy("parameters of the rule"),
        "position": gettext_lazy("position"),
    }
    required = ("system", "code", "area", "name_zh", "name_en", "computed_max", "judged_max", "domain", "rule")

    class Meta(TableResource.Meta):
        model = Indicator
        import_id_fields = ("system", "code")
        fields = export_order = (
            "system",
            "code",
            "area",
            "name_zh",
            "name_en",
            "computed_max",
            "judged_max",
            "domain",
            "rule",
            "rule_parameters",
            "position",
        )

    def before_save_instance(self, instance: Indicator, row: Any, **kwargs: Any) -> None:
        if instance.rule and instance.rule not in RULES:
            known = {"rule": instance.rule, "known": ", ".join(RULES)}
            raise ValidationError(_("there is no rule “%(rule)s”; the rules are: %(known)s.") % known)
        if instance.rule and (wrong := refusals_in_words(instance.rule, instance.rule_parameters)):
            raise ValidationError(wrong)
