"""A city's paper form entered by the secretariat on its behalf."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models.papers import OfficialPaper
from cities.models.submissions import Submission, SubmissionVersion


class ProxyEntry(models.Model):
    """The secretariat enters what a city that cannot log in sent on paper (代录), with the scan of it.

    While it is open the secretariat's people write for the city, each under their own name; one signs, another
    confirms that what was entered is what the scan says, and with that it is handed in. The city is shown it.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="proxy_entries")
    paper = models.OneToOneField(OfficialPaper, on_delete=models.PROTECT, related_name="proxy_entry")
    reason = models.TextField(_("reason"))
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    version = models.OneToOneField(
        SubmissionVersion, on_delete=models.PROTECT, null=True, blank=True, related_name="proxy_entry"
    )

    class Meta:
        verbose_name = _("entry on a city's behalf")
        verbose_name_plural = _("entries on a city's behalf")
        ordering = ["submission", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(ended_at=None), name="a_city_is_entered_for_by_one_paper"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="an_entry_on_behalf_has_a_reason"),
            models.CheckConstraint(
                condition=Q(version=None) | Q(ended_at__isnull=False), name="an_entry_ends_when_it_is_handed_in"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.paper}"
