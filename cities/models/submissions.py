"""What one city hands in for one round."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models.cities import City
from rounds.models import Indicator, Round


class Submission(models.Model):
    """What one city hands in for one round (书面材料). One row per city from the day the round is set up.

    ``edit_version`` counts saves of the draft, ``complete_forms`` how many of the forms that the city is asked for
    lack nothing; the statements (F13) are counted in indicators. What experts read is never the draft but
    ``accepted_version``. The file of the presentation (F15) alone may follow later, until
    ``presentation_locks_at``.
    """

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Submitted")
        RETURNED = "returned", _("Returned")
        ACCEPTED = "accepted", _("Accepted")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    round = models.ForeignKey(Round, verbose_name=_("round"), on_delete=models.PROTECT, related_name="submissions")
    city = models.ForeignKey(City, verbose_name=_("city"), on_delete=models.PROTECT, related_name="submissions")
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.DRAFT)
    edit_version = models.PositiveIntegerField(_("edit version"), default=0)
    complete_forms = models.PositiveSmallIntegerField(_("complete forms"), default=0)
    return_reason = models.TextField(_("what must be supplemented"), blank=True)
    accepted_version = models.ForeignKey(
        "cities.SubmissionVersion", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    presentation_locks_at = models.DateTimeField(_("presentation file locks at"), null=True, blank=True)
    last_activity_at = models.DateTimeField(_("last activity"), null=True, blank=True)

    class Meta:
        verbose_name = _("submission")
        verbose_name_plural = _("submissions")
        ordering = ["round", "city__gb_code"]
        constraints = [
            models.UniqueConstraint(fields=["round", "city"], name="a_city_has_one_submission_in_a_round"),
            models.CheckConstraint(
                condition=~models.Q(state="accepted") | models.Q(accepted_version__isnull=False),
                name="an_accepted_submission_names_its_version",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="returned") | ~models.Q(return_reason=""),
                name="a_returned_submission_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.city} · {self.round}"


class SubmissionVersion(models.Model):
    """A submission as it was handed in: numbered, append-only, with the hash of its content.

    ``content`` holds every statement (text, self-score, cited evidence with pages) and every piece of evidence
    with its SHA-256, in canonical JSON; ``sha256`` is the hash of exactly that text.
    """

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField(_("number"))
    content = models.JSONField(_("content"))
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    submitted_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    submitted_at = models.DateTimeField(_("submitted at"), auto_now_add=True)

    class Meta:
        verbose_name = _("submitted version")
        verbose_name_plural = _("submitted versions")
        ordering = ["submission", "number"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "number"], name="a_submitted_version_number_is_unique")
        ]

    def __str__(self) -> str:
        return f"{self.submission} #{self.number}"


class Statement(models.Model):
    """What a city says for one indicator (指标自述): the draft that its people edit.

    ``version`` is raised by each save; a form that was opened at an older one is refused and shown both texts.
    The self-score is kept from an expert until that expert's own sheet is in.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="statements")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, related_name="statements")
    text = models.TextField(_("statement"), blank=True)
    self_score = models.DecimalField(_("self-score"), max_digits=5, decimal_places=2, null=True, blank=True)
    version = models.PositiveIntegerField(default=0)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = _("statement")
        verbose_name_plural = _("statements")
        ordering = ["submission", "indicator__position"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "indicator"], name="one_statement_for_an_indicator"),
            models.CheckConstraint(
                condition=models.Q(self_score=None) | models.Q(self_score__gte=0),
                name="a_self_score_is_not_negative",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.indicator.code}"
