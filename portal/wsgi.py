"""The web application for gunicorn. Celery's application is loaded too, so that views can send tasks."""

import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

import portal.celery  # noqa: F401  (the current Celery application of this process)

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()

# Every view is read before the first request comes: after a start many people come at once. What has been read
# stays, so no collection of garbage need walk it again.
_views = get_resolver().url_patterns
gc.collect()
gc.freeze()
