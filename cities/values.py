"""A value of a form as text, as it stands in a field of a page or a cell of a workbook, and back again.

Text → value → text gives one spelling: what two people typed is compared in it.
"""

import unicodedata
from collections.abc import Callable, Collection
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from cities.citations import tidy_pages
from cities.errors import CityError
from cities.models import Evidence, FormRow, GoodPractice
from cities.questionnaire import FieldSpec, TableSpec
from scoring.canonical import plain_decimal

YES, NO = "yes", "no"
NUMBERS = (models.DecimalField, models.IntegerField)


def as_text(value: Any) -> str:
    """A stored value; of a row that it names, the number."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return YES if value else NO
    if isinstance(value, Decimal):
        return plain_decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    return ",".join(value) if isinstance(value, list) else str(value)


class References:
    """What the rows of one city may name: its evidence and its cases. Asked for when first needed."""

    def __init__(
        self,
        evidence: Callable[[], Collection[Evidence]],
        practices: Callable[[], Collection[GoodPractice]],
    ) -> None:
        self._evidence, self._practices = evidence, practices

    def find(self, model: type[models.Model], number: str) -> models.Model | None:
        rows: Collection[models.Model] = self._evidence() if model is Evidence else self._practices()
        return next((row for row in rows if str(row.pk) == number), None)


def parse(table: TableSpec, field: FieldSpec, text: str, references: References) -> Any:
    """The value that was typed; CityError with the field if it is none."""
    model_field = table.model_field(field.name)
    text = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    try:
        value = _parse(model_field, text, references)
        if value not in (None, "", []) and not isinstance(value, models.Model):
            model_field.run_validators(value)
    except ValidationError as error:
        raise CityError(" ".join(error.messages), field=field.name) from None
    if isinstance(value, Decimal) and value < 0 and not field.signed:
        raise CityError(_("%(value)s is below 0.") % {"value": text}, field=field.name)
    return value


def _parse(field: "models.Field[Any, Any]", text: str, references: References) -> Any:
    if isinstance(field, models.ForeignKey):
        return _reference(field, text, references)
    if isinstance(field, ArrayField):
        return _several(field, text)
    if isinstance(field, models.BooleanField):
        return _answer(text)
    if isinstance(field, NUMBERS):
        text = plain_number(text)
    if isinstance(field, models.URLField):
        return forms.URLField(required=False, assume_scheme="https", max_length=field.max_length).clean(text)
    form_field = field.formfield(required=False)
    assert form_field is not None
    return form_field.clean(text)


def plain_number(text: str) -> str:
    """Full-width digits as digits; separators of thousands and a unit's blank gone."""
    return unicodedata.normalize("NFKC", text).replace(",", "").replace(" ", "").replace("−", "-")


def _reference(field: "models.ForeignKey[Any, Any]", text: str, references: References) -> models.Model | None:
    if not text:
        return None
    found = references.find(field.related_model, text)
    if found is None:
        raise ValidationError(_("What was chosen has been removed in the meantime."))
    return found


def _several(field: "ArrayField[Any, Any]", text: str) -> list[str]:
    """In the order of the choices, each once."""
    chosen = {part.strip() for part in text.split(",")} - {""}
    known = [str(value) for value, _label in field.base_field.flatchoices]
    if unknown := chosen - set(known):
        raise ValidationError(_("“%(value)s” is not one of the choices.") % {"value": ", ".join(sorted(unknown))})
    return [value for value in known if value in chosen]


def _answer(text: str) -> bool | None:
    if text not in (YES, NO, ""):
        raise ValidationError(_("“%(value)s” is not one of the choices.") % {"value": text})
    return {YES: True, NO: False}.get(text)


def assign(row: FormRow, field: str, value: Any) -> None:
    """Put a parsed value into its row; pages are brought into one spelling, and must be in the file."""
    if field == "pages":
        try:
            value = tidy_pages(value, page_count=row.evidence.pages if row.evidence else None)
        except CityError as error:
            raise CityError(error.message, field="pages") from None
    setattr(row, field, value)
