"""The figures of the report: one structure for the page, its table twin and the drawing in a document.

A ``Figure`` says what it shows; ``static/js/chart-kinds.js`` draws it, in a browser and on the server alike.
"""

from reports.figures.figure import Figure, FigureTable
from reports.figures.gallery import city_figure, every_figure

__all__ = ["Figure", "FigureTable", "city_figure", "every_figure"]
