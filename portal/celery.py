"""The Celery application: ``celery -A portal.celery``."""

import os
from typing import Any

from celery import Celery
from celery.signals import worker_ready

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()  # for every thread of a web process: a shared task would look for another broker there
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="jobs")


@worker_ready.connect  # type: ignore[untyped-decorator]  # Celery has no types
def sweep_at_start(sender: Any, **_: Any) -> None:
    """A worker that starts begins with what was left unbuilt: by a lost message, or by the worker before it."""
    sender.app.send_task("reviews.tasks.sweep_rankings")
