"""V1: the secretariat's acceptance of a city's computed points."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import Submission
from rounds.models import Indicator


class Verification(models.Model):
    """The verified computed points 核算分 of a city for an indicator (核验), with source.

    Append-only like a signed sheet: the one whose ``to_version`` is empty counts. ``applies = False`` says that
    the computed part does not apply (E without a promise on record): its points are then 0 and the judged part
    is scaled to the indicator's full points.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="verifications")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(_("computed points"), max_digits=5, decimal_places=2)
    applies = models.BooleanField(_("applies"), default=True)
    source = models.TextField(_("source and arithmetic"))
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(_("verified at"))
    from_version = models.BigIntegerField()
    to_version = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["submission", "indicator__position", "from_version"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "indicator"],
                condition=Q(to_version=None),
                name="one_verification_counts",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0) & (Q(applies=True) | Q(points=0)),
                name="verified_points_fit_what_applies",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="a_verification_names_its_source"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.indicator.code}"
