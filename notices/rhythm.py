"""How often people are reminded. Pure: what is due and how long ago they last were decides, no date is matched."""

from datetime import datetime, timedelta

DAY = timedelta(days=1)
SLACK = timedelta(hours=1)
"""A daily run a little earlier than yesterday's still counts as a day later."""

STEPS: tuple[tuple[timedelta, timedelta], ...] = ((3 * DAY, DAY), (14 * DAY, 3 * DAY), (30 * DAY, 7 * DAY))
"""(time left, pause between two reminders): the nearer the end, the more often."""

WITHOUT_END = 7 * DAY


def pause_between(left: timedelta | None) -> timedelta | None:
    """How long to wait between two reminders with so much time left; None: it is too early to remind at all.

    Without an end, once a week. Past its end but still to be done, once a day.
    """
    if left is None:
        return WITHOUT_END
    return next((pause for limit, pause in STEPS if left <= limit), None)


def is_time(*, now: datetime, due: datetime | None, last: datetime | None) -> bool:
    """Whether to remind now of something that is not done."""
    pause = pause_between(due - now if due else None)
    if pause is None:
        return False
    return last is None or now - last >= pause - SLACK
