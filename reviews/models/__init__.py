"""WHAT IS JUDGED: experts, what they may score, what they gave, and the ranking that follows."""

from reviews.models.advice import Advice
from reviews.models.appraisals import Appraisal, ApprovedComment
from reviews.models.arranging import AssignmentRules, AssignmentRun, KeptOut
from reviews.models.calibration import AnchorDossier, AnchorSheet, Calibration
from reviews.models.caps import GradeCap
from reviews.models.cases import Case, CaseOpinion, Settlement
from reviews.models.discussions import Remark
from reviews.models.experts import (
    Assignment,
    Expert,
    PanelMember,
    PastTie,
    Recusal,
    RecusalOverride,
)
from reviews.models.inviting import ExpertDraw, PanelInvitation
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
from reviews.models.paper import PaperSheet
from reviews.models.promises import PromiseCheck
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
    "AssignmentRules",
    "AssignmentRun",
    "Attendance",
    "Calibration",
    "Case",
    "CaseOpinion",
    "Correction",
    "Doubt",
    "EvidenceReading",
    "Expert",
    "ExpertDraw",
    "GradeCap",
    "KeptOut",
    "Minutes",
    "OnsiteQuestion",
    "OnsiteSession",
    "OrderDraw",
    "PanelInvitation",
    "PanelMember",
    "PaperSheet",
    "PastTie",
    "Presentation",
    "PromiseCheck",
    "Proposal",
    "Question",
    "RankingSnapshot",
    "RankingState",
    "Recusal",
    "RecusalOverride",
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
