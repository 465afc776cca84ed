"""V1: what the rules propose for a city, and the secretariat's acceptance of it."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import Submission, SubmissionVersion
from reviews.models.experts import Expert
from rounds.models import Indicator


class Proposal(models.Model):
    """What the indicator's rule gives for one submitted version (核算建议值). Counts nowhere until accepted.

    Derived: made again from the version's content when ``basis_sha256`` (rule, parameters, points, the round's
    periods and reference targets) is no longer the round's. ``computed`` has arithmetic, source rows and flags;
    ``sha256`` is its hash, by which a changed value is known. Without ``points`` the rule can't be used.
    """

    version = models.ForeignKey(SubmissionVersion, on_delete=models.PROTECT, related_name="proposals")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(_("computed points"), max_digits=5, decimal_places=2, null=True)
    applies = models.BooleanField(_("applies"), default=True)
    is_flagged = models.BooleanField(_("to be looked at"), default=False)
    computed = models.JSONField(_("arithmetic"))
    sha256 = models.CharField(max_length=64)
    basis_sha256 = models.CharField(max_length=64)

    class Meta:
        verbose_name = _("proposed value")
        verbose_name_plural = _("proposed values")
        ordering = ["version", "indicator__position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "indicator"], name="one_proposal_for_a_version"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gte=0), name="proposed_points_are_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version} {self.indicator.code}"


class Verification(models.Model):
    """The verified computed points 核算分 of a city for an indicator (核验), with source.

    Append-only like a signed sheet: the one whose ``to_version`` is empty counts. ``applies = False`` says that
    the computed part does not apply (E without a promise on record): its points are then 0 and the judged part
    is scaled to the indicator's full points. ``computed`` keeps what the rule proposed (value, arithmetic, source
    rows, rule with parameters) when it was accepted or corrected, from ``material_version``; ``source`` is the
    reason of a correction, or the source of a value without a proposal.
    """

    class Kind(models.TextChoices):
        ACCEPTED = "accepted", _("accepted as computed")
        CORRECTED = "corrected", _("corrected")
        ENTERED = "entered", _("entered by hand")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="verifications")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.ENTERED)
    points = models.DecimalField(_("computed points"), max_digits=5, decimal_places=2)
    applies = models.BooleanField(_("applies"), default=True)
    source = models.TextField(_("source and arithmetic"), blank=True)
    computed = models.JSONField(_("arithmetic"), default=dict, blank=True)
    computed_sha256 = models.CharField(max_length=64, blank=True)
    material_version = models.ForeignKey(SubmissionVersion, on_delete=models.PROTECT, null=True, related_name="+")
    verified_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    verified_at = models.DateTimeField(_("verified at"))
    from_version = models.BigIntegerField()
    to_version = models.BigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name = _("verification")
        verbose_name_plural = _("verifications")
        ordering = ["submission", "indicator__position", "from_version"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "indicator"],
                condition=Q(to_version=None),
                name="one_verification_counts",
            ),
            models.CheckConstraint(
                condition=Q(points__gte=0) & (Q(applies=True) | Q(points=0)),
                name="verified_points_fit_what_applies",
            ),
            models.CheckConstraint(
                condition=~Q(source="") | Q(kind="accepted") & ~Q(computed_sha256=""),
                name="a_verification_names_its_source",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.indicator.code}"


class Doubt(models.Model):
    """An expert's doubt about a computed value (存疑): the secretariat answers it; alone it changes nothing."""

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="doubts")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="doubts")
    text = models.TextField(_("what is doubtful"))
    raised_at = models.DateTimeField(_("raised at"), auto_now_add=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = _("doubt about a computed value")
        verbose_name_plural = _("doubts about computed values")
        ordering = ["raised_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["submission", "indicator", "expert"],
                condition=Q(answered_at=None),
                name="an_expert_has_one_open_doubt_about_a_value",
            ),
            models.CheckConstraint(
                condition=Q(answered_at=None, answered_by=None, answer="")
                | Q(answered_at__gte=F("raised_at"), answered_by__isnull=False) & ~Q(answer=""),
                name="an_answered_doubt_says_who_when_and_what",
            ),
            models.CheckConstraint(condition=~Q(text=""), name="a_doubt_has_words"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.indicator.code}: {self.expert}"
