"""The experts, the panel of a round, recusals, and who scores which city."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import City, Province, Submission
from rounds.models import Domain, Round

MOST_DOMAINS = 2
"""Domains an expert may have."""


class Expert(models.Model):
    """A person who scores (评审专家): the registry, beyond any one round."""

    user = models.OneToOneField(User, verbose_name=_("person"), on_delete=models.PROTECT, related_name="expert")
    domains = models.ManyToManyField(Domain, verbose_name=_("domains"), related_name="experts")
    employer = models.CharField(_("employer"), max_length=150)
    employer_city = models.ForeignKey(
        City,
        verbose_name=_("employer belongs to the city"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("a bureau or institute of a pilot city: the expert is recused from it"),
    )
    employer_province = models.ForeignKey(
        Province,
        verbose_name=_("employer is the authority of the province"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("the expert is recused from all of the province's cities"),
    )
    title = models.CharField(_("title"), max_length=80, blank=True)

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["user__full_name"]

    def __str__(self) -> str:
        return str(self.user)


class PanelMember(models.Model):
    """An expert in the panel of a round (专家组), with their weight and signed pledge."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="panel")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="panels")
    weight = models.PositiveSmallIntegerField(_("weight"), default=1)
    pledged_at = models.DateTimeField(_("pledge signed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("panel member")
        verbose_name_plural = _("panel members")
        ordering = ["round", "expert"]
        constraints = [
            models.UniqueConstraint(fields=["round", "expert"], name="an_expert_is_in_a_panel_once"),
            models.CheckConstraint(condition=Q(weight__gte=1), name="a_weight_is_at_least_one"),
        ]

    def __str__(self) -> str:
        return f"{self.expert} · {self.round}"


class Recusal(models.Model):
    """This expert must not score that city, and why (回避). It blocks assigning, reading and scoring at once."""

    class Kind(models.TextChoices):
        EMPLOYER = "employer", _("Works for the city")
        PROVINCE = "province", _("Works for the province's authority")
        DECLARED = "declared", _("Declared by the expert")
        SECRETARIAT = "secretariat", _("Entered by the secretariat")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="recusals")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="recusals")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="recusals")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    reason = models.TextField(_("reason"))
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ["round", "city", "expert"]
        constraints = [
            models.UniqueConstraint(fields=["round", "expert", "city", "kind"], name="a_recusal_is_entered_once"),
            models.CheckConstraint(condition=~Q(reason=""), name="a_recusal_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.expert} – {self.city}"


class Assignment(models.Model):
    """This expert scores that submission (评审分配).

    No domain means all domains of the expert. One for a ``case`` is of a further expert, who marks only what the
    case is about. Only a deployed one is known to the expert; a draft is the
    secretariat's proposal.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        DEPLOYED = "deployed", _("Deployed")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assignments")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="assignments")
    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="assignments")
    domain = models.ForeignKey(Domain, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    case = models.ForeignKey(
        "reviews.Case",
        verbose_name=_("for the case"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="further",
    )
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.DRAFT)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    deployed_at = models.DateTimeField(_("deployed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")
        ordering = ["round", "submission__city__gb_code", "expert"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "expert", "submission"],
                condition=Q(case=None),
                name="an_expert_scores_a_city_once",
            ),
            models.UniqueConstraint(
                fields=["case"], condition=Q(case__isnull=False), name="a_case_has_one_further_expert"
            ),
            models.CheckConstraint(
                condition=Q(state="draft", deployed_at=None) | Q(state="deployed", deployed_at__isnull=False),
                name="a_deployed_assignment_has_its_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} → {self.submission.city}"
