"""The feedback letters 反馈函: a city's own rates against its batch and the nation, and what follows."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from django.utils import translation
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from cities.models import City, InnovationPromise
from reports.blocks import Block, Bullets, Column, Document, Figure, Heading, Paragraph, Run, Table, Title, runs
from reports.building.assemble import (
    NO_FACE,
    NO_FIGURE,
    NOT_LOCKED,
    Finding,
    demonstration_mark,
    no_face,
    placeholder,
)
from reports.building.bars import Bars, bars_svg
from reports.building.drawings import Drawings
from reports.building.gathering import LOCALES, Gathered
from reports.building.steps import Made, Step
from reports.figures import city_figure
from reports.statistics import names_of
from reports.wording import enumerated
from reports.writing.pdf import pdf_of
from reports.writing.printable import printable
from reports.writing.zips import zip_of
from reviews.models import ApprovedComment
from reviews.ranking import Standings
from reviews.ranking.words import GRADES
from rounds.models import Area, Indicator, Round
from scoring.canonical import plain_decimal
from scoring.statistics.material import Row
from scoring.statistics.promises import IS_VERIFIED, KEPT
from scoring.statistics.shape import rounded

AT_A_TIME = 9
"""Letters between two looks at whether somebody stopped the build."""
NAMED = 3
"""Strengths and gaps that are named."""
NO_COMMENTS = "no_comments"


@dataclass(frozen=True, eq=False)
class Letters:
    """What all letters need, read once."""

    gathered: Gathered
    standings: Standings
    round: Round
    cities: Sequence[City]
    """The ranked ones whose sheets are all in, by code."""
    areas: Sequence[Area]
    indicators: Sequence[Indicator]
    comments: Mapping[int, Sequence[ApprovedComment]]
    """City → what the chair approved of its areas."""

    @cached_property
    def radars(self) -> Mapping[str, Callable[[str], Figure | None]]:
        """By the city's code; all are drawn at once when the first is asked for."""
        computed, names = self.gathered.computed, names_of(self.round)
        figures = [replace(city_figure(computed, names, c.gb_code), key=c.gb_code) for c in self.cities]
        return Drawings(figures).makers()

    def place(self, city: City) -> int:
        return self.standings.place[city.pk]

    @property
    def smallest_group(self) -> int:
        """A mean over fewer cities would tell another city's rates."""
        return int(self.gathered.computed.parameters.smallest_group)

    def nation(self, area: str) -> Fraction | None:
        return self._mean(area, self.cities)

    def batch(self, area: str, batch: int) -> Fraction | None:
        return self._mean(area, [city for city in self.cities if city.batch == batch])

    def _mean(self, area: str, cities: Sequence[City]) -> Fraction | None:
        """None: too few cities to tell."""
        if len(cities) < self.smallest_group:
            return None
        rates = [self.standings.area_rate(self.place(city), area) for city in cities]
        return sum(rates, Fraction(0)) / len(rates)

    def indicator_rate(self, city: City, position: int) -> Fraction | None:
        points = self.standings.indicator_points(self.place(city), position)
        most = self.standings.max_points[position]
        return None if points is None or not most else points * 100 / most


def letters_steps(gathered: Gathered) -> list[Step]:
    """Some letters a step, then the archive of all."""
    if gathered.standings is None:
        return [lambda made: made.findings.append(Finding(NOT_LOCKED, "", _("There is no ranking yet.")))]
    letters = _read(gathered, gathered.standings)
    groups = [letters.cities[at : at + AT_A_TIME] for at in range(0, len(letters.cities), AT_A_TIME)]
    return [_in(letters, _look(letters)), *(_group(letters, group) for group in groups), _archive]


def _read(gathered: Gathered, standings: Standings) -> Letters:
    round = gathered.computed.round
    cities = [
        city
        for city in City.objects.filter(pk__in=list(standings.place)).order_by("gb_code")
        if not standings.reasons[place := standings.place[city.pk]] and standings.all_in[place]
    ]
    comments = {submission.city_id: its for submission, its in gathered.comments.items()}
    indicators = {
        i.code: i for i in Indicator.objects.filter(system=round.indicator_system).select_related("area")
    }
    areas = list(Area.objects.filter(system=round.indicator_system).order_by("code"))
    return Letters(
        gathered, standings, round, cities, areas, [indicators[code] for code in standings.codes], comments
    )


def _in(letters: Letters, step: Step) -> Step:
    """The step in the language of the letters."""

    def run(made: Made) -> None:
        with translation.override(LOCALES[letters.gathered.facts.language]):
            step(made)

    return run


def _look(letters: Letters) -> Step:
    def look(made: Made) -> None:
        if not letters.gathered.facts.is_locked:
            words = _("The result is not locked: its numbers may still change.")
            made.findings.append(Finding(NOT_LOCKED, "", words))
        without = [city.short_name for city in letters.cities if not letters.comments.get(city.pk)]
        if without:
            words = _("No approved comment for: %(cities)s") % {"cities": enumerated(without)}
            made.findings.append(Finding(NO_COMMENTS, "", words))
        if any(isinstance(block, Paragraph) for city in letters.cities for block in _radar(letters, city)):
            made.findings.append(Finding(NO_FIGURE, "", _("The score rates of the cities can't be drawn.")))

    return look


def _group(letters: Letters, group: Sequence[City]) -> Step:
    def write(made: Made) -> None:
        for city in group:
            name = f"{city.gb_code}_{city.short_zh}_" + _("feedback letter") + ".pdf"
            document, lacking = printable(letter(letters, city))
            if lacking:
                made.findings.append(Finding(NO_FACE, "", f"{city.short_name}: {no_face(lacking)}"))
            made.add(name, "letter", pdf_of(document).content)

    return _in(letters, write)


def _archive(made: Made) -> None:
    members = [(file.name, file.content) for file in made.files]
    made.files.insert(0, type(made.files[0])("letters.zip", "letters", zip_of(members))) if members else None


def letter(letters: Letters, city: City) -> Document:
    """In the language that is active."""
    cover = letters.gathered.facts.cover
    blocks: list[Block] = [
        Title(_("Feedback on the evaluation of the low-carbon pilot city")),
        *demonstration_mark(letters.gathered.facts),
        Paragraph(runs(_("%(city)s:") % {"city": city.name}), is_indented=False),
        Paragraph(runs(_opening(letters, city))),
        *_left_out(letters, city),
        Heading(1, _("I. Score rates")),
        *_rates(letters, city),
        Heading(1, _("II. Strengths and gaps")),
        *_strengths(letters, city),
        Heading(1, _("III. What the experts say")),
        *_comments(letters, city),
        Heading(1, _("IV. Promises of innovation")),
        *_promises(letters, city),
        Paragraph(runs(cover.executor), align="right"),
        Paragraph(runs(_day(letters)), align="right"),
    ]
    title = _("Feedback on the evaluation of the low-carbon pilot city") + f" {city.name}"
    return Document(title, cover.executor, letters.gathered.facts.language, cover.dated, tuple(blocks))


def _opening(letters: Letters, city: City) -> str:
    place = letters.place(city)
    total = rounded(Fraction(int(letters.standings.totals[place]), 100), 2)
    grade = letters.standings.grade(place)
    return _(
        "The evaluation of the low-carbon pilot cities (%(round)s) is complete. Of your city's total of"
        " %(total)s points (%(grade)s) this letter gives the score rates beside those of the cities of your batch"
        " and of all cities, and what the experts recommend."
    ) % {"round": letters.round.name, "total": total, "grade": GRADES[grade].word if grade is not None else "–"}


def _left_out(letters: Letters, city: City) -> list[Block]:
    """Both totals, where something does not apply to the city."""
    standings, place = letters.standings, letters.place(city)
    if not standings.leaves_out(place):
        return []
    codes = [
        i.code for position, i in enumerate(letters.indicators) if not standings.denominators[position, place]
    ]
    said = _(
        "%(codes)s do not apply to your city. It earned %(earned)s of the %(applies)s points that apply; the total"
        " follows from that by the rules of scoring."
    )
    words = said % {
        "codes": enumerated(codes),
        "earned": rounded(standings.earned_in_all(place), 2),
        "applies": plain_decimal(rounded(standings.applicable_in_all(place), 2).normalize()),
    }
    return [Paragraph(runs(words))]


def _rates(letters: Letters, city: City) -> list[Block]:
    rows, bars = [], []
    for area in letters.areas:
        own = letters.standings.area_rate(letters.place(city), area.code)
        batch, nation = letters.batch(area.code, city.batch), letters.nation(area.code)
        rows.append((f"{area.code} {area.name}", _percent(own), _percent(batch), _percent(nation),
                     _points(own, nation)))  # fmt: skip
        bars.append(Bars(f"{area.code} {area.name}", own, batch, nation))
    words = (_("own"), _("batch of %(year)s") % {"year": city.batch}, _("all cities"))
    columns = (
        Column(_("Area"), share=5), *(Column(f"{word} (%)", "right", 2) for word in words),
        Column(_("against all"), "right", 2),
    )  # fmt: skip
    drawing = bars_svg(bars, own=words[0], batch=words[1], nation=words[2])
    note = _("Means over %(number)d cities. A mean over fewer than %(least)d cities is withheld.") % {
        "number": len(letters.cities),
        "least": letters.smallest_group,
    }
    return [
        Figure(_("Figure 1 Score rates by area"), drawing, _("Score rates by area"), is_fixed=True),
        Table(_("Table 1 Score rates by area"), columns, tuple(rows), (note,)),
        *_radar(letters, city),
    ]


def _radar(letters: Letters, city: City) -> Iterator[Block]:
    """Nothing where too few cities are ranked to be compared with."""
    if len(letters.cities) < letters.smallest_group:
        return
    caption = _("Figure 2")
    drawn = letters.radars[city.gb_code](caption)
    if drawn is None:
        yield Paragraph((placeholder(caption, letters.gathered.facts),))
    else:
        yield replace(drawn, is_fixed=True, width=70)


def _strengths(letters: Letters, city: City) -> list[Block]:
    """The indicators furthest above and furthest below the mean of all cities, where enough have them."""
    found = []
    for position, indicator in enumerate(letters.indicators):
        own = letters.indicator_rate(city, position)
        others = [rate for c in letters.cities if (rate := letters.indicator_rate(c, position)) is not None]
        if own is not None and len(others) >= letters.smallest_group:
            found.append((own - sum(others, Fraction(0)) / len(others), indicator, own))
    above = [item for item in sorted(found, key=lambda i: (-i[0], i[1].code)) if item[0] > 0][:NAMED]
    below = [item for item in sorted(found, key=lambda i: (i[0], i[1].code)) if item[0] < 0][:NAMED]
    return [
        *_named(_("Clearly above the mean of all cities:"), above),
        *_named(_("Below the mean of all cities, with most room to improve:"), below),
    ]


def _named(lead: str, items: Sequence[tuple[Fraction, Indicator, Fraction]]) -> list[Block]:
    if not items:
        return [Paragraph(runs(lead + _("none.")))]
    return [
        Paragraph(runs(lead)),
        Bullets(
            tuple(
                runs(
                    _("%(code)s %(indicator)s: rate %(rate)s %%, %(difference)s percentage points")
                    % {
                        "code": i.code,
                        "indicator": i.name,
                        "rate": _percent(own),
                        "difference": _points(gap, Fraction(0)),
                    }
                )
                for gap, i, own in items
            )
        ),
    ]


def _comments(letters: Letters, city: City) -> list[Block]:
    """Without names, in the chair's wording; only what the chair approved."""
    comments = letters.comments.get(city.pk, ())
    if not comments:
        return [Paragraph(runs(_("The panel has no further remarks.")))]
    colon = "：" if letters.gathered.facts.language == "zh" else ": "
    return [block for comment in comments for block in _comment(comment, colon)]


def _comment(comment: ApprovedComment, colon: str) -> Iterator[Block]:
    """What the experts say of an area, and below it what they recommend."""
    if comment.comment:
        yield Paragraph((Run(comment.area.name + colon, is_bold=True), Run(comment.comment)))
    if comment.suggestion:
        lead = _("Recommendation") + colon
        lead = lead if comment.comment else f"{comment.area.name} · {lead}"
        yield Paragraph((Run(lead, is_bold=True), Run(comment.suggestion)))


def _promises(letters: Letters, city: City) -> list[Block]:
    rows = [row for row in letters.gathered.computed.material.table("F11.promises") if row.city == city.gb_code]
    if not rows:
        return [Paragraph(runs(_("No promise of innovation is on record.")))]
    kept = sum(row.text("fulfilment") in KEPT for row in rows)
    lead = _("%(promised)d on record, %(kept)d done or done in part.") % {"promised": len(rows), "kept": kept}
    table = tuple((row.text("promise"), _became(row)) for row in rows)
    columns = (Column(_("Promise"), share=7), Column(_("What became of it"), "center", 3))
    return [Paragraph(runs(lead)), Table(_("Table 2 Promises of innovation"), columns, table)]


def _became(row: Row) -> str:
    """The verified state; another is marked as what the city says."""
    state = row.text("fulfilment")
    word = str(InnovationPromise.Fulfilment(state).label) if state else "–"
    return word if row.says(IS_VERIFIED) else _("%(state)s (not verified)") % {"state": word}


def _day(letters: Letters) -> str:
    day = letters.gathered.facts.cover.dated
    if letters.gathered.facts.language == "zh":
        return f"{day.year}年{day.month}月{day.day}日"
    return f"{day.day} {day:%B} {day.year}"


def _percent(rate: Fraction | None) -> str:
    return "–" if rate is None else f"{rounded(rate * 100, 1)}"


def _points(own: Fraction, against: Fraction | None) -> str:
    """Percentage points above or below."""
    if against is None:
        return "–"
    value = rounded((own - against) * 100, 1)
    return f"+{value}" if value > 0 else f"{value}".replace("-", "−")
