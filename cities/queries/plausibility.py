"""What was found in a draft, beside what the city says to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import cached_property

from accounts.prepared import prepared
from cities.models import PlausibilityExplanation, Submission
from cities.plausibility.findings import Finding
from cities.plausibility.words import place, sentence


@dataclass(frozen=True)
class Answered:
    """A finding and the words to it. Words to other values are shown, and don't settle it."""

    finding: Finding
    explanation: PlausibilityExplanation | None

    @property
    def is_explained(self) -> bool:
        return self.explanation is not None and self.explanation.fingerprint == self.finding.fingerprint

    @property
    def is_open(self) -> bool:
        """Keeps the material from being handed in."""
        return self.finding.blocks or not self.is_explained

    @cached_property
    def place(self) -> str:
        return place(self.finding.form, self.finding.where, self.finding.field)

    @cached_property
    def sentence(self) -> str:
        return sentence(self.finding.rule, self.finding.values)

    def to_dict(self) -> dict[str, Any]:
        """As the version keeps it."""
        text = self.explanation.text if self.explanation and self.is_explained else ""
        return {**self.finding.to_dict(), "explanation": text}


def answered(submission: Submission, findings: Sequence[Finding]) -> list[Answered]:
    """In one query; in none where nothing was found."""
    if not findings:
        return []
    said: Mapping[str, PlausibilityExplanation] = {
        explanation.finding_key: explanation for explanation in _explanations(submission=submission.pk)
    }
    return [Answered(finding, said.get(finding.key)) for finding in findings]


@prepared
def _explanations(submission: int) -> QuerySet[PlausibilityExplanation]:
    return PlausibilityExplanation.objects.filter(submission=submission).select_related("written_by")
