"""What cities say against the facts that are used and against their results, and what is decided."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import Evidence, Submission
from reviews.models import Result, SheetReopening
from rounds.models import Indicator


class Claim(models.Model):
    """Said by a city, tied to an indicator and to evidence that it has handed in; decided once, with reasons."""

    class State(models.TextChoices):
        FILED = "filed", _("Waits for a decision")
        UPHELD = "upheld", _("Upheld")
        REJECTED = "rejected", _("Not upheld")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="%(class)ss")
    indicator = models.ForeignKey(
        Indicator, verbose_name=_("indicator"), on_delete=models.PROTECT, related_name="+"
    )
    text = models.TextField(_("what is wrong, and why"))
    evidence = models.ManyToManyField(Evidence, verbose_name=_("evidence"), related_name="+", blank=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.FILED)
    filed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(_("filed at"), auto_now_add=True)
    answer = models.TextField(_("answer to the city"), blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        abstract = True
        ordering = ["submission__city__gb_code", "indicator__position", "filed_at"]

    def __str__(self) -> str:
        return f"{self.submission.city} {self.indicator.code}"

    @property
    def is_open(self) -> bool:
        return self.state == self.State.FILED


def _decided(name: str) -> models.CheckConstraint:
    return models.CheckConstraint(
        condition=Q(state="filed", decided_by=None, decided_at=None, answer="")
        | ~Q(state="filed") & Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(answer=""),
        name=name,
    )


class FactRequest(Claim):
    """Before the result is frozen: a fact that is used should be another (事实核对). ``used`` is what was used."""

    used = models.TextField(_("fact that is used"))
    proposed = models.CharField(_("what it should be"), max_length=300)

    class Meta(Claim.Meta):
        verbose_name = _("correction of a fact")
        verbose_name_plural = _("corrections of facts")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "indicator"], condition=Q(state="filed"), name="one_fact_request_waits"
            ),
            _decided("a_decided_fact_request_says_by_whom_and_why"),
        ]


class Objection(Claim):
    """A city's challenge of a frozen result (复核申请): time-boxed, once for a matter, decided by others.

    Upheld, it has one of the four reasons for which a submitted sheet is opened again, or takes the indicator out
    as not applicable (不适用); academic judgement is no reason.
    """

    NOT_APPLICABLE = "not_applicable"
    EFFECTS = [*SheetReopening.Reason.choices, (NOT_APPLICABLE, _("The indicator does not apply to the city"))]

    class Kind(models.TextChoices):
        FACT = "fact", _("A fact was overlooked")
        ARITHMETIC = "arithmetic", _("The arithmetic is wrong")
        PROCEDURE = "procedure", _("The procedure was not kept")
        CONFLICT = "conflict", _("An expert had a conflict of interest")

    result = models.ForeignKey(Result, on_delete=models.PROTECT, related_name="objections")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    effect = models.CharField(_("reason for the correction"), max_length=16, choices=EFFECTS, blank=True)

    class Meta(Claim.Meta):
        verbose_name = _("objection")
        verbose_name_plural = _("objections")
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "indicator", "kind"], name="a_city_objects_to_a_matter_once"
            ),
            _decided("a_decided_objection_says_by_whom_and_why"),
            models.CheckConstraint(
                condition=Q(state="upheld") & ~Q(effect="") | ~Q(state="upheld") & Q(effect=""),
                name="an_upheld_objection_has_a_reason_for_the_correction",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=F("filed_by")),
                name="nobody_decides_their_own_objection",
            ),
        ]
