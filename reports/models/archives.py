"""Sealed packages of finished rounds."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reviews.models import Result


class Archive(models.Model):
    """A package that was asked for (归档包), and where it lies once a worker has sealed it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        DONE = "done", _("Sealed")
        FAILED = "failed", _("Failed")

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="archives")
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    file = models.CharField(max_length=200, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"), null=True, blank=True)
    sha256 = models.CharField(_("SHA-256 of the package"), max_length=64, blank=True)
    signer = models.CharField(_("fingerprint of the signing key"), max_length=64, blank=True)
    error = models.TextField(_("error"), blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("archive package")
        verbose_name_plural = _("archive packages")
        ordering = ["result", "-asked_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["result"], condition=Q(state="waiting"), name="one_package_of_a_result_is_made_at_a_time"
            ),
            models.CheckConstraint(
                condition=~Q(state="done") | ~Q(file="") & ~Q(sha256="") & Q(finished_at__isnull=False),
                name="a_sealed_package_is_there",
            ),
        ]

    def __str__(self) -> str:
        return str(self.result)
