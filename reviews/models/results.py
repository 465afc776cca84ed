"""The result: a ranking that the chair has frozen, and what it takes to correct it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reviews.models.ranking import RankingSnapshot
from rounds.models import Round


class Result(models.Model):
    """A frozen ranking (锁定的结果), numbered within its round. Never edited; the newest one is in force.

    While it is in force nothing that counts can change. Number 2 and later are corrections.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="results")
    number = models.PositiveSmallIntegerField(_("number"))
    snapshot = models.ForeignKey(RankingSnapshot, on_delete=models.PROTECT, related_name="+")
    frozen_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField(_("frozen at"), auto_now_add=True)
    expert_domains = models.JSONField(
        null=True,
        editable=False,
        help_text=_("expert and domain, as the registry had them: it goes on, the result stays"),
    )

    class Meta:
        verbose_name = _("frozen result")
        verbose_name_plural = _("frozen results")
        ordering = ["round", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="a_result_has_its_number"),
        ]

    def __str__(self) -> str:
        return f"{self.round} #{self.number}"


class Correction(models.Model):
    """The opening of a frozen result: one person asks and says why, another signs, and then it is open.

    A result that is opened stays in the record; freezing again makes the next number.
    """

    result = models.OneToOneField(Result, on_delete=models.PROTECT, related_name="correction")
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("correction of a result")
        verbose_name_plural = _("corrections of results")
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="a_correction_says_why"),
            models.CheckConstraint(
                condition=Q(signed_by=None, signed_at=None) | Q(signed_by__isnull=False, signed_at__isnull=False),
                name="a_signature_has_its_time",
            ),
            models.CheckConstraint(condition=~Q(signed_by=F("asked_by")), name="two_persons_sign_a_correction"),
        ]

    def __str__(self) -> str:
        return str(self.result)
