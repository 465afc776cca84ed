"""The web application for gunicorn. Celery's application is loaded too, so that views can send tasks."""

import os

from django.core.wsgi import get_wsgi_application

import portal.celery  # noqa: F401  (the current Celery application of this process)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()
