"""Asking a city, passing it on without a name, answering for all its experts."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.models import Submission
from cities.queries import submissions_acted_for
from reviews.errors import ReviewError
from reviews.models import Assignment, Question
from reviews.queries.questions import MOST, asked_of
from reviews.queries.sheets import desk_at, indicators_on
from reviews.rules import scoring_refusal
from reviews.services.telling import tell_answered, tell_asked, tell_declined, tell_passed
from rounds.models import Action, Role, Round
from rounds.queries import leading_role
from rounds.rules import pause_refusal, refusal

LONGEST = 1000


@transaction.atomic
def ask_question(*, assignment: Assignment, code: str, text: str, by: User) -> Question:
    """Hand a question to the secretariat. At most ``MOST`` for a city, all its experts together."""
    text = _words(text)
    _lock(assignment.submission)
    desk = desk_at(assignment.pk)
    if desk is None:
        raise ReviewError(_("This city is no longer assigned to you."))
    if why_not := scoring_refusal(desk, by):
        raise ReviewError(why_not)
    indicator = indicators_on(desk.assignment).filter(code=code).first() if code else None
    if code and indicator is None:
        raise ReviewError(_("Not on this sheet: %(codes)s.") % {"codes": code}, field="code")
    if asked_of(assignment.submission) >= MOST:
        raise ReviewError(_("%(city)s has been asked %(limit)d questions already; that is the most.") % {
            "city": assignment.submission.city, "limit": MOST,
        })  # fmt: skip
    question = Question.objects.create(
        submission=assignment.submission, expert=assignment.expert, indicator=indicator, text=text
    )
    record(by, "ask_question", question, round_id=assignment.round_id, city=assignment.submission.city.gb_code)
    tell_asked(question)
    return question


@transaction.atomic
def pass_on(*, question: Question, text: str, by: User) -> None:
    """Put the question before the city, in words that don't give its author away."""
    text = _words(text)
    question = _waiting(question, by)
    question.state, question.passed_text = Question.State.PASSED, text
    _handled(question, by)
    record(by, "pass_on_question", question, round_id=question.submission.round_id, text=text)
    tell_passed(question)


@transaction.atomic
def decline_question(*, question: Question, because: str, by: User) -> None:
    """Not put before the city; the expert learns why, and the city keeps its number of questions."""
    because = _words(because, field="because")
    question = _waiting(question, by)
    question.state, question.declined_because = Question.State.DECLINED, because
    _handled(question, by)
    record(by, "decline_question", question, round_id=question.submission.round_id, because=because)
    tell_declined(question)


@transaction.atomic
def answer_question(*, question: Question, text: str, by: User) -> None:
    """The city's answer, once: all its experts read it from now on."""
    text = _words(text)
    _lock(question.submission)
    question = _again(question)
    if not submissions_acted_for(by).filter(pk=question.submission_id).exists():
        raise ReviewError(_("Only the city's own people can answer."))
    if why_not := answering_refusal(question.submission.round):
        raise ReviewError(why_not)
    if question.state != Question.State.PASSED:
        raise ReviewError(_("This question is answered already."))
    question.state, question.answer = Question.State.ANSWERED, text
    question.answered_by, question.answered_at = by, timezone.now()
    question.save(update_fields=["state", "answer", "answered_by", "answered_at"])
    record(by, "answer_question", question, round_id=question.submission.round_id, text=text)
    tell_answered(question)


def answering_refusal(round: Round) -> str:
    """Why no city can answer now; empty as long as experts score."""
    return refusal(round, Role.EXPERT, Action.SCORE)


def handling_refusal(round: Round, by: User) -> str:
    """Why this person may not pass questions on; empty if they may."""
    if leading_role(by, round) != Role.SECRETARIAT:
        return _("Only the secretariat of the round can do this.")
    return pause_refusal(round)


def _waiting(question: Question, by: User) -> Question:
    _lock(question.submission)
    question = _again(question)
    if why_not := handling_refusal(question.submission.round, by):
        raise ReviewError(why_not)
    if question.state != Question.State.ASKED:
        raise ReviewError(_("Somebody else has handled this question meanwhile."))
    return question


def _handled(question: Question, by: User) -> None:
    question.handled_by, question.handled_at = by, timezone.now()
    question.save(update_fields=["state", "passed_text", "declined_because", "handled_by", "handled_at"])


def _lock(submission: Submission) -> None:
    list(Submission.objects.select_for_update(no_key=True).filter(pk=submission.pk).values_list("pk"))


def _again(question: Question) -> Question:
    related = ("submission__round", "submission__city", "expert__user", "indicator")
    return Question.objects.select_related(*related).get(pk=question.pk)


def _words(text: str, field: str = "text") -> str:
    text = text.replace("\x00", "").strip()
    if not text or len(text) > LONGEST:
        raise ReviewError(_("Write 1 to %(limit)d characters.") % {"limit": LONGEST}, field=field)
    return text
