"""The time machine: which snapshots there are, and what happened between two versions."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Max, Min, QuerySet

from reviews.models import RankingSnapshot, ScoreSheetVersion, Settlement, Verification
from rounds.models import Round

SHOWN = 60
"""Snapshots of which the ranks are drawn."""


def snapshots_of(round: Round) -> QuerySet[RankingSnapshot]:
    """Newest first, without the standings themselves."""
    return RankingSnapshot.objects.filter(round=round).defer("standings").order_by("-scores_version")


def version_at(round: Round, moment: datetime) -> int:
    """The newest scores_version that somebody's act had made by ``moment``; 0 before the first.

    What a rewind brought back bears the moment of its signature: only the first that bears it began then.
    """
    sheets = ScoreSheetVersion.objects.filter(sheet__assignment__round=round, submitted_at__lte=moment)
    settled = Settlement.objects.filter(case__round=round, signed_at__lte=moment, from_version__isnull=False)
    verified = Verification.objects.filter(submission__round=round, verified_at__lte=moment)
    built = RankingSnapshot.objects.filter(round=round, started_at__lte=moment)
    first = Min("from_version")
    newest = (
        sheets.order_by().values("sheet", "submitted_at").annotate(first=first).aggregate(n=Max("first")),
        settled.order_by()
        .values("case", "indicator", "signed_at")
        .annotate(first=first)
        .aggregate(n=Max("first")),
        verified.aggregate(n=Max("from_version")),
        built.aggregate(n=Max("scores_version")),
    )
    return max(found["n"] or 0 for found in newest)


@dataclass
class Happened:
    """What between two versions concerned one city."""

    sheets_begun: list[ScoreSheetVersion] = field(default_factory=list)
    sheets_ended: list[ScoreSheetVersion] = field(default_factory=list)
    verified: list[Verification] = field(default_factory=list)
    settled: list[Settlement] = field(default_factory=list)


def happened_between(round: Round, after: int, until: int) -> Mapping[int, Happened]:
    """City → the sheets, verified points and settlements that began or ended to count in (after, until]."""
    found: dict[int, Happened] = defaultdict(Happened)
    window = (after + 1, until)
    sheets = ScoreSheetVersion.objects.filter(sheet__assignment__round=round).select_related(
        "sheet__assignment__submission", "sheet__assignment__expert__user"
    )
    for sheet in sheets.filter(from_version__range=window).order_by("from_version"):
        found[sheet.sheet.assignment.submission.city_id].sheets_begun.append(sheet)
    ended = sheets.filter(to_version__range=window, from_version__lte=after)
    replaced = {sheet.sheet_id for happened in found.values() for sheet in happened.sheets_begun}
    for sheet in ended.exclude(sheet__in=replaced).order_by("to_version"):
        found[sheet.sheet.assignment.submission.city_id].sheets_ended.append(sheet)
    verified = Verification.objects.filter(submission__round=round, from_version__range=window)
    for row in verified.select_related("submission", "indicator"):
        found[row.submission.city_id].verified.append(row)
    settled = Settlement.objects.filter(case__round=round, from_version__range=window)
    for settlement in settled.select_related("case__submission", "indicator"):
        found[settlement.case.submission.city_id].settled.append(settlement)
    return found
