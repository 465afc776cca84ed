"""What the worker of the queue ``files`` does. Numbers in, one call."""

from celery import shared_task

from cities.uploads import joining, quarantine, reading, sweeping


@shared_task(acks_late=True, reject_on_worker_lost=True)
def join_upload(upload_id: int) -> None:
    """Make evidence of an upload that has arrived. Delivered twice or late, it finds nothing to do."""
    if evidence_id := joining.join(upload_id):
        read_evidence.delay(evidence_id)


@shared_task(acks_late=True, reject_on_worker_lost=True)
def examine_evidence(evidence_id: int) -> None:
    """Check a file in quarantine. Delivered twice or late, it finds nothing to do."""
    quarantine.examine(evidence_id)
    read_evidence.delay(evidence_id)


@shared_task(acks_late=True, reject_on_worker_lost=True)
def read_evidence(evidence_id: int) -> None:
    """Keep the text of a checked file for the search. Delivered twice or late, it finds nothing to do."""
    reading.read(evidence_id)


@shared_task(acks_late=True, reject_on_worker_lost=True)
def catch_up() -> None:
    """Do what a lost message left undone, and try again what waited for the scanner."""
    sweeping.catch_up()


@shared_task(acks_late=True, reject_on_worker_lost=True)
def sweep_files() -> None:
    """Remove what nobody finished and what belongs to nothing."""
    sweeping.sweep_uploads()
    sweeping.sweep_storage()
