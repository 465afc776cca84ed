"""What the test of restarts does in a process of its own, on servers of its own: ``submit 5``, ``wait`` …"""

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402

from reviews.models import RankingSnapshot, RankingState  # noqa: E402
from reviews.services.counter import raise_version  # noqa: E402
from reviews.tasks import sweep_rankings  # noqa: E402
from rounds.models import Round  # noqa: E402
from tests import make  # noqa: E402

PATIENCE = 60


def submit(count: str) -> None:
    """So many more cities with all their sheets, the counter raised and the rebuild asked for as services do."""
    round = Round.objects.first() or make.make_round()
    make.number_from(1000 * (1 + round.submissions.count()))  # an earlier process has made people and cities too
    for _ in range(int(count)):
        with transaction.atomic():
            marks = {"B1": "40", "C1": "25", "E": "8"}
            make.make_scored_city(round, f"城{round.submissions.count()}", marks, marks, marks)
            raise_version(round.pk, cause="submit_sheet 1")


def sweep() -> None:
    """What beat asks for by the clock."""
    sweep_rankings.delay()


def wait() -> None:
    """Until nothing is behind; then how many cities are ranked, once an evaluation from scratch agrees."""
    state = RankingState.objects.get()
    deadline = time.monotonic() + PATIENCE
    while state.requested > state.built:
        if time.monotonic() > deadline:
            sys.exit(f"the ranking stayed behind: {state.built} of {state.requested}")
        time.sleep(0.05)
        state.refresh_from_db()
    call_command("rebuild_ranking", check=True, verbosity=0)
    sys.stdout.write(str(RankingSnapshot.objects.latest("scores_version").ranked_count))


if __name__ == "__main__":
    {"submit": submit, "sweep": sweep, "wait": wait}[sys.argv[1]](*sys.argv[2:])
