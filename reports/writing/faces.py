"""The faces that set-up ships, and which characters they lack."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from reports.errors import ReportError


@cache
def faces() -> Any:
    """Typst's collection of exactly our faces: what a machine has installed must not change a document."""
    import typst

    if not any(settings.DOCUMENT_FONTS.rglob("*.ttf")):
        raise ReportError(_("The faces for printing are not there: run script/server or script/test once."))
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(settings.DOCUMENT_FONTS)]
    )


def missing_characters(texts: Iterable[str]) -> list[str]:
    """The characters that the face of the body lacks, in order: PDF/A refuses a document that has one."""
    return sorted({character for text in texts for character in text} - drawn_characters() - set("\n\t"))


@cache
def drawn_characters() -> frozenset[str]:
    from fontTools.ttLib import TTFont

    found: set[str] = set()
    for file in sorted(settings.DOCUMENT_FONTS.rglob("NotoSerifSC_400*.ttf")):
        with TTFont(file, lazy=True) as face:
            found |= {chr(point) for point in face.getBestCmap()}
    return frozenset(found)
