"""A sheet as it is shown to its expert: the draft before signing, and every signed version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC
from decimal import Decimal

from reviews.models import ScoreSheetVersion
from reviews.queries.material import Material
from reviews.queries.sheets import Drafted, SignedMark, SignedSheet
from rounds.models import Indicator
from scoring.canonical import sha256_of

Cited = tuple[str, str]
"""Title of the evidence, and pages."""


@dataclass(frozen=True)
class DraftLine:
    """One indicator of the draft."""

    indicator: Indicator
    points: Decimal | None
    unable: bool
    comment: str
    citations: Sequence[Cited]
    problem: str = ""


@dataclass(frozen=True)
class Draft:
    lines: Sequence[DraftLine]

    @property
    def total(self) -> Decimal:
        return sum((line.points for line in self.lines if line.points is not None), Decimal(0))

    @property
    def judged_max(self) -> Decimal:
        """Points that could be given where points were given."""
        return sum((line.indicator.judged_max for line in self.lines if line.points is not None), Decimal(0))

    @property
    def percent(self) -> Decimal | None:
        return 100 * self.total / self.judged_max if self.judged_max else None


@dataclass(frozen=True)
class PrintedLine:
    """One indicator of a signed version, beside the version before and the city's own score."""

    mark: SignedMark
    before: SignedMark | None
    self_score: str | None
    citations: Sequence[Cited]

    @property
    def changed(self) -> bool:
        return self.before is not None and self.before.points != self.mark.points

    @property
    def comment_before(self) -> str | None:
        """What the version before said, where this one says something else."""
        if self.before is None or self.before.comment == self.mark.comment:
            return None
        return self.before.comment

    @property
    def percent(self) -> Decimal | None:
        return None if self.mark.rate is None else 100 * self.mark.rate


@dataclass(frozen=True)
class PrintedSheet:
    signed: SignedSheet
    lines: Sequence[PrintedLine]

    @property
    def version(self) -> ScoreSheetVersion:
        return self.signed.version

    @property
    def percent(self) -> Decimal | None:
        return None if self.signed.rate is None else 100 * self.signed.rate


def fingerprint_of(version: ScoreSheetVersion) -> str:
    """SHA-256 of everything that was signed: the same on paper, in the record, and when it is computed again."""
    return sha256_of(
        {
            "sheet": version.sheet_id,
            "number": version.number,
            "indicators": list(version.layout.indicator_ids),
            "points": bytes(version.points).hex(),
            "mask": bytes(version.mask).hex(),
            "comments": version.comments,
            "citations": version.citations,
            "material": version.material_version_id,
            "policy": version.policy_sha256,
            "submitted_at": version.submitted_at.astimezone(UTC).isoformat(timespec="microseconds"),
        }
    )


def draft_of(
    indicators: Sequence[Indicator],
    scores: Mapping[int, Drafted],
    material: Material,
    problems: Mapping[str, str] | None = None,
) -> Draft:
    return Draft(
        [_draft_line(i, scores.get(i.pk), material, (problems or {}).get(i.code, "")) for i in indicators]
    )


def printed(versions: Sequence[SignedSheet], material: Material) -> list[PrintedSheet]:
    """``versions`` newest first, each beside the one before it."""
    return [
        PrintedSheet(signed, [_line(mark, _marks(before), material) for mark in signed.marks])
        for signed, before in zip(versions, [*versions[1:], None], strict=False)
    ]


def _draft_line(indicator: Indicator, score: Drafted | None, material: Material, problem: str) -> DraftLine:
    if score is None:
        return DraftLine(indicator, None, False, "", (), problem)
    cited = _titles(score.citations, material)
    return DraftLine(indicator, score.points, score.unable, score.comment, cited, problem)


def _line(mark: SignedMark, before: Mapping[int, SignedMark], material: Material) -> PrintedLine:
    said = material.said.get(mark.indicator.pk)
    own = said.self_score if said else None
    return PrintedLine(mark, before.get(mark.indicator.pk), own, _titles(mark.citations, material))


def _marks(signed: SignedSheet | None) -> dict[int, SignedMark]:
    return {mark.indicator.pk: mark for mark in signed.marks} if signed else {}


def _titles(pages: Mapping[int, str], material: Material) -> list[Cited]:
    known = material.evidence
    return [(known[pk].title if pk in known else str(pk), page) for pk, page in pages.items()]
