"""What beat starts for notices."""

from celery import shared_task

from notices.services import send_digests


@shared_task
def write_digests() -> None:
    """Write the daily letters that are due. Run late or twice, it writes none twice."""
    send_digests()
