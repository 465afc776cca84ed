"""The loop of the mail worker: claim, hand over, write down.

Two transactions for each letter, with the mail server between them: a worker that dies there leaves a letter of
which nobody knows whether it arrived, and that is what it is called.
"""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from notices.delivery.backoff import GIVE_UP_AFTER, pause
from notices.delivery.post import Answer, open_post
from notices.models import Attempt, Letter
from notices.queries.letters import lost_since

State, Outcome = Letter.State, Attempt.Outcome


def send_due() -> int:
    """Send what is due, oldest first, until nothing is or the mail server is away; how many were sent.

    Any number of workers may do so at once: each letter is claimed by one.
    """
    mark_lost()
    sent = 0
    with open_post() as post:
        while attempt := claim():
            answer = post.deliver(attempt.letter)
            write_down(attempt, answer)
            sent += answer.outcome == Outcome.SENT
            if answer.outcome == Outcome.UNREACHABLE:
                break
    return sent


def mark_lost() -> int:
    """Call letters unknown that a worker left behind. They are not sent again."""
    return Letter.objects.filter(lost_since(timezone.now())).update(state=State.UNKNOWN)


@transaction.atomic
def claim() -> Attempt | None:
    """Take the next letter that is due; committed before anybody outside hears of it."""
    now = timezone.now()
    due = Letter.objects.filter(state=State.READY, due_at__lte=now).order_by("due_at", "pk")
    letter = due.select_for_update(skip_locked=True).first()
    if letter is None:
        return None
    letter.state, letter.due_at, letter.claimed_at = State.SENDING, None, now
    letter.tries += 1
    letter.save(update_fields=["state", "due_at", "claimed_at", "tries"])
    return Attempt.objects.create(letter=letter, number=letter.tries, began_at=now)


@transaction.atomic
def write_down(attempt: Attempt, answer: Answer) -> None:
    """Put the answer into the log, and the letter into the state that follows from it.

    If a person has meanwhile had it sent again, the log alone is told.
    """
    now = timezone.now()
    letter = Letter.objects.select_for_update(no_key=True).get(pk=attempt.letter_id)
    attempt.ended_at, attempt.outcome, attempt.answer = now, answer.outcome, answer.words
    attempt.save(update_fields=["ended_at", "outcome", "answer"])
    if letter.tries != attempt.number or not _may_change(letter, answer):
        return
    letter.is_put_off = False
    if answer.outcome == Outcome.SENT:
        letter.state, letter.sent_at, letter.due_at = State.SENT, now, None
        letter.text = "" if letter.is_secret else letter.text
    elif answer.outcome == Outcome.REFUSED:
        letter.state = State.FAILED
    elif answer.outcome == Outcome.UNDECIDED:
        letter.state = State.UNKNOWN
    else:
        _put_off(letter, answer.outcome, now)
    letter.save(update_fields=["state", "sent_at", "text", "due_at", "is_put_off"])


def _may_change(letter: Letter, answer: Answer) -> bool:
    """A late answer that it was sent also keeps it from being sent again, if there is still time."""
    states = {State.SENDING, State.UNKNOWN}
    return letter.state in (states | {State.READY} if answer.outcome == Outcome.SENT else states)


def _put_off(letter: Letter, outcome: Attempt.Outcome, now: datetime) -> None:
    """To a later try; for good if the server has put it off for days."""
    letter.is_put_off = outcome == Outcome.DEFERRED
    if letter.is_put_off and now - (letter.ready_at or now) > GIVE_UP_AFTER:
        letter.state = State.FAILED
        return
    letter.state, letter.due_at = State.READY, now + pause(outcome, letter.tries)
