"""What beat starts for the portal as a whole: telling of stages, and reminders of what is due and not done."""

from celery import shared_task
from django.utils.timezone import now

from portal.announcing import announce_changes
from portal.reminders import remind_everybody


@shared_task
def announce_stages() -> None:
    """Tell people of stages that began or ended, and of pauses. Run twice, it tells once."""
    announce_changes(now())


@shared_task
def send_reminders() -> None:
    """Remind people of what waits for them. Run twice, it reminds once."""
    remind_everybody(now())
