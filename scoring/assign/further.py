"""Who could take one more mark of a city (追加专家), in the order in which the assignment would choose."""

from collections.abc import Mapping

import numpy as np

from scoring.assign.question import NO_MATCH, Question, domain_numbers, lots


def next_in_order(question: Question, *, city: int, domain: str, loads: Mapping[int, int]) -> tuple[int, ...]:
    """Experts who may mark it and have room, best first: ``loads`` are the marks that they have to give already.

    As the steps of the assignment go: even loads where the rules ask for them, then the highest match, then the
    lot that the public seed draws for the place.
    """
    column = question.able[:, question.city_place[city], question.domains.index(domain)]
    experts = np.array(question.expert_ids, dtype=np.int64)
    place = np.full_like(experts, city), np.full_like(experts, domain_numbers([domain])[0])
    drawn = lots(question.rules.seed, experts, *place)
    rows = [
        (loads.get(expert, 0) if question.rules.even else 0, -match, loads.get(expert, 0), lot, expert)
        for expert, match, lot in zip(question.expert_ids, column.tolist(), drawn.tolist(), strict=True)
        if match > NO_MATCH and loads.get(expert, 0) < question.experts[expert].most
    ]
    return tuple(expert for *_order, expert in sorted(rows))
