"""WHAT IS ASKED: the round, its stages and rights, and the indicator system."""

from rounds.models.problems import Problem
from rounds.models.rounds import Round, RoundRole
from rounds.models.stages import Action, Role, Stage, StageRight
from rounds.models.systems import Area, Criterion, Domain, Indicator, IndicatorSystem

__all__ = [
    "Action",
    "Area",
    "Criterion",
    "Domain",
    "Indicator",
    "IndicatorSystem",
    "Problem",
    "Role",
    "Round",
    "RoundRole",
    "Stage",
    "StageRight",
]
