"""The parameters of a rule, as a table of indicators has them: read by name, checked, never evaluated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction
from typing import Any

from scoring.errors import MethodError

Given = Mapping[str, Any]
"""Name → text, or a list of texts."""

MOST_DIGITS = 12


class Problem(StrEnum):
    """Why a parameter cannot be used. ``MESSAGES`` has the sentence."""

    MISSING = "missing"
    UNKNOWN = "unknown"
    NOT_A_SHARE = "not_a_share"
    NOT_A_NUMBER = "not_a_number"
    NOT_WHOLE = "not_whole"
    NOT_A_CHOICE = "not_a_choice"
    NOT_ONE = "not_one"
    SAME_ENDS = "same_ends"
    NOT_DIFFERENT = "not_different"
    NOTHING = "nothing"
    UNKNOWN_RULE = "unknown_rule"


MESSAGES = {
    Problem.MISSING: "The rule needs the parameter %(name)s.",
    Problem.UNKNOWN: "The rule has no parameter %(name)s; it knows %(known)s.",
    Problem.NOT_A_SHARE: "%(name)s must be a share from 0 to 1; given: %(value)s.",
    Problem.NOT_A_NUMBER: "%(name)s must be a number; given: %(value)s.",
    Problem.NOT_WHOLE: "%(name)s must be a whole number from 1 to 100; given: %(value)s.",
    Problem.NOT_A_CHOICE: "%(name)s must be one of %(known)s; given: %(value)s.",
    Problem.NOT_ONE: "%(name)s must sum to 1, so that all points can be earned; they sum to %(value)s.",
    Problem.SAME_ENDS: "zero_at and full_at must differ; both are %(value)s.",
    Problem.NOT_DIFFERENT: "%(name)s names %(value)s twice.",
    Problem.NOTHING: "The rule needs at least one share.",
    Problem.UNKNOWN_RULE: "There is no rule %(value)s.",
}
"""English sentences with named gaps; ``Refusal.gaps`` fills them."""


@dataclass(frozen=True)
class Refusal:
    """What is wrong with one parameter."""

    problem: Problem
    name: str = ""
    value: str = ""
    known: str = ""

    @property
    def gaps(self) -> dict[str, str]:
        return {"name": self.name, "value": self.value, "known": self.known}

    def __str__(self) -> str:
        return MESSAGES[self.problem] % self.gaps


class ParametersError(MethodError):
    """Parameters that no indicator may have; ``refusals`` says each thing once."""

    def __init__(self, refusals: Sequence[Refusal]) -> None:
        super().__init__({refusal.name: str(refusal) for refusal in refusals})
        self.refusals = tuple(refusals)


class Reader:
    """Takes parameters one by one; ``finish`` raises ParametersError if anything was wrong or is left over."""

    def __init__(self, given: Given) -> None:
        self._given = given
        self._taken: list[str] = []
        self._refusals: list[Refusal] = []

    def refuse(self, problem: Problem, name: str = "", value: object = "", known: Iterable[str] = ()) -> None:
        self._refusals.append(Refusal(problem, name, str(value), ", ".join(known)))

    def has(self, name: str) -> bool:
        return name in self._given

    def share(self, name: str, default: Fraction | None = None) -> Fraction:
        """A number from 0 to 1."""
        if not self.has(name) and default is not None:
            self._taken.append(name)
            return default
        value = self._number(name, Problem.NOT_A_SHARE)
        if value is not None and not 0 <= value <= 1:
            self.refuse(Problem.NOT_A_SHARE, name, self._given[name])
        return value or Fraction(0)

    def number(self, name: str) -> Fraction:
        return self._number(name, Problem.NOT_A_NUMBER) or Fraction(0)

    def years(self, name: str) -> int:
        """A whole number from 1 to 100."""
        value = self._number(name, Problem.NOT_WHOLE)
        if value is not None and not (value.denominator == 1 and 1 <= value <= 100):
            self.refuse(Problem.NOT_WHOLE, name, self._given[name])
            return 1
        return int(value or 1)

    def choice(self, name: str, known: Sequence[str], default: str | None = None) -> str:
        if not self.has(name) and default is not None:
            self._taken.append(name)
            return default
        value = self._text(name)
        if value is not None and value not in known:
            self.refuse(Problem.NOT_A_CHOICE, name, value, known)
        return value or ""

    def choices(self, name: str, known: Sequence[str]) -> tuple[str, ...]:
        """One or several, each once."""
        given = self._take(name)
        values = [str(value) for value in (given if isinstance(given, list) else [given])] if given else []
        if self.has(name) and not values:
            self.refuse(Problem.MISSING, name)
        for position, value in enumerate(values):
            if value not in known:
                self.refuse(Problem.NOT_A_CHOICE, name, value, known)
            if value in values[:position]:
                self.refuse(Problem.NOT_DIFFERENT, name, value)
        return tuple(values)

    def shares(self, known: Sequence[str]) -> dict[str, Fraction]:
        """Those of ``known`` that are given, with their shares."""
        found = {name: self.share(name) for name in known if self.has(name)}
        self._taken += known
        if not found:
            self.refuse(Problem.NOTHING)
        return found

    def sum_to_one(self, shares: Mapping[str, Fraction]) -> None:
        if not self._refusals and sum(shares.values()) != 1:
            self.refuse(Problem.NOT_ONE, ", ".join(shares), _plain(sum(shares.values(), Fraction(0))))

    def different_ends(self, zero_at: Fraction, full_at: Fraction) -> None:
        if not self._refusals and zero_at == full_at:
            self.refuse(Problem.SAME_ENDS, "full_at", self._given["full_at"])

    def finish(self) -> None:
        for name in self._given:
            if name not in self._taken:
                self.refuse(Problem.UNKNOWN, name, known=dict.fromkeys(self._taken))
        if self._refusals:
            raise ParametersError(self._refusals)

    def _take(self, name: str) -> Any:
        self._taken.append(name)
        if name not in self._given:
            self.refuse(Problem.MISSING, name)
        return self._given.get(name)

    def _text(self, name: str) -> str | None:
        value = self._take(name)
        return None if value is None else str(value)

    def _number(self, name: str, problem: Problem) -> Fraction | None:
        text = self._text(name)
        if text is None:
            return None
        value = number_of(text)
        if value is None:
            self.refuse(problem, name, text)
        return value


def number_of(text: str) -> Fraction | None:
    """A plain decimal as a fraction; None for anything else."""
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    if not value.is_finite() or len(text) > MOST_DIGITS:
        return None
    return Fraction(value)


def _plain(value: Fraction) -> str:
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"
