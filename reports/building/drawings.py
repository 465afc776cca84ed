"""Figures as blocks of a document: the drawings that the pages show, made by one process when one is needed."""

import logging
from collections.abc import Callable, Sequence
from typing import Any

from django.utils.functional import cached_property

from reports.blocks import Figure as FigureBlock
from reports.figures.drawing import Drawing, DrawingError, draw
from reports.figures.figure import Figure

logger = logging.getLogger(__name__)


class Drawings:
    """Blocks by the figure's key. A figure without data, or one that can't be drawn, is None."""

    def __init__(self, figures: Sequence[Figure]) -> None:
        self._figures = {figure.key: figure for figure in figures}

    def content(self) -> dict[str, Any]:
        """All that decides what is drawn."""
        return {
            key: [figure.title, figure.note, figure.drawing, [list(row) for row in figure.table.rows]]
            for key, figure in self._figures.items()
        }

    def makers(self) -> dict[str, Callable[[str], FigureBlock | None]]:
        """Each makes its block under the caption it is given."""
        return {key: self._maker(figure) for key, figure in self._figures.items()}

    def _maker(self, figure: Figure) -> Callable[[str], FigureBlock | None]:
        def make(caption: str) -> FigureBlock | None:
            drawing = self._drawn.get(figure.key)
            if drawing is None:
                return None
            notes = (figure.note,) if figure.note else ()
            return FigureBlock(f"{caption} {figure.title}", drawing.svg, figure.title, notes)

        return make

    @cached_property
    def _drawn(self) -> dict[str, Drawing]:
        wanted = [figure for figure in self._figures.values() if not figure.is_empty]
        try:
            return dict(zip((figure.key for figure in wanted), draw(wanted), strict=True)) if wanted else {}
        except DrawingError:
            logger.exception("figures can't be drawn")
            return {}
