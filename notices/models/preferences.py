"""Kinds of notices, and how each person wants to hear of them."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User


class Kind(models.TextChoices):
    """What a notice is about, as far as a person chooses how to hear of it."""

    WORK = "work", _("Something waits for you")
    DECISION = "decision", _("Decisions about what you handed in or do")
    REMINDER = "reminder", _("Reminders of what is due")
    STAGE = "stage", _("Stages of the round that begin, end or pause")
    NEWS = "news", _("Other news")


class Delivery(models.TextChoices):
    """How a notice reaches a person beside the portal, where it always stands."""

    PORTAL = "portal", _("only in the portal")
    AT_ONCE = "at_once", _("e-mail at once")
    DIGEST = "digest", _("in one e-mail a day")


DEFAULTS: dict[str, Delivery] = {
    Kind.WORK: Delivery.AT_ONCE,
    Kind.DECISION: Delivery.AT_ONCE,
    Kind.REMINDER: Delivery.AT_ONCE,
    Kind.STAGE: Delivery.DIGEST,
    Kind.NEWS: Delivery.PORTAL,
}
"""What holds for a person who has chosen nothing."""


class Preference(models.Model):
    """What a person has chosen for one kind. Without a row the default holds."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="notice_preferences")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    delivery = models.CharField(_("delivery"), max_length=8, choices=Delivery)

    class Meta:
        verbose_name = _("preference")
        verbose_name_plural = _("preferences")
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="a_person_chooses_once_for_a_kind")]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"


class Reminded(models.Model):
    """When a person was last reminded of one thing (``key``), so that the next reminder waits its time."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=100)
    last_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "key"], name="a_person_has_one_rhythm_for_a_thing")]

    def __str__(self) -> str:
        return f"{self.user}: {self.key}"
