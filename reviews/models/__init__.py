"""WHAT IS JUDGED: experts, what they may score, what they gave, and the ranking that follows."""

from reviews.models.advice import Advice
from reviews.models.appraisals import Appraisal, ApprovedComment
from reviews.models.calibration import AnchorDossier, AnchorSheet, Calibration
from reviews.models.caps import GradeCap
from reviews.models.cases import Case, CaseOpinion, Settlement
from reviews.models.discussions import Remark
from reviews.models.experts import Assignment, Expert, PanelMember, Recusal
from reviews.models.onsite import (
    Attendance,
    Minutes,
    OnsiteQuestion,
    OnsiteSession,
    OrderDraw,
    Presentation,
    Reveal,
    SessionClock,
)
from reviews.models.questions import Question
from reviews.models.ranking import RankingSnapshot, RankingState
from reviews.models.results import Correction, Result
from reviews.models.sheets import (
    EvidenceReading,
    Score,
    ScoreCitation,
    ScoreSheet,
    ScoreSheetVersion,
    SheetLayout,
    SheetReopening,
)
from reviews.models.verification import Doubt, Proposal, Verification

__all__ = [
    "Advice",
    "AnchorDossier",
    "AnchorSheet",
    "Appraisal",
    "ApprovedComment",
    "Assignment",
    "Attendance",
    "Calibration",
    "Case",
    "CaseOpinion",
    "Correction",
    "Doubt",
    "EvidenceReading",
    "Expert",
    "GradeCap",
    "Minutes",
    "OnsiteQuestion",
    "OnsiteSession",
    "OrderDraw",
    "PanelMember",
    "Presentation",
    "Proposal",
    "Question",
    "RankingSnapshot",
    "RankingState",
    "Recusal",
    "Remark",
    "Result",
    "Reveal",
    "Score",
    "ScoreCitation",
    "ScoreSheet",
    "ScoreSheetVersion",
    "SessionClock",
    "Settlement",
    "SheetLayout",
    "SheetReopening",
    "Verification",
]
