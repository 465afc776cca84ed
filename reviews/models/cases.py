"""合议: cases of marks that lie too far apart, and what they were settled with."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import Submission
from reviews.models.experts import Expert
from rounds.models import Domain, Indicator, Round


class Case(models.Model):
    """A divergence that must be talked over (合议事项): of one cell, or of the experts' subtotals in a domain.

    ``indicator`` is empty where the subtotals of ``domain`` diverge; then the case is about all of the domain's
    judged indicators. ``domain`` is empty for an indicator that everybody marks. The portal opens and closes
    cases; people move them on in between.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waits for a further expert")
        FURTHER = "further", _("Further expert is scoring")
        REASONS = "reasons", _("Experts give reasons")
        CHAIR = "chair", _("Waits for the chair")
        SIGNING = "signing", _("Waits for the second signature")
        SETTLED = "settled", _("Settled")
        CONVERGED = "converged", _("Converged")

    CLOSED = (State.SETTLED, State.CONVERGED)

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="cases")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="cases")
    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.OPEN)
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    opened_version = models.BigIntegerField(_("opened by version"))
    no_further_because = models.CharField(_("why no further expert"), max_length=500, blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        ordering = ["round", "submission__city__gb_code", "domain", "indicator"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "domain", "indicator"],
                condition=~Q(state__in=["settled", "converged"]),
                nulls_distinct=False,
                name="one_case_is_open_for_a_divergence",
            ),
            models.CheckConstraint(
                condition=Q(domain__isnull=False) | Q(indicator__isnull=False), name="a_case_is_about_something"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["settled", "converged"], closed_at__isnull=False)
                | ~Q(state__in=["settled", "converged"]) & Q(closed_at=None),
                name="a_closed_case_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission.city} {self.indicator.code if self.indicator else self.domain}"

    @property
    def is_open(self) -> bool:
        return self.state not in self.CLOSED


class CaseOpinion(models.Model):
    """What one expert answered to the others' reasons: kept or revised, and why. Dissent stays on record."""

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="opinions")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="+")
    keeps = models.BooleanField(_("keeps the marks"))
    reason = models.TextField(_("reason"))
    given_at = models.DateTimeField(_("given at"), auto_now_add=True)

    class Meta:
        verbose_name = _("opinion on a case")
        verbose_name_plural = _("opinions on cases")
        ordering = ["case", "given_at"]
        constraints = [
            models.UniqueConstraint(fields=["case", "expert"], name="an_expert_answers_a_case_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="an_opinion_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.expert}"


class Settlement(models.Model):
    """The judged points that a case was settled with (裁定分), which replace those of one cell.

    Proposed by the chair, in force from the second signature on, and only while ``marks`` (hundredths, sorted)
    are the cell's counted marks: it lapses by itself when one of them changes. ``from_version`` and ``to_version``
    are the round's scores_version with which it began and ceased to hold.
    """

    case = models.ForeignKey(Case, on_delete=models.PROTECT, related_name="settlements")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2)
    marks = ArrayField(models.IntegerField(), verbose_name=_("marks it replaces"))
    reason = models.TextField(_("reason"))
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    settled_at = models.DateTimeField(_("settled at"), auto_now_add=True)
    signed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    signed_at = models.DateTimeField(_("signed at"), null=True, blank=True)
    from_version = models.BigIntegerField(null=True, blank=True)
    to_version = models.BigIntegerField(null=True, blank=True)
    lapsed_at = models.DateTimeField(_("lapsed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("settlement")
        verbose_name_plural = _("settlements")
        ordering = ["case", "indicator", "settled_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["case", "indicator"], condition=Q(lapsed_at=None), name="a_case_settles_an_indicator_once"
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_settlement_says_why"),
            models.CheckConstraint(condition=~Q(signed_by=F("settled_by")), name="two_persons_settle"),
            models.CheckConstraint(condition=Q(points__gte=0), name="settled_points_are_not_negative"),
        ]

    def __str__(self) -> str:
        return f"{self.case}: {self.points}"
