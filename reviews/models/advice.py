"""Advice beside the official ranking: what was worked out of one version's sheets."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from rounds.models import Round


class Advice(models.Model):
    """参考: severity, intervals, reliability, sensitivity as of one scores_version. Never official, never edited.

    ``content`` is compressed JSON as ``reviews.ranking.advice`` writes it. Only the newest of a round is kept.
    """

    round = models.OneToOneField(Round, primary_key=True, on_delete=models.PROTECT, related_name="advice")
    scores_version = models.BigIntegerField(_("scores version"))
    content = models.BinaryField()
    built_at = models.DateTimeField(_("built at"), auto_now=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds it took"))

    class Meta:
        verbose_name = _("advice")
        verbose_name_plural = _("advice")

    def __str__(self) -> str:
        return f"{self.round} v{self.scores_version}"
