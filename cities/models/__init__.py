"""WHAT IS HANDED IN: the pilot cities, their people, what they submit."""

from cities.models.cities import City, Province
from cities.models.documents import PlanningDocument
from cities.models.evidence import Citation, Evidence
from cities.models.people import CityMembership, Invitation, ProvinceMembership
from cities.models.plausibility import PlausibilityExplanation
from cities.models.submissions import Statement, Submission, SubmissionVersion
from cities.models.texts import DraftIndex, EvidencePage, EvidenceText, Passage
from cities.models.uploads import Upload, UploadPart

__all__ = [
    "Citation",
    "City",
    "CityMembership",
    "DraftIndex",
    "Evidence",
    "EvidencePage",
    "EvidenceText",
    "Invitation",
    "Passage",
    "PlanningDocument",
    "PlausibilityExplanation",
    "Province",
    "ProvinceMembership",
    "Statement",
    "Submission",
    "SubmissionVersion",
    "Upload",
    "UploadPart",
]
