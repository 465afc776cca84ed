"""F8: statistics, reporting and verification."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.forms.base import FormRow, choice_field, count_field, text_field, year_field, years_make_sense


class StatisticsSystem(FormRow):
    """A system by which the city knows its emissions (统计核算与数据报告制度)."""

    class Kind(models.TextChoices):
        DATA_SHARING = "data_sharing", _("Sharing of energy data")
        REPORT_FORMS = "report_forms", _("Statistical report forms of departments")
        ENERGY_BALANCE = "energy_balance", _("Regular energy balance table")
        ENTERPRISES = "enterprises", _("Reports of enterprises")
        VERIFICATION = "verification", _("Standards of verification")
        PLATFORM = "platform", _("Platform for carbon data")
        OTHER = "other", _("Other")

    class Cycle(models.TextChoices):
        MONTHLY = "monthly", _("Monthly")
        QUARTERLY = "quarterly", _("Quarterly")
        YEARLY = "yearly", _("Every year")
        CONTINUOUS = "continuous", _("Continuous")
        IRREGULAR = "irregular", _("Without a fixed cycle")

    kind = choice_field(_("kind"), Kind)
    name = text_field(_("name"), 200)
    legal_basis = text_field(_("legal basis"), 200)
    since = year_field(_("in force since"))
    cycle = choice_field(_("cycle"), Cycle)
    tables = count_field(_("tables"))
    indicators = count_field(_("statistical indicators"))
    sectors = count_field(_("industries covered"))

    class Meta(FormRow.Meta):
        verbose_name = _("statistics system")
        constraints = [years_make_sense("a_year_of_statistics_makes_sense", "since")]

    def __str__(self) -> str:
        return self.name or str(self.get_kind_display())
