"""What is kept for reports: parameters, texts, cases, comments for letters, builds with their files."""

from reports.models.builds import AcceptedFinding, BuildFile, ReportBuild
from reports.models.cases import ReportCase
from reports.models.letters import LetterComment
from reports.models.parameters import StatisticParameters
from reports.models.texts import ReportSettings, SectionText

__all__ = [
    "AcceptedFinding",
    "BuildFile",
    "LetterComment",
    "ReportBuild",
    "ReportCase",
    "ReportSettings",
    "SectionText",
    "StatisticParameters",
]
