"""The time machine of the ranking: versions, how ranks went, and what moved between two of them."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import numpy as np
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.listing import Column, count, list_file, moment
from accounts.models import UserRequest
from accounts.typed import moment_in, whole_number
from cities.models import City
from reviews import ranking as rankings
from reviews.models import RankingSnapshot
from reviews.queries.history import SHOWN, Happened, happened_between, snapshots_of, version_at
from reviews.queries.ranking import Led, led_or_404, newest_snapshot
from reviews.ranking.standings import Standings
from reviews.ranking.table import RankingTable
from reviews.ranking.words import cause_words
from reviews.views.ranking import table_of
from rounds.models import Role
from scoring.rank import ranks_among

ROWS = 50
LINES = 15
"""Cities drawn in the chart unless others are chosen."""


@login_required
@require_GET
def history(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """All versions, newest first; how the ranks of the cities that may be seen went, among themselves."""
    led = led_or_404(request.user, slug)
    newest = newest_snapshot(led.round)
    table = table_of(request, led, newest) if newest else None
    if ending:
        words = [led.round.name, _("History of the ranking")]
        return list_file(words, ending, _columns(table), snapshots_of(led.round))
    page = Paginator(snapshots_of(led.round), ROWS).get_page(request.GET.get("page"))
    context = {
        "round": led.round,
        "page": page,
        "lines": [
            {
                "snapshot": snapshot,
                "cause": cause_words(snapshot.cause),
                "ranked": _ranked_among_shown(snapshot, table),
            }
            for snapshot in page
        ],
        "at": request.GET.get("at", ""),
        "may_open": table is not None,
        "may_suppose": led.role in {Role.SECRETARIAT, Role.CHAIR},
        **_chart(request, led, table),
    }
    return render(request, "reviews/ranking_history.html", context)


@login_required
@require_GET
def compare(request: UserRequest, slug: str, ending: str = "") -> HttpResponse:
    """Who moved between two versions, or two moments, and because of what."""
    led = led_or_404(request.user, slug)
    newest = newest_snapshot(led.round)
    table = table_of(request, led, newest) if newest else None
    if newest is None or table is None:
        raise Http404
    until = _version(request.GET.get("to", ""), led, newest.scores_version)
    after = _version(request.GET.get("from", ""), led, max(0, until - 1))
    after, until = sorted((after, until))
    may_see = {int(pk) for pk in table.standings.city_ids[table.shown].tolist()}
    before, now = (
        _seen(rankings.standings_at(led.round, version).standings, may_see) for version in (after, until)
    )
    names = led.role in {Role.SECRETARIAT, Role.CHAIR}
    happened = happened_between(led.round, after, until)
    moves = _moves(before, now, table.cities, happened, named=names)
    if ending:
        words = [led.round.name, _("What moved"), f"v{after}-v{until}"]
        return list_file(words, ending, _move_columns(), moves)
    context = {
        "round": led.round,
        "after": after,
        "until": until,
        "moves": moves,
        "hidden": len(table.cities) - len(may_see) - table.blind_count,
        "blind": table.blind_count,
    }
    return render(request, "reviews/ranking_compare.html", context)


def _columns(table: RankingTable | None) -> list[Column]:
    return [
        count(_("Version"), lambda row: row.scores_version),
        moment(_("Built"), lambda row: row.finished_at),
        Column(_("Because of"), lambda row: str(cause_words(row.cause))),
        count(_("Cities ranked"), lambda row: _ranked_among_shown(row, table)),
        count(_("Cities"), lambda row: row.city_count),
        count(_("Score sheets"), lambda row: row.sheet_count),
        Column(_("Hash of the inputs"), lambda row: row.inputs_sha256),
    ]


def _move_columns() -> list[Column]:
    return [
        Column(_("City"), lambda move: move.city.name),
        count(_("Rank before"), lambda move: move.old_rank or None),
        count(_("Rank"), lambda move: move.rank or None),
        Column(_("Total before"), lambda move: move.old_total, kind="points"),
        Column(_("Total"), lambda move: move.total, kind="points"),
        Column(_("Because of"), lambda move: "; ".join(move.because)),
    ]


@dataclass(frozen=True)
class Move:
    """One city at two versions. Ranks are 0 where it was not in the ranking."""

    city: City
    old_rank: int
    rank: int
    old_total: Decimal | None
    total: Decimal | None
    because: list[str]

    @property
    def up(self) -> int:
        """Places gained; negative: lost; 0 where one of the ranks is missing."""
        return self.old_rank - self.rank if self.old_rank and self.rank else 0

    @property
    def has_moved(self) -> bool:
        return (self.old_rank, self.old_total) != (self.rank, self.total)


@dataclass(frozen=True)
class Seen:
    """A city's place at one version among those that the reader may see; 0 and None where it had none."""

    rank: int
    total: Decimal | None


@dataclass(frozen=True)
class RankLine:
    """A city's rank in each of the drawn versions; None where it was not in the ranking."""

    city: City
    ranks: list[int | None]


def _moves(
    before: Mapping[int, Seen],
    now: Mapping[int, Seen],
    cities: Mapping[int, City],
    happened: Mapping[int, Happened],
    *,
    named: bool,
) -> list[Move]:
    moves = [
        Move(
            city=cities[pk],
            old_rank=before[pk].rank,
            rank=now[pk].rank,
            old_total=before[pk].total,
            total=now[pk].total,
            because=_because(happened[pk], named=named) if pk in happened else [],
        )
        for pk in now
    ]
    moved = [move for move in moves if move.has_moved or move.because]
    return sorted(moved, key=lambda move: (-abs(move.up), move.rank or 10**6, move.city.gb_code))


def _because(happened: Happened, *, named: bool) -> list[str]:
    said = []
    for sheet in happened.sheets_begun:
        who = str(sheet.sheet.assignment.expert) if named else _("an expert")
        said.append(_("sheet of %(who)s, version %(number)d") % {"who": who, "number": sheet.number})
    for sheet in happened.sheets_ended:
        who = str(sheet.sheet.assignment.expert) if named else _("an expert")
        said.append(_("sheet of %(who)s no longer counts: %(why)s") % {"who": who, "why": sheet.why_ended})
    if happened.verified:
        codes = ", ".join(_folded(row.indicator.code for row in happened.verified))
        said.append(_("computed points verified: %(codes)s") % {"codes": codes})
    if happened.settled:
        codes = ", ".join(_folded(row.indicator.code for row in happened.settled))
        said.append(_("case settled: %(codes)s") % {"codes": codes})
    return _folded(said)


def _folded(words: Iterable[str]) -> list[str]:
    """Each once, in order, with how often it was said where that is more than once."""
    return [f"{word} ×{number}" if number > 1 else word for word, number in Counter(words).items()]


def _seen(standings: Standings, may_see: set[int]) -> dict[int, Seen]:
    """The cities of ``may_see`` with their ranks among themselves."""
    ranks = ranks_among(standings.ranks, np.isin(standings.city_ids, np.array(sorted(may_see), dtype=np.int64)))
    found = {pk: Seen(0, None) for pk in may_see}
    for place in np.flatnonzero(ranks).tolist():
        total = Decimal(int(standings.totals[place])) / 100
        found[int(standings.city_ids[place])] = Seen(int(ranks[place]), total)
    return found


def _ranked_among_shown(snapshot: RankingSnapshot, table: RankingTable | None) -> int | None:
    """Cities shown to the reader now that were ranked then; None where that cannot be said."""
    ranks = table.past_ranks(bytes(snapshot.ranks)) if table else None
    return None if ranks is None else int((ranks > 0).sum())


def _version(written: str, led: Led, otherwise: int) -> int:
    """A version's number, or the newest version of a moment such as 2023-06-01T12:00."""
    if (version := whole_number(written, -1)) >= 0:
        return min(version, led.status.requested)
    moment = moment_in(written)
    return version_at(led.round, moment) if moment else otherwise


def _chart(request: UserRequest, led: Led, table: RankingTable | None) -> dict[str, Any]:
    """The ranks of cities over the last versions, as a chart and as its table."""
    if table is None:
        return {"chart": None}
    kept = list(snapshots_of(led.round)[:SHOWN])[::-1]
    columns = [table.past_ranks(bytes(snapshot.ranks)) for snapshot in kept]
    shown = [place for place in np.argsort(table.ranks, kind="stable").tolist() if table.shown[place]]
    wanted = request.GET.getlist("city")
    if wanted:
        shown = [p for p in shown if table.cities[int(table.standings.city_ids[p])].gb_code in wanted]
    rows = [
        RankLine(
            city=table.cities[int(table.standings.city_ids[place])],
            ranks=[int(column[place]) or None if column is not None else None for column in columns],
        )
        for place in shown[:LINES]
    ]
    return {
        "chart": {
            "kind": "ranks",
            "versions": [snapshot.scores_version for snapshot in kept],
            "series": [{"name": row.city.short_name, "ranks": row.ranks} for row in rows],
        }
        if rows and len(kept) > 1
        else None,
        "versions": [snapshot.scores_version for snapshot in kept],
        "rank_rows": rows,
        "chart_words": ngettext(
            "Ranks of %(number)d city over the last versions",
            "Ranks of %(number)d cities over the last versions",
            len(rows),
        )
        % {"number": len(rows)},
        "choices": [table.cities[int(table.standings.city_ids[place])] for place in np.flatnonzero(table.shown)],
        "wanted": wanted,
    }
