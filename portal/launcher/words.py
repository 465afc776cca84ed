"""Compiles the translations, without gettext's own tools."""

from pathlib import Path

import polib

from .paths import Layout
from .say import step
from .stamps import Stamp, digest_of


def compile_words(layout: Layout) -> None:
    """Every catalogue has its compiled form beside it. Fuzzy entries stay out."""
    catalogues = sorted((layout.checkout / "locale").glob("*/LC_MESSAGES/*.po"))
    stamp = Stamp(layout.stamps / "words", digest_of(layout.checkout, catalogues))
    if stamp.fresh() and all(_compiled(catalogue).exists() for catalogue in catalogues):
        return
    with step("Compiling the translations"):
        for catalogue in catalogues:
            polib.pofile(str(catalogue)).save_as_mofile(str(_compiled(catalogue)))
    stamp.write()


def _compiled(catalogue: Path) -> Path:
    return catalogue.with_suffix(".mo")
