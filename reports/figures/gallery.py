"""All figures of a round in the order of the report."""

from reports.figures import provinces, registers, scores
from reports.figures.figure import Figure
from reports.statistics.compute import Computed
from reports.statistics.names import Names


def every_figure(computed: Computed, names: Names, *, public: bool = False) -> list[Figure]:
    """Figures 1 to 6, then those that the published report lacks.

    ``public``: nothing below the published list, and of inventories figure 5 alone: the years of all cities would
    say who has few.
    """
    internal = [] if public else [scores.group_figure(computed, names)]
    return [
        *registers.document_figures(computed, names),
        *(figures := registers.inventory_figures(computed, names))[:1],
        registers.responsibility_figure(computed, names, public=public),
        *([] if public else figures[1:]),
        scores.area_figure(computed, names),
        scores.domain_figure(computed, names),
        scores.histogram(computed, names),
        scores.batch_figure(computed, names, public=public),
        *internal,
        provinces.provinces_figure(computed, names),
    ]


def city_figure(computed: Computed, names: Names, city: str) -> Figure:
    """The radar of one city, by its code. Never for the public."""
    return scores.radar(computed, names, city)
