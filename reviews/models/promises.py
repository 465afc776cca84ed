"""What the secretariat found became of the promises of innovation (创新举措承诺)."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import InnovationPromise, Submission


class PromiseCheck(models.Model):
    """The verified state of one promise. ``row`` is its row in the city's form, the same in every version.

    Until there is one the promise is not verified: it counts as the city says. ``said`` is what the city said when
    it was verified; another state than that has a reason.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="promise_checks")
    row = models.CharField(max_length=40)
    said = models.CharField(max_length=12, choices=InnovationPromise.Fulfilment, blank=True)
    fulfilment = models.CharField(_("verified state"), max_length=12, choices=InnovationPromise.Fulfilment)
    reason = models.TextField(_("reason where it differs"), blank=True)
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(_("verified at"))

    class Meta:
        verbose_name = _("verified promise")
        verbose_name_plural = _("verified promises")
        ordering = ["submission", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "row"], name="a_promise_has_one_verified_state"),
            models.CheckConstraint(
                condition=Q(fulfilment=F("said")) | ~Q(reason=""),
                name="a_promise_in_another_state_than_the_city_says_has_a_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.row}"
