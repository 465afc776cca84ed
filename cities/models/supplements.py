"""What a city must supplement, and until when; and windows opened again for one city."""

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models.evidence import Evidence
from cities.models.submissions import Submission, SubmissionVersion
from rounds.models import Indicator


class SupplementRequest(models.Model):
    """The return of a version for supplement (补正), once for each submission: what is missing, until when.

    Until the city hands in again it can change the named items and nothing else.
    """

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="supplement")
    version = models.OneToOneField(SubmissionVersion, on_delete=models.PROTECT, related_name="supplement")
    due_at = models.DateTimeField(_("to be handed in by"))
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("returned at"), auto_now_add=True)

    class Meta:
        verbose_name = _("request for supplement")
        verbose_name_plural = _("requests for supplement")

    def __str__(self) -> str:
        return f"{self.version}"

    @property
    def is_overdue(self) -> bool:
        return timezone.now() >= self.due_at


class SupplementItem(models.Model):
    """One thing to be supplemented: a form, what is said for an indicator, or a piece of evidence."""

    request = models.ForeignKey(SupplementRequest, on_delete=models.CASCADE, related_name="items")
    form = models.CharField(_("form"), max_length=4, blank=True)
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    text = models.TextField(_("what is missing"), blank=True)

    class Meta:
        verbose_name = _("item to be supplemented")
        verbose_name_plural = _("items to be supplemented")
        ordering = ["request", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=(Q(indicator=None, evidence=None) & ~Q(form=""))
                | Q(form="", indicator__isnull=False, evidence=None)
                | Q(form="", indicator=None, evidence__isnull=False),
                name="an_item_names_one_thing",
            ),
            models.UniqueConstraint(
                fields=["request", "form", "indicator", "evidence"],
                nulls_distinct=False,
                name="an_item_is_named_once",
            ),
        ]

    def __str__(self) -> str:
        return self.form or str(self.indicator or self.evidence)


class SupplementExtension(models.Model):
    """More time for the supplement, with the reason (延期)."""

    request = models.ForeignKey(SupplementRequest, on_delete=models.PROTECT, related_name="extensions")
    before = models.DateTimeField(_("due before"))
    due_at = models.DateTimeField(_("to be handed in by"))
    reason = models.TextField(_("reason"))
    extended_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    extended_at = models.DateTimeField(_("extended at"), auto_now_add=True)

    class Meta:
        verbose_name = _("extension")
        verbose_name_plural = _("extensions")
        ordering = ["request", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="an_extension_has_a_reason"),
            models.CheckConstraint(condition=Q(due_at__gt=F("before")), name="an_extension_gives_more_time"),
        ]

    def __str__(self) -> str:
        return f"{self.request} → {self.due_at}"


class Reopening(models.Model):
    """A closed window that is open again for one city, with the reason (单独延长填报)."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="reopenings")
    until = models.DateTimeField(_("open until"))
    reason = models.TextField(_("reason"))
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)

    class Meta:
        verbose_name = _("window opened again")
        verbose_name_plural = _("windows opened again")
        ordering = ["submission", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="a_window_reopens_for_a_reason")]

    def __str__(self) -> str:
        return f"{self.submission} → {self.until}"


class ProvinceOpinion(models.Model):
    """The provincial authority's opinion on a version (省级审核意见), given once. A newer one needs its own."""

    class Verdict(models.TextChoices):
        AGREES = "agrees", _("agrees")
        WITH_REMARKS = "with_remarks", _("agrees, with remarks")
        DISAGREES = "disagrees", _("does not agree")

    version = models.OneToOneField(SubmissionVersion, on_delete=models.PROTECT, related_name="opinion")
    verdict = models.CharField(_("opinion"), max_length=12, choices=Verdict)
    text = models.TextField(_("remarks"), blank=True)
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)

    class Meta:
        verbose_name = _("provincial opinion")
        verbose_name_plural = _("provincial opinions")
        constraints = [
            models.CheckConstraint(
                condition=Q(verdict="agrees") | ~Q(text=""), name="an_opinion_that_does_not_simply_agree_says_why"
            )
        ]

    def __str__(self) -> str:
        return f"{self.version}: {self.verdict}"
