"""F10: money for low-carbon development."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.models.forms.base import (
    FormRow,
    answer_field,
    figure_field,
    none_below_zero,
    text_field,
    years_make_sense,
)


class FundingYear(FormRow):
    """What the city spent on low-carbon development in a year (资金落实). One row a year of the review period."""

    year = models.PositiveSmallIntegerField(_("year"))
    budget_line = answer_field(_("the budget has a line of its own"))
    line_name = text_field(_("name of the budget line"), 100)
    amount = figure_field(_("amount from the city's budget"), _("10,000 yuan"))
    other_amount = figure_field(_("other public and private money"), _("10,000 yuan"))
    used_for = text_field(_("used for"), 200)

    class Meta(FormRow.Meta):
        verbose_name = _("funding of a year")
        ordering = ["submission", "year"]
        constraints = [
            models.UniqueConstraint(fields=["submission", "year"], name="funding_has_one_row_a_year"),
            years_make_sense("a_year_of_funding_makes_sense", "year"),
            none_below_zero("funding_is_not_negative", "amount", "other_amount"),
        ]

    def __str__(self) -> str:
        return f"{self.submission} {self.year}"
