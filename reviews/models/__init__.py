"""WHAT IS JUDGED: experts, what they may score, what they gave, and the ranking that follows."""

from reviews.models.experts import Assignment, Expert, PanelMember, Recusal
from reviews.models.ranking import RankingSnapshot, RankingState
from reviews.models.sheets import Score, ScoreCitation, ScoreSheet, ScoreSheetVersion, SheetLayout
from reviews.models.verification import Verification

__all__ = [
    "Assignment",
    "Expert",
    "PanelMember",
    "RankingSnapshot",
    "RankingState",
    "Recusal",
    "Score",
    "ScoreCitation",
    "ScoreSheet",
    "ScoreSheetVersion",
    "SheetLayout",
    "Verification",
]
