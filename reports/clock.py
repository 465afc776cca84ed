"""Working days, for the time that a city has to object."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from rounds.models import Round, Stage

WORKING_DAYS = 7
"""What a city has where the round sets no end of the stage."""
SATURDAY = 5


def working_days_after(day: date, count: int) -> date:
    """The ``count``-th day from Monday to Friday after ``day``. Public holidays are not known here: a stage that
    is to skip them gets its end from the secretariat.
    """
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def objection_deadline(round: Round) -> datetime | None:
    """When the objection stage ends; without a set end, after seven working days. None: it has no window yet."""
    stage = round.stages.filter(kind=Stage.Kind.OBJECTION).first()
    if stage is None or stage.opens_at is None:
        return None
    if stage.closes_at:
        return stage.closes_at
    last = working_days_after(timezone.localdate(stage.opens_at), WORKING_DAYS)
    return timezone.make_aware(datetime.combine(last, time.max))
