"""When a letter is tried again, and when no more."""

from datetime import timedelta

from notices.models import Attempt

MINUTE = timedelta(minutes=1)
LONGEST_UNREACHABLE = 15 * MINUTE
LONGEST_DEFERRED = timedelta(hours=4)
GIVE_UP_AFTER = timedelta(days=3)
"""For a letter that the mail server keeps putting off. A server that is away puts nothing to an end."""


def pause(outcome: Attempt.Outcome, tries: int) -> timedelta:
    """How long to wait after the try numbered ``tries``: twice as long each time, up to a limit."""
    first, longest = (
        (MINUTE, LONGEST_UNREACHABLE) if outcome == Attempt.Outcome.UNREACHABLE else (5 * MINUTE, LONGEST_DEFERRED)
    )
    doubled: timedelta = first * 2 ** min(tries - 1, 10)
    return min(doubled, longest)
