"""The Celery application: ``celery -A portal.celery``."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.set_default()  # for every thread of a web process: a shared task would look for another broker there
app.autodiscover_tasks()
