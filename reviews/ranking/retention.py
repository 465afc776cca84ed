"""How long snapshots are kept: all of a day, then one an hour, then one a day; what was frozen for ever."""

from datetime import datetime, timedelta

from django.db.models import F
from django.db.models.functions import TruncDay, TruncHour

from reviews.models import RankingSnapshot, Result

ALL_OF = timedelta(days=1)
HOURLY_OF = timedelta(days=30)


def thin_snapshots(now: datetime) -> int:
    """Delete what is not kept; how many. Any version can still be evaluated from the sheets that counted in it."""
    old = RankingSnapshot.objects.filter(finished_at__lt=now - ALL_OF)
    kept = {pk for unit in (TruncHour, TruncDay) for pk in _newest_of_each(unit, now)}
    kept |= set(Result.objects.values_list("snapshot_id", flat=True))
    kept |= set(_newest_of_rounds())
    deleted, _by_model = old.exclude(pk__in=kept).delete()
    return deleted


def _newest_of_each(unit: type[TruncHour] | type[TruncDay], now: datetime) -> list[int]:
    """The last of each hour of the last month, or of each day of all time."""
    rows = RankingSnapshot.objects.all()
    if unit is TruncHour:
        rows = rows.filter(finished_at__gte=now - HOURLY_OF)
    spans = rows.annotate(span=unit("finished_at")).order_by("scores_version")
    newest = {(round, span): pk for round, span, pk in spans.values_list("round_id", "span", "pk")}
    return list(newest.values())


def _newest_of_rounds() -> list[int]:
    """What readers are shown is never thinned, however old."""
    built = RankingSnapshot.objects.filter(scores_version=F("round__ranking_state__built"))
    return list(built.values_list("pk", flat=True))
