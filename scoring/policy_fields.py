"""What a policy's fields accept, each with the one sentence a user is told otherwise.

The sentences are constant, so that the portal can translate them by their English text.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, NamedTuple

from scoring import choices

Reader = Callable[[Any], object]


class Field(NamedTuple):
    """``read`` turns a plain JSON value into the field's value or raises ValueError; ``wants`` is the sentence."""

    read: Reader
    wants: str


def _decimal(low: str, high: str, *, places: int, above: bool = False) -> Reader:
    def read(value: Any) -> Decimal:
        if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
            raise ValueError
        number = Decimal(value)
        if not number.is_finite() or number != round(number, places):
            raise ValueError
        if not Decimal(low) <= number <= Decimal(high) or (above and number == Decimal(low)):
            raise ValueError
        return number

    return read


def _whole(low: int, high: int) -> Reader:
    def read(value: Any) -> int:
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError
        return value

    return read


def _optional(reader: Reader) -> Reader:
    return lambda value: None if value is None else reader(value)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise ValueError
    return value


def _codes(value: Any) -> tuple[str, ...]:
    codes = tuple(_text(code) for code in value) if isinstance(value, list | tuple) else (None,)
    if not all(codes) or len(set(codes)) != len(codes):
        raise ValueError
    return tuple(code for code in codes if code)


def _choice(names: type[StrEnum]) -> Field:
    return Field(names, "must be one of: " + ", ".join(names))


FIELDS: Mapping[str, Field] = {
    "step": Field(
        _decimal("0", "10", places=2, above=True), "must be more than 0 and at most 10 points, in hundredths"
    ),
    "design": _choice(choices.Design),
    "min_marks": Field(_whole(1, 99), "must be a whole number from 1 to 99"),
    "panel": Field(_whole(1, 99), "must be a whole number from 1 to 99"),
    "max_marks": Field(_whole(1, 99), "must be a whole number from 1 to 99"),
    "everyone_min_marks": Field(_whole(1, 99), "must be a whole number from 1 to 99"),
    "cell_rule": _choice(choices.CellRule),
    "expert_weights": _choice(choices.ExpertWeights),
    "divergence_range_share": Field(
        _decimal("0", "1", places=4), "must be a share from 0 to 1, at most four decimals"
    ),
    "divergence_min_points": Field(_decimal("0", "100", places=2), "must be from 0 to 100 points, in hundredths"),
    "divergence_subtotal_share": Field(
        _decimal("0", "1", places=4), "must be a share from 0 to 1, at most four decimals"
    ),
    "divergence_subtotal_min_indicators": Field(_whole(1, 99), "must be a whole number from 1 to 99"),
    "onsite_mode": _choice(choices.OnsiteMode),
    "written_share": Field(
        _optional(_decimal("0", "1", places=4)), "must be a share from 0 to 1, at most four decimals, or empty"
    ),
    "not_applicable": _choice(choices.NotApplicableRule),
    "not_applicable_cap": Field(_decimal("0", "100", places=2), "must be from 0 to 100 points, in hundredths"),
    "decimals": Field(_whole(0, 2), "must be 0, 1 or 2"),
    "rounding": _choice(choices.Rounding),
    "rank": _choice(choices.RankRule),
    "tie_break_areas": Field(_codes, "must be a list of different area codes"),
    "tie_break_words": Field(_text, "must be text"),
    "excellent_from": Field(
        _decimal("0", "100", places=2, above=True), "must be more than 0 and at most 100 points"
    ),
    "good_from": Field(_decimal("0", "100", places=2, above=True), "must be more than 0 and at most 100 points"),
    "qualified_from": Field(
        _decimal("0", "100", places=2, above=True), "must be more than 0 and at most 100 points"
    ),
    "excellent_good": _choice(choices.ExcellentGoodRule),
    "top_n": Field(_optional(_whole(1, 100_000)), "must be a whole number of at least 1, or empty"),
}

Rule = tuple[tuple[str, ...], Callable[..., bool], str]

TOGETHER: tuple[Rule, ...] = (
    (("panel", "min_marks"), lambda panel, low: panel >= low, "must not be less than min_marks"),
    (("max_marks", "panel"), lambda high, panel: high >= panel, "must not be less than panel"),
    (
        ("written_share", "onsite_mode"),
        lambda share, mode: (
            (share is not None and 0 < share < 1) == (mode == choices.OnsiteMode.TWO_PART)
            and (share is None) == (mode == choices.OnsiteMode.SINGLE_REVISABLE)
        ),
        "must be between 0 and 1 with two_part, and empty otherwise",
    ),
    (
        ("tie_break_words", "tie_break_areas"),
        lambda words, areas: bool(words.strip()) == bool(areas),
        "must say in words what tie_break_areas does, and be empty without them",
    ),
    (("excellent_from", "good_from"), lambda upper, lower: upper > lower, "must be more than good_from"),
    (("good_from", "qualified_from"), lambda upper, lower: upper > lower, "must be more than qualified_from"),
    (
        ("top_n", "excellent_good"),
        lambda n, rule: (n is not None) == (rule == choices.ExcellentGoodRule.TOP_N),
        "must be given with top_n, and be empty otherwise",
    ),
)


def read_fields(data: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The values that could be read, and a sentence for every field that is wrong alone or with another."""
    values: dict[str, Any] = {}
    problems: dict[str, str] = {}
    for name in FIELDS.keys() & data.keys():
        try:
            values[name] = FIELDS[name].read(data[name])
        except (ValueError, InvalidOperation):
            problems[name] = FIELDS[name].wants
    for names, holds, sentence in TOGETHER:
        if values.keys() >= set(names) and not holds(*(values[name] for name in names)):
            problems.setdefault(names[0], sentence)
    return values, problems


def key_problems(data: Mapping[str, Any]) -> dict[str, str]:
    """Fields that are missing or that no policy has: a stored policy is complete, so its hash stays its own."""
    missing = dict.fromkeys(sorted(FIELDS.keys() - data.keys()), "is missing")
    unknown = dict.fromkeys(sorted(data.keys() - FIELDS.keys()), "is not a field of the policy")
    return missing | unknown
