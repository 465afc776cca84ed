"""How a round's experts are assigned: its rules and public seed, each solving, and pairs kept out."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import City
from reviews.models.experts import MOST_MARKS, Expert
from rounds.models import Round

MOST_ANCHORS = 3


class AssignmentRules(models.Model):
    """What the assignment of a round keeps to, beside its policy (分配规则), and the public seed (公开随机种子).

    The seed is drawn once, when the declaration of recusals is closed; nothing solved before can be deployed.
    A load counts marks: one city in one domain is one.
    """

    round = models.OneToOneField(Round, on_delete=models.PROTECT, related_name="assignment_rules")
    highest_load = models.PositiveSmallIntegerField(
        _("highest load"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_MARKS)],
        help_text=_("for experts without a highest load of their own; empty: no limit"),
    )
    lowest_load = models.PositiveSmallIntegerField(
        _("lowest load"), default=0, validators=[MaxValueValidator(MOST_MARKS)]
    )
    even_loads = models.BooleanField(_("loads as even as possible"), default=True)
    one_of_a_province = models.BooleanField(
        _("at most one expert of a province for each city and domain"), default=False
    )
    raise_lowest = models.BooleanField(
        _("raise the lowest match"),
        default=False,
        help_text=_("the worst-served city gains, the rest lose a little"),
    )
    anchors = models.ManyToManyField(
        City,
        verbose_name=_("anchor cities"),
        blank=True,
        related_name="+",
        help_text=_("at most three, marked by every able expert: they tie panels together"),
    )
    seed = models.BigIntegerField(_("public seed"), null=True, blank=True)
    seed_drawn_at = models.DateTimeField(_("seed drawn at"), null=True, blank=True)
    seed_drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = _("rules of assignment")
        verbose_name_plural = _("rules of assignment")
        constraints = [
            models.CheckConstraint(
                condition=Q(highest_load=None)
                | (Q(highest_load__gte=models.F("lowest_load")) & Q(highest_load__gte=1)),
                name="the_highest_load_is_not_below_the_lowest",
            ),
            models.CheckConstraint(
                condition=Q(seed=None, seed_drawn_at=None, seed_drawn_by=None)
                | Q(seed__gte=0, seed_drawn_at__isnull=False, seed_drawn_by__isnull=False),
                name="a_drawn_seed_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return str(self.round)


class AssignmentRun(models.Model):
    """One solving of the assignment (求解): what was asked, how far it is, what came out. Never edited afterwards.

    Without a seed it was a trial. ``outcome`` holds what the pages show of the solution; the pairs themselves are
    drafts that name their run.
    """

    class Kind(models.TextChoices):
        ANEW = "anew", _("Anew")
        TOP_UP = "top_up", _("Top-up")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Not done")

    class Step(models.TextChoices):
        READ = "read", _("Reading experts, cities and recusals")
        SOLVE = "solve", _("Solving and proving")
        LEVERS = "levers", _("Working out what would mend the gaps")
        STORE = "store", _("Storing the draft")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="assignment_runs")
    kind = models.CharField(_("kind"), max_length=8, choices=Kind)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.WAITING)
    step = models.CharField(_("step"), max_length=8, choices=Step, blank=True)
    seed = models.BigIntegerField(_("public seed"), null=True, blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)
    problem = models.TextField(_("why not"), blank=True)
    question_sha256 = models.CharField(max_length=64, blank=True)
    outcome = models.JSONField(default=dict, blank=True)

    class Meta:
        verbose_name = _("solving of the assignment")
        verbose_name_plural = _("solvings of the assignment")
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "running"], finished_at=None)
                | Q(state="done", finished_at__isnull=False, problem="")
                | (Q(state="failed", finished_at__isnull=False) & ~Q(problem="")),
                name="a_finished_solving_says_when_and_why_not",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round} {self.pk}"

    @property
    def is_under_way(self) -> bool:
        return self.state in (self.State.WAITING, self.State.RUNNING)


class KeptOut(models.Model):
    """This expert is not to be assigned to that city, by choice of the secretariat (不派). It is no recusal."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="kept_out")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="kept_out")
    city = models.ForeignKey(City, on_delete=models.PROTECT, related_name="+")
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("pair kept out")
        verbose_name_plural = _("pairs kept out")
        constraints = [
            models.UniqueConstraint(fields=["round", "expert", "city"], name="a_pair_is_kept_out_once"),
        ]

    def __str__(self) -> str:
        return f"{self.expert} – {self.city}"
