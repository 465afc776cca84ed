"""Where a city says that it has nothing to enter."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models.submissions import Submission


class NothingToReport(models.Model):
    """The city's word that a register of a form has no entries, which is not the same as not filled in.

    ``table`` is the key of ``cities.questionnaire``, such as ``F5.policies``. An entry made later ends it.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="nothing_to_report")
    table = models.CharField(max_length=40)
    said_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    said_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = _("nothing to report")
        verbose_name_plural = _("nothing to report")
        ordering = ["submission", "table"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "table"], name="nothing_is_reported_once_a_register")
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.table}"
