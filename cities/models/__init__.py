"""WHAT IS HANDED IN: the pilot cities, their people, what they submit."""

from cities.models.cities import City, Province
from cities.models.documents import PlanningDocument
from cities.models.evidence import Citation, Evidence
from cities.models.forms import (
    CityProfile,
    FormRow,
    FuelUse,
    FundingYear,
    GoodPractice,
    Innovation,
    InnovationPromise,
    InventoryMechanism,
    InventoryYear,
    LeadingBody,
    NothingToReport,
    PeakingTarget,
    PolicyDocument,
    PracticeFact,
    PresentationFile,
    StatisticsSystem,
    Target,
    TargetResponsibility,
    TaskFigure,
    TaskProgress,
    TruthfulnessLetter,
    YearlyData,
)
from cities.models.not_applicable import NotApplicableRequest
from cities.models.papers import OfficialPaper, Withdrawal
from cities.models.people import CityMembership, Invitation, ProvinceMembership
from cities.models.plausibility import PlausibilityExplanation
from cities.models.presence import Presence
from cities.models.proxies import ProxyEntry
from cities.models.signing import SignOff, Step, StepLeftOut
from cities.models.submissions import Statement, Submission, SubmissionVersion
from cities.models.supplements import (
    ProvinceOpinion,
    Reopening,
    SupplementExtension,
    SupplementItem,
    SupplementRequest,
)
from cities.models.texts import DraftIndex, EvidencePage, EvidenceText, Passage
from cities.models.uploads import Upload, UploadPart

__all__ = [
    "Citation",
    "City",
    "CityMembership",
    "CityProfile",
    "DraftIndex",
    "Evidence",
    "EvidencePage",
    "EvidenceText",
    "FormRow",
    "FuelUse",
    "FundingYear",
    "GoodPractice",
    "Innovation",
    "InnovationPromise",
    "InventoryMechanism",
    "InventoryYear",
    "Invitation",
    "LeadingBody",
    "NotApplicableRequest",
    "NothingToReport",
    "OfficialPaper",
    "Passage",
    "PeakingTarget",
    "PlanningDocument",
    "PlausibilityExplanation",
    "PolicyDocument",
    "PracticeFact",
    "Presence",
    "PresentationFile",
    "Province",
    "ProvinceMembership",
    "ProvinceOpinion",
    "ProxyEntry",
    "Reopening",
    "SignOff",
    "Statement",
    "StatisticsSystem",
    "Step",
    "StepLeftOut",
    "Submission",
    "SubmissionVersion",
    "SupplementExtension",
    "SupplementItem",
    "SupplementRequest",
    "Target",
    "TargetResponsibility",
    "TaskFigure",
    "TaskProgress",
    "TruthfulnessLetter",
    "Upload",
    "UploadPart",
    "Withdrawal",
    "YearlyData",
]
