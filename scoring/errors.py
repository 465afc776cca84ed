"""What a caller can get wrong when a round's method is set up."""

from collections.abc import Mapping


class MethodError(ValueError):
    """Everything wrong with a value at once: ``problems`` maps a field (or code) to one plain sentence."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__("; ".join(f"{field}: {message}" for field, message in problems.items()))
        self.problems = dict(problems)


class PolicyError(MethodError):
    """A reconciliation policy that no round may use, by field name."""


class SystemSpecError(MethodError):
    """An indicator system that no round may use, by indicator code; ``""`` is the system as a whole."""
