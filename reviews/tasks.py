"""What the worker of the queue ``ranking`` does. Numbers in, one call."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from reviews import arranging, ranking


@shared_task(
    acks_late=True, reject_on_worker_lost=True, autoretry_for=(Exception,), max_retries=3, default_retry_delay=1
)
def rebuild_ranking(round_id: int) -> None:
    """Bring the ranking up to date. Delivered twice or late, it finds nothing to do.

    What fails, as by a connection that was cut, is tried again a second later.
    """
    ranking.bring_up_to_date(round_id)


@shared_task
def build_advice() -> None:
    """Advice where the ranking has been still for a while. Its own task: it never keeps a ranking waiting."""
    ranking.bring_advice_up_to_date(settings.ADVICE_QUIET_SECONDS)


@shared_task
def thin_snapshots() -> None:
    """Old snapshots cost room and tell little: one an hour is kept, then one a day."""
    ranking.thin_snapshots(timezone.now())


@shared_task(acks_late=True, reject_on_worker_lost=True)
def sweep_rankings() -> None:
    """Build what a lost message left unbuilt, and open the cases that a stage's end makes due."""
    ranking.bring_all_up_to_date()
    ranking.derive_due_cases()


@shared_task(acks_late=True, reject_on_worker_lost=True)
def sweep_assignments() -> None:
    """Solve what a lost message left waiting."""
    arranging.carry_out_waiting()


@shared_task(acks_late=True, reject_on_worker_lost=True)
def solve_assignment(run_id: int) -> None:
    """Solve an assignment that is too large for a request. Delivered twice or late, it finds nothing to do."""
    arranging.carry_out(run_id)
