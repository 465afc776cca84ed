"""A drawing of a city's rates beside those of its batch and of all cities."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from xml.sax.saxutils import escape

FACE = "Noto Sans SC"
LEFT, WIDTH, RIGHT = 190, 360, 60
BAR, GAP = 11, 14
OWN, BATCH, NATION = "#1f6f54", "#8fb9a8", "#c9ccd1"


@dataclass(frozen=True)
class Bars:
    """Rates from 0 to 1; None: withheld."""

    label: str
    own: Fraction
    batch: Fraction | None
    nation: Fraction | None


def bars_svg(rows: Sequence[Bars], *, own: str, batch: str, nation: str) -> str:
    """The three words are the legend's."""
    height = 34 + len(rows) * (3 * BAR + GAP)
    whole = LEFT + WIDTH + RIGHT
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {whole} {height}" '
        f'width="{whole}" height="{height}" font-family="{FACE}" font-size="12">',
        *_legend([(own, OWN), (batch, BATCH), (nation, NATION)]),
    ]
    for place, row in enumerate(rows):
        parts += _row(row, 34 + place * (3 * BAR + GAP))
    return "".join([*parts, "</svg>"])


def _legend(entries: Sequence[tuple[str, str]]) -> list[str]:
    return [
        f'<rect x="{LEFT + place * 120}" y="6" width="12" height="12" fill="{colour}"/>'
        f'<text x="{LEFT + 18 + place * 120}" y="16">{escape(word)}</text>'
        for place, (word, colour) in enumerate(entries)
    ]


def _row(row: Bars, top: int) -> list[str]:
    parts = [f'<text x="{LEFT - 10}" y="{top + 21}" text-anchor="end">{escape(row.label)}</text>']
    for place, (rate, colour) in enumerate(((row.own, OWN), (row.batch, BATCH), (row.nation, NATION))):
        if rate is None:
            continue
        y, length = top + place * BAR, float(rate) * WIDTH
        parts.append(f'<rect x="{LEFT}" y="{y}" width="{length:.1f}" height="{BAR - 2}" fill="{colour}"/>')
        parts.append(
            f'<text x="{LEFT + length + 5:.1f}" y="{y + BAR - 2}" font-size="9">{float(rate) * 100:.1f}%</text>'
        )
    return parts
