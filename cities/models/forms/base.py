"""What every row of a form has in common."""

from decimal import Decimal
from typing import Any, Self

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from cities.models.evidence import Evidence
from cities.models.submissions import Submission

EARLIEST_YEAR, LATEST_YEAR = 1990, 2100


class FormRow(models.Model):
    """One row of one of the city's forms: the draft that its people edit.

    A draft may be half filled, so no constraint ties two of its fields together: what a form needs as a whole, the
    questionnaire says, and it is asked when the material is handed in. ``version`` is raised by each save;
    ``evidence`` with ``pages`` is the source of what the row says.
    """

    submission = models.ForeignKey(Submission, on_delete=models.CASCADE, related_name="%(class)s_rows")
    position = models.PositiveIntegerField(default=0, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    updated_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+", editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    evidence = models.ForeignKey(
        Evidence,
        verbose_name=_("source"),
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)s_rows",
    )
    pages = models.CharField(_("pages of the source"), max_length=200, blank=True)

    class Meta:
        abstract = True
        ordering = ["submission", "position", "pk"]

    @classmethod
    def begin(cls, submission: Submission, **key: Any) -> Self:
        """A new row of this city, not stored."""
        return cls(submission=submission, **key)

    def problem(self) -> str:
        """Why the row can't be handed in as it is, although nothing is missing; empty if it can."""
        return ""


def figure_field(
    label: Any, unit: Any, **options: Any
) -> "models.DecimalField[Decimal | str | int | None, Decimal | None]":
    """A figure of a form with its unit; empty while it is not known."""
    options = {"max_digits": 18, "decimal_places": 4, **options}
    return models.DecimalField(label, help_text=unit, null=True, blank=True, **options)


def count_field(label: Any, unit: Any = "") -> "models.PositiveIntegerField[int | str | None, int | None]":
    return models.PositiveIntegerField(label, help_text=unit, null=True, blank=True)


def year_field(label: Any) -> "models.PositiveSmallIntegerField[int | str | None, int | None]":
    validators = [MinValueValidator(EARLIEST_YEAR), MaxValueValidator(LATEST_YEAR)]
    return models.PositiveSmallIntegerField(label, null=True, blank=True, validators=validators)


def answer_field(label: Any) -> "models.BooleanField[bool | str | None, bool | None]":
    """Yes, no, or not answered yet."""
    return models.BooleanField(label, null=True, blank=True)


def text_field(label: Any, limit: int) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=limit, blank=True)


def long_text_field(label: Any, limit: int) -> "models.TextField[str, str]":
    """A text of several lines, at most ``limit`` characters."""
    return models.TextField(label, max_length=limit, blank=True)


def choice_field(
    label: Any, choices: type[models.TextChoices], *, max_length: int = 40
) -> "models.CharField[str, str]":
    return models.CharField(label, max_length=max_length, choices=choices, blank=True)


def none_below_zero(name: str, *fields: str) -> models.CheckConstraint:
    """No figure of ``fields`` is negative; empty ones pass."""
    condition = Q()
    for field in fields:
        condition &= Q(**{field: None}) | Q(**{f"{field}__gte": 0})
    return models.CheckConstraint(condition=condition, name=name)


def years_make_sense(name: str, *fields: str) -> models.CheckConstraint:
    condition = Q()
    for field in fields:
        condition &= Q(**{field: None}) | Q(**{f"{field}__range": (EARLIEST_YEAR, LATEST_YEAR)})
    return models.CheckConstraint(condition=condition, name=name)
