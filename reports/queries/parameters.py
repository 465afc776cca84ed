"""The thresholds of a round's statistics."""

from reports.models import StatisticParameters
from rounds.models import Round
from scoring.statistics.parameters import Parameters


def stored_parameters(round: Round) -> StatisticParameters | None:
    return StatisticParameters.objects.filter(round=round).select_related("set_by").first()


def parameters_of(round: Round) -> Parameters:
    """Those that were set, or the defaults."""
    stored = stored_parameters(round)
    return stored.parsed if stored else Parameters()
