"""Domain data has a Chinese and an English name; the reader's language picks one."""

from django.utils.translation import get_language


def in_readers_language(zh: str, en: str) -> str:
    """``en`` for a reader of English if there is one, else ``zh``."""
    return en if en and (get_language() or "").startswith("en") else zh


class Bilingual:
    """For models with ``name_zh`` and ``name_en``: ``name`` is the one the reader reads."""

    name_zh: str
    name_en: str

    @property
    def name(self) -> str:
        return in_readers_language(self.name_zh, self.name_en)

    def __str__(self) -> str:
        return self.name
