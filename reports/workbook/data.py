"""Which cities and which version the workbook is about."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.models import City
from reviews.models import RankingSnapshot
from reviews.queries.ranking import areas_of, newest_snapshot, open_actions
from reviews.queries.round_cities import RoundCities
from reviews.ranking import standings_of
from reviews.ranking.table import Choice, RankingTable
from rounds.models import Action, Indicator, Role, Round


@dataclass(frozen=True)
class WorkbookData:
    """``table`` decides which cities are shown; it has every column and no filter."""

    round: Round
    snapshot: RankingSnapshot
    table: RankingTable
    indicators: Sequence[Indicator]

    @property
    def shown_cities(self) -> list[City]:
        return [self.table.cities[pk] for pk in self.table.standings.city_ids[self.table.shown].tolist()]


def workbook_data(round: Round, *, blind: Collection[int] = ()) -> WorkbookData | None:
    """None before the first ranking, and while no stage lets the secretariat see even progress.

    Early looks are one person's and not in it. ``blind``: cities that the reader marks too and may not see yet.
    """
    snapshot = newest_snapshot(round)
    actions = open_actions(round, Role.SECRETARIAT)
    if snapshot is None or not actions & {Action.READ_PROGRESS, Action.READ_RESULT}:
        return None
    system = round.indicator_system
    table = RankingTable(
        standings=standings_of(snapshot),
        cities=RoundCities(round),
        areas=areas_of(system),
        choice=Choice.everything(),
        blind=blind,
        with_results=Action.READ_RESULT.value in actions,
    )
    indicators = Indicator.objects.filter(system=system).select_related("area", "domain")
    return WorkbookData(round, snapshot, table, list(indicators))


def notes_of(data: WorkbookData) -> list[str]:
    """What a reader of one printed sheet must know."""
    built = date_format(timezone.localtime(data.snapshot.finished_at), "DATETIME_FORMAT")
    notes = [
        f"{data.round.name} · "
        + _("version %(version)s of the ranking, built %(time)s")
        % {"version": data.snapshot.scores_version, "time": built}
    ]
    if not data.round.indicator_system.is_official:
        notes.append(_("Default points, not official."))
    if data.table.early_count:
        left_out = ngettext(
            "%(count)s city is left out of points and scores: not all of its score sheets are in.",
            "%(count)s cities are left out of points and scores: not all of their score sheets are in.",
            data.table.early_count,
        )
        notes.append(left_out % {"count": data.table.early_count})
    return notes


def file_name(data: WorkbookData, what: str) -> str:
    """Without an ending."""
    return "_".join([data.round.name, what, f"v{data.snapshot.scores_version}"])
