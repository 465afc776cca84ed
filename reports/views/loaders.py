"""Who may read what leaves the house before it does."""

from dataclasses import dataclass

from django.http import Http404

from accounts.models import UserRequest
from reports.statistics import Computed, Names, compute, names_of
from reviews.queries.ranking import Led, led_or_404, open_actions
from rounds.models import Action, Role

READS = (Action.READ_MATERIAL, Action.READ_RESULT)
"""Either lets somebody who leads the round read statistics; scores need the second."""


@dataclass(frozen=True)
class Reader:
    """A person who leads the round, and what the open stages let them read."""

    led: Led
    actions: frozenset[str]

    @property
    def may_read(self) -> bool:
        return any(action.value in self.actions for action in READS)

    @property
    def may_read_material(self) -> bool:
        return Action.READ_MATERIAL.value in self.actions

    @property
    def may_read_result(self) -> bool:
        return Action.READ_RESULT.value in self.actions

    @property
    def is_secretariat(self) -> bool:
        return self.led.role is Role.SECRETARIAT


def reader_or_404(request: UserRequest, slug: str) -> Reader:
    """Everybody else learns nothing: 404."""
    led = led_or_404(request.user, slug)
    return Reader(led, frozenset(open_actions(led.round, led.role)))


def computed_for(reader: Reader) -> tuple[Computed, Names]:
    """The statistics, with scores only if the reader may read results now; none of a city they are blind to."""
    round = reader.led.round
    return compute(round, with_scores=reader.may_read_result, blind=reader.led.blind), names_of(round)


def computed_or_404(request: UserRequest, slug: str) -> tuple[Reader, Computed, Names]:
    """The same for a reader who may read some now; for all others there is nothing."""
    reader = reader_or_404(request, slug)
    if not reader.may_read:
        raise Http404
    return reader, *computed_for(reader)
