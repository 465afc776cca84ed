"""Doubts of experts about computed values, and the secretariat's answers. Neither changes a value."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.models import User
from cities.queries import secretariat_of
from cities.services.telling import tell_all
from notices.models import Kind
from reviews.errors import ReviewError
from reviews.models import Doubt
from reviews.queries.sheets import Desk
from reviews.rules import require_lead, scoring_refusal
from rounds.models import Action, Indicator

LONGEST_DOUBT = 1000


@transaction.atomic
def raise_doubt(*, desk: Desk, indicator: Indicator, text: str, by: User) -> Doubt:
    """Say that a computed value looks wrong. The secretariat is told; one doubt is open at a time."""
    if why_not := scoring_refusal(desk, by):
        raise ReviewError(why_not)
    assignment = desk.assignment
    doubt, is_new = Doubt.objects.get_or_create(
        submission=assignment.submission,
        indicator=indicator,
        expert=assignment.expert,
        answered_at=None,
        defaults={"text": _words(text, field="text")},
    )
    if not is_new:
        raise ReviewError(_("Your doubt about this value is with the secretariat and not answered yet."))
    record(
        by,
        "raise_doubt",
        assignment.submission,
        round_id=assignment.round_id,
        code=indicator.code,
        text=doubt.text,
    )
    _tell_secretariat(doubt)
    return doubt


@transaction.atomic
def answer_doubt(*, doubt: Doubt, answer: str, by: User) -> Doubt:
    """Say what was found. Whether the value is corrected is a verification of its own."""
    submission = doubt.submission
    require_lead(submission.round, by, [Action.VERIFY])
    doubt = (
        Doubt.objects.select_for_update(of=("self",), no_key=True)
        .select_related("submission__round", "indicator", "expert__user")
        .get(pk=doubt.pk)
    )
    if doubt.answered_at:
        raise ReviewError(_("This doubt has been answered already."))
    doubt.answer = _words(answer, field="answer")
    doubt.answered_by, doubt.answered_at = by, timezone.now()
    doubt.save(update_fields=["answer", "answered_by", "answered_at"])
    record(
        by,
        "answer_doubt",
        submission,
        round_id=submission.round_id,
        code=doubt.indicator.code,
        answer=doubt.answer,
    )
    _tell_expert(doubt)
    return doubt


def _words(text: str, *, field: str) -> str:
    text = text.strip()
    if not text:
        raise ReviewError(_("Say it in words."), field=field)
    if len(text) > LONGEST_DOUBT:
        raise ReviewError(
            _("The text has %(length)d characters; at most %(limit)d are possible.")
            % {"length": len(text), "limit": LONGEST_DOUBT},
            field=field,
        )
    return text


def _tell_secretariat(doubt: Doubt) -> None:
    submission = doubt.submission
    tell_all(
        secretariat_of(submission.round),
        lambda: (
            _("An expert doubts the computed value of %(code)s of %(city)s: %(text)s")
            % {"code": doubt.indicator.code, "city": submission.city, "text": doubt.text}
        ),
        link=reverse("reviews:verify-city", args=[submission.round.slug, submission.pk]),
        kind=Kind.WORK,
        round=submission.round,
    )


def _tell_expert(doubt: Doubt) -> None:
    submission = doubt.submission
    tell_all(
        [doubt.expert.user],
        lambda: (
            _("Your doubt about %(code)s of %(city)s was answered: %(answer)s")
            % {"code": doubt.indicator.code, "city": submission.city, "answer": doubt.answer}
        ),
        link=reverse("reviews:queue", args=[submission.round.slug]),
        kind=Kind.DECISION,
        round=submission.round,
    )
