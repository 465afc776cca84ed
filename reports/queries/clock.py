"""Working days, for the time that a city has to object."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from reports.models import OwnResults
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
    """When the time to object ends. None: the stage has no window yet, or the round has no such stage.

    The end that the secretariat set; without one the end of the seventh working day after the stage opened, and
    not before the cities had been told for seven. There is one round of objections: a corrected result that is
    told later begins no other.
    """
    stage = round.stages.filter(kind=Stage.Kind.OBJECTION).first()
    if stage is None or stage.opens_at is None:
        return None
    if stage.closes_at:
        return stage.closes_at
    told = OwnResults.objects.filter(result__round=round).order_by("released_at").first()
    from_then = max(stage.opens_at, told.released_at) if told else stage.opens_at
    last = working_days_after(timezone.localdate(from_then), WORKING_DAYS)
    return timezone.make_aware(datetime.combine(last, time.max))
