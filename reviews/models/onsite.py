"""现场汇报: sessions, the order drawn for them, who was there, what was asked, and the minutes."""

from fractions import Fraction

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import Submission
from reviews.models.experts import Expert
from rounds.models import Round


class OnsiteSession(models.Model):
    """Some cities that present one after another in one room (场次), before the experts who sit there.

    ``revision_closes_at``: until then experts may revise their sheets of its cities; empty: as long as the round's
    revision window is open. ``version`` counts changes of plan and remarks: a form opened at an older one is
    refused.
    """

    class Quorum(models.TextChoices):
        HALF = "half", _("half of the city's experts")
        TWO_THIRDS = "two_thirds", _("two thirds of the city's experts")
        ALL = "all", _("all of the city's experts")

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="onsite_sessions")
    name = models.CharField(_("name of the session"), max_length=60)
    room = models.CharField(_("room"), max_length=60)
    starts_at = models.DateTimeField(_("begins"))
    places = models.PositiveSmallIntegerField(_("cities at most"), default=10)
    talk_minutes = models.PositiveSmallIntegerField(_("minutes for the talk"), default=12)
    question_minutes = models.PositiveSmallIntegerField(_("minutes for questions"), default=8)
    change_minutes = models.PositiveSmallIntegerField(_("minutes between two cities"), default=2)
    quorum = models.CharField(_("quorum"), max_length=10, choices=Quorum, default=Quorum.TWO_THIRDS)
    files_lock_at = models.DateTimeField(_("presentation files lock"))
    revision_closes_at = models.DateTimeField(_("revision of these cities closes"), null=True, blank=True)
    experts = models.ManyToManyField(
        Expert, verbose_name=_("experts who sit here"), related_name="onsite_sessions"
    )
    remarks = models.TextField(_("remarks for the minutes"), blank=True)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name = _("session of presentations")
        verbose_name_plural = _("sessions of presentations")
        ordering = ["round", "starts_at", "room", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "name"], name="a_session_has_a_name_of_its_own"),
            models.UniqueConstraint(
                fields=["round", "room", "starts_at"], name="a_room_holds_one_session_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(talk_minutes__gte=1, question_minutes__gte=0, places__gte=1),
                name="a_session_has_time_and_places",
            ),
            models.CheckConstraint(
                condition=Q(files_lock_at__lte=F("starts_at")), name="files_lock_before_the_session_begins"
            ),
            models.CheckConstraint(
                condition=Q(revision_closes_at=None) | Q(revision_closes_at__gt=F("starts_at")),
                name="revision_closes_after_the_session_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def quorum_share(self) -> Fraction:
        shares = {self.Quorum.HALF: Fraction(1, 2), self.Quorum.TWO_THIRDS: Fraction(2, 3)}
        return shares.get(self.Quorum(self.quorum), Fraction(1))


class OrderDraw(models.Model):
    """One drawing of lots (抽签), append-only: the public seed, all that went in, and what came out.

    With ``seed`` and ``inputs`` anybody can draw again and must find ``outcome``. The newest is in force.
    """

    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="order_draws")
    number = models.PositiveSmallIntegerField(_("number"))
    seed = models.CharField(_("public seed"), max_length=100)
    seed_source = models.CharField(_("where the seed comes from"), max_length=200)
    reason = models.TextField(_("why it was drawn again"), blank=True)
    inputs = models.JSONField()
    outcome = models.JSONField()
    sha256 = models.CharField(max_length=64, help_text=_("of seed, inputs and outcome in canonical JSON"))
    drawn_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    drawn_at = models.DateTimeField(_("drawn at"), auto_now_add=True)

    class Meta:
        verbose_name = _("drawing of lots")
        verbose_name_plural = _("drawings of lots")
        ordering = ["round", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["round", "number"], name="a_drawing_has_its_number"),
            models.CheckConstraint(condition=~Q(seed="") & ~Q(seed_source=""), name="a_drawing_names_its_seed"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(reason=""), name="drawing_again_says_why"),
        ]

    def __str__(self) -> str:
        return f"{self.round} #{self.number}"


class Presentation(models.Model):
    """A city's place in a session, and when it really spoke. Times are written by the clock.

    It is over once it has ended. One that did not present has a reason, and ended without having begun.
    """

    session = models.ForeignKey(OnsiteSession, on_delete=models.PROTECT, related_name="presentations")
    submission = models.OneToOneField(Submission, on_delete=models.PROTECT, related_name="presentation")
    position = models.PositiveSmallIntegerField(_("place in the order"))
    talk_started_at = models.DateTimeField(_("talk began"), null=True, blank=True)
    questions_started_at = models.DateTimeField(_("questions began"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)
    talk_seconds = models.PositiveIntegerField(_("seconds of the talk"), default=0)
    question_seconds = models.PositiveIntegerField(_("seconds of the questions"), default=0)
    not_presented_because = models.TextField(_("did not present, because"), blank=True)

    class Meta:
        verbose_name = _("presentation")
        verbose_name_plural = _("presentations")
        ordering = ["session", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["session", "position"],
                name="one_city_speaks_at_a_time",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=Q(position__gte=1), name="places_in_the_order_begin_with_one"),
            models.CheckConstraint(
                condition=Q(not_presented_because="") | Q(talk_started_at=None, ended_at__isnull=False),
                name="who_did_not_present_did_not_begin",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session} {self.position}: {self.submission.city}"


class SessionClock(models.Model):
    """The clock of a session: the state all its pages show. What they show is worked out from it and the time.

    While it runs, ``running_since`` is the server's moment of its last start and ``elapsed_ms`` what had passed
    before; while it stands, ``running_since`` is empty.
    """

    class Phase(models.TextChoices):
        WAITING = "waiting", _("Not begun")
        CALLED = "called", _("Next city")
        TALK = "talk", _("Talk")
        QUESTIONS = "questions", _("Questions")
        BREAK = "break", _("Between two cities")
        OVER = "over", _("Session over")

    session = models.OneToOneField(OnsiteSession, primary_key=True, on_delete=models.CASCADE, related_name="clock")
    presentation = models.ForeignKey(Presentation, on_delete=models.PROTECT, null=True, related_name="+")
    phase = models.CharField(_("phase"), max_length=10, choices=Phase, default=Phase.WAITING)
    running_since = models.DateTimeField(null=True)
    elapsed_ms = models.PositiveBigIntegerField(default=0)
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(running_since=None) | Q(phase__in=["talk", "questions"]),
                name="the_clock_runs_only_in_talk_and_questions",
            ),
            models.CheckConstraint(
                condition=~Q(phase__in=["called", "talk", "questions"]) | Q(presentation__isnull=False),
                name="the_clock_knows_who_speaks",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.session}: {self.get_phase_display()}"


class Attendance(models.Model):
    """Whether an expert heard a city's presentation (到场), as the secretariat noted it.

    Who was absent keeps the written mark: the sheet of that city can't be revised any more, and the absence shows.
    """

    presentation = models.ForeignKey(Presentation, on_delete=models.CASCADE, related_name="attendance")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="attendance")
    is_present = models.BooleanField(_("present"))
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(_("noted at"), auto_now=True)

    class Meta:
        verbose_name = _("attendance")
        verbose_name_plural = _("attendance")
        ordering = ["presentation", "expert"]
        constraints = [models.UniqueConstraint(fields=["presentation", "expert"], name="attendance_is_noted_once")]

    def __str__(self) -> str:
        return f"{self.presentation}: {self.expert}"


class OnsiteQuestion(models.Model):
    """A question of an expert after a presentation, and the city's answer (现场问答), for the minutes."""

    presentation = models.ForeignKey(Presentation, on_delete=models.PROTECT, related_name="questions")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    question = models.TextField(_("question"))
    answer = models.TextField(_("answer"), blank=True)
    noted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    noted_at = models.DateTimeField(_("noted at"), auto_now_add=True)

    class Meta:
        verbose_name = _("question after a presentation")
        verbose_name_plural = _("questions after presentations")
        ordering = ["presentation", "noted_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(question=""), name="a_question_has_words")]

    def __str__(self) -> str:
        return f"{self.presentation}: {self.question[:40]}"


class Reveal(models.Model):
    """The chair's reveal of a session's marks (揭晓): from this moment its experts see them, all at once."""

    session = models.OneToOneField(OnsiteSession, on_delete=models.PROTECT, related_name="reveal")
    revealed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    revealed_at = models.DateTimeField(_("revealed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("reveal of marks")
        verbose_name_plural = _("reveals of marks")

    def __str__(self) -> str:
        return str(self.session)


class Minutes(models.Model):
    """The minutes of a session as they were closed (会议纪要), form E5: ``content``, never edited."""

    session = models.OneToOneField(OnsiteSession, on_delete=models.PROTECT, related_name="minutes")
    content = models.JSONField()
    sha256 = models.CharField(max_length=64)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    closed_at = models.DateTimeField(_("closed at"), auto_now_add=True)

    class Meta:
        verbose_name = _("minutes of a session")
        verbose_name_plural = _("minutes of sessions")

    def __str__(self) -> str:
        return str(self.session)
