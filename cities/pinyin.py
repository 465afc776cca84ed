"""Sort keys: the Chinese name in pinyin, as it is read when it names a place."""

from pypinyin import lazy_pinyin, load_phrases_dict

load_phrases_dict({"朝阳": [["cháo"], ["yáng"]], "长阳": [["cháng"], ["yáng"]], "六安": [["lù"], ["ān"]]})
"""Places whose characters are usually read otherwise."""


def pinyin_of(name_zh: str) -> str:
    """The name in lower-case pinyin without tones or spaces: 重庆市 is ``chongqingshi``."""
    return "".join(lazy_pinyin(name_zh)).lower()[:120]
