"""F2: targets and what became of them, and the target of peaking."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.forms.base import (
    FormRow,
    answer_field,
    choice_field,
    figure_field,
    long_text_field,
    text_field,
    year_field,
    years_make_sense,
)


class Target(FormRow):
    """A target of a series and its completion (目标与完成情况): of a year, or of the whole review period.

    ``year`` 0 stands for the whole period. Targets and actual values are in per cent: growth of GDP, or by how
    much CO2 or energy per unit of GDP fell against the year before (against the first year).
    """

    class Series(models.TextChoices):
        GDP_GROWTH = "gdp_growth", _("Growth of GDP")
        CO2_INTENSITY = "co2_intensity_reduction", _("Reduction of CO₂ per unit of GDP")
        ENERGY_INTENSITY = "energy_intensity_reduction", _("Reduction of energy per unit of GDP")

    class SetBy(models.TextChoices):
        PROVINCE = "province", _("Set by the province")
        OUTLINE = "outline", _("Five-year outline of the city")
        GOVERNMENT_REPORT = "government_report", _("Report on the work of the government")
        PLAN = "plan", _("Other plan of the city")

    series = models.CharField(_("series"), max_length=40, choices=Series)
    year = models.PositiveSmallIntegerField(_("year"), default=0)
    target = figure_field(_("target"), "%", max_digits=8)
    actual = figure_field(_("completed"), "%", max_digits=8)
    set_by = choice_field(_("set by"), SetBy)
    remark = text_field(_("remark"), 200)

    class Meta(FormRow.Meta):
        verbose_name = _("target")
        ordering = ["submission", "series", "year"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "series", "year"], name="one_target_of_a_series_a_year"),
            models.CheckConstraint(
                condition=models.Q(year=0) | models.Q(year__range=(1990, 2100)), name="a_target_year_makes_sense"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.series} {self.year or ''}"


class PeakingTarget(FormRow):
    """Whether the city has set a target for low-carbon development or peaking, and where it stands. One row."""

    class Scope(models.TextChoices):
        PEAKING = "peaking", _("Year of peaking")
        TOTAL = "total", _("Limit on total emissions")
        INTENSITY = "intensity", _("Reduction of intensity")
        NEUTRALITY = "neutrality", _("Carbon neutrality")

    class Adopted(models.TextChoices):
        OUTLINE = "outline", _("Outline of the five-year plan")
        SPECIAL_PLAN = "special_plan", _("Special plan")
        PILOT_PLAN = "pilot_plan", _("Work plan of the pilot")
        OTHER = "other", _("Other document")

    target_set = answer_field(_("a target for low-carbon development or peaking is set"))
    scope = choice_field(_("what the target is about"), Scope)
    peak_year = year_field(_("year of peaking"))
    wording = long_text_field(_("the target in its words"), 500)
    in_outline_or_plan = answer_field(_("it stands in the five-year outline or a plan"))
    adopted_in = choice_field(_("where it stands"), Adopted)
    document = text_field(_("title of the document"), 200)
    adopted_on = models.DateField(_("date of adoption"), null=True, blank=True)

    class Meta(FormRow.Meta):
        verbose_name = _("target of peaking")
        constraints = [
            models.UniqueConstraint(fields=["submission"], name="a_city_states_its_peaking_once"),
            years_make_sense("a_year_of_peaking_makes_sense", "peak_year"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} F2"
