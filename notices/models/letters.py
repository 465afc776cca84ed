"""The outbox: letters, what was tried with each, and mailings of many that one person answers for."""

from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.bilingual import in_readers_language
from accounts.models import User
from notices.models.preferences import Kind

LONGEST_SENDING = timedelta(minutes=10)
"""A letter that has been on its way for longer was left by a worker that died."""

LONGEST_SUBJECT = 200


class Mailing(models.Model):
    """Letters that belong together, and who answers for them. Held until that person releases them."""

    class State(models.TextChoices):
        HELD = "held", _("Held")
        RELEASED = "released", _("Released")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    title_zh = models.CharField(_("title (Chinese)"), max_length=150)
    title_en = models.CharField(_("title (English)"), max_length=200)
    round_id = models.BigIntegerField(_("round"), null=True, blank=True)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.HELD)
    made_by = models.ForeignKey(User, verbose_name=_("made by"), on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"), auto_now_add=True)
    decided_by = models.ForeignKey(
        User, verbose_name=_("decided by"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(_("decided at"), null=True, blank=True)

    class Meta:
        verbose_name = _("mailing")
        verbose_name_plural = _("mailings")
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="held", decided_at=None) | ~Q(state="held") & Q(decided_at__isnull=False),
                name="a_mailing_is_held_until_somebody_decides",
            )
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        return in_readers_language(self.title_zh, self.title_en)


def message_id() -> str:
    """What the letter is called in the logs of mail servers, so that an unknown one can be looked up there."""
    domain = settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip("> ") or "localhost"
    return f"<{uuid4().hex}@{domain}>"


class Letter(models.Model):
    """One e-mail to one address, written in its reader's language. It leaves only from READY.

    Being claimed is committed before the mail server hears of it. A letter that a crash left as SENDING, or whose
    transfer broke after its text had gone out, is unknown: it may have arrived. A person decides, nothing is sent
    again by itself. The text of a secret one (it carries a key) is shown to nobody and forgotten once sent.
    """

    class State(models.TextChoices):
        HELD = "held", _("Held")
        READY = "ready", _("Waiting to leave")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        FAILED = "failed", _("Failed")
        UNKNOWN = "unknown", _("Unknown whether sent")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    NEEDS_A_PERSON = (State.FAILED, State.UNKNOWN)

    mailing = models.ForeignKey(
        Mailing, verbose_name=_("mailing"), on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    recipient = models.ForeignKey(
        User, verbose_name=_("person"), on_delete=models.PROTECT, null=True, blank=True, related_name="letters"
    )
    address = models.EmailField(_("address"))
    kind = models.CharField(_("kind"), max_length=10, choices=Kind, default=Kind.NEWS)
    language = models.CharField(_("language"), max_length=10)
    subject = models.CharField(_("subject"), max_length=LONGEST_SUBJECT)
    text = models.TextField(_("text"), blank=True)
    is_secret = models.BooleanField(_("secret"), default=False)
    round_id = models.BigIntegerField(_("round"), null=True, blank=True)
    message_id = models.CharField(_("Message-ID"), max_length=300, unique=True, default=message_id)
    state = models.CharField(_("state"), max_length=9, choices=State, default=State.READY)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0)
    created_at = models.DateTimeField(_("written at"), auto_now_add=True)
    ready_at = models.DateTimeField(_("may leave since"), null=True, blank=True)
    due_at = models.DateTimeField(_("leaves at"), null=True, blank=True)
    is_put_off = models.BooleanField(
        _("put off"),
        default=False,
        help_text=_("the mail server answered, and does not take it for this address yet"),
    )
    claimed_at = models.DateTimeField(_("last tried at"), null=True, blank=True)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        ordering = ["-created_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ready", due_at__isnull=False, ready_at__isnull=False)
                | ~Q(state="ready") & Q(due_at=None),
                name="a_letter_that_waits_says_until_when",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False) | ~Q(state="sent") & Q(sent_at=None),
                name="a_sent_letter_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["sending", "unknown", "failed"])
                | Q(claimed_at__isnull=False, tries__gte=1),
                name="a_letter_is_tried_only_after_its_claim",
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="ready"), name="letters_waiting_to_leave"),
            models.Index(
                fields=["state"],
                condition=~Q(state__in=["sent", "withdrawn"]),
                name="letters_that_are_not_settled",
            ),
            models.Index(fields=["round_id", "-created_at"], name="letters_of_a_round"),
        ]

    def __str__(self) -> str:
        return f"{self.subject} → {self.address}"

    @property
    def standing(self) -> "Letter.State":
        """The state as it is true: one that has been on its way for too long is unknown."""
        state = Letter.State(self.state)
        if state != self.State.SENDING or self.claimed_at is None:
            return state
        return self.State.UNKNOWN if self.claimed_at < timezone.now() - LONGEST_SENDING else state

    @property
    def standing_word(self) -> str:
        return str(self.standing.label)


class Attempt(models.Model):
    """One try to hand a letter to the mail server, and what it answered. Without an outcome nobody knows."""

    class Outcome(models.TextChoices):
        NONE = "", _("No answer was written down")
        SENT = "sent", _("Taken by the mail server")
        REFUSED = "refused", _("Refused")
        DEFERRED = "deferred", _("Put off by the mail server")
        UNREACHABLE = "unreachable", _("The mail server could not be reached")
        UNDECIDED = "undecided", _("The connection broke after the text had gone out")

    letter = models.ForeignKey(Letter, on_delete=models.CASCADE, related_name="attempts")
    number = models.PositiveSmallIntegerField(_("number"))
    began_at = models.DateTimeField(_("began at"))
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    outcome = models.CharField(_("outcome"), max_length=11, choices=Outcome, default=Outcome.NONE, blank=True)
    answer = models.TextField(_("answer"), blank=True)

    class Meta:
        verbose_name = _("try")
        verbose_name_plural = _("tries")
        ordering = ["letter", "number"]
        constraints = [
            models.UniqueConstraint(fields=["letter", "number"], name="a_try_of_a_letter_has_its_number"),
            models.CheckConstraint(
                condition=Q(outcome="", ended_at=None) | ~Q(outcome="") & Q(ended_at__isnull=False),
                name="a_try_that_ended_has_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.letter} #{self.number}"
