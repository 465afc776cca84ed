"""The rows that are checked, and the window that dates must lie in."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True)
class Window:
    """The round's periods, and the last day on which something may have been issued (None: no end is set)."""

    review: tuple[int, int]
    previous: tuple[int, int]
    deadline: date | None = None

    @property
    def years(self) -> range:
        """The years of the review period."""
        return range(self.review[0], self.review[1] + 1)


@dataclass(frozen=True)
class YearRow:
    """A year's figures, as the form has them; a field that is empty is not here."""

    year: int
    values: Mapping[str, Decimal]


@dataclass(frozen=True)
class DatedRow:
    """A row with dates, such as a document or a piece of evidence. ``dates`` by field; ``where`` is its title."""

    form: str
    row: str
    where: str
    dates: Mapping[str, date]


def share_of(part: Decimal, whole: Decimal) -> Fraction:
    """part ÷ whole, exact; ``whole`` is not 0."""
    return Fraction(part) / Fraction(whole)


def plain(value: Decimal | Fraction, places: int = 2) -> str:
    """A number for a sentence, half up, without trailing zeros."""
    scaled = Fraction(value) * 10**places
    whole = (2 * abs(scaled.numerator) + scaled.denominator) // (2 * scaled.denominator)
    text = f"{Decimal(whole).scaleb(-places):f}"
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return f"-{text}" if scaled < 0 and whole else text
