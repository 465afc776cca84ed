"""A score sheet that was filled in on paper, entered by the secretariat."""

import secrets
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reviews.models.experts import Assignment
from reviews.models.sheets import ScoreSheetVersion


def scan_key(paper: Any, filename: str) -> str:
    """Where the scan lies: a random key, never the name a person gave."""
    return f"paper-sheets/{secrets.token_hex(16)}"


class PaperSheet(models.Model):
    """A person's copy of a signed paper sheet (代录), with its scan. It counts once somebody else has compared it.

    ``entries``: by indicator code, points as text or None, whether unable to judge, comment.
    """

    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="paper_sheets")
    entries = models.JSONField(_("entries"))
    over_edit_version = models.PositiveIntegerField(
        default=0, help_text=_("of the expert's own draft when it was entered: what was typed since is not lost")
    )
    scan = models.FileField(upload_to=scan_key, max_length=200)
    scan_name = models.CharField(_("file name"), max_length=255)
    scan_type = models.CharField(_("type"), max_length=100)
    scan_sha256 = models.CharField("SHA-256", max_length=64)
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True)
    refused_because = models.TextField(_("sent back because"), blank=True)
    version = models.OneToOneField(ScoreSheetVersion, on_delete=models.PROTECT, null=True, related_name="paper")

    class Meta:
        verbose_name = _("paper sheet")
        verbose_name_plural = _("paper sheets")
        ordering = ["entered_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(decided_at=None), name="one_paper_sheet_waits_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, decided_by=None)
                | Q(decided_at__isnull=False, decided_by__isnull=False),
                name="a_decided_paper_sheet_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("entered_by")),
                name="a_second_person_compares_a_paper_sheet",
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None, version=None, refused_because="")
                | Q(decided_at__isnull=False, version__isnull=False, refused_because="")
                | Q(decided_at__isnull=False, version=None) & ~Q(refused_because=""),
                name="a_compared_paper_sheet_became_a_version_or_says_why_not",
            ),
        ]

    def __str__(self) -> str:
        return str(self.assignment)
