"""Chinese names in pinyin, as they are read when they name a place: for sorting and for finding."""

from collections.abc import Callable
from functools import cache, lru_cache

OTHERWISE = {"朝阳": [["cháo"], ["yáng"]], "长阳": [["cháng"], ["yáng"]], "六安": [["lù"], ["ān"]]}
"""Places whose characters are usually read otherwise."""


def pinyin_of(name_zh: str) -> str:
    """The name in lower-case pinyin without tones or spaces: 重庆市 is ``chongqingshi``."""
    return "".join(_reader()(name_zh)).lower()[:120]


@lru_cache(maxsize=10_000)
def initials_of(name_zh: str) -> str:
    """The first letters of the pinyin: 重庆市 is ``cqs``."""
    from pypinyin import Style

    return "".join(_reader()(name_zh, style=Style.FIRST_LETTER)).lower()


@cache
def _reader() -> Callable[..., list[str]]:
    """The library's, once somebody asks: its dictionary takes 55 MB, which a worker of the ranking never needs."""
    from pypinyin import lazy_pinyin, load_phrases_dict

    load_phrases_dict(OTHERWISE)
    return lazy_pinyin


LEAST_INSIDE = 3
"""So many letters are found inside a name too, fewer only at its beginning."""


def sounds_like(word: str, name_zh: str, pinyin: str = "") -> bool:
    """Whether the word is the beginning of the name's pinyin or of its first letters, or a longer part of them."""
    if not (word.isascii() and word.isalpha()):
        return False
    spelt = (pinyin or pinyin_of(name_zh), initials_of(name_zh))
    return any(said.startswith(word) or (len(word) >= LEAST_INSIDE and word in said) for said in spelt)
