"""Scheduled work of judging: services called by the clock."""

from reviews.services.handing_in import note_handed_in
from reviews.services.recusals import enter_harmless_recusals, live_rounds


def enter_recusals_found_by_rule() -> None:
    """In every round that is not frozen: a tie that comes to light closes the city within minutes."""
    for round in live_rounds().filter(panel__isnull=False).distinct():
        enter_harmless_recusals(round)


def note_cities_that_handed_in() -> None:
    """In every round that is not frozen: the ranking tells who has not handed in."""
    for round in live_rounds().filter(ranking_state__isnull=False):
        note_handed_in(round)
