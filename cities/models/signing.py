"""Signatures under what a city hands in: who prepared, who reviewed, who issued it."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models.submissions import Submission, SubmissionVersion


class Step(models.TextChoices):
    """The steps of signing, in their order."""

    PREPARED = "prepared", _("Prepared")
    REVIEWED = "reviewed", _("Reviewed")
    APPROVED = "approved", _("Issued")
    CONFIRMED = "confirmed", _("Entry confirmed")


class SignOff(models.Model):
    """One signature under the draft as it stood (签署). It holds for the content with ``sha256`` and no other.

    A change of the draft voids it; the row stays and says when and why. With the last signature the draft is
    handed in, and the version has all of them. A signature is never edited.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="sign_offs")
    version = models.ForeignKey(
        SubmissionVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="sign_offs"
    )
    step = models.CharField(_("step"), max_length=10, choices=Step)
    sha256 = models.CharField(_("SHA-256 of the content that was signed"), max_length=64)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    signed_at = models.DateTimeField(_("signed at"), auto_now_add=True)
    voided_at = models.DateTimeField(_("void since"), null=True, blank=True)
    voided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    void_reason = models.TextField(_("why it was sent back"), blank=True)

    class Meta:
        verbose_name = _("signature")
        verbose_name_plural = _("signatures")
        ordering = ["submission", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "step"],
                condition=Q(voided_at=None, version=None),
                name="a_step_is_signed_once",
            ),
            models.UniqueConstraint(fields=["version", "step"], name="a_version_has_one_signature_a_step"),
            models.CheckConstraint(
                condition=Q(voided_at=None) | Q(version=None), name="a_void_signature_hands_nothing_in"
            ),
            models.CheckConstraint(
                condition=Q(voided_at=None, voided_by=None, void_reason="") | Q(voided_at__isnull=False),
                name="only_a_void_signature_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.step}"


class StepLeftOut(models.Model):
    """The decision that a city without a reviewer or without an approver signs without that step (免签环节).

    Taken by the city's own administrator or the secretariat, with a reason, and shown with the material. It rests
    as soon as somebody has the role, and may be ended.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="steps_left_out")
    step = models.CharField(_("step"), max_length=10, choices=Step)
    reason = models.TextField(_("reason"))
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)

    class Meta:
        verbose_name = _("step left out")
        verbose_name_plural = _("steps left out")
        ordering = ["submission", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "step"], condition=Q(ended_at=None), name="a_step_is_left_out_once"
            ),
            models.CheckConstraint(
                condition=Q(step__in=["reviewed", "approved"]), name="only_review_and_issue_are_left_out"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_step_left_out_has_a_reason"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.step}"
