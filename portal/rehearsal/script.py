"""What is played: how many cities and experts, by which dice, how far."""

from dataclasses import dataclass

from rounds.models import Stage

Kind = Stage.Kind

FEWEST_EXPERTS, MOST_EXPERTS = 8, 60
"""Fewer do not cover the seven domains once one of them is recused."""
LARGEST_SEED = 10**9


@dataclass(frozen=True)
class Script:
    cities: int = 81
    experts: int = 14
    seed: int = 1
    stop_after: Stage.Kind = Kind.ARCHIVE

    @property
    def slug(self) -> str:
        return f"rehearsal-{self.seed}"

    @property
    def dice(self) -> str:
        """What every throw of this rehearsal begins with."""
        return f"低碳城市试点评估演练 {self.seed}"

    def problem(self, pilots: int) -> str:
        """What can't be played of it; empty if all can. ``pilots``: how many cities there are."""
        for name, value, least, most in (
            ("--cities", self.cities, 1, pilots),
            ("--experts", self.experts, FEWEST_EXPERTS, MOST_EXPERTS),
            ("--seed", self.seed, 0, LARGEST_SEED),
        ):
            if not least <= value <= most:
                return f"{name} goes from {least} to {most}; asked for: {value}."
        return ""
