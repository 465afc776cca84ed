"""否决: the authority limits a city's grade."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import Submission
from rounds.models import Round


class GradeCap(models.Model):
    """The highest grade a city may have (等次封顶), with reason and document. Total and rank stay as they are.

    Append-only: the one whose ``to_version`` is empty is in force.
    """

    class Highest(models.IntegerChoices):
        UNQUALIFIED = 1, _("Not qualified")
        QUALIFIED = 2, _("Qualified")
        GOOD = 3, _("Good")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="grade_caps")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="grade_caps")
    highest = models.PositiveSmallIntegerField(_("highest grade"), choices=Highest)
    reason = models.TextField(_("reason"))
    document = models.CharField(_("document"), max_length=200, help_text=_("title, number and date"))
    capped_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    capped_at = models.DateTimeField(_("capped at"), auto_now_add=True)
    lifted_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    lifted_because = models.TextField(_("lifted because"), blank=True)
    from_version = models.BigIntegerField()
    to_version = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("cap of a grade")
        verbose_name_plural = _("caps of grades")
        ordering = ["round", "submission", "from_version"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission"], condition=Q(to_version=None), name="one_cap_of_a_city_is_in_force"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(document=""), name="a_cap_has_reason_and_document"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.get_highest_display()}"
