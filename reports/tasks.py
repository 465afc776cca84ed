"""What a worker does for reports. Numbers in, one call."""

from celery import shared_task

from reports.archiving import sealing
from reports.building import run


@shared_task(acks_late=True, reject_on_worker_lost=True)
def make_build(build_id: int) -> None:
    """Make a build's files. Delivered twice or late, it finds nothing to do."""
    run.make(build_id)


@shared_task(acks_late=True, reject_on_worker_lost=True)
def catch_up_with_builds() -> None:
    """Make what a lost message or a lost worker left unmade."""
    run.make_waiting()


@shared_task(acks_late=True, reject_on_worker_lost=True)
def seal_archive(archive_id: int) -> None:
    """Seal a package. Delivered twice, the second finds nothing to do."""
    sealing.seal(archive_id)
