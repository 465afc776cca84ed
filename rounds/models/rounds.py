"""One national evaluation, from call to report, and who leads it."""

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.bilingual import Bilingual, in_readers_language
from accounts.models import User
from rounds.models.systems import IndicatorSystem
from scoring.policy import DEFAULT_POLICY, ReconciliationPolicy


def default_policy() -> dict[str, Any]:
    return DEFAULT_POLICY.to_dict()


class Round(Bilingual, models.Model):
    """One national evaluation (评估轮次).

    The policy may change until the first sheet is submitted; then ``policy_frozen_at`` is set and it never
    changes again. Opening the round freezes the indicator system.
    """

    slug = models.SlugField(_("address"), unique=True, help_text=_("in the address of its pages, such as 2023"))
    name_zh = models.CharField(_("Chinese name"), max_length=100)
    name_en = models.CharField(_("English name"), max_length=150)
    review_start = models.PositiveSmallIntegerField(_("review period from"))
    review_end = models.PositiveSmallIntegerField(_("review period to"))
    previous_start = models.PositiveSmallIntegerField(_("previous period from"))
    previous_end = models.PositiveSmallIntegerField(_("previous period to"))
    epsilon = models.DecimalField(
        _("ε"),
        max_digits=6,
        decimal_places=4,
        default=0,
        help_text=_("a yearly rate up to +ε counts as stable, such as 0.005"),
    )
    reference_targets = models.JSONField(
        _("reference targets"),
        default=dict,
        blank=True,
        help_text=_("used where a city has no target, by series"),
    )
    indicator_system = models.ForeignKey(
        IndicatorSystem, verbose_name=_("indicator system"), on_delete=models.PROTECT, related_name="rounds"
    )
    policy = models.JSONField(_("reconciliation policy"), default=default_policy)
    policy_frozen_at = models.DateTimeField(_("policy frozen at"), null=True, blank=True, editable=False)
    opened_at = models.DateTimeField(_("opened at"), null=True, blank=True, editable=False)
    call_zh = models.TextField(_("call notice (Chinese)"), blank=True)
    call_en = models.TextField(_("call notice (English)"), blank=True)
    contact_name = models.CharField(_("contact of the secretariat"), max_length=100, blank=True)
    contact_phone = models.CharField(_("telephone of the contact"), max_length=40, blank=True)
    estimated_hours = models.PositiveSmallIntegerField(
        _("estimated hours to fill in"), null=True, blank=True, help_text=_("told to cities beforehand")
    )
    paused_because_zh = models.TextField(_("paused because (Chinese)"), blank=True)
    paused_because_en = models.TextField(_("paused because (English)"), blank=True)
    pause_announced = models.BooleanField(default=False, editable=False)
    is_demonstration = models.BooleanField(_("demonstration"), default=False)

    class Meta:
        verbose_name = _("round")
        verbose_name_plural = _("rounds")
        ordering = ["-review_end", "slug"]
        constraints = [
            models.CheckConstraint(
                condition=Q(review_start__lt=F("review_end"), previous_start__lt=F("previous_end")),
                name="a_period_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(previous_end__lte=F("review_start")), name="the_previous_period_comes_before"
            ),
            models.CheckConstraint(condition=Q(epsilon__gte=0), name="epsilon_is_not_negative"),
        ]

    __str__ = Bilingual.__str__

    @property
    def call(self) -> str:
        """The call notice in the reader's language."""
        return in_readers_language(self.call_zh, self.call_en)

    @property
    def is_paused(self) -> bool:
        return bool(self.paused_because_zh)

    @property
    def is_open(self) -> bool:
        return self.opened_at is not None

    @property
    def policy_value(self) -> ReconciliationPolicy:
        """The policy as ``scoring`` reads it."""
        return ReconciliationPolicy.from_dict(self.policy)


class RoundRole(models.Model):
    """A person's part in leading one round."""

    class Kind(models.TextChoices):
        SECRETARIAT = "secretariat", _("Secretariat")
        CHAIR = "chair", _("Chair")
        DEPUTY = "deputy", _("Deputy chair")
        AUTHORITY = "authority", _("Authority")
        OBSERVER = "observer", _("Observer")

    round = models.ForeignKey(Round, verbose_name=_("round"), on_delete=models.CASCADE, related_name="roles")
    user = models.ForeignKey(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="round_roles")
    kind = models.CharField(_("role"), max_length=12, choices=Kind)

    class Meta:
        verbose_name = _("role in the round")
        verbose_name_plural = _("roles in the round")
        ordering = ["round", "kind"]
        constraints = [
            models.UniqueConstraint(fields=["round", "user"], name="a_person_has_one_leading_role_in_a_round")
        ]

    def __str__(self) -> str:
        return f"{self.user}: {self.get_kind_display()}"
