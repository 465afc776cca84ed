"""What is kept for the report."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from rounds.models import Round
from scoring.statistics.parameters import Parameters


class StatisticParameters(models.Model):
    """The thresholds of a round's statistics (统计参数), where they differ from the defaults.

    ``values`` are texts by the names of ``scoring.statistics.parameters``; every change is on record with what
    stood before. ``version`` is raised by each save.
    """

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="statistic_parameters")
    values = models.JSONField(_("values"), default=dict)
    version = models.PositiveIntegerField(default=1)
    set_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    set_at = models.DateTimeField(_("set at"), auto_now=True)

    class Meta:
        verbose_name = _("parameters of the statistics")
        verbose_name_plural = _("parameters of the statistics")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(version__gte=1), name="parameters_that_are_set_have_a_version"
            )
        ]

    def __str__(self) -> str:
        return f"{self.round} v{self.version}"

    @property
    def parsed(self) -> Parameters:
        return Parameters.from_dict(self.values)
