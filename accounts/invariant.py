"""What must hold of stored facts, whatever happened: each app names its own, ``portal`` asks them all."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Invariant:
    """``broken`` yields one sentence for each place where the invariant does not hold; none: it holds.

    A ``deep`` one reads every stored byte and is asked only on request.
    """

    name: Any
    """What holds, in the reader's language."""
    broken: Callable[[], Iterable[str]]
    deep: bool = False
