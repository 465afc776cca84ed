"""Whether enough experts hear a presentation."""

from fractions import Fraction


def is_quorate(present: int, expected: int, share: Fraction) -> bool:
    """At least ``share`` of the experts who mark the city are there; with nobody expected it never is."""
    return expected > 0 and present >= share * expected
