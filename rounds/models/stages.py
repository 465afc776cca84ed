"""Stages of a round: windows that decide rights. The rights are rows, not code."""

from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.bilingual import in_readers_language
from rounds.models.rounds import Round


class Role(models.TextChoices):
    """Who a right is for. ``PUBLIC`` is everybody, logged in or not."""

    CITY = "city", _("City")
    PROVINCE = "province", _("Province")
    EXPERT = "expert", _("Expert")
    CHAIR = "chair", _("Chair")
    SECRETARIAT = "secretariat", _("Secretariat")
    AUTHORITY = "authority", _("Authority")
    OBSERVER = "observer", _("Observer")
    PUBLIC = "public", _("Public")


class Action(models.TextChoices):
    """What a stage can allow. A service names the action it needs; a stage's rights say who has it."""

    WRITE_SUBMISSION = "write_submission", _("write and submit the city's material")
    SUPPLEMENT = "supplement", _("supplement named items")
    GIVE_OPINION = "give_opinion", _("give the provincial opinion")
    CHECK_SUBMISSION = "check_submission", _("accept or return submissions")
    VERIFY = "verify", _("verify computed points")
    SET_UP = "set_up", _("set up the round and its people")
    DECLARE = "declare", _("sign the pledge and declare recusals")
    ASSIGN = "assign", _("assign experts")
    CALIBRATE = "calibrate", _("score anchor dossiers for calibration")
    SCORE = "score", _("score the cities")
    PRESENT = "present", _("hand in the presentation file")
    ARRANGE_SESSIONS = "arrange_sessions", _("arrange and run the presentations")
    REVEAL = "reveal", _("reveal the marks of a session")
    READ_MATERIAL = "read_material", _("read the material of accepted cities")
    READ_PROGRESS = "read_progress", _("see progress and dispersion")
    READ_RESULT = "read_result", _("see the result")
    READ_RECORD = "read_record", _("read the record")
    DISCUSS = "discuss", _("give reasons in cases and discuss cities")
    SETTLE = "settle", _("settle cases")
    CORRECT_FACTS = "correct_facts", _("say which facts are wrong")
    READ_FACTS = "read_facts", _("read the facts that are used")
    OBJECT = "object", _("object to its result")
    DECIDE = "decide", _("decide on facts and objections")
    CAP = "cap", _("cap grades")
    FREEZE = "freeze", _("freeze the result")
    TELL_RESULTS = "tell_results", _("tell each city its result")
    COUNTERSIGN = "countersign", _("countersign the result")
    PUBLISH = "publish", _("publish")
    ARCHIVE = "archive", _("seal the archive")


class Stage(models.Model):
    """A window of a round (阶段). Open from ``opens_at`` until just before ``closes_at``.

    One is open at a time, except where ``may_overlap`` says that it runs beside others.
    """

    class Kind(models.TextChoices):
        PREPARATION = "preparation", _("Preparation")
        FILING = "filing", _("Filing")
        OPINION = "opinion", _("Provincial opinion")
        FORMAL_CHECK = "formal_check", _("Formal check")
        REVIEW = "review", _("Review")
        ONSITE = "onsite", _("On-site presentation")
        REVISION = "revision", _("Revision window")
        CASES = "cases", _("Cases")
        FACTUAL_CHECK = "factual_check", _("Factual check")
        PROVISIONAL = "provisional", _("Provisional result")
        OBJECTION = "objection", _("Objection")
        APPROVAL = "approval", _("Approval")
        PUBLIC_NOTICE = "public_notice", _("Public notice")
        ARCHIVE = "archive", _("Archive")

    round = models.ForeignKey(Round, verbose_name=_("round"), on_delete=models.CASCADE, related_name="stages")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    staff_name_zh = models.CharField(_("name for staff (Chinese)"), max_length=60)
    staff_name_en = models.CharField(_("name for staff (English)"), max_length=120)
    public_name_zh = models.CharField(_("name for everybody (Chinese)"), max_length=60)
    public_name_en = models.CharField(_("name for everybody (English)"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"))
    opens_at = models.DateTimeField(_("opens"), null=True, blank=True)
    closes_at = models.DateTimeField(_("closes"), null=True, blank=True)
    announced = models.CharField(
        max_length=6, blank=True, editable=False, help_text=_("what people have been told last: open or past")
    )
    may_overlap = models.BooleanField(_("may overlap with others"), default=False)

    class Meta:
        verbose_name = _("stage")
        verbose_name_plural = _("stages")
        ordering = ["round", "position"]
        constraints = [
            models.UniqueConstraint(fields=["round", "kind"], name="a_round_has_each_stage_once"),
            models.CheckConstraint(
                condition=Q(opens_at=None, closes_at=None)
                | Q(opens_at__isnull=False, closes_at=None)
                | Q(opens_at__lt=F("closes_at")),
                name="a_stage_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.staff_name

    @property
    def staff_name(self) -> str:
        return in_readers_language(self.staff_name_zh, self.staff_name_en)

    @property
    def public_name(self) -> str:
        return in_readers_language(self.public_name_zh, self.public_name_en)

    def when(self, at: datetime) -> str:
        """Where its window lies, seen from ``at``: past, open, ahead, or unset."""
        if self.opens_at is None:
            return "unset"
        if at < self.opens_at:
            return "ahead"
        return "open" if self.closes_at is None or at < self.closes_at else "past"


class StageRight(models.Model):
    """What one role may do in one stage: a cell of the table of stages.

    ``access`` and the note are what the table shows; ``actions`` are what services ask for.
    """

    class Access(models.TextChoices):
        NONE = "none", _("nothing")
        READ = "read", _("read")
        WRITE = "write", _("write")

    stage = models.ForeignKey(Stage, on_delete=models.CASCADE, related_name="rights")
    role = models.CharField(_("role"), max_length=12, choices=Role)
    access = models.CharField(_("access"), max_length=5, choices=Access, default=Access.NONE)
    own_only = models.BooleanField(_("only what is their own"), default=False)
    actions = models.JSONField(_("actions"), default=list, blank=True)
    note_zh = models.CharField(_("what exactly (Chinese)"), max_length=200, blank=True)
    note_en = models.CharField(_("what exactly (English)"), max_length=300, blank=True)

    class Meta:
        verbose_name = _("right in a stage")
        verbose_name_plural = _("rights in stages")
        ordering = ["stage", "role"]
        constraints = [models.UniqueConstraint(fields=["stage", "role"], name="a_role_has_one_right_in_a_stage")]

    def __str__(self) -> str:
        return f"{self.stage}: {self.get_role_display()}"

    @property
    def note(self) -> str:
        return in_readers_language(self.note_zh, self.note_en)
