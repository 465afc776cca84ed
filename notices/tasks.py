"""What the worker of the queue ``mail`` does."""

from celery import shared_task

from notices import delivery


@shared_task(acks_late=True, reject_on_worker_lost=True)
def send_letters() -> None:
    """Send what is due. Delivered twice or late, it finds nothing to do."""
    delivery.send_due()
