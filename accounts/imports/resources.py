"""What every table that can be imported has in common."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.utils import translation
from django.utils.translation import gettext as _
from import_export import resources
from import_export.resources import Diff
from import_export.widgets import DecimalWidget, IntegerWidget, Widget


class PlainDiff(Diff):
    """Before and after of each field as text, instead of as HTML."""

    def as_html(self) -> list[tuple[str, str]]:
        return [(str(old or ""), str(new or "")) for old, new in zip(self.left, self.right, strict=True)]


class WholeNumber(IntegerWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> int | None:
        try:
            number: int | None = super().clean(value, row, **kwargs)
        except (ArithmeticError, ValueError, TypeError):
            raise ValueError(_("“%(value)s” is not a whole number.") % {"value": value}) from None
        return number


class Number(DecimalWidget):
    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Decimal | None:
        try:
            number: Decimal | None = super().clean(value, row, **kwargs)
        except (ArithmeticError, ValueError, TypeError):
            raise ValueError(_("“%(value)s” is not a number.") % {"value": value}) from None
        return number


class TableResource(resources.ModelResource):
    """One row, one object. Set ``labels`` (column → its name for people) and ``required`` (columns).

    A header may be the column or its label in any of the portal's languages. Refuse a row by raising ValueError in
    a widget or ValidationError in ``before_save_instance``: the sentence is shown beside the line.
    """

    labels: ClassVar[Mapping[str, Any]] = {}
    required: ClassVar[tuple[str, ...]] = ()
    shows_plain_differences = False
    WIDGETS_MAP = {
        **resources.ModelResource.WIDGETS_MAP,
        "PositiveSmallIntegerField": WholeNumber,
        "PositiveIntegerField": WholeNumber,
        "IntegerField": WholeNumber,
        "DecimalField": Number,
    }

    def get_diff_class(self) -> type[Diff]:
        return PlainDiff if self.shows_plain_differences else Diff

    @classmethod
    def column_of(cls, header: str) -> str | None:
        """The column that a header means."""
        return cls._headers().get(header.strip().lower())

    @classmethod
    def _headers(cls) -> dict[str, str]:
        known = {column.lower(): column for column in cls.labels}
        for language in ("zh-hans", "en"):
            with translation.override(language):
                known |= {str(label).lower(): column for column, label in cls.labels.items()}
        return known

    class Meta:
        skip_unchanged = True
        report_skipped = True
        clean_model_instances = True
        use_transactions = True


class ChoiceWidget(Widget):
    """A cell that holds the code of a choice or its name in any of the portal's languages."""

    def __init__(self, choices: Any, refusal: Any) -> None:
        super().__init__()
        self.choices = choices
        self.refusal = refusal

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> str:
        known = {str(code).lower(): code for code in self.choices.values}
        for language in ("zh-hans", "en"):
            with translation.override(language):
                known |= {str(label).lower(): code for code, label in self.choices.choices}
        code = known.get(str(value or "").strip().lower())
        if code is None:
            raise ValueError(str(self.refusal) % {"value": value or ""})
        return str(code)

    def in_words(self, code: str) -> str:
        """The name of a choice in the reader's language."""
        return str(dict(self.choices.choices).get(code, code))
