"""What a city says to a finding of the plausibility checks."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models.submissions import Submission


class PlausibilityExplanation(models.Model):
    """The city's words to one finding. They hold as long as the values that were found are the same.

    ``finding_key`` is place and rule, ``fingerprint`` the values: data that change open the finding again, and the
    words stay to be taken up or written anew.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="explanations")
    finding_key = models.CharField(max_length=200)
    fingerprint = models.CharField(max_length=64)
    text = models.TextField(_("explanation"))
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField(_("written at"), auto_now=True)

    class Meta:
        verbose_name = _("explanation of a finding")
        verbose_name_plural = _("explanations of findings")
        ordering = ["submission", "finding_key"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "finding_key"], name="a_finding_has_one_explanation"),
            models.CheckConstraint(condition=~models.Q(text=""), name="an_explanation_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.finding_key}"
