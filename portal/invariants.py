"""Every invariant of every app, asked together."""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

import accounts.invariants
import cities.invariants
import notices.invariants
import reviews.invariants
import rounds.invariants
from accounts.invariant import Invariant

logger = logging.getLogger(__name__)

ALL: list[Invariant] = [
    *accounts.invariants.INVARIANTS,
    *notices.invariants.INVARIANTS,
    *rounds.invariants.INVARIANTS,
    *cities.invariants.INVARIANTS,
    *reviews.invariants.INVARIANTS,
]
NAMED = 50
"""Places that are named for one invariant; the rest are counted."""


@dataclass(frozen=True)
class Held:
    """What came of asking one invariant."""

    name: str
    count: int
    named: list[str]

    @property
    def holds(self) -> bool:
        return not self.count


LAST = "invariants:last"
"""Key of the cache under which the last answers stay until the next."""


@dataclass(frozen=True)
class Answers:
    """What came of asking them all, and when."""

    at: datetime
    held: list[Held]

    @property
    def broken(self) -> int:
        return sum(not one.holds for one in self.held)


def last_answers() -> Answers | None:
    found: Answers | None = cache.get(LAST)
    return found


def ask_and_remember() -> Answers:
    """Ask all but the deep ones; what is broken is also logged as an error, for whoever watches the log."""
    answers = Answers(timezone.now(), list(ask_all()))
    for one in answers.held:
        if not one.holds:
            logger.error("Does not hold: %s (%d): %s", one.name, one.count, " ".join(one.named[:3]))
    cache.set(LAST, answers, timeout=None)
    return answers


def ask_all(*, deep: bool = False) -> Iterator[Held]:
    """One after the other; with ``deep`` also those that read every stored byte."""
    for invariant in ALL:
        if deep or not invariant.deep:
            yield _ask(invariant)


def _ask(invariant: Invariant) -> Held:
    """What can't even be asked does not hold, and keeps no other from being asked."""
    named: list[str] = []
    count = 0
    try:
        for sentence in invariant.broken():
            count += 1
            if count <= NAMED:
                named.append(str(sentence))
    except Exception as error:
        logger.exception("Could not be asked: %s", invariant.name)
        count += 1
        named.append(_("It could not be asked: %(error)s") % {"error": error})
    return Held(str(invariant.name), count, named)
