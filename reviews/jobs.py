"""Scheduled work of judging: services called by the clock. What fails in one round stops no other."""

import logging
from collections.abc import Callable, Iterable

from reviews.services.handing_in import note_handed_in
from reviews.services.recusals import enter_harmless_recusals, live_rounds
from rounds.models import Round

logger = logging.getLogger(__name__)


def enter_recusals_found_by_rule() -> None:
    """In every round that is not frozen: a tie that comes to light closes the city within minutes."""
    _each(live_rounds().filter(panel__isnull=False).distinct(), enter_harmless_recusals)


def note_cities_that_handed_in() -> None:
    """In every round that is not frozen: the ranking tells who has not handed in."""
    _each(live_rounds().filter(ranking_state__isnull=False), note_handed_in)


def _each(rounds: Iterable[Round], work: Callable[[Round], object]) -> None:
    for round in rounds:
        try:
            work(round)
        except Exception:
            logger.exception("%s failed in round %s; it will be tried again", work.__name__, round.slug)
