"""What is kept for reports: parameters, texts, cases, comments for letters, builds with their files."""

from reports.models.archives import Archive
from reports.models.builds import AcceptedFinding, BuildFile, ReleasedLetters, ReportBuild
from reports.models.cases import ReportCase
from reports.models.claims import Claim, FactRequest, Objection
from reports.models.parameters import StatisticParameters
from reports.models.publication import Countersignature, OwnResults, Publication
from reports.models.texts import ReportSettings, SectionText

__all__ = [
    "AcceptedFinding",
    "Archive",
    "BuildFile",
    "Claim",
    "Countersignature",
    "FactRequest",
    "Objection",
    "OwnResults",
    "Publication",
    "ReleasedLetters",
    "ReportBuild",
    "ReportCase",
    "ReportSettings",
    "SectionText",
    "StatisticParameters",
]
