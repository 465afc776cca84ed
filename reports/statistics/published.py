"""Which cities the public may read behind a number: those that did something which their forms let be published.

Never who lacks something, who is tagged with a problem (E4), or what became of whose CO2 (S5, S6).
"""

from scoring.statistics.shape import Amount, Statistic

NAMED = frozenset({
    "S2.reached", "S3.reached", "S3.above_nation", "S7.top", "S7.joint_meeting", "S8", "S9", "S10", "S11.outline",
    "S11.other_plan", "S11.target_set", "S12.regular", "S12.counties", "S13.many", "S13.run", "S13.full", "S14",
    "S15.passed_on", "S15.assessed", "S15.both", "S15.either", "S15.used", "S15.scheme", "S17.all",
    "S17.newest", "S17.earlier", "S17.category", "S18.listed", "S20", "S21.balance", "S21.coordination",
})  # fmt: skip
"""Statistics, heads of their amounts, or single amounts."""
FROM_UNPUBLISHED = frozenset({"S2", "S3"})
"""Counted from what cities do not publish (F1): of these the public reads the examples only."""


def named_for_public(statistic: Statistic, amount: Amount) -> tuple[str, ...]:
    """In the order of the amount; empty where none may be named."""
    code, head = statistic.code, amount.key.partition(".")[0]
    if NAMED.isdisjoint({code, f"{code}.{head}", f"{code}.{amount.key}"}):
        return ()
    if code in FROM_UNPUBLISHED:
        return amount.cities[: int(statistic.parameters.get("examples", "0"))]
    return amount.cities
