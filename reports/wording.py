"""Wording rules of the report: how a share or a count is said in words; the number goes in a footnote.

The limits are our default [默认规则，非官方]: below a third 部分, 40 to 50 % 近半数, above 50 % 半数以上.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Literal

Language = Literal["zh", "en"]

THIRD, NEARLY_HALF, HALF = Fraction(1, 3), Fraction(2, 5), Fraction(1, 2)

SHARES: dict[Language, tuple[str, str, str, str, str, str]] = {
    "zh": ("没有", "部分", "三分之一以上", "近半数", "半数以上", "全部"),
    "en": ("none", "some", "more than a third", "nearly half", "more than half", "all"),
}
PILOTS: dict[Language, tuple[str, str, str, str, str, str]] = {
    "zh": (
        "没有试点城市", "部分试点城市", "三分之一以上的试点城市",
        "近半数的试点城市", "半数以上的试点城市", "全部试点城市",
    ),
    "en": (
        "no pilot city", "some pilot cities", "more than a third of the pilot cities",
        "nearly half of the pilot cities", "more than half of the pilot cities", "all pilot cities",
    ),
}  # fmt: skip
TENS: dict[Language, str] = {"zh": "{tens}余{unit}", "en": "more than {tens}{unit}"}


def share_in_words(count: int, of: int, language: Language = "zh") -> str:
    """部分 below a third, 三分之一以上 below 40 %, 近半数 up to 50 %, 半数以上 above; 没有, 全部 at the ends.

    Exactly a half is 近半数: 半数以上 is said of more than half only.
    """
    return _worded(count, of, SHARES[language])


def pilots_in_words(count: int, of: int, language: Language = "zh") -> str:
    """The same limits, said of the pilot cities: 部分试点城市, 近半数的试点城市."""
    return _worded(count, of, PILOTS[language])


def _worded(count: int, of: int, words: tuple[str, str, str, str, str, str]) -> str:
    if not 0 <= count <= of or of == 0:
        raise ValueError(f"{count} of {of} is no share")
    none, some, third, nearly, more, everyone = words
    share = Fraction(count, of)
    if share in (0, 1):
        return none if share == 0 else everyone
    if share > HALF:
        return more
    if share >= NEARLY_HALF:
        return nearly
    return third if share >= THIRD else some


def tens_in_words(count: int, unit: str = "", language: Language = "zh") -> str:
    """10余名 for 11 to 19; a round number or one below 10 as it is: 20名, 8名."""
    if count < 0:
        raise ValueError(f"{count} can't be counted")
    tens, rest = count // 10 * 10, count % 10
    if not tens or not rest:
        return f"{count}{unit}"
    return TENS[language].format(tens=tens, unit=unit)


def highest_and_lowest(rates: Sequence[tuple[str, Fraction]]) -> tuple[list[str], list[str]]:
    """The two highest, highest first, and the two lowest, lowest first. Equal ones keep their order.

    With fewer than four nothing is named twice: the lowest give way.
    """
    down = [name for name, _rate in sorted(rates, key=lambda item: -item[1])]
    up = [name for name, _rate in sorted(rates, key=lambda item: item[1])]
    highest = down[:2]
    return highest, [name for name in up[:2] if name not in highest]


def enumerated(names: Sequence[str], language: Language = "zh", *, most: int | None = None) -> str:
    """深圳、青岛等 where some are left out; all of them without 等."""
    named = list(names if most is None else names[:most])
    if language == "zh":
        return "、".join(named) + ("等" if len(named) < len(names) else "")
    if len(named) < len(names):
        return ", ".join(named) + " and others"
    return ", ".join(named[:-1]) + (" and " if len(named) > 1 else "") + "".join(named[-1:])


NUMERALS = "〇一二三四五六七八九"


def chinese_number(number: int) -> str:
    """一 … 九十九, for headings."""
    tens, ones = divmod(number, 10)
    if tens == 0:
        return NUMERALS[ones]
    return ("" if tens == 1 else NUMERALS[tens]) + "十" + (NUMERALS[ones] if ones else "")
