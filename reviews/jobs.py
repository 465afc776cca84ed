"""Scheduled work of judging: services called by the clock."""

from reviews.services.recusals import enter_harmless_recusals, live_rounds


def enter_recusals_found_by_rule() -> None:
    """In every round that is not frozen: a tie that comes to light closes the city within minutes."""
    for round in live_rounds().filter(panel__isnull=False).distinct():
        enter_harmless_recusals(round)
