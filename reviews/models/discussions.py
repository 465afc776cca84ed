"""What is said about a city among its experts, and about an anchor dossier: append-only."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import Submission
from reviews.models.calibration import AnchorDossier


class Remark(models.Model):
    """One contribution to the discussion of a city or of an anchor dossier. Never edited, never removed."""

    submission = models.ForeignKey(
        Submission, on_delete=models.PROTECT, null=True, blank=True, related_name="remarks"
    )
    dossier = models.ForeignKey(
        AnchorDossier, on_delete=models.PROTECT, null=True, blank=True, related_name="remarks"
    )
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(_("text"))
    mentioned = models.ManyToManyField(User, related_name="+")
    said_at = models.DateTimeField(_("said at"), auto_now_add=True)

    class Meta:
        verbose_name = _("contribution to a discussion")
        verbose_name_plural = _("contributions to discussions")
        ordering = ["said_at", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(submission=None, dossier__isnull=False) | Q(submission__isnull=False, dossier=None),
                name="a_remark_is_about_one_thing",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_remark_has_words"),
        ]

    def __str__(self) -> str:
        return self.text[:60]
