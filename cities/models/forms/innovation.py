"""F11 and F12: what was promised, and what others can learn from."""

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.models.forms.base import (
    FormRow,
    choice_field,
    figure_field,
    long_text_field,
    text_field,
    year_field,
    years_make_sense,
)

LONGEST_CASE, LONGEST_MODEL_PROFILE = 300, 500


class Innovation(models.TextChoices):
    """The kinds of innovation of part three of the report, and their thirteen sub-categories."""

    MODEL = "model", _("Model of low-carbon development")
    LEGISLATION = "legislation", _("Local legislation")
    DUAL_CONTROL = "dual_control", _("Control of total and intensity, and responsibility")
    RESEARCH = "research", _("Research in core technologies")
    APPLICATION = "application", _("Spread of advanced technologies")
    NEUTRAL_PROJECT = "neutral_project", _("Carbon-neutral demonstration project")
    NEAR_ZERO = "near_zero", _("Near-zero carbon area")
    SINKS = "sinks", _("Carbon sink project")
    TRADING = "trading", _("Carbon trading")
    FINANCE = "finance", _("Climate investment and finance")
    IMPACT_ASSESSMENT = "impact_assessment", _("Carbon in environmental impact assessment")
    MONITORING = "monitoring", _("Carbon monitoring")
    SYNERGY = "synergy", _("Synergy of pollution and carbon reduction")


class InnovationPromise(FormRow):
    """An innovation that the city promised when it became a pilot (创新举措承诺), and what became of it."""

    class Fulfilment(models.TextChoices):
        """Kept (兑现) are what is done in part or done."""

        NOT_STARTED = "not_started", _("Not started")
        UNDER_WAY = "under_way", _("Under way")
        PARTLY = "partly", _("Done in part")
        DONE = "done", _("Done")
        CANCELLED = "cancelled", _("Cancelled")

    promise = long_text_field(_("the promise in its words"), 300)
    category = choice_field(_("kind of innovation"), Innovation)
    document = text_field(_("document in which it was promised"), 200)
    document_page = text_field(_("page of that document"), 40)
    fulfilment = choice_field(_("what became of it"), Fulfilment)
    progress = long_text_field(_("what was done"), 500)
    completed_on = models.DateField(_("completed on"), null=True, blank=True)

    class Meta(FormRow.Meta):
        verbose_name = _("promise of innovation")

    def __str__(self) -> str:
        return self.promise[:60]


class GoodPractice(FormRow):
    """A case that others can learn from (典型案例): at most 300 characters, a model profile 500."""

    class Category(models.TextChoices):
        """Part two of the report: six tasks with 21 points; part three: the 13 kinds of innovation."""

        PLAN = "plan", _("1.1 Low-carbon development plan")
        CLIMATE_PLAN = "climate_plan", _("1.2 Climate change plan")
        GHG_PLAN = "ghg_plan", _("1.3 Plan for controlling greenhouse gas emissions")
        GUIDANCE = "guidance", _("2.1 Guiding documents")
        POLICIES = "policies", _("2.2 System of policies")
        WORK_POINTS = "work_points", _("2.3 Work points of the year")
        NEW_INDUSTRY = "new_industry", _("3.1 Digital economy and new industries")
        TRANSITION = "transition", _("3.2 Exit and transition of traditional industries")
        CIRCULAR = "circular", _("3.3 Circular development of local industries")
        LEADING_INDUSTRY = "leading_industry", _("3.4 Leading low-carbon industries")
        DATA_SHARING = "data_sharing", _("4.1 Sharing of energy data")
        REPORT_FORMS = "report_forms", _("4.2 Statistical report forms")
        VERIFICATION = "verification", _("4.3 Standards of verification")
        PLATFORM = "platform", _("4.4 Platform for carbon data")
        INVENTORIES = "inventories", _("4.5 Regular inventories")
        DISTRICT_TARGETS = "district_targets", _("5.1 Responsibility of districts")
        ASSESSMENT = "assessment", _("5.2 Targets in assessments")
        PUBLICITY = "publicity", _("6.1 Publicity for low-carbon living")
        INCLUSION = "inclusion", _("6.2 Carbon inclusion")
        TRAVEL = "travel", _("6.3 Green travel")
        PROCUREMENT = "procurement", _("6.4 Green procurement")
        MODEL = "model", Innovation.MODEL.label
        LEGISLATION = "legislation", Innovation.LEGISLATION.label
        DUAL_CONTROL = "dual_control", Innovation.DUAL_CONTROL.label
        RESEARCH = "research", Innovation.RESEARCH.label
        APPLICATION = "application", Innovation.APPLICATION.label
        NEUTRAL_PROJECT = "neutral_project", Innovation.NEUTRAL_PROJECT.label
        NEAR_ZERO = "near_zero", Innovation.NEAR_ZERO.label
        SINKS = "sinks", Innovation.SINKS.label
        TRADING = "trading", Innovation.TRADING.label
        FINANCE = "finance", Innovation.FINANCE.label
        IMPACT_ASSESSMENT = "impact_assessment", Innovation.IMPACT_ASSESSMENT.label
        MONITORING = "monitoring", Innovation.MONITORING.label
        SYNERGY = "synergy", Innovation.SYNERGY.label

    category = choice_field(_("part of the report"), Category)
    title = text_field(_("title"), 100)
    place = text_field(_("place within the city"), 100)
    text = long_text_field(_("the case"), LONGEST_MODEL_PROFILE)

    class Meta(FormRow.Meta):
        verbose_name = _("case of good practice")

    def __str__(self) -> str:
        return self.title

    @property
    def longest(self) -> int:
        """Characters that the text may have."""
        return LONGEST_MODEL_PROFILE if self.category == self.Category.MODEL else LONGEST_CASE

    def problem(self) -> str:
        if len(self.text) <= self.longest:
            return ""
        return gettext("The text has %(length)d characters; at most %(limit)d are possible.") % {
            "length": len(self.text),
            "limit": self.longest,
        }


class PracticeFact(FormRow):
    """A figure that proves a case."""

    practice = models.ForeignKey(
        GoodPractice, verbose_name=_("case"), on_delete=models.CASCADE, null=True, blank=True, related_name="facts"
    )
    name = text_field(_("what was measured"), 100)
    value = figure_field(_("value"), _("in the unit beside it"))
    unit = text_field(_("unit"), 40)
    year = year_field(_("year"))

    class Meta(FormRow.Meta):
        verbose_name = _("fact of a case")
        constraints = [years_make_sense("a_year_of_a_fact_makes_sense", "year")]

    def __str__(self) -> str:
        return self.name
