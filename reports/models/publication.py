"""The way of a frozen result to the public: told to the cities, countersigned, published, final."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reports.models.builds import ReportBuild
from reviews.models import Result
from rounds.models import Round


class OwnResults(models.Model):
    """From now on each city reads its own result (结果反馈)."""

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="own_results")
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(_("released at"), auto_now_add=True)

    class Meta:
        verbose_name = _("results told to the cities")
        verbose_name_plural = _("results told to the cities")

    def __str__(self) -> str:
        return str(self.result)


class Countersignature(models.Model):
    """The authority's signature under a frozen result (会签)."""

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="countersignature")
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("signed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("countersignature")
        verbose_name_plural = _("countersignatures")

    def __str__(self) -> str:
        return str(self.result)


class Publication(models.Model):
    """What the public reads of a result (公示 / 最终结果). Numbered within its round; the newest one is shown.

    ``content`` was made once, in both languages, when it was approved, and never changes: public pages read
    nothing else. ``sha256`` is the hash of its canonical JSON.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="publications")
    number = models.PositiveSmallIntegerField(_("number"))
    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="publication")
    build = models.ForeignKey(
        ReportBuild, verbose_name=_("report"), on_delete=models.PROTECT, related_name="publications"
    )
    content = models.JSONField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    notice_until = models.DateField(_("public notice until"))
    contact = models.CharField(_("contact for remarks"), max_length=200)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    published_at = models.DateTimeField(_("published at"), auto_now_add=True)
    final_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    final_at = models.DateTimeField(_("final since"), null=True, blank=True)

    class Meta:
        verbose_name = _("publication")
        verbose_name_plural = _("publications")
        ordering = ["round", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="a_publication_has_its_number"),
            models.CheckConstraint(
                condition=Q(final_by=None, final_at=None)
                | Q(final_by__isnull=False, final_at__gt=F("published_at")),
                name="a_result_is_final_after_its_publication",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} #{self.number}"

    @property
    def is_final(self) -> bool:
        return self.final_at is not None
