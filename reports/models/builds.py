"""Builds of the report and of letters: what was asked for, how far it is, and the files."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from reviews.models import RankingSnapshot, Result
from rounds.models import Round


class ReportBuild(models.Model):
    """One making of the report, of letters or of the workbook (报告生成), numbered. Files are never edited.

    ``inputs_sha256`` is of everything that decides the bytes: two builds of one hash have the same files.
    ``findings`` are dictionaries with ``key``, ``kind``, ``where`` and ``what``.
    """

    class Kind(models.TextChoices):
        PUBLIC = "public", _("Public edition")
        MINISTRY = "ministry", _("Edition for the ministry")
        LETTERS = "letters", _("Letters to the cities")
        WORKBOOK = "workbook", _("Evaluation workbook")

    EDITIONS = (Kind.PUBLIC, Kind.MINISTRY)
    """Kinds that are the report itself."""

    class Language(models.TextChoices):
        ZH = "zh", _("Chinese")
        EN = "en", _("English")

    class State(models.TextChoices):
        WAITING = "waiting", _("Waiting")
        RUNNING = "running", _("Running")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")
        CANCELLED = "cancelled", _("Cancelled")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="report_builds")
    number = models.PositiveIntegerField(_("number"))
    kind = models.CharField(_("edition"), max_length=10, choices=Kind)
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.ZH)
    result = models.ForeignKey(Result, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    snapshot = models.ForeignKey(
        RankingSnapshot, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    inputs_sha256 = models.CharField(max_length=64, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.WAITING)
    step = models.PositiveSmallIntegerField(default=0)
    steps = models.PositiveSmallIntegerField(default=1)
    findings = models.JSONField(_("findings"), default=list)
    error = models.TextField(_("error"), blank=True)
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    finished_at = models.DateTimeField(_("finished at"), null=True, blank=True)

    class Meta:
        verbose_name = _("build of the report")
        verbose_name_plural = _("builds of the report")
        ordering = ["round", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="a_build_has_its_number"),
            models.CheckConstraint(
                condition=~Q(state="done") | Q(finished_at__isnull=False) & ~Q(inputs_sha256=""),
                name="a_build_that_is_done_says_from_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} #{self.number}"

    @property
    def is_over(self) -> bool:
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}

    @property
    def percent(self) -> int:
        return 100 if self.state == self.State.DONE else 100 * self.step // max(self.steps, 1)


class BuildFile(models.Model):
    """A file of a build, with the hash of its bytes."""

    build = models.ForeignKey(ReportBuild, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(_("name"), max_length=200)
    role = models.CharField(max_length=20)
    """report, annexes, text, trace, letter, letters, workbook."""
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    size = models.PositiveIntegerField(_("bytes"))
    content = models.BinaryField()
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = _("file of a build")
        verbose_name_plural = _("files of builds")
        ordering = ["build", "position", "name"]
        constraints = [models.UniqueConstraint(fields=["build", "name"], name="a_build_names_each_file_once")]

    def __str__(self) -> str:
        return self.name


class ReleasedLetters(models.Model):
    """From now on each city reads its own letter of this build (反馈函开放查阅), whatever findings it has."""

    build = models.OneToOneField(ReportBuild, on_delete=models.PROTECT, related_name="released")
    released_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    released_at = models.DateTimeField(_("released at"), auto_now_add=True)

    class Meta:
        verbose_name = _("letters released to the cities")
        verbose_name_plural = _("letters released to the cities")

    def __str__(self) -> str:
        return str(self.build)


class AcceptedFinding(models.Model):
    """A finding of a build that somebody answers for in words, so that the build can be published all the same."""

    build = models.ForeignKey(ReportBuild, on_delete=models.CASCADE, related_name="accepted")
    key = models.CharField(max_length=16)
    words = models.TextField(_("why it may stand"))
    accepted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    accepted_at = models.DateTimeField(_("accepted at"), auto_now_add=True)

    class Meta:
        verbose_name = _("accepted finding")
        verbose_name_plural = _("accepted findings")
        constraints = [
            models.UniqueConstraint(fields=["build", "key"], name="a_finding_is_accepted_once"),
            models.CheckConstraint(condition=~Q(words=""), name="an_accepted_finding_says_why"),
        ]

    def __str__(self) -> str:
        return self.key
