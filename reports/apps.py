from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ReportsConfig(AppConfig):
    name = "reports"
    verbose_name = _("Reports")

    def ready(self) -> None:
        """A freeze asks here too. Models can be imported only now."""
        from reports.queries.claims import problems_before_freezing
        from reviews.queries.results import AGAINST_FREEZING

        AGAINST_FREEZING.append(problems_before_freezing)
