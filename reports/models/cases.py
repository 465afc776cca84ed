"""Cases of good practice on their way into the report."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import GoodPractice, Submission


class ReportCase(models.Model):
    """A case (典型案例) as it would be printed: nominated → checked → confirmed by its city → selected.

    Changing the text of a case takes it back to nominated: nothing is printed that the city has not confirmed.
    """

    class State(models.TextChoices):
        NOMINATED = "nominated", _("Nominated")
        CHECKED = "checked", _("Facts checked")
        CONFIRMED = "confirmed", _("Confirmed by the city")
        SELECTED = "selected", _("In the report")
        DROPPED = "dropped", _("Not taken")

    class Origin(models.TextChoices):
        CITY = "city", _("the city's own form")
        SECRETARIAT = "secretariat", _("the secretariat")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="report_cases")
    row = models.CharField(max_length=80, blank=True, editable=False)
    """The row of form F12 that it was taken from; empty: written by the secretariat."""
    category = models.CharField(_("part of the report"), max_length=20, choices=GoodPractice.Category)
    title = models.CharField(_("title"), max_length=100)
    place = models.CharField(_("place within the city"), max_length=100, blank=True)
    text = models.TextField(_("text as printed"))
    origin = models.CharField(_("nominated by"), max_length=12, choices=Origin)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.NOMINATED)
    remark = models.TextField(_("remark of the city"), blank=True)
    position = models.PositiveIntegerField(_("position"), default=0)
    version = models.PositiveIntegerField(default=0)
    checked_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    checked_against = models.TextField(_("checked against"), blank=True)
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("case in the report")
        verbose_name_plural = _("cases in the report")
        ordering = ["category", "position", "submission__city__gb_code", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "row"], condition=~Q(row=""), name="a_case_is_nominated_once"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_case_has_a_text"),
            models.CheckConstraint(
                condition=~Q(state__in=["confirmed", "selected"])
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="a_case_in_the_report_was_confirmed_by_its_city",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["checked", "confirmed", "selected"])
                | Q(checked_by__isnull=False) & ~Q(checked_against=""),
                name="a_checked_case_says_against_what",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def longest(self) -> int:
        """Characters that the text may have."""
        return GoodPractice(category=self.category).longest
