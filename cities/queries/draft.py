"""A draft as it stands: what everything about it is made from."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import cached_property

from cities.models import Evidence, Submission
from cities.queries.evidence import evidence_of
from cities.queries.forms import FormRows, form_rows
from cities.queries.overview import Overview, overview_of


@dataclass(frozen=True)
class Draft:
    """Statements, rows and files of one submission."""

    overview: Overview
    rows: FormRows
    evidence: Mapping[int, Evidence]
    """What may be cited and is handed in, by number, in the order it came."""

    @cached_property
    def cited(self) -> Mapping[int, Evidence]:
        """Every file that a statement names, also one that is not among the evidence any more."""
        named = {cited["evidence"] for line in self.overview.lines for cited in line.cited}
        others = named - self.evidence.keys()
        return {**self.evidence, **(Evidence.objects.in_bulk(others) if others else {})}


def draft_of(submission: Submission, overview: Overview | None = None, rows: FormRows | None = None) -> Draft:
    """Three queries, less by what the caller has read."""
    return Draft(
        overview or overview_of(submission),
        rows or form_rows(submission),
        {piece.pk: piece for piece in evidence_of(submission)},
    )
