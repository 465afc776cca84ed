"""Questions of experts to a city: anonymous, passed on by the secretariat, answered for all its experts."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models import Submission
from reviews.models.experts import Expert
from rounds.models import Indicator


class Question(models.Model):
    """A question about a city's material (澄清提问). The city never learns who asked; its answer joins the record.

    ``passed_text`` is what the city reads: the question without what would give its author away.
    """

    class State(models.TextChoices):
        ASKED = "asked", _("With the secretariat")
        PASSED = "passed", _("With the city")
        ANSWERED = "answered", _("Answered")
        DECLINED = "declined", _("Not passed on")

    submission = models.ForeignKey(Submission, on_delete=models.PROTECT, related_name="questions")
    expert = models.ForeignKey(Expert, on_delete=models.PROTECT, related_name="questions")
    indicator = models.ForeignKey(Indicator, on_delete=models.PROTECT, null=True, related_name="+")
    text = models.TextField(_("question"))
    asked_at = models.DateTimeField(_("asked at"), auto_now_add=True)
    state = models.CharField(_("state"), max_length=8, choices=State, default=State.ASKED)
    passed_text = models.TextField(_("question as passed on"), blank=True)
    declined_because = models.TextField(_("not passed on because"), blank=True)
    handled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    handled_at = models.DateTimeField(_("handled at"), null=True)
    answer = models.TextField(_("answer"), blank=True)
    answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    answered_at = models.DateTimeField(_("answered at"), null=True)

    class Meta:
        verbose_name = _("question to a city")
        verbose_name_plural = _("questions to cities")
        ordering = ["asked_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="a_question_to_a_city_has_words"),
            models.CheckConstraint(
                condition=Q(state="asked", handled_by=None, handled_at=None)
                | ~Q(state="asked") & Q(handled_by__isnull=False, handled_at__isnull=False),
                name="a_handled_question_says_by_whom_and_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="declined") | ~Q(declined_because=""), name="a_declined_question_says_why"
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["passed", "answered"]) | ~Q(passed_text=""),
                name="a_passed_question_has_words_for_the_city",
            ),
            models.CheckConstraint(
                condition=Q(state="answered", answered_by__isnull=False, answered_at__isnull=False) & ~Q(answer="")
                | ~Q(state="answered") & Q(answer="", answered_by=None, answered_at=None),
                name="an_answered_question_says_by_whom_and_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.submission}: {self.text[:40]}"
