"""The play: act after act, each in the window of its stage, with what it took."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from portal.rehearsal.acts import (
    approving,
    checking,
    editing,
    facts,
    filing,
    freezing,
    objecting,
    presenting,
    publishing,
    reviewing,
    settling,
)
from portal.rehearsal.acts.preparation import prepare
from portal.rehearsal.company import Company, Say
from portal.rehearsal.script import Script
from portal.rehearsal.timetable import enter
from rounds.models import Stage

Kind = Stage.Kind
Act = Callable[[Company], object]

ACTS: dict[Stage.Kind, Sequence[Act]] = {
    Kind.FILING: [filing.file_everything],
    Kind.OPINION: [filing.give_opinions],
    Kind.FORMAL_CHECK: [checking.check_everything],
    Kind.REVIEW: [reviewing.review_everything],
    Kind.ONSITE: [presenting.present_everything],
    Kind.REVISION: [presenting.revise_once_more],
    Kind.CASES: [settling.settle_everything],
    Kind.FACTUAL_CHECK: [facts.check_facts, facts.rank_again, editing.choose_cases],
    Kind.PROVISIONAL: [freezing.freeze_and_tell],
    Kind.OBJECTION: [objecting.object_and_decide],
    Kind.APPROVAL: [approving.countersign_and_build],
    Kind.PUBLIC_NOTICE: [publishing.publish_everything],
    Kind.ARCHIVE: [publishing.seal_and_prove],
}
"""By stage, in order, after the preparation."""

STAGES: tuple[Stage.Kind, ...] = (Kind.PREPARATION, *ACTS)


@dataclass(frozen=True)
class Played:
    company: Company
    seconds: dict[Stage.Kind, float]

    @property
    def total(self) -> float:
        return sum(self.seconds.values())


def play(script: Script, say: Say) -> Played:
    """From an empty round to the sealed package, or to the end of ``script.stop_after``."""
    with _told(Kind.PREPARATION, say) as took:
        company = prepare(script, _indented(say))
    seconds = {Kind.PREPARATION: took.seconds}
    for kind in STAGES[1 : STAGES.index(script.stop_after) + 1]:
        with _told(kind, say) as took:
            enter(company.round, kind, company.secretariat)
            for act in ACTS[kind]:
                act(company)
        seconds[kind] = took.seconds
    return Played(company, seconds)


@dataclass
class _Took:
    seconds: float = 0.0


@contextmanager
def _told(kind: Stage.Kind, say: Say) -> Iterator[_Took]:
    """What is played, before; what it took, after."""
    say(f"{kind.value.replace('_', ' ').capitalize()} …")
    took, began = _Took(), time.monotonic()
    yield took
    took.seconds = time.monotonic() - began
    say(f"    {took.seconds:.1f} s")


def _indented(say: Say) -> Say:
    return lambda what: say(f"    {what}")
