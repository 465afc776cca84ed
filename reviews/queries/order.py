"""What goes into the drawing of lots, as values that are kept with it, and drawing again from them."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext_lazy

from cities.models import Submission
from reviews.models import OnsiteSession, OrderDraw
from reviews.queries.onsite import marking
from reviews.queries.recusals import standing_recusals
from rounds.models import Round
from scoring.canonical import sha256_of
from scoring.running_order import Misfit, Sitting, Speaker, draw_order, misfits

REGIONS = {
    "1": gettext_lazy("North China"),
    "2": gettext_lazy("Northeast China"),
    "3": gettext_lazy("East China"),
    "4": gettext_lazy("Central and South China"),
    "5": gettext_lazy("Southwest China"),
    "6": gettext_lazy("Northwest China"),
}
"""The great regions of the country, by the first digit of a GB/T 2260 code."""


def inputs_of(
    round: Round, submissions: Sequence[Submission], sessions: Sequence[OnsiteSession]
) -> dict[str, Any]:
    """Cities with batch, region, markers and recused experts; sessions with places and who sits there."""
    markers = marking([submission.pk for submission in submissions])
    recused: dict[int, set[int]] = {}
    for city, expert in standing_recusals().filter(round=round).values_list("city_id", "expert_id"):
        recused.setdefault(city, set()).add(expert)
    return {
        "cities": [
            {
                "code": submission.city.gb_code,
                "batch": submission.city.batch,
                "region": submission.city.gb_code[:1],
                "province": submission.city.gb_code[:2],
                "scoring": sorted(marker.expert.pk for marker in markers[submission.pk]),
                "recused": sorted(recused.get(submission.city_id, ())),
            }
            for submission in submissions
        ],
        "sessions": [
            {
                "session": session.pk,
                "name": session.name,
                "places": session.places,
                "experts": sorted(expert.pk for expert in session.experts.all()),
            }
            for session in sessions
        ],
    }


def speakers_of(inputs: Mapping[str, Any]) -> list[Speaker]:
    """Cities are known by the number of their code."""
    return [
        Speaker(
            city=int(row["code"]),
            code=row["code"],
            batch=row["batch"],
            region=row["region"],
            province=row["province"],
            scoring=frozenset(row["scoring"]),
            recused=frozenset(row["recused"]),
        )
        for row in inputs["cities"]
    ]


def sittings_of(inputs: Mapping[str, Any]) -> list[Sitting]:
    return [
        Sitting(row["session"], row["places"], frozenset(row["experts"]))
        for row in sorted(inputs["sessions"], key=lambda row: row["session"])
    ]


def order_of(inputs: Mapping[str, Any], seed: str) -> dict[str, Any]:
    """What follows from the seed: each session's cities in order, and every city's lot."""
    order = draw_order(speakers_of(inputs), sittings_of(inputs), seed)
    codes = {int(row["code"]): row["code"] for row in inputs["cities"]}
    return {
        "sessions": [
            {"session": session, "cities": [codes[city] for city in cities]}
            for session, cities in sorted(order.sessions.items())
        ],
        "lots": {codes[city]: lot for city, lot in order.lots.items()},
    }


def holds(draw: OrderDraw) -> bool:
    """Whether drawing again from the record gives what is on record."""
    again = order_of(draw.inputs, draw.seed)
    said = {"seed": draw.seed, "inputs": draw.inputs, "outcome": draw.outcome}
    return again == draw.outcome and sha256_of(said) == draw.sha256


def misfits_of(draw: OrderDraw) -> list[Misfit]:
    """Pairs of expert and city that the drawn order could not fit; cities by the number of their code."""
    sessions = {row["session"]: [int(code) for code in row["cities"]] for row in draw.outcome["sessions"]}
    return misfits(sessions, speakers_of(draw.inputs), sittings_of(draw.inputs))
