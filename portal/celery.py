"""The Celery application: ``celery -A portal.celery``."""

import os
from typing import Any

from celery import Celery
from celery.signals import task_prerun, worker_ready
from django.db import close_old_connections

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf["CELERY_DB_REUSE_MAX"] = 10**9  # else Celery opens one before each task: more than a rebuild's own time
app.set_default()  # for every thread of a web process: a shared task would look for another broker there
app.autodiscover_tasks()
app.autodiscover_tasks(related_name="jobs")


@task_prerun.connect  # type: ignore[untyped-decorator]  # Celery has no types
def drop_lost_connections(**_: Any) -> None:
    """As before a request: what has failed, or is old, is opened anew; the rest is tried before its first use."""
    close_old_connections()


@worker_ready.connect  # type: ignore[untyped-decorator]  # Celery has no types
def sweep_at_start(sender: Any, **_: Any) -> None:
    """A worker that starts begins with what was left unbuilt: by a lost message, or by the worker before it."""
    sender.app.send_task("reviews.tasks.sweep_rankings")
