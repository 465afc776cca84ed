"""All statistics of a round from its committed rows."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from reports.queries.material import ScoreSource, material_of, score_source
from reports.queries.parameters import parameters_of
from rounds.models import Round
from scoring.statistics.every import every_statistic
from scoring.statistics.material import Material
from scoring.statistics.parameters import Parameters
from scoring.statistics.shape import Statistic


@dataclass(frozen=True, eq=False)
class Computed:
    """What was read, what it was counted with, and what came out. ``source`` None: without scores."""

    round: Round
    material: Material
    parameters: Parameters
    source: ScoreSource | None
    statistics: Mapping[str, Statistic]


def compute(
    round: Round,
    *,
    with_scores: bool,
    source: ScoreSource | None = None,
    parameters: Parameters | None = None,
    blind: Collection[int] = (),
) -> Computed:
    """``source``: a ranking to read instead of the one in force; ``parameters``: instead of the round's.

    Without scores for readers who may not see results yet, and without those of the cities to which one is
    ``blind``.
    """
    chosen = (source or score_source(round)) if with_scores else None
    material = material_of(round, chosen, with_problems=with_scores, blind=blind)
    thresholds = parameters or parameters_of(round)
    return Computed(round, material, thresholds, chosen, every_statistic(material, thresholds))
