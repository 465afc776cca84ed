"""What beat asks of the portal as a whole."""

from celery import shared_task

from portal.invariants import ask_and_remember
from reviews.jobs import enter_recusals_found_by_rule, note_cities_that_handed_in


@shared_task
def check_invariants() -> None:
    """Ask whether what must always hold holds; the health page shows the answer."""
    ask_and_remember()


@shared_task
def enter_recusals() -> None:
    """Close cities to experts whose ties have come to light."""
    enter_recusals_found_by_rule()


@shared_task
def note_handed_in() -> None:
    """Ask for a ranking that knows which cities have handed in."""
    note_cities_that_handed_in()
