"""Planning documents (规划文件): who issued which plan for a city's low-carbon development."""

from collections.abc import Sequence
from typing import Any, Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.cities import City
from cities.models.forms.base import FormRow, text_field, year_field, years_make_sense
from cities.models.submissions import Submission
from rounds.models import Round


class PlanningDocument(FormRow):
    """One plan of one city, as known in one round (form F4).

    A row is either read off the published report, or the city's own, of its submission. The city's own are its
    draft: what is counted of them is what stands in the accepted version.

    A city's status is never one value: it may have a plan issued by the government and another one compiled.
    Every count of the report is made of such rows. Issuer classes are several where documents of several
    issuers are known only together. Title, number and date stay empty where the source doesn't give them.
    """

    class Kind(models.TextChoices):
        PLAN = "plan", _("Low-carbon development plan")
        CLIMATE_PLAN = "climate_plan", _("Climate change plan")
        GHG_CONTROL_PLAN = "ghg_control_plan", _("Work plan for controlling greenhouse gas emissions")
        PILOT_WORK_PLAN = "pilot_work_plan", _("Work plan of the pilot")
        WORK_POINTS = "work_points", _("Work points of the year")

    class Issuer(models.TextChoices):
        GOVERNMENT = "government", _("People's government")
        DRC_EEB = "drc_eeb", _("Development and reform commission or ecology and environment bureau")
        LEADING_GROUP = "leading_group", _("Leading group")

    class Status(models.TextChoices):
        STARTED = "started", _("Started")
        COMPILED = "compiled", _("Compiled")
        STARTED_OR_COMPILED = "started_or_compiled", _("Started or compiled (not told apart)")
        ISSUED = "issued", _("Issued")
        REPEALED = "repealed", _("Repealed")

    class Source(models.TextChoices):
        PUBLISHED_REPORT = "published_report", _("Published report")
        CITY = "city", _("City's material")

    class Confidence(models.TextChoices):
        CERTAIN = "certain", _("certain")
        MEDIUM_HIGH = "medium_high", _("fairly certain")
        MEDIUM = "medium", _("probable")
        LOW = "low", _("uncertain")

    round = models.ForeignKey(
        Round, verbose_name=_("round"), on_delete=models.PROTECT, related_name="planning_documents"
    )
    city = models.ForeignKey(
        City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="planning_documents"
    )
    submission = models.ForeignKey(  # type: ignore[assignment]  # the report's rows are of no submission
        Submission, on_delete=models.CASCADE, null=True, blank=True, related_name="planningdocument_rows"
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind, blank=True)
    status = models.CharField(_("status"), max_length=20, choices=Status, blank=True)
    issuer_classes = ArrayField(
        models.CharField(max_length=20, choices=Issuer), verbose_name=_("issued by"), default=list, blank=True
    )
    title = text_field(_("title"), 200)
    document_number = text_field(_("document number"), 80)
    compiled_by = text_field(_("compiled by"), 200)
    issued_on = models.DateField(_("date of issue"), null=True, blank=True)
    first_year = year_field(_("first year that it covers"))
    last_year = year_field(_("last year that it covers"))
    link = models.URLField(_("public address"), max_length=500, blank=True)
    source = models.CharField(_("origin of the entry"), max_length=20, choices=Source)
    confidence = models.CharField(_("confidence"), max_length=12, choices=Confidence)

    class Meta:
        verbose_name = _("planning document")
        verbose_name_plural = _("planning documents")
        ordering = ["round", "kind", "city__gb_code", "status"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "city", "kind", "status"],
                condition=models.Q(source="published_report"),
                name="the_published_report_names_a_document_once",
            ),
            models.CheckConstraint(
                condition=~models.Q(source="published_report", status="issued") | ~models.Q(issuer_classes=[]),
                name="an_issued_document_has_an_issuer",
            ),
            models.CheckConstraint(
                condition=models.Q(source="city", submission__isnull=False)
                | models.Q(source="published_report", submission=None) & ~models.Q(kind="") & ~models.Q(status=""),
                name="a_document_is_the_citys_or_the_reports",
            ),
            years_make_sense("a_period_of_a_plan_makes_sense", "first_year", "last_year"),
        ]

    def __str__(self) -> str:
        return self.title or f"{self.city}: {self.get_kind_display()}"

    @classmethod
    def begin(cls, submission: Submission, **key: Any) -> Self:
        return cls(
            submission=submission,
            round_id=submission.round_id,
            city_id=submission.city_id,
            source=cls.Source.CITY,
            confidence=cls.Confidence.CERTAIN,
            **key,
        )

    @property
    def issuers(self) -> Sequence[str]:
        """The classes of issuers in words."""
        return [str(self.Issuer(issuer).label) for issuer in self.issuer_classes]
