"""A service works on the row as it is now, locked, and refuses before it writes."""

from rounds.errors import RoundError
from rounds.models import IndicatorSystem, Round
from rounds.rules import system_refusal


def locked_round(round: Round) -> Round:
    return (
        Round.objects.select_for_update(of=("self",), no_key=True)
        .select_related("indicator_system")
        .get(pk=round.pk)
    )


def locked_system(system: IndicatorSystem) -> IndicatorSystem:
    """The system, if it may still change."""
    locked = IndicatorSystem.objects.select_for_update(no_key=True).get(pk=system.pk)
    refuse(system_refusal(locked))
    return locked


def refuse(why_not: str) -> None:
    if why_not:
        raise RoundError(why_not)
