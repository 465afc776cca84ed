"""The provinces as a table of tiles: where each lies towards the others, without any outline."""

from django.utils.translation import gettext as _

from reports.figures.figure import Figure, FigureTable
from reports.figures.scores import scores_of
from reports.statistics.compute import Computed
from reports.statistics.names import Names

TILES: dict[str, tuple[int, int]] = {
    "230000": (9, 0), "220000": (9, 1), "210000": (9, 2),
    "650000": (1, 2), "150000": (6, 1), "110000": (7, 2), "120000": (8, 2),
    "620000": (3, 3), "640000": (4, 3), "140000": (6, 3), "130000": (7, 3), "370000": (8, 3),
    "630000": (2, 4), "610000": (5, 4), "410000": (6, 4), "340000": (7, 4), "320000": (8, 4),
    "540000": (1, 5), "510000": (4, 5), "500000": (5, 5), "420000": (6, 5), "330000": (8, 5), "310000": (9, 4),
    "530000": (3, 6), "520000": (4, 6), "430000": (5, 6), "360000": (6, 6), "350000": (7, 6), "710000": (9, 6),
    "450000": (4, 7), "440000": (5, 7), "810000": (6, 7), "820000": (5, 8), "460000": (4, 9),
}  # fmt: skip
"""GB/T 2260 code → column and row. Every province-level unit has its tile, with pilots or without."""

SHORT: dict[str, str] = {
    "110000": "京", "120000": "津", "130000": "冀", "140000": "晋", "150000": "蒙", "210000": "辽", "220000": "吉",
    "230000": "黑", "310000": "沪", "320000": "苏", "330000": "浙", "340000": "皖", "350000": "闽", "360000": "赣",
    "370000": "鲁", "410000": "豫", "420000": "鄂", "430000": "湘", "440000": "粤", "450000": "桂", "460000": "琼",
    "500000": "渝", "510000": "川", "520000": "黔", "530000": "滇", "540000": "藏", "610000": "陕", "620000": "甘",
    "630000": "青", "640000": "宁", "650000": "新", "710000": "台", "810000": "港", "820000": "澳",
}  # fmt: skip


def provinces_figure(computed: Computed, names: Names) -> Figure:
    """Pilot cities of each province, and how many of them are on the list."""
    scores = scores_of(computed)
    listed = frozenset(scores.listed) if scores else frozenset()
    cities: dict[str, list[str]] = {}
    for place in computed.material.places:
        cities.setdefault(place.province, []).append(place.code)
    on_list = {code: sum(city in listed for city in its) for code, its in cities.items()}
    tiles = [
        [
            *place,
            len(cities.get(code, ())),
            SHORT[code],
            names.provinces.get(code, SHORT[code]),
            on_list.get(code, 0),
        ]
        for code, place in TILES.items()
    ]
    rows = [
        [names.provinces.get(code, code), str(len(its)), str(on_list[code]) if scores else "–",
         names.cities_as_text(its)]
        for code, its in sorted(cities.items())
    ]  # fmt: skip
    drawing = {
        "kind": "tiles",
        "tiles": tiles,
        "words": [_("Pilot cities"), _("On the list of the excellent and good")],
        "with_list": scores is not None,
    }
    columns = [_("Province"), _("Pilot cities"), _("On the list of the excellent and good"), _("Names")]
    return Figure(
        key="provinces",
        title=_("Pilot cities by province"),
        drawing=drawing,
        table=FigureTable(columns, rows, frozenset({1, 2})),
        statistic="S20",
        note=_("A table of tiles: positions are approximate and say nothing of borders."),
    )
