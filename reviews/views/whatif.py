"""The what-if bench: other rules, points or weights on a copy, and what would move."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.models import UserRequest
from accounts.tables import FileColumn, table_file
from cities.models import City
from reviews import ranking as rankings
from reviews.forms.whatif import WhatIfForm
from reviews.queries.people import panel_of
from reviews.queries.ranking import Led, led_or_404, newest_snapshot
from reviews.ranking.reading import indicators_of
from reviews.ranking.standings import Standings
from reviews.ranking.table import RankingTable
from reviews.ranking.words import GRADES, StateWord
from reviews.services.rankings import log_download
from reviews.views.ranking import table_of
from rounds.models import Role
from scoring.choices import ExpertWeights


@dataclass(frozen=True)
class Line:
    """One city as it stands and as it would."""

    city: City
    rank: int
    new_rank: int
    total: Decimal
    new_total: Decimal | None
    grade: StateWord | None
    new_grade: StateWord | None

    @property
    def up(self) -> int:
        return self.rank - self.new_rank if self.new_rank else 0

    @property
    def moves(self) -> bool:
        return self.new_rank != self.rank or self.grade is not self.new_grade


@login_required
@require_GET
def what_if(request: UserRequest, slug: str) -> HttpResponse:
    """Only cities whose sheets are all in: a supposed total tells as much as the real one."""
    led, table, form = _bench(request, slug)
    lines = _lines(led, table, form) if form.is_bound and form.is_valid() else None
    query = request.GET.urlencode()
    context = {"round": led.round, "form": form, "lines": lines, "query": query, "shown": table.shown_count}
    if lines is not None:
        context |= {"moving": sum(line.moves for line in lines), "blind": table.blind_count}
    return render(request, "reviews/what_if.html", context)


@login_required
@require_GET
def what_if_file(request: UserRequest, slug: str, ending: str) -> HttpResponse:
    """The supposed table, named as such."""
    led, table, form = _bench(request, slug)
    if not (form.is_bound and form.is_valid()):
        raise Http404
    name = "_".join([led.round.name, _("what if"), f"v{led.status.built}.{ending}"])
    log_download(round=led.round, name=name, version=led.status.built, by=request.user)
    columns = [
        FileColumn(_("City")),
        FileColumn(_("Rank"), "count"),
        FileColumn(_("Supposed rank"), "count"),
        FileColumn(_("Total"), "points"),
        FileColumn(_("Supposed total"), "points"),
        FileColumn(_("Grade")),
        FileColumn(_("Supposed grade")),
    ]
    return table_file(name, columns, [_row(line) for line in _lines(led, table, form)])


def _row(line: Line) -> list[Any]:
    words = [str(grade.word) if grade else "" for grade in (line.grade, line.new_grade)]
    return [str(line.city), line.rank, line.new_rank or None, line.total, line.new_total, *words]


def _bench(request: UserRequest, slug: str) -> tuple[Led, RankingTable, WhatIfForm]:
    """For the chair and the secretariat, once there is a ranking that they may see."""
    led = led_or_404(request.user, slug)
    snapshot = newest_snapshot(led.round)
    table = table_of(request, led, snapshot) if snapshot else None
    if led.role not in {Role.CHAIR, Role.SECRETARIAT} or table is None or not table.with_results:
        raise Http404
    policy, members = led.round.policy_value, list(panel_of(led.round))
    weighted = policy.expert_weights is ExpertWeights.TABLE
    form = WhatIfForm(
        request.GET or None,
        policy=policy,
        indicators=indicators_of(led.round.indicator_system),
        experts=[member.expert for member in members],
        weights={member.expert_id: member.weight for member in members} if weighted else {},
    )
    return led, table, form


def _lines(led: Led, table: RankingTable, form: WhatIfForm) -> list[Line]:
    """By the supposed rank. Ranks are among the cities that are shown, before and after."""
    supposed = rankings.suppose(rankings.inputs_now(led.round.pk), form.assumption())
    new_ranks = _ranks_among_shown(table, supposed)
    shown = [place for place in range(len(table.shown)) if table.shown[place]]
    lines = [_line(table, supposed, place, new_ranks[place]) for place in shown]
    return sorted(lines, key=lambda line: (line.new_rank or 10**6, line.city.gb_code))


def _ranks_among_shown(table: RankingTable, supposed: Standings) -> list[int]:
    """As the table does it: 0 for a city that would not be ranked."""
    other = RankingTable(
        standings=supposed,
        cities=table.cities,
        areas=table.areas,
        looked_at=table.looked_at,
        blind=table.blind,
    )
    return [int(rank) for rank in other.ranks]


def _line(table: RankingTable, supposed: Standings, place: int, new_rank: int) -> Line:
    now = table.standings
    old_grade, new_grade = now.grade(place), supposed.grade(place)
    return Line(
        city=table.cities[int(now.city_ids[place])],
        rank=int(table.ranks[place]),
        new_rank=new_rank,
        total=Decimal(int(now.totals[place])) / 100,
        new_total=None if supposed.reasons[place] else Decimal(int(supposed.totals[place])) / 100,
        grade=GRADES[old_grade] if old_grade else None,
        new_grade=GRADES[new_grade] if new_grade else None,
    )
