"""What the minutes of a session say (E5): the same values on the page, on paper and in the closed record."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from reviews.models import OnsiteSession
from reviews.queries.onsite import Place, board_of, draws_of, questions_of


def minutes_of(session: OnsiteSession) -> dict[str, Any]:
    """Plan, drawing of lots, and for each city its times, who was there and what was asked. No marks."""
    draw = draws_of(session.round).first()
    questions = questions_of(session)
    return {
        "round_zh": session.round.name_zh,
        "round_en": session.round.name_en,
        "session": session.name,
        "room": session.room,
        "starts_at": _stamp(session.starts_at),
        "talk_minutes": session.talk_minutes,
        "question_minutes": session.question_minutes,
        "quorum": session.quorum,
        "experts": [{"name": str(e), "employer": e.employer} for e in session.experts.all()],
        "draw": {"number": draw.number, "seed": draw.seed, "source": draw.seed_source, "sha256": draw.sha256}
        if draw
        else None,
        "cities": [
            {
                **_city(place),
                "questions": [
                    {"expert": str(q.expert) if q.expert else "", "question": q.question, "answer": q.answer}
                    for q in questions[place.presentation.pk]
                ],
            }
            for place in board_of(session)
        ],
        "remarks": session.remarks,
    }


def _city(place: Place) -> dict[str, Any]:
    presentation = place.presentation
    city = presentation.submission.city
    return {
        "position": presentation.position,
        "code": city.gb_code,
        "name_zh": city.name_zh,
        "name_en": city.name_en,
        "began": _stamp(presentation.talk_started_at),
        "ended": _stamp(presentation.ended_at),
        "not_presented_because": presentation.not_presented_because,
        "talk_seconds": presentation.talk_seconds,
        "question_seconds": presentation.question_seconds,
        "present": [str(seat.expert) for seat in place.seats if seat.is_present],
        "absent": [str(expert) for expert in place.absent],
        "not_noted": place.unnoted,
        "recused": [str(expert) for expert in place.leaving],
        "expected": len(place.seats),
        "is_quorate": place.is_quorate,
    }


def _stamp(at: datetime | None) -> str:
    return timezone.localtime(at).isoformat(sep=" ", timespec="seconds")[:19] if at else ""
