"""What the test of restarts does in a process of its own, on servers of its own: ``submit 5``, ``wait`` …"""

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from reviews.models import Attendance, OnsiteSession, RankingSnapshot, RankingState  # noqa: E402
from reviews.services.counter import raise_version  # noqa: E402
from reviews.services.onsite_day import note_attendance  # noqa: E402
from reviews.tasks import sweep_rankings  # noqa: E402
from rounds.models import Round, RoundRole  # noqa: E402
from tests import make  # noqa: E402
from tests.reviews.onsite import make_marked_city, make_session, press  # noqa: E402

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


def present() -> None:
    """A city talks, an expert is there and has the desk open: the browser's cookie and what it shows."""
    round = make.make_round()
    expert, secretariat = make.make_expert(round), make.make_leader(round)
    session = make_session(round, make_marked_city(round, "甲市", expert)[0])
    press(session, "call", "talk", by=secretariat)
    place = session.presentations.get()
    note_attendance(session=session, present={(place.pk, expert.pk): True}, by=secretariat)
    browser = Client(headers={"host": "localhost"})
    browser.force_login(expert.user)
    shown = browser.get(_desk(session))["ETag"]
    sys.stdout.write(f"{browser.cookies[settings.SESSION_COOKIE_NAME].value} {shown}")


def look(cookie: str, shown: str) -> None:
    """The open desk asks again, as through a proxy that compresses; then the questions begin. How all stands."""
    session = OnsiteSession.objects.get()
    browser = Client(headers={"host": "localhost"})
    browser.cookies[settings.SESSION_COOKIE_NAME] = cookie
    same = browser.get(_desk(session), headers={"if-none-match": f"W/{shown}"}).status_code
    clock = press(session, "questions", by=RoundRole.objects.get().user)
    changed = browser.get(_desk(session), headers={"if-none-match": f"W/{shown}"}).status_code
    talked = session.presentations.get().talk_seconds
    present = Attendance.objects.filter(is_present=True).count()
    sys.stdout.write(f"{same} {changed} {clock.phase} {talked} {present}")


def _desk(session: OnsiteSession) -> str:
    return reverse("reviews:session-desk-live", args=[session.round.slug, session.pk])


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
    acts = {"submit": submit, "sweep": sweep, "wait": wait, "present": present, "look": look}
    acts[sys.argv[1]](*sys.argv[2:])
