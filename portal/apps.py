from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from portal import celery  # noqa: F401  # tasks asked for by any process go to our broker


class PortalConfig(AppConfig):
    name = "portal"
    verbose_name = _("Portal")
