"""What must hold of rounds and their indicator systems."""

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.invariant import Invariant
from rounds.content import FULL_POINTS, indicators_of, points_sum, sha256_of_system
from rounds.models import IndicatorSystem, Round
from scoring.errors import PolicyError


def _points() -> Iterator[str]:
    for round in Round.objects.filter(opened_at__isnull=False).select_related("indicator_system"):
        total = points_sum(indicators_of(round.indicator_system))
        if total != FULL_POINTS:
            yield _("%(round)s: the points sum to %(sum)s.") % {"round": round, "sum": f"{total:.2f}"}


def _frozen_systems() -> Iterator[str]:
    for system in IndicatorSystem.objects.filter(frozen_at__isnull=False):
        if sha256_of_system(system) != system.sha256:
            yield _("%(system)s was changed after it was frozen.") % {"system": system}


def _policies() -> Iterator[str]:
    for round in Round.objects.all():
        try:
            round.policy_value  # noqa: B018  # reading it is the check
        except PolicyError as error:
            yield _("%(round)s: %(error)s") % {"round": round, "error": error}


INVARIANTS = [
    Invariant(gettext_lazy("The points of every open round's indicators sum to 100"), _points),
    Invariant(gettext_lazy("Frozen indicator systems are as they were frozen"), _frozen_systems),
    Invariant(gettext_lazy("Every round's rules of scoring are legal"), _policies),
]
