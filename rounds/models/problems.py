"""The common problems that experts tag cities with."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.bilingual import Bilingual
from rounds.models.rounds import Round


class Problem(Bilingual, models.Model):
    """A common problem of the report's fourth part (存在问题), form E4: experts tag the cities that have it.

    Retired ones stay with what was tagged before; nobody tags with them any more.
    """

    round = models.ForeignKey(Round, verbose_name=_("round"), on_delete=models.CASCADE, related_name="problems")
    code = models.SlugField(_("code"))
    name_zh = models.CharField(_("Chinese name"), max_length=60)
    name_en = models.CharField(_("English name"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)
    retired_at = models.DateTimeField(_("retired at"), null=True, blank=True)

    class Meta:
        verbose_name = _("common problem")
        verbose_name_plural = _("common problems")
        ordering = ["round", "position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "code"], name="a_problem_code_is_unique_in_its_round"),
            models.UniqueConstraint(fields=["round", "name_zh"], name="a_problem_is_listed_once_in_its_round"),
        ]

    __str__ = Bilingual.__str__
