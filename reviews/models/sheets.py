"""Score sheets: the draft an expert edits, and the versions they signed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import Evidence, SubmissionVersion
from reviews.models import endings
from reviews.models.experts import Assignment
from rounds.models import Indicator, Round


class SheetLayout(models.Model):
    """Which indicators a sheet has, in their order. Packed points are read with it."""

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="+")
    indicator_ids = ArrayField(models.BigIntegerField())

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "indicator_ids"], name="a_layout_is_stored_once")]

    def __str__(self) -> str:
        return f"{self.pk}: {len(self.indicator_ids)}"


class ScoreSheet(models.Model):
    """One expert's work on one city (评分表): all their domains and E. The draft; versions are what counts.

    ``edit_version`` is raised by each save and each submit; a form opened at an older one is refused.
    ``material_version`` is the submission's version that this expert reads and judges.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")

    assignment = models.OneToOneField(Assignment, on_delete=models.PROTECT, related_name="sheet")
    layout = models.ForeignKey(SheetLayout, on_delete=models.PROTECT, related_name="+")
    material_version = models.ForeignKey(SubmissionVersion, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.DRAFT)
    edit_version = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")

    def __str__(self) -> str:
        return str(self.assignment)


class Score(models.Model):
    """Points and comment for one indicator (单项评分), as drafted. Nothing official reads this row."""

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.CASCADE, related_name="scores")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="+")
    points = models.DecimalField(_("points"), max_digits=5, decimal_places=2, null=True, blank=True)
    unable = models.BooleanField(_("unable to judge"), default=False)
    comment = models.TextField(_("comment"), blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        constraints = [
            models.UniqueConstraint(fields=["sheet", "indicator"], name="a_sheet_scores_an_indicator_once"),
            models.CheckConstraint(
                condition=Q(points=None) | Q(points__gte=0, unable=False),
                name="a_score_has_points_or_is_unable",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} {self.indicator.code}"


class ScoreCitation(models.Model):
    """The evidence an expert points at for a score, and the pages."""

    score = models.ForeignKey(Score, on_delete=models.CASCADE, related_name="citations")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    pages = models.CharField(_("pages"), max_length=60, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["score", "evidence"], name="a_score_cites_evidence_once")]

    def __str__(self) -> str:
        return f"{self.evidence} {self.pages}".strip()


class ScoreSheetVersion(models.Model):
    """A score sheet as it was signed. Never edited; it counts while ``to_version`` is empty.

    ``points`` holds hundredths of a point as little-endian int16 in the order of the layout, ``mask`` one byte
    each: 1 a mark, 0 unable to judge. ``from_version`` and ``to_version`` are the round's scores_version at
    which it began and ceased to count, so any moment's ranking can be had again.
    """

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="versions")
    assignment = models.ForeignKey(
        Assignment,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
        help_text=_("the sheet's own, kept here so that a national round is read without joining its sheets"),
    )
    number = models.PositiveSmallIntegerField(_("number"))
    layout = models.ForeignKey(SheetLayout, on_delete=models.PROTECT, related_name="+")
    material_version = models.ForeignKey(SubmissionVersion, on_delete=models.PROTECT, related_name="+")
    points = models.BinaryField(_("points"))
    mask = models.BinaryField(_("mask"))
    comments = models.JSONField(_("comments"), help_text=_("by indicator code"))
    citations = models.JSONField(
        _("cited evidence"),
        default=dict,
        blank=True,
        help_text=_("pages by number of the evidence, by indicator code"),
    )
    policy_sha256 = models.CharField(max_length=64)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"))
    from_version = models.BigIntegerField()
    to_version = models.BigIntegerField(null=True, blank=True)
    ended_because = models.CharField(_("ceased to count because"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("signed score sheet")
        verbose_name_plural = _("signed score sheets")
        ordering = ["sheet", "number"]
        constraints = [
            models.UniqueConstraint(fields=["sheet", "number"], name="sheet_version_number_is_unique"),
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(to_version=None), name="one_version_of_a_sheet_counts"
            ),
            models.CheckConstraint(
                condition=Q(to_version=None, ended_because="")
                | Q(to_version__gt=models.F("from_version")) & ~Q(ended_because=""),
                name="a_version_ends_after_it_began_and_says_why",
            ),
        ]
        indexes = [
            models.Index(  # all that a rebuild reads of a sheet: a national round is read off the index alone
                fields=["layout", "assignment"],
                include=["points", "mask"],
                condition=Q(to_version=None),
                name="counting_sheets_by_layout",
            )
        ]

    def __str__(self) -> str:
        return f"{self.sheet} #{self.number}"

    @property
    def why_ended(self) -> str:
        """Why it ceased to count, in the reader's language; empty while it counts."""
        return endings.said(self.ended_because)


class SheetReopening(models.Model):
    """A submitted sheet opened again outside the revision window, for one of four reasons, on record.

    It is open until its expert submits the next version or the secretariat closes it; what was submitted counts
    until then and stays.
    """

    class Reason(models.TextChoices):
        ARITHMETIC = "arithmetic", _("Arithmetic is wrong")
        OUT_OF_RANGE = "out_of_range", _("A mark is out of range")
        OBJECTIVE_CELLS = "objective_cells", _("Marks for something objective differ")
        EXTREME = "extreme", _("Extremely high or low, confirmed by the panel")

    sheet = models.ForeignKey(ScoreSheet, on_delete=models.PROTECT, related_name="reopenings")
    reason = models.CharField(_("reason"), max_length=16, choices=Reason)
    because = models.TextField(_("what exactly"))
    after_number = models.PositiveSmallIntegerField(_("after version"))
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    opened_at = models.DateTimeField(_("opened at"), auto_now_add=True)
    closed_at = models.DateTimeField(_("closed at"), null=True, blank=True)

    class Meta:
        verbose_name = _("reopening of a score sheet")
        verbose_name_plural = _("reopenings of score sheets")
        ordering = ["opened_at", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet"], condition=Q(closed_at=None), name="a_sheet_is_reopened_once_at_a_time"
            ),
            models.CheckConstraint(condition=~Q(because=""), name="a_reopening_says_what_exactly"),
            models.CheckConstraint(
                condition=Q(closed_at=None) | Q(closed_at__gte=models.F("opened_at")),
                name="a_reopening_closes_after_it_opened",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sheet} #{self.after_number}"


class EvidenceReading(models.Model):
    """An expert has opened a piece of evidence to read it on screen. The first time is kept."""

    assignment = models.ForeignKey(Assignment, on_delete=models.CASCADE, related_name="readings")
    evidence = models.ForeignKey(Evidence, on_delete=models.PROTECT, related_name="+")
    first_at = models.DateTimeField(_("first read at"), auto_now_add=True)

    class Meta:
        verbose_name = _("reading of evidence")
        verbose_name_plural = _("readings of evidence")
        constraints = [
            models.UniqueConstraint(fields=["assignment", "evidence"], name="a_reading_of_evidence_is_kept_once")
        ]

    def __str__(self) -> str:
        return f"{self.assignment}: {self.evidence}"
