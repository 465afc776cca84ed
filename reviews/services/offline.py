"""Offline sheets come back: tried without storing anything, then all lines or none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.audit import record
from accounts.imports.table import Table
from accounts.imports.trial import Kind, Line, Trial
from accounts.models import User
from reviews.errors import ReviewError
from reviews.models import Score
from reviews.offline_book import LABELS, TYPED, version_line
from reviews.queries.offline import OfflineCity, known_desks, offline_cities
from reviews.queries.sheets import Desk
from reviews.rules import as_comment, as_points, desk_revision_refusal, mark_problem, scoring_refusal
from reviews.services.sheets import Entry, save_draft
from rounds.models import Indicator, Round
from scoring.canonical import plain_decimal

NEEDED = ("city", "indicator", "version", *TYPED)
SAYS_YES = ("是", "yes", "y", "1", "true", "√", "✓", "x")


@dataclass(frozen=True)
class _Typed:
    """A line of the file that says something about an indicator of a city."""

    city: OfflineCity
    indicator: Indicator
    entry: Entry


def try_offline(*, round: Round, table: Table, by: User) -> Trial:
    """What the file would do. Nothing is stored."""
    return _read(round, table, by)[0]


@transaction.atomic
def accept_offline(*, round: Round, table: Table, by: User) -> Trial:
    """Store every line that says something new, or none if one is wrong. Blank lines take nothing away."""
    trial, typed = _read(round, table, by)
    if not trial.is_possible:
        raise ReviewError(
            " ".join([*trial.problems, *(f"{line.number}: {' '.join(line.errors)}" for line in trial.errors)])
        )
    by_city: dict[int, list[_Typed]] = {}
    for line in typed:
        by_city.setdefault(line.city.desk.assignment.pk, []).append(line)
    for pk in sorted(by_city):
        lines = by_city[pk]
        desk = lines[0].city.desk
        entries = {line.indicator.code: line.entry for line in lines}
        save_draft(assignment=desk.assignment, edit_version=desk.edit_version, entries=entries, by=by)
    if by_city:
        record(by, "accept_offline", round, round_id=round.pk, cities=len(by_city), lines=len(typed))
    return trial


def _read(round: Round, table: Table, by: User) -> tuple[Trial, list[_Typed]]:
    columns = [_column(header) for header in table.headers]
    if problems := _column_problems(table.headers, columns):
        return Trial([], problems), []
    cities = {city.desk.assignment.submission.city.gb_code: city for city in offline_cities(by, round)}
    rows = [(number, dict(zip([c or "" for c in columns], cells, strict=True))) for number, cells in table.rows]
    rows = [(number, said) for number, said in rows if any(said[name].strip() for name in TYPED)]
    refusals = _refusals(round, {said["city"] for _number, said in rows}, by)
    lines: list[Line] = []
    typed: list[_Typed] = []
    seen: dict[tuple[str, str], int] = {}
    for number, said in rows:
        what = f"{said.get('city_name') or said['city']} {said['indicator']}"
        try:
            known = _known(cities, refusals, said, seen, number)
            found = _typed(known, said, round)
        except ReviewError as error:
            lines.append(Line(number, "error", what, errors=[error.message]))
            continue
        line = _line(number, what, found, said)
        lines.append(line)
        if line.kind in ("new", "changed"):
            typed.append(found)
    return Trial(lines), typed


def _column(header: str) -> str | None:
    known = {name: name for name in LABELS}
    for language in ("zh-hans", "en"):
        with translation.override(language):
            known |= {str(label).lower(): name for name, label in LABELS.items()}
    return known.get(header.strip().lower())


def _column_problems(headers: Sequence[str], columns: Sequence[str | None]) -> list[str]:
    strangers = [header for header, column in zip(headers, columns, strict=True) if column is None]
    missing = [str(LABELS[name]) for name in NEEDED if name not in columns]
    problems = []
    if strangers:
        problems.append(_("Unknown columns: %(names)s.") % {"names": ", ".join(strangers)})
    if missing:
        problems.append(_("Missing columns: %(names)s.") % {"names": ", ".join(missing)})
    if len(set(columns)) < len(columns) and not strangers:
        problems.append(_("Two columns mean the same."))
    return problems


def _refusals(round: Round, codes: set[str], by: User) -> dict[str, str]:
    """By code: why these cities can't be written, of those that are or were open to the expert."""
    desks = {desk.assignment.submission.city.gb_code: desk for desk in known_desks(by, round)}
    return {code: offline_refusal(desks[code], by) for code in codes & desks.keys()}


def offline_refusal(desk: Desk, by: User) -> str:
    """Why this sheet can't be written from a file now; empty if it can."""
    if why_not := scoring_refusal(desk, by):
        return why_not
    if desk.is_signed:
        return _("This sheet is submitted already, as version %(number)s. Nothing was changed.") % {
            "number": desk.last_number
        }
    return desk_revision_refusal(desk) if desk.takes_revision else ""


def _known(
    cities: Mapping[str, OfflineCity],
    refusals: Mapping[str, str],
    said: Mapping[str, str],
    seen: dict[tuple[str, str], int],
    number: int,
) -> tuple[OfflineCity, Indicator]:
    city = cities.get(said["city"])
    if why_not := refusals.get(said["city"]):
        raise ReviewError(why_not)
    if city is None:
        raise ReviewError(_("This city is not open to you at the moment."))
    indicator = next((i for i in city.indicators if i.code == said["indicator"]), None)
    if indicator is None:
        raise ReviewError(_("Not on this sheet: %(codes)s.") % {"codes": said["indicator"] or "–"})
    first = seen.setdefault((said["city"], indicator.code), number)
    if first != number:
        raise ReviewError(_("The same as line %(line)d.") % {"line": first})
    return city, indicator


def _typed(known: tuple[OfflineCity, Indicator], said: Mapping[str, str], round: Round) -> _Typed:
    city, indicator = known
    points, unable = as_points(said["points"]), _unable(said["unable"])
    comment = as_comment(said["comment"])
    if points is not None and unable:
        raise ReviewError(_("Give points or say that you are unable to judge, not both."))
    if points is not None and (problem := mark_problem(points, indicator=indicator, policy=round.policy_value)):
        raise ReviewError(problem)
    typed = _Typed(city, indicator, Entry(points=points, unable=unable, comment=comment, citations=None))
    if _differs(typed) and said["version"] != version_line(city):
        raise ReviewError(_older(said["version"], city))
    return typed


def _unable(text: str) -> bool:
    plain = text.strip().lower()
    if plain and plain not in SAYS_YES:
        raise ReviewError(_("“%(text)s” under “unable to judge”: write yes or leave it empty.") % {"text": text})
    return bool(plain)


def _older(line: str, city: OfflineCity) -> str:
    return _(
        "The sheet has changed since this file was made (the file has %(file)s, the portal %(now)s). Download the "
        "file again and enter this line there."
    ) % {"file": line or "–", "now": version_line(city)}


def _standing(typed: _Typed) -> tuple[Decimal | None, bool, str]:
    score: Score | None = typed.city.scores.get(typed.indicator.code)
    return (score.points, score.unable, score.comment) if score else (None, False, "")


def _differs(typed: _Typed) -> bool:
    return _standing(typed) != (typed.entry.points, typed.entry.unable, typed.entry.comment)


def _line(number: int, what: str, typed: _Typed, said: Mapping[str, str]) -> Line:
    if not _differs(typed):
        return Line(number, "unchanged", what)
    before, entry = _standing(typed), typed.entry
    changes = [
        (str(LABELS["points"]), _mark(before[0], before[1]), _mark(entry.points, entry.unable)),
        (str(LABELS["comment"]), before[2], entry.comment),
    ]
    is_new = before == (None, False, "")
    kind: Kind = "new" if is_new else "changed"
    return Line(number, kind, what, changes=[change for change in changes if change[1] != change[2]])


def _mark(points: Decimal | None, unable: bool) -> str:
    if unable:
        return _("unable to judge")
    return "" if points is None else plain_decimal(points)
