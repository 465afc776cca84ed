"""From evidence to mark: what cities claim and prove, what experts score, and what nobody has opened."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count

from cities.models import City, Submission
from reviews.models import Doubt, EvidenceReading, ScoreSheetVersion, Verification
from rounds.models import Indicator
from scoring.sheets import unpack_points


@dataclass(frozen=True)
class EvidenceCell:
    """One city and indicator. Numbers of sheets are progress: none of them tells a mark."""

    code: str
    claimed: bool
    """The city says something for it."""
    cited: int
    """Pieces of evidence that the city cites for it."""
    scored: int
    """Submitted sheets with a mark for it."""
    relied: int
    """Those of them that cite evidence themselves."""
    doubted: int
    """Experts who doubt its computed value."""
    corrected: bool
    """The secretariat found another computed value than the city's material gives."""

    @property
    def is_unproved(self) -> bool:
        """Scored, though the city cites nothing for it."""
        return self.scored > 0 and self.cited == 0

    @property
    def is_contradicted(self) -> bool:
        """What the city says does not hold, or an expert says so."""
        return self.corrected or self.doubted > 0


@dataclass(frozen=True)
class EvidenceRow:
    submission: Submission
    cells: Sequence[EvidenceCell]
    unopened: Sequence[str]
    """Titles of cited evidence that no expert has opened."""

    @property
    def city(self) -> City:
        return self.submission.city

    @property
    def unproved(self) -> int:
        return sum(cell.is_unproved for cell in self.cells)


def evidence_rows(submissions: Sequence[Submission], indicators: Sequence[Indicator]) -> list[EvidenceRow]:
    """``submissions`` with their accepted versions at hand. Four queries, however many there are."""
    pks = [submission.pk for submission in submissions]
    marks, relied = _marks(pks, {indicator.pk: indicator.code for indicator in indicators})
    opened = set(
        EvidenceReading.objects.filter(assignment__submission__in=pks)
        .values_list("evidence", flat=True)
        .distinct()
    )
    said_against = _Against(_doubts(pks), _corrected(pks))
    return [_row(submission, indicators, marks, relied, opened, said_against) for submission in submissions]


@dataclass(frozen=True)
class _Against:
    """By submission and code."""

    doubts: Mapping[tuple[int, str], int]
    corrected: set[tuple[int, str]]


def _corrected(pks: Sequence[int]) -> set[tuple[int, str]]:
    counting = Verification.objects.filter(
        submission__in=pks, to_version=None, kind=Verification.Kind.CORRECTED
    ).order_by()
    return set(counting.values_list("submission", "indicator__code"))


def _marks(
    pks: Sequence[int], codes: Mapping[int, str]
) -> tuple[Counter[tuple[int, str]], Counter[tuple[int, str]]]:
    """By city and indicator: submitted sheets with a mark, and those that cite evidence for it."""
    marks: Counter[tuple[int, str]] = Counter()
    relied: Counter[tuple[int, str]] = Counter()
    counting = ScoreSheetVersion.objects.filter(sheet__assignment__submission__in=pks, to_version=None)
    rows = counting.select_related("layout").values_list(
        "sheet__assignment__submission", "layout__indicator_ids", "points", "mask", "citations"
    )
    for submission, ids, points, mask, citations in rows:
        given = unpack_points(bytes(points), bytes(mask))
        for pk, value in zip(ids, given, strict=True):
            if value is not None and pk in codes:
                marks[submission, codes[pk]] += 1
                relied[submission, codes[pk]] += bool(citations.get(codes[pk]))
    return marks, relied


def _doubts(pks: Sequence[int]) -> dict[tuple[int, str], int]:
    found = Doubt.objects.filter(submission__in=pks).values_list("submission", "indicator__code").order_by()
    return {(submission, code): number for submission, code, number in found.annotate(number=Count("pk"))}


def _row(
    submission: Submission,
    indicators: Sequence[Indicator],
    marks: Mapping[tuple[int, str], int],
    relied: Mapping[tuple[int, str], int],
    opened: set[int],
    against: _Against,
) -> EvidenceRow:
    content = submission.accepted_version.content if submission.accepted_version else {}
    said = {statement["indicator"]["code"]: statement for statement in content.get("statements", ())}
    cells = []
    for code in (indicator.code for indicator in indicators):
        statement = said.get(code)
        key = (submission.pk, code)
        cells.append(
            EvidenceCell(
                code=code,
                claimed=bool(statement and statement["text"]),
                cited=len(statement["citations"]) if statement else 0,
                scored=marks.get(key, 0),
                relied=relied.get(key, 0),
                doubted=against.doubts.get(key, 0),
                corrected=key in against.corrected,
            )
        )
    cited = {citation["evidence"]: citation["title"] for s in said.values() for citation in s["citations"]}
    return EvidenceRow(submission, cells, [title for pk, title in cited.items() if pk not in opened])
