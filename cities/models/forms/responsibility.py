"""F9: who answers for the target."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.models.forms.base import (
    FormRow,
    answer_field,
    choice_field,
    count_field,
    figure_field,
    long_text_field,
    text_field,
)


class TargetResponsibility(FormRow):
    """Whether the emission target is passed on to districts and assessed (目标责任制). One row."""

    class Basis(models.TextChoices):
        INTENSITY = "intensity", _("CO₂ per unit of GDP")
        TOTAL = "total", _("Total CO₂")
        BOTH = "both", _("Both")
        ENERGY = "energy", _("Energy only")

    class Scheme(models.TextChoices):
        ECOLOGY = "ecology", _("Ecological civilisation")
        QUALITY = "quality", _("High-quality development")
        ENERGY = "energy", _("Energy saving")
        CARBON = "carbon", _("An assessment of its own for carbon")
        OTHER = "other", _("Other")

    decomposed_to_districts = answer_field(_("the target is passed on to districts and counties"))
    basis = choice_field(_("what is passed on"), Basis)
    districts = count_field(_("districts and counties with a target"))
    decomposition_document = text_field(_("document that passes it on"), 200)
    in_annual_assessment = answer_field(_("it is part of a yearly assessment"))
    schemes = ArrayField(
        models.CharField(max_length=20, choices=Scheme),
        verbose_name=_("which assessment"),
        default=list,
        blank=True,
    )
    weight = figure_field(_("weight in the assessment"), "%", max_digits=5, decimal_places=2)
    results_used = answer_field(_("the results are used"))
    use = long_text_field(_("how the results are used"), 300)
    assessment_document = text_field(_("document of the assessment"), 200)

    class Meta(FormRow.Meta):
        verbose_name = _("target responsibility")
        constraints = [
            models.UniqueConstraint(fields=["submission"], name="a_city_states_its_responsibility_once"),
            models.CheckConstraint(
                condition=Q(weight=None) | Q(weight__range=(0, 100)),
                name="a_weight_is_between_0_and_100",
                violation_error_message=_("A weight lies between 0 and 100."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} F9"
