"""What the solver is asked about a round, and a draft read back as its solution."""

import hashlib
from collections.abc import Collection

import numpy as np

from reviews.queries.panel import Assigned, Pairing
from scoring.arrays import Int8s
from scoring.assign.match import match_table
from scoring.assign.question import Candidate, Pair, Question, Rules
from scoring.assign.reasons import Reasons
from scoring.assign.solve import drafted
from scoring.canonical import sha256_of


def stays(assignment: Assigned) -> bool:
    """Whether the draft made anew leaves this pair as it is: deployed, pinned or begun."""
    return not assignment.is_draft or assignment.is_pinned or assignment.is_begun_draft


def question_of(pairing: Pairing, *, keeps_drafts: bool, cities: Collection[int] | None = None) -> Question:
    """``keeps_drafts``: all that is assigned stands (top-up). ``cities``: ask about these submissions only."""
    standing = {
        pair: marked
        for pair, marked in pairing.marked.items()
        if marked and (keeps_drafts or stays(pairing.assigned[pair]))
    }
    return _question(pairing, standing, pairing.places if cities is None else cities)


def reasons_of(pairing: Pairing, cities: Collection[int] | None = None) -> Reasons:
    """Why each pair, and how well each city is served, as it stands now; nothing is solved."""
    wanted = pairing.places if cities is None else cities
    solved = {
        pair: marked
        for pair, marked in pairing.marked.items()
        if marked and pair[1] in wanted and pairing.assigned[pair].run_id and not pairing.assigned[pair].is_pinned
    }
    standing = {pair: marked for pair, marked in pairing.marked.items() if marked and pair not in solved}
    known = {pair: marked for pair, marked in solved.items() if pair[0] in pairing.experts}
    gone = {pair: marked for pair, marked in solved.items() if pair not in known}
    question = _question(pairing, standing | gone, wanted)
    return Reasons(drafted(question, known, loads=pairing.loads))


def seed_of(pairing: Pairing) -> int:
    """The public seed; 0 for a trial."""
    return pairing.rules.seed or 0


def offers_of(pairing: Pairing) -> int:
    """How many marks could be given at most: what decides whether a person can wait for the answer."""
    return len(pairing.places) * sum(len(domains) for domains in pairing.experts.values())


def fingerprint(question: Question) -> str:
    """SHA-256 over everything the answer follows from: the same question, the same draft."""
    match = question.match if question.match is not None else np.zeros(0, dtype=np.int8)
    return sha256_of(
        {
            "cities": list(question.city_ids),
            "domains": list(question.domains),
            "experts": {
                str(e): [sorted(c.domains), c.most, c.least, c.province]
                for e, c in sorted(question.experts.items())
            },
            "rules": [str(getattr(question.rules, name)) for name in RULES],
            "recused": sorted(map(list, question.recused)),
            "kept_out": sorted(map(list, question.kept_out)),
            "standing": [[e, c, sorted(d)] for (e, c), d in sorted(question.standing.items())],
            "anchors": sorted(question.anchors),
            "match": hashlib.sha256(match.tobytes()).hexdigest(),
        }
    )


RULES = ("least", "wanted", "most", "one_domain_a_city", "one_of_a_province", "even", "seed")


def _question(pairing: Pairing, standing: dict[Pair, frozenset[str]], cities: Collection[int]) -> Question:
    policy, rules = pairing.round.policy_value, pairing.rules
    return Question(
        cities=tuple(cities),
        domains=tuple(pairing.domains),
        experts={
            expert: Candidate(
                domains,
                most=(most := pairing.highest_load(expert)),
                least=min(rules.lowest_load, most),
                province=None if (home := pairing.members[expert].province) is None else str(home),
                most_is_own=pairing.members[expert].capacity is not None,
            )
            for expert, domains in pairing.experts.items()
        },
        rules=Rules(
            least=min(policy.min_marks, policy.panel),
            wanted=policy.panel,
            most=policy.panel if pairing.by_city else max(policy.panel, policy.max_marks),
            one_domain_a_city=pairing.by_city,
            one_of_a_province=rules.one_of_a_province,
            even=rules.even_loads,
            seed=seed_of(pairing),
        ),
        recused=pairing.recused,
        kept_out=pairing.kept_out,
        standing=standing,
        anchors=pairing.anchors & set(cities) if pairing.by_city else frozenset(),
        match=_match(pairing, sorted(pairing.experts), sorted(cities)),
    )


def _match(pairing: Pairing, experts: list[int], cities: list[int]) -> Int8s:
    members = [pairing.members[expert] for expert in experts]
    places = [pairing.places[city] for city in cities]
    provinces = np.array([place.province for place in places], dtype=np.int64)
    own = np.array([member.province or -1 for member in members], dtype=np.int64)
    older = np.zeros((len(members), len(places)), dtype=bool)
    for row, member in enumerate(members):
        if member.older_cities or member.older_provinces:
            older[row] = [p.city in member.older_cities or p.province in member.older_provinces for p in places]
    second = np.array(
        [[member.main is not None and member.main != code for code in pairing.domains] for member in members],
        dtype=bool,
    ).reshape(len(members), len(pairing.domains))
    return match_table(second=second, home=own[:, None] == provinces[None, :], older=older)
