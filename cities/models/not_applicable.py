"""Indicators that a city asks to be left out."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models.submissions import Submission
from rounds.models import Indicator


class NotApplicableRequest(models.Model):
    """A city's request that an indicator does not apply to it (不适用), with its reason, and the decision.

    Approved by the secretariat before the city's first sheet; an approved one takes out both parts of the
    indicator. A decision is never changed; after a refusal the city may ask again.
    """

    class State(models.TextChoices):
        REQUESTED = "requested", _("Requested")
        APPROVED = "approved", _("Approved")
        REFUSED = "refused", _("Refused")
        TAKEN_BACK = "taken_back", _("Taken back")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="not_applicable_requests")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(_("reason"))
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.REQUESTED)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    requested_at = models.DateTimeField(_("requested at"), auto_now_add=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    decision_reason = models.TextField(_("reason of the decision"), blank=True)
    from_version = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("request that an indicator does not apply")
        verbose_name_plural = _("requests that an indicator does not apply")
        ordering = ["submission", "indicator__position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "indicator"],
                condition=Q(state__in=["requested", "approved"]),
                name="an_indicator_is_asked_to_be_left_out_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_request_to_leave_out_has_a_reason"),
            models.CheckConstraint(
                condition=Q(state="requested", decided_by=None, decided_at=None)
                | Q(~Q(state="requested"), decided_by__isnull=False, decided_at__isnull=False),
                name="a_decided_request_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="refused") | ~Q(decision_reason=""), name="a_refused_request_says_why"
            ),
            models.CheckConstraint(
                condition=Q(from_version=None) | Q(state="approved"), name="only_an_approved_request_counts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.indicator.code}"
