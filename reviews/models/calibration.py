"""The calibration exercise (校准): anchor dossiers that all experts mark, outside the official marks."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import SubmissionVersion
from reviews.models.experts import Expert
from rounds.models import Round

MOST_ANCHORS = 3


class Calibration(models.Model):
    """The exercise of a round. Its marks are rows of their own and count nowhere.

    Everybody marks alone, then the dispersion is shown and discussed, then everybody marks again.
    """

    class State(models.TextChoices):
        PREPARED = "prepared", _("Being prepared")
        FIRST = "first", _("First marks")
        DISCUSSION = "discussion", _("Discussion")
        SECOND = "second", _("Second marks")
        CLOSED = "closed", _("Closed")

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="calibration")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PREPARED)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)

    class Meta:
        verbose_name = _("calibration exercise")
        verbose_name_plural = _("calibration exercises")

    def __str__(self) -> str:
        return f"{self.round}: {self.get_state_display()}"


class AnchorDossier(models.Model):
    """A version of some city's material as it was accepted, of another round or of a city that has withdrawn from
    this: of none that this round's experts score. One to three.
    """

    calibration = models.ForeignKey(Calibration, on_delete=models.PROTECT, related_name="dossiers")
    version = models.ForeignKey(SubmissionVersion, on_delete=models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(_("position"))

    class Meta:
        verbose_name = _("anchor dossier")
        verbose_name_plural = _("anchor dossiers")
        ordering = ["calibration", "position"]
        constraints = [
            models.UniqueConstraint(fields=["calibration", "version"], name="a_dossier_is_an_anchor_once"),
            models.UniqueConstraint(fields=["calibration", "position"], name="anchors_stand_in_an_order"),
            models.CheckConstraint(condition=Q(position__range=(1, MOST_ANCHORS)), name="three_anchors_at_most"),
        ]

    def __str__(self) -> str:
        return str(self.version.submission.city)


class AnchorSheet(models.Model):
    """What one expert gives one anchor dossier, first (1) and after the discussion (2).

    ``marks``: indicator code → points (a decimal as text, or empty) and comment. Nothing official reads it.
    """

    class Attempt(models.IntegerChoices):
        FIRST = 1, _("before the discussion")
        SECOND = 2, _("after the discussion")

    dossier = models.ForeignKey(AnchorDossier, on_delete=models.PROTECT, related_name="sheets")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="anchor_sheets")
    attempt = models.PositiveSmallIntegerField(_("attempt"), choices=Attempt)
    marks = models.JSONField(default=dict)
    version = models.PositiveIntegerField(default=0)
    submitted_at = models.DateTimeField(_("submitted at"), null=True, blank=True)

    class Meta:
        verbose_name = _("sheet of an anchor dossier")
        verbose_name_plural = _("sheets of anchor dossiers")
        ordering = ["dossier", "expert", "attempt"]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "expert", "attempt"], name="an_anchor_is_marked_once_each_time"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier}: {self.expert} {self.attempt}"
