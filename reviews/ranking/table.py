"""The ranking as a table: who is shown what, chosen, sorted, and the same for a page and for a file.

Before all sheets of a city are in, nobody is shown its points: it is listed with its progress, and the ranks of
the others are those among the cities that are shown (method, blindness). Who marks a city is shown neither its
points nor how far its marks lie apart until its revision window has closed.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

import numpy as np
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.tables import FileColumn, Kind, Value
from cities.models import City
from reviews.queries.round_cities import RoundCities
from reviews.ranking.standings import Standings
from reviews.ranking.words import GRADES, REASONS, StateWord
from rounds.models import Area
from scoring.arrays import Bools, Int64s
from scoring.rank import ranks_among
from scoring.state import Reason

HIDDEN_BY_DEFAULT = {"province", "level", "divergent", "interval"}
TREND_WIDTH, TREND_HEIGHT = 60, 14
ALWAYS_SHOWN = {"rank", "city"}
RISES_FIRST = {"rank", "city", "province", "level", "batch"}
"""Columns that are first sorted from low to high; the others show their best first."""


CITY_FIELDS = {
    "city": ("pinyin", "name_zh"),
    "province": ("province__code",),
    "level": ("level",),
    "batch": ("batch",),
}
"""What columns about the city itself are sorted by."""


@dataclass(frozen=True)
class Column:
    """``area`` is set for the rate of an area."""

    key: str
    label: str
    kind: Kind = "text"
    area: str = ""
    hint: str = ""
    indicators: tuple[int, ...] = ()
    """Positions of the indicators whose joint rate the column shows; areas have theirs in the standings."""

    @property
    def is_number(self) -> bool:
        return self.kind != "text"

    @property
    def falls_first(self) -> bool:
        return self.key not in RISES_FIRST


class Cell(NamedTuple):
    """``text`` for a page, ``value`` for a file; ``bar`` a share in per cent for a small bar beside it."""

    key: str
    text: str
    value: Value
    is_number: bool = False
    bar: str = ""
    state: StateWord | None = None
    note: str = ""
    line: str = ""
    """Points of a small line drawing, as SVG has them."""


@dataclass(frozen=True)
class Group:
    """Indicators whose joint rate is a column of its own: of one domain, or a single one."""

    label: str
    hint: str
    indicators: tuple[int, ...]


@dataclass(frozen=True)
class Row:
    city: City
    cells: Sequence[Cell]
    rank: str
    """0: not ranked, or not shown yet."""
    is_looked_at_early: bool


@dataclass(frozen=True)
class Choice:
    """What the reader chose in the address. What nobody knows is ignored, so that an old address still opens."""

    batch: str = ""
    province: str = ""
    level: str = ""
    sort: str = "rank"
    falls: bool = False
    columns: tuple[str, ...] = ()
    every_column: bool = False

    @classmethod
    def everything(cls) -> "Choice":
        """All cities and all columns, by rank."""
        return cls(every_column=True)

    @classmethod
    def from_query(cls, query: QueryDict, *, remembered: str = "") -> "Choice":
        """``remembered`` are the columns chosen last, comma between; what the address says goes before."""
        sort = query.get("sort", "rank")
        return cls(
            batch=query.get("batch", ""),
            province=query.get("province", ""),
            level=query.get("level", ""),
            sort=sort.lstrip("-"),
            falls=sort.startswith("-"),
            columns=tuple(query.getlist("columns")) or tuple(filter(None, remembered.split(","))),
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.batch or self.province or self.level)


@dataclass(frozen=True, eq=False)
class RankingTable:
    """``looked_at``: cities shown early, which is on record.

    ``with_results`` False: the reader may see progress and dispersion only.
    """

    standings: Standings
    cities: RoundCities
    areas: Sequence[Area]
    choice: Choice = field(default_factory=Choice)
    looked_at: Collection[int] = ()
    with_results: bool = True
    history: Sequence[bytes] = ()
    """Rank columns of the last snapshots, oldest first."""
    groups: Mapping[str, Group] = field(default_factory=dict)
    """Domains and indicators by key of their column."""
    intervals: Mapping[int, tuple[int, int]] = field(default_factory=dict)
    """City → the ranks it has nine times of ten: advice."""
    only: Collection[int] | None = None
    """Of a past ranking: the cities whose points may be seen now. It shows those of them that were ranked then."""
    blind: Collection[int] = ()
    """Cities that the reader marks too, and of whose marks they may see nothing yet."""

    @cached_property
    def shown(self) -> Bools:
        """[C] cities whose total may be seen: ranked, every sheet that is due is in, and not the reader's own."""
        if not self.with_results:
            return np.zeros(len(self.standings.city_ids), dtype=bool)
        ranked = (self.standings.reasons == 0) & ~self.blinded
        if self.only is not None:
            return np.asarray(ranked & self._among(self.only))
        return np.asarray(ranked & (self.standings.all_in | self._among(self.looked_at)))

    @cached_property
    def blinded(self) -> Bools:
        """[C] cities of whose marks the reader may see nothing, not even how far they lie apart."""
        return self._among(self.blind)

    def _among(self, cities: Collection[int]) -> Bools:
        return np.isin(self.standings.city_ids, np.array(list(cities), dtype=np.int64))

    @cached_property
    def ranks(self) -> Int64s:
        """[C] ranks among the cities that are shown; 0 for the others. Ties as the official ranking has them."""
        return ranks_among(self.standings.ranks, self.shown)

    def past_ranks(self, column: bytes) -> Int64s | None:
        """[C] a snapshot's ranks among the cities that are shown now and were ranked then; 0 for the others.

        So nobody's place tells of a city that is not shown. None: the round had other cities then.
        """
        ranks = np.frombuffer(column, dtype="<i2").astype(np.int64)
        return ranks_among(ranks, self.shown) if len(ranks) == len(self.shown) else None

    @cached_property
    def columns(self) -> list[Column]:
        """Those shown, in order."""
        if self.choice.every_column:
            return self.all_columns
        wanted = set(self.choice.columns) & {column.key for column in self.all_columns}
        if not wanted:
            wanted = {column.key for column in self.all_columns} - HIDDEN_BY_DEFAULT - self.groups.keys()
        return [column for column in self.all_columns if column.key in wanted | ALWAYS_SHOWN]

    @cached_property
    def all_columns(self) -> list[Column]:
        unit = _("rate, %")
        return [
            Column("rank", _("Rank"), "count"),
            Column("city", _("City")),
            Column("batch", _("Batch"), "count"),
            Column("province", _("Province")),
            Column("level", _("Level")),
            Column("total", _("Total"), "points", hint=_("points out of 100")),
            *self._both_totals,
            Column("grade", _("Grade or reason")),
            *(
                Column(f"area-{area.code}", area.code, "percent", area.code, hint=f"{area.name} · {unit}")
                for area in self.areas
            ),
            *(
                Column(key, g.label, "percent", hint=f"{g.hint} · {unit}", indicators=g.indicators)
                for key, g in self.groups.items()
            ),
            *(
                [Column("interval", _("Rank interval"), "text", hint=_("nine times of ten, for reference (参考)"))]
                if self.intervals
                else []
            ),
            *(
                [Column("trend", _("Course"), "text", hint=_("rank over the last versions"))]
                if len(self.history) > 1
                else []
            ),
            Column("spread", _("Widest spread"), "points", hint=_("most points between two marks that count")),
            Column("divergent", _("Over tolerance"), "count", hint=_("indicators whose marks lie too far apart")),
            Column("marks", _("Number of marks"), "count", hint=_("marks by experts, all indicators")),
            Column("sheets", _("Sheets in"), "count", hint=_("score sheets in, of those due")),
        ]

    @property
    def _both_totals(self) -> list[Column]:
        """Where something does not apply to a city (不适用): what was earned, beside the total."""
        if not self.standings.header["apart"]:
            return []
        return [
            Column("earned", _("Earned"), "points", hint=_("points earned; what does not apply adds nothing")),
            Column("applies", _("Applicable points"), "points", hint=_("points that apply to the city")),
        ]

    @cached_property
    def places(self) -> list[int]:
        """Positions of the chosen cities in the chosen order; what has no value stands last."""
        chosen = self._chosen
        key = self.choice.sort if self.choice.sort in {column.key for column in self.all_columns} else "rank"
        values = self._sort_values(key)
        there = [place for place in chosen if values[place] is not None]
        there.sort(key=values.__getitem__, reverse=self.choice.falls)  # equal ones stay in GB code order
        return there + [place for place in chosen if values[place] is None]

    def rows(self, places: Sequence[int] | None = None) -> list[Row]:
        """The lines of the table; by default all that were chosen."""
        wanted = self.places if places is None else places
        self.cities.need(self._city_ids[place] for place in wanted)
        return [self._row(place) for place in wanted]

    @property
    def file_columns(self) -> list[FileColumn]:
        unit = {"percent": _("%(label)s rate (%%)")}
        return [
            FileColumn(
                unit[column.kind] % {"label": column.label} if column.kind in unit else column.label, column.kind
            )
            for column in self.columns
        ]

    def file_rows(self) -> list[list[Value]]:
        return [[cell.value for cell in row.cells] for row in self.rows()]

    @property
    def shown_count(self) -> int:
        """k of “rank among k complete of n”."""
        return int(self.shown.sum())

    @property
    def early_count(self) -> int:
        return int(self.early.sum())

    @property
    def early(self) -> Bools:
        """[C] cities that are complete so far but not shown, because sheets are still due.

        Not those that the reader marks too: no reason lets them look.
        """
        return np.asarray((self.standings.reasons == 0) & ~self.shown & ~self.blinded)

    @property
    def blind_count(self) -> int:
        """Cities that are not shown because the reader marks them too."""
        return int(self.blinded.sum())

    def mean_rates(self) -> list[tuple[Area, str]]:
        """The mean rate of the shown cities by area, in per cent; nothing without any."""
        if not self.shown_count:
            return []
        means = ((area, self.standings.mean_area_rate(area.code, self.shown)) for area in self.areas)
        return [(area, f"{_tenths(mean)}") for area, mean in means]

    @cached_property
    def mean_total(self) -> str:
        places = np.flatnonzero(self.shown).tolist()
        return f"{_rounded(self.standings.mean_total_of(self.shown))}" if places else ""

    @cached_property
    def _city_ids(self) -> list[int]:
        ids: list[int] = self.standings.city_ids.tolist()
        return ids

    def _city(self, place: int) -> City:
        return self.cities[self._city_ids[place]]

    @property
    def _chosen(self) -> list[int]:
        """Positions of the cities that the filters let through."""
        choice = self.choice
        if not choice.is_filtered:
            return list(range(len(self._city_ids)))
        wanted = self.cities.matching(batch=choice.batch, province=choice.province, level=choice.level)
        return [place for place, pk in enumerate(self._city_ids) if pk in wanted]

    def _sort_values(self, key: str) -> list[Any]:
        found = self.standings
        if key in CITY_FIELDS:
            values = self.cities.values_of(*CITY_FIELDS[key])
            return [_city_value(key, values[pk]) for pk in self._city_ids]
        if key in {"spread", "divergent", "marks", "sheets"}:
            table = {"spread": found.widest, "divergent": found.divergent.sum(axis=0),
                     "marks": found.counts.sum(axis=0), "sheets": found.sheets_in}[key]  # fmt: skip
            tells = self.blinded if key in {"spread", "divergent"} else np.zeros_like(self.blinded)
            return [None if hide else value for value, hide in zip(table.tolist(), tells.tolist(), strict=True)]
        if key == "trend":
            key = "rank"
        if key == "interval":
            lows = [self.intervals.get(pk, (None,))[0] for pk in self._city_ids]
            return [low if shown else None for low, shown in zip(lows, self.shown.tolist(), strict=True)]
        if key in self.groups:
            rates = [self._group_rate(place, self.groups[key].indicators) for place in range(len(self.shown))]
            return [rate if shown else None for rate, shown in zip(rates, self.shown.tolist(), strict=True)]
        if key in {"earned", "applies"}:
            return [self._of_both(key, place) for place in range(len(self.shown))]
        column = {"rank": self.ranks, "total": found.totals, "grade": found.grades}.get(key)
        if column is None:
            column = found.area_rate_tenths(key.removeprefix("area-"))
        return [
            value if shown else None for value, shown in zip(column.tolist(), self.shown.tolist(), strict=True)
        ]

    def _row(self, place: int) -> Row:
        early = bool(self.only is None and self.shown[place] and not self.standings.all_in[place])
        cells = [make(place) for make in self._cells]
        return Row(self._city(place), cells, str(self.ranks[place]), early)

    @cached_property
    def _cells(self) -> list[Callable[[int], Cell]]:
        """How the cells of the columns shown come about, in order."""
        return [self._maker(column) for column in self.columns]

    def _maker(self, column: Column) -> Callable[[int], Cell]:
        if column.area:
            return lambda place: self._area(place, column)
        if column.indicators:
            return lambda place: self._group(place, column)
        return self._makers[column.key]

    def _group(self, place: int, column: Column) -> Cell:
        rate = self._group_rate(place, column.indicators) if self.shown[place] else None
        if rate is None:
            return Cell(column.key, "–", None, True)
        return Cell(column.key, str(_tenths(rate)), _tenths(rate), True, note=self._equals(place, column))

    def _equals(self, place: int, column: Column) -> str:
        """How many equal marks an indicator's marks would be, where experts' weights differ."""
        effective = self.standings.effective
        if effective is None or len(column.indicators) > 1:
            return ""
        [indicator] = column.indicators
        found = _points(int(effective[indicator, place]))
        return _("n_eff %(number)s") % {"number": found} if found else ""

    def _group_rate(self, place: int, indicators: Sequence[int]) -> Fraction | None:
        """Points ÷ maxima of the indicators that apply; exact."""
        points = {i: self.standings.indicator_points(place, i) for i in indicators}
        most = sum(self.standings.max_points[i] for i, found in points.items() if found is not None)
        whole = sum((found for found in points.values() if found is not None), Fraction(0))
        return whole * 100 / most if most else None

    def _interval(self, place: int) -> Cell:
        found = self.intervals.get(int(self.standings.city_ids[place])) if self.shown[place] else None
        text = f"{found[0]}–{found[1]}" if found else "–"
        return Cell("interval", text, text if found else None)

    def _trend(self, place: int) -> Cell:
        """A line through the ranks of the last versions among the shown cities, high ranks up."""
        ranks = [int(column[place]) for column in self._past if column[place]] if self.shown[place] else []
        if len(ranks) < 2:
            return Cell("trend", "–", None)
        best, worst = min(ranks), max(max(ranks), min(ranks) + 1)
        step = TREND_WIDTH / (len(ranks) - 1)
        points = " ".join(
            f"{number * step:.1f},{2 + (rank - best) * TREND_HEIGHT / (worst - best):.1f}"
            for number, rank in enumerate(ranks)
        )
        text = f"{ranks[0]} → {ranks[-1]}"
        return Cell("trend", text, " ".join(map(str, ranks)), line=points)

    @cached_property
    def _past(self) -> list[Int64s]:
        """The last versions that had the same cities."""
        columns = (self.past_ranks(column) for column in self.history)
        return [column for column in columns if column is not None]

    @cached_property
    def _makers(self) -> dict[str, Callable[[int], Cell]]:
        """How the cells of each column come about; areas have one of their own."""
        return {
            "rank": self._rank,
            "city": lambda place: self._text("city", self._city(place).short_name),
            "batch": lambda place: _count("batch", self._city(place).batch),
            "province": lambda place: self._text("province", self._city(place).province.name),
            "level": lambda place: self._text("level", str(City.Level(self._city(place).level).label)),
            "total": self._total,
            "earned": lambda place: self._both("earned", place),
            "applies": lambda place: self._both("applies", place),
            "grade": self._grade,
            "interval": self._interval,
            "trend": self._trend,
            "spread": self._spread,
            "divergent": self._divergent,
            "marks": lambda place: _count("marks", int(self.standings.counts[:, place].sum())),
            "sheets": self._sheets,
        }

    @staticmethod
    def _text(key: str, text: str) -> Cell:
        return Cell(key, text, text)

    def _rank(self, place: int) -> Cell:
        rank = int(self.ranks[place])
        return Cell("rank", str(rank) if rank else "–", rank or None, True)

    def _total(self, place: int) -> Cell:
        if not self.shown[place]:
            return Cell("total", "–", None, True)
        total = _points(int(self.standings.totals[place]))
        return Cell("total", str(total), total, True)

    def _both(self, key: str, place: int) -> Cell:
        points = self._of_both(key, place)
        if points is None:
            return Cell(key, "–", None, True)
        return Cell(key, str(_rounded(points)), _rounded(points), True)

    def _of_both(self, key: str, place: int) -> Fraction | None:
        """Exact; without anything left out they are the total and 100."""
        found = self.standings
        if not self.shown[place]:
            return None
        if not found.leaves_out(place):
            return Fraction(int(found.totals[place]) if key == "earned" else 10_000, 100)
        return found.earned_in_all(place) if key == "earned" else found.applicable_in_all(place)

    def _grade(self, place: int) -> Cell:
        state = self.state(place)
        word = str(state.word)
        return Cell("grade", word, word, state=state)

    def state(self, place: int) -> StateWord:
        """The grade of a city whose total is shown; of any other the one reason why it is not."""
        if self.shown[place]:
            grade = self.standings.grade(place)
            assert grade is not None
            return GRADES[grade]
        return REASONS[self.standings.reason(place) or Reason.UNDER_REVIEW]

    def _area(self, place: int, column: Column) -> Cell:
        if not self.shown[place]:
            return Cell(column.key, "–", None, True)
        tenths = int(self._rates[column.area][place])
        text = f"{tenths // 10}.{tenths % 10}"
        return Cell(column.key, text, Decimal(text), True, bar=text)

    @cached_property
    def _rates(self) -> dict[str, Int64s]:
        return {area.code: self.standings.area_rate_tenths(area.code) for area in self.areas}

    def _spread(self, place: int) -> Cell:
        widest = 0 if self.blinded[place] else int(self.standings.widest[place])
        if not widest:
            return Cell("spread", "–", None, True)
        code = self.standings.codes[int(self.standings.spreads[:, place].argmax())]
        divergent = int(self.standings.divergent[:, place].sum())
        note = _("%(count)s over tolerance") % {"count": divergent} if divergent else ""
        if self.only is None and getattr(self.cities[int(self.standings.city_ids[place])], "in_case", False):
            note = _("case open")
        return Cell("spread", f"{_points(widest)} {code}", _points(widest), True, note=note)

    def _divergent(self, place: int) -> Cell:
        if self.blinded[place]:
            return Cell("divergent", "–", None, True)
        return _count("divergent", int(self.standings.divergent[:, place].sum()))

    def _sheets(self, place: int) -> Cell:
        done, due = int(self.standings.sheets_in[place]), int(self.standings.sheets_due[place])
        return Cell("sheets", f"{done} / {due}", done, True)


def _city_value(key: str, values: tuple[Any, ...]) -> Any:
    """The first that is not empty; levels in their own order."""
    value = next((value for value in values if value), "")
    return list(City.Level).index(City.Level(value)) if key == "level" else value


def _count(key: str, number: int) -> Cell:
    return Cell(key, str(number), number, True)


def _points(hundredths: int) -> Decimal:
    """Points with their two decimals."""
    return Decimal(hundredths).scaleb(-2)


def _tenths(rate: Any) -> Decimal:
    """A share in per cent, to 0.1, half up."""
    tenths = (2000 * rate.numerator + rate.denominator) // (2 * rate.denominator)
    return Decimal(tenths).scaleb(-1)


def _rounded(points: Any) -> Decimal:
    """Points to 0.01, half up."""
    hundredths = (200 * points.numerator + points.denominator) // (2 * points.denominator)
    return _points(hundredths)
