"""Papers that are no city's material: the letter of a withdrawal, the scan of a paper form."""

import secrets

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models.submissions import Submission


def paper_key(paper: "OfficialPaper", filename: str) -> str:
    """Where the bytes lie: a random key, never used twice."""
    return f"papers/{secrets.token_hex(1)}/{secrets.token_hex(16)}"


class OfficialPaper(models.Model):
    """A document that proves an act of the secretariat about one city's submission. Checked; private."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="papers")
    file = models.FileField(upload_to=paper_key, max_length=200)
    original_name = models.CharField(_("file name"), max_length=255)
    content_type = models.CharField(_("type"), max_length=100)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField(_("uploaded at"), auto_now_add=True)

    class Meta:
        verbose_name = _("official paper")
        verbose_name_plural = _("official papers")
        ordering = ["submission", "pk"]
        constraints = [models.CheckConstraint(condition=Q(size__gt=0), name="an_official_paper_is_not_empty")]

    def __str__(self) -> str:
        return self.original_name


class Withdrawal(models.Model):
    """A city leaves the round (退出), with the document that says so. Its material and its sheets are kept."""

    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="withdrawal")
    document = models.CharField(_("document"), max_length=200)
    reason = models.TextField(_("reason"))
    paper = models.OneToOneField(OfficialPaper, on_delete=models.PROTECT, related_name="withdrawal")
    state_before = models.CharField(_("state before"), max_length=10, choices=Submission.State)
    withdrawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    withdrawn_at = models.DateTimeField(_("withdrawn at"), auto_now_add=True)

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(document=""), name="a_withdrawal_names_its_document"
            )
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.document}"
