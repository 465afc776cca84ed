"""Which cities' points the secretariat is shown before all sheets are in: kept in its session, for a while."""

from collections.abc import Iterable
from datetime import timedelta

from django.contrib.sessions.backends.base import SessionBase
from django.utils import timezone
from django.utils.dateparse import parse_datetime

from rounds.models import Round

EARLY_LOOK = timedelta(minutes=15)
KEY = "early_looks"


def looked_at(session: SessionBase, round: Round) -> list[int]:
    """Primary keys of the cities; none once the time is over."""
    kept = session.get(KEY, {}).get(str(round.pk))
    until = parse_datetime(kept["until"]) if kept else None
    return list(kept["cities"]) if until and timezone.now() < until else []


def remember_look(session: SessionBase, round: Round, cities: Iterable[int]) -> None:
    """The recorded look lasts from now on, those before it too."""
    until = timezone.now() + EARLY_LOOK
    seen = {*looked_at(session, round), *cities}
    session[KEY] = {**session.get(KEY, {}), str(round.pk): {"until": until.isoformat(), "cities": sorted(seen)}}
