"""Whether a draft can be signed and handed in, and what is still in the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cities.content import Content, build_content, hash_of, incomplete
from cities.finding import findings_in
from cities.models import Submission
from cities.queries.draft import Draft, draft_of
from cities.queries.plausibility import Answered
from cities.queries.questionnaire import FormLine, questionnaire_of
from cities.rules import deadline_of


@dataclass(frozen=True)
class Readiness:
    """A draft as it stands. ``content`` is what is signed; the findings travel beside it."""

    content: Content
    statements: Sequence[str]
    """Codes of the indicators that still lack a text or a self-score."""
    forms: Sequence[FormLine]
    """Forms that are asked for and not complete."""
    findings: Sequence[Answered]

    @cached_property
    def sha256(self) -> str:
        return hash_of(self.content)

    @cached_property
    def open_findings(self) -> list[Answered]:
        return [answered for answered in self.findings if answered.is_open]

    @property
    def is_ready(self) -> bool:
        return not (self.statements or self.forms or self.open_findings)

    @property
    def problem(self) -> str:
        """The first thing in the way, as a sentence; empty if nothing is."""
        if self.statements:
            return _("Not complete: %(codes)s. Each indicator needs a text and a self-score.") % {
                "codes": ", ".join(self.statements)
            }
        if self.forms:
            names = [f"{line.form.code} {line.form.name}" for line in self.forms]
            return _("Not complete: %(forms)s.") % {"forms": ", ".join(names)}
        return self._of_findings() if self.open_findings else ""

    def _of_findings(self) -> str:
        found = self.open_findings
        errors = sum(answered.finding.blocks for answered in found)
        return _(
            "Not plausible yet: %(errors)d to be mended, %(warnings)d to be mended or explained. "
            "The first: %(place)s: %(sentence)s"
        ) % {
            "errors": errors,
            "warnings": len(found) - errors,
            "place": found[0].place,
            "sentence": found[0].sentence,
        }


def readiness_of(submission: Submission, draft: Draft | None = None) -> Readiness:
    """Read in one go, so that what is signed is what was checked."""
    draft = draft or draft_of(submission)
    content = build_content(submission, draft)
    lines = questionnaire_of(submission, (1, 1), draft.rows).lines
    return Readiness(
        content=content,
        statements=incomplete(content),
        forms=[line for line in lines if line.progress and line.progress.blocks],
        findings=findings_in(submission, content, deadline_of(submission)),
    )
