"""The experts, the panel of a round, recusals, and who scores which city."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import City, Province, Submission
from reviews.models import sources
from rounds.models import Domain, Round
from scoring.cube import MAX_WEIGHT

MOST_MARKS = 5_000
"""Highest load that may be entered: one city in one domain is one."""


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
    main_domain = models.ForeignKey(
        Domain,
        verbose_name=_("main domain"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("where the expert fits best; empty: all alike"),
    )
    province = models.ForeignKey(
        Province,
        verbose_name=_("province of the employer"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text=_("cities there fit less well; nothing is closed by it"),
    )
    languages = models.CharField(_("languages"), max_length=120, blank=True)
    capacity = models.PositiveSmallIntegerField(
        _("highest load"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MARKS)],
        help_text=_("of one round; one city in one domain counts as one. Empty: as the round has it"),
    )

    class Meta:
        verbose_name = _("expert")
        verbose_name_plural = _("experts")
        ordering = ["user__full_name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(capacity__gte=1), name="a_highest_load_is_at_least_one"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class PastTie(models.Model):
    """What tied an expert to an organisation (既往关联), with its years: work, paid advice, a seat.

    Within the last three years it recuses from the city, or the province's cities, that the organisation belongs
    to; earlier it makes them fit less well.
    """

    class Kind(models.TextChoices):
        EMPLOYED = "employed", _("Employed")
        PAID = "paid", _("Paid work or advice")
        SEAT = "seat", _("Seat or shareholding")
        OTHER = "other", _("Other tie")

    expert = models.ForeignKey(Expert, on_delete=models.CASCADE, related_name="ties")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    organisation = models.CharField(_("organisation"), max_length=150)
    city = models.ForeignKey(
        City, verbose_name=_("of the city"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    province = models.ForeignKey(
        Province,
        verbose_name=_("authority of the province"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
    )
    from_year = models.PositiveSmallIntegerField(_("from year"))
    to_year = models.PositiveSmallIntegerField(_("to year"), null=True, blank=True, help_text=_("empty: still"))

    class Meta:
        verbose_name = _("past tie")
        verbose_name_plural = _("past ties")
        ordering = ["expert", "-from_year", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["expert", "organisation", "kind", "from_year"], name="a_past_tie_is_entered_once"
            ),
            models.CheckConstraint(condition=~Q(organisation=""), name="a_past_tie_names_the_organisation"),
            models.CheckConstraint(
                condition=Q(from_year__range=(1950, 2100))
                & (Q(to_year=None) | Q(to_year__gte=models.F("from_year"))),
                name="a_past_tie_ends_after_it_began",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert}: {self.organisation}"


class PanelMember(models.Model):
    """An expert in the panel of a round (专家组), with their weight and signed pledge.

    Who leaves in mid-round stays on record with the reason: what they signed counts on, nothing is open to them.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="panel")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="panels")
    weight = models.PositiveSmallIntegerField(
        _("weight"), default=1, validators=[MinValueValidator(1), MaxValueValidator(MAX_WEIGHT)]
    )
    pledged_at = models.DateTimeField(_("pledge signed at"), null=True, blank=True)
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    left_because = models.CharField(_("left because"), max_length=500, blank=True)
    replaced_by = models.ForeignKey(
        Expert, verbose_name=_("replaced by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        verbose_name = _("panel member")
        verbose_name_plural = _("panel members")
        ordering = ["round", "expert"]
        constraints = [
            models.UniqueConstraint(fields=["round", "expert"], name="an_expert_is_in_a_panel_once"),
            models.CheckConstraint(condition=Q(weight__range=(1, MAX_WEIGHT)), name="a_weight_is_from_1_to_10000"),
            models.CheckConstraint(
                condition=Q(left_at=None, left_because="", replaced_by=None)
                | (Q(left_at__isnull=False) & ~Q(left_because="")),
                name="who_left_the_panel_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} · {self.round}"


class RecusalOverride(models.Model):
    """The recusals of an expert from a city are lifted (解除回避), for a reason and by two people.

    It is asked for by one, decided by another, and told to the observers both times. Only the recusals that it
    names are lifted; whatever comes to light later recuses again.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="recusal_overrides")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="recusal_overrides")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    recusals = models.ManyToManyField(
        "reviews.Recusal",
        verbose_name=_("recusals"),
        related_name="asked_to_lift",
        help_text=_("those that stood when it was asked for"),
    )
    reason = models.TextField(_("reason"))
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)
    is_granted = models.BooleanField(_("granted"), null=True, blank=True)

    class Meta:
        verbose_name = _("override of recusals")
        verbose_name_plural = _("overrides of recusals")
        ordering = ["-asked_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="an_override_of_recusals_says_why"),
            models.CheckConstraint(
                condition=Q(decided_by=None) | ~Q(decided_by=models.F("asked_by")),
                name="an_override_of_recusals_needs_a_second_person",
            ),
            models.CheckConstraint(
                condition=Q(decided_by=None, decided_at=None, is_granted=None)
                | Q(decided_by__isnull=False, decided_at__isnull=False, is_granted__isnull=False),
                name="a_decided_override_says_when_and_by_whom",
            ),
            models.UniqueConstraint(
                fields=["round", "expert", "city"],
                condition=Q(decided_at=None),
                name="one_override_of_a_pair_is_asked_for_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.expert} – {self.city}"


class Recusal(models.Model):
    """This expert must not score that city, and why (回避). It blocks assigning, reading and scoring at once.

    It stands until an override lifts it. What a rule found stays found: no rule takes it away or, once it is
    lifted, brings it back from the same source. Another source is another recusal.
    """

    class Kind(models.TextChoices):
        EMPLOYER = "employer", _("Works for the city")
        PROVINCE = "province", _("Works for the province's authority")
        TIE = "tie", _("Past tie within three years")
        COMPILED = "compiled", _("Compiled the city's plan or inventory")
        DECLARED = "declared", _("Declared by the expert")
        SECRETARIAT = "secretariat", _("Entered by the secretariat")

    BY_RULE = (Kind.EMPLOYER, Kind.PROVINCE, Kind.TIE, Kind.COMPILED)

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="recusals")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="recusals")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="recusals")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    reason = models.TextField(_("reason"))
    source = models.CharField(
        _("source"),
        max_length=sources.LONGEST,
        blank=True,
        help_text=_("what it was found in: register, form, document"),
    )
    override = models.ForeignKey(
        RecusalOverride,
        verbose_name=_("lifted by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="lifted",
    )
    entered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    entered_at = models.DateTimeField(_("entered at"), auto_now_add=True)

    class Meta:
        verbose_name = _("recusal")
        verbose_name_plural = _("recusals")
        ordering = ["round", "city", "expert"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "expert", "city", "kind", "source"],
                condition=Q(override=None),
                name="a_recusal_is_entered_once",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="a_recusal_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.expert} – {self.city}"

    @property
    def where_found(self) -> str:
        """The source in the reader's language; empty for what a person entered."""
        return sources.said(self.source, self.city)


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
    is_pinned = models.BooleanField(_("pinned"), default=False, help_text=_("stays when the draft is made anew"))
    run = models.ForeignKey(
        "reviews.AssignmentRun",
        verbose_name=_("proposed by"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="assignments",
        help_text=_("the solving that proposed it; empty: by hand"),
    )
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
