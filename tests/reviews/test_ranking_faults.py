"""What survives: a killed worker, a lost message, an absent or frozen broker, two rebuilders at once."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from threading import Thread

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from portal.celery import app
from reviews import ranking
from reviews.models import RankingSnapshot, RankingState
from reviews.ranking import build
from reviews.services.counter import ask_for_rebuild, raise_version
from reviews.tasks import rebuild_ranking
from rounds.models import Round
from tests.make import make_round, make_scored_city, make_signed_sheet
from tests.worker import ROOT, RankingWorker, worker  # noqa: F401  # the fixture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

GOOD = {"B1": "40", "C1": "25", "E": "8"}
FAIR = {"B1": "30", "C1": "20", "E": "7"}


def submit(round: Round, name: str) -> int:
    """One more city with all that counts, and the counter raised as a service does it."""
    with transaction.atomic():
        make_scored_city(round, name, GOOD, FAIR, GOOD)
        return raise_version(round.pk, cause="submit_sheet 1")


def is_right(round: Round) -> bool:
    """The stored ranking is of the newest version and equals an evaluation from scratch."""
    try:
        call_command("rebuild_ranking", round=round.slug, check=True, verbosity=0)
    except CommandError:
        return False
    return RankingState.objects.get(round=round).requested == RankingState.objects.get(round=round).built


def test_a_submitted_sheet_moves_the_ranking_through_the_real_broker(worker: RankingWorker) -> None:  # noqa: F811
    round = make_round()

    submit(round, "深圳")
    worker.wait_until_built(round)

    assert is_right(round)
    assert RankingSnapshot.objects.get(round=round).ranked_count == 1
    assert RankingSnapshot.objects.get(round=round).worker.startswith("worker@")


def test_a_killed_worker_loses_nothing(worker: RankingWorker) -> None:  # noqa: F811
    round = make_round()
    for number in range(5):
        submit(round, f"前{number}")
    worker.kill()
    for number in range(5):
        submit(round, f"后{number}")

    worker.start().wait_until_built(round)

    assert is_right(round)
    assert RankingSnapshot.objects.filter(round=round).latest("scores_version").ranked_count == 10


def test_a_database_that_cuts_every_connection_costs_nothing(worker: RankingWorker) -> None:  # noqa: F811
    """As a restart does: the worker's connections are gone, in the middle of rebuilds too."""
    round = make_round()
    for number in range(12):
        submit(round, f"城{number}")
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        time.sleep(0.05)
    ask_for_rebuild(round.pk)

    worker.wait_until_built(round)

    assert is_right(round)


def test_a_worker_keeps_its_connection_from_one_rebuild_to_the_next(worker: RankingWorker) -> None:  # noqa: F811
    """To open one takes longer than to rebuild a ranking of the usual size."""
    round = make_round()
    seen = []
    for name in ("深圳", "苏州"):
        submit(round, name)
        worker.wait_until_built(round)
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                " AND backend_type = 'client backend'"
            )
            seen.append({pid for (pid,) in cursor.fetchall()})

    assert seen[0]
    assert seen[0] <= seen[1]


def test_messages_lost_by_the_broker_are_swept_up_when_a_worker_starts() -> None:
    round = make_round()
    submit(round, "深圳")
    with app.connection_for_write() as broker:
        broker.default_channel.client.flushall()

    started = RankingWorker().start()
    try:
        started.wait_until_built(round)
    finally:
        started.stop()

    assert is_right(round)


def test_a_task_delivered_many_times_and_late_builds_a_version_once(worker: RankingWorker) -> None:  # noqa: F811
    round = make_round()
    submit(round, "深圳")
    for _ in range(10):
        rebuild_ranking.apply_async(args=[round.pk])
    worker.wait_until_built(round)
    rebuild_ranking.apply_async(args=[round.pk])
    submit(round, "苏州")
    worker.wait_until_built(round)

    versions = RankingSnapshot.objects.filter(round=round).values_list("scores_version", flat=True)
    assert sorted(versions) == sorted(set(versions))
    assert is_right(round)


@pytest.fixture
def waiting() -> Iterator[Callable[[], int]]:
    """How many rebuilds are asked for and taken by nobody."""
    with app.connection_for_write() as broker:
        server = broker.default_channel.client
        server.flushall()
        yield lambda: int(server.llen("ranking"))


def test_of_many_changes_at_once_few_ask_for_a_rebuild_until_it_is_late(waiting: Callable[[], int]) -> None:
    round = make_round()
    states = RankingState.objects.filter(round=round)
    for number in range(9):
        states.update(behind_since=timezone.now())
        submit(round, f"城{number}")
    assert waiting() == 3  # the first, second and eighth

    states.update(behind_since=timezone.now() - timedelta(seconds=3))
    submit(round, "深圳")
    assert waiting() == 4  # all may be lost: whoever signs next asks again


def test_a_rebuild_that_fails_is_tried_again(worker: RankingWorker) -> None:  # noqa: F811
    """Here a deadlock would do the same: somebody holds for a while what the rebuild must lock."""
    round = make_round()
    submit(round, "深圳")
    worker.wait_until_built(round)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE reviews_rankingsnapshot RENAME TO elsewhere")
    try:
        submit(round, "苏州")
        time.sleep(0.5)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE elsewhere RENAME TO reviews_rankingsnapshot")

    worker.wait_until_built(round, patience=10)

    assert is_right(round)


def test_a_change_during_a_rebuild_is_built_without_being_asked_for_again(
    waiting: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    round = make_round()
    submit(round, "深圳")
    stored, late = build._snapshot, []

    def somebody_signs_meanwhile(built: build.Built) -> RankingSnapshot:
        if not late:
            late.extend([submit(round, "苏州"), submit(round, "广州")])
        return stored(built)

    monkeypatch.setattr(build, "_snapshot", somebody_signs_meanwhile)

    assert ranking.bring_up_to_date(round.pk) == 2
    assert (late, waiting(), is_right(round)) == ([2, 3], 2, True)


def test_two_workers_at_once_store_one_snapshot_for_a_version(worker: RankingWorker) -> None:  # noqa: F811
    round = make_round()
    second = RankingWorker().start()
    try:
        for number in range(15):
            submit(round, f"城{number}")
        worker.wait_until_built(round)
    finally:
        second.stop()

    versions = list(RankingSnapshot.objects.filter(round=round).values_list("scores_version", flat=True))
    assert len(versions) == len(set(versions))
    assert is_right(round)


def test_two_rebuilders_at_once_agree() -> None:
    round = make_round()
    submit(round, "深圳")

    def build() -> None:
        ranking.rebuild(round.pk)
        connection.close()

    threads = [Thread(target=build) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert RankingSnapshot.objects.filter(round=round).count() == 1
    assert is_right(round)


def test_of_an_older_and_a_newer_rebuild_the_newer_is_shown_whichever_stores_first() -> None:
    round = make_round()
    submit(round, "深圳")

    older = Thread(target=closing(lambda: ranking.rebuild(round.pk)))
    with transaction.atomic():
        now = timezone.now()
        RankingSnapshot.objects.create(  # for as long as this is not decided nobody else stores version 1
            round=round, scores_version=1, ranked_count=0, city_count=0, sheet_count=0, standings=b"", ranks=b"",
            started_at=now, finished_at=now, worker="x",
        )  # fmt: skip
        older.start()
        older.join(timeout=0.5)
        assert older.is_alive()
        for act in (lambda: submit(round, "苏州"), lambda: ranking.rebuild(round.pk)):
            newer = Thread(target=closing(act))
            newer.start()
            newer.join()
        transaction.set_rollback(True)
    older.join()

    state = RankingState.objects.get(round=round)
    assert (state.requested, state.built, state.behind_since) == (2, 2, None)
    stored = RankingSnapshot.objects.filter(round=round).values_list("scores_version", "city_count")
    assert sorted(stored) == [(1, 1), (2, 2)]
    assert is_right(round)


def closing(act: Callable[[], object]) -> Callable[[], None]:
    """In a thread: its connection is closed afterwards."""

    def closed() -> None:
        try:
            act()
        finally:
            connection.close()

    return closed


def test_a_rebuild_makes_no_writer_wait() -> None:
    round = make_round()
    city = make_scored_city(round, "深圳", GOOD, GOOD, FAIR)
    with ranking.build._consistent_read():
        ranking.reading.read_inputs(round.pk)
        took: list[float] = []

        def write() -> None:
            began = time.perf_counter()
            with transaction.atomic():
                make_signed_sheet(city, GOOD)
                raise_version(round.pk, cause="submit_sheet 1")
            took.append(time.perf_counter() - began)
            connection.close()

        writer = Thread(target=write)
        writer.start()
        writer.join(5)

    assert took
    assert took[0] < 1


def in_a_web_process(round: Round, broker: str) -> float:
    """Seconds that asking for a rebuild takes in a fresh web process with this broker, its second time."""
    program = (
        "import django, time; django.setup()\n"
        "from reviews.services.counter import ask_for_rebuild\n"
        f"ask_for_rebuild({round.pk})\n"
        "began = time.perf_counter()\n"
        f"assert ask_for_rebuild({round.pk}) is False\n"
        "print(time.perf_counter() - began)\n"
    )
    environment = {
        **os.environ, "PORTAL_PROCESS": "web", "REDIS_URL": broker, "DJANGO_SETTINGS_MODULE": "portal.settings"
    }  # fmt: skip
    answer = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    return float(answer.stdout)


def test_without_a_broker_asking_costs_nothing(tmp_path: Path) -> None:
    assert in_a_web_process(make_round(), f"redis+socket://{tmp_path}/nobody.sock") < 0.05


def test_a_broker_that_does_not_answer_costs_half_a_second(tmp_path: Path) -> None:
    frozen = socket.socket(socket.AF_UNIX)
    frozen.bind(str(tmp_path / "frozen.sock"))
    frozen.listen(16)
    try:
        assert in_a_web_process(make_round(), f"redis+socket://{tmp_path}/frozen.sock") < 1
    finally:
        frozen.close()


def test_a_change_is_stored_although_the_broker_is_away() -> None:
    round = make_round()
    with app.connection_for_write() as broker:
        server = int(broker.default_channel.client.info()["process_id"])
    os.kill(server, signal.SIGSTOP)
    try:
        began = time.perf_counter()
        submit(round, "深圳")
        took = time.perf_counter() - began
    finally:
        os.kill(server, signal.SIGCONT)

    state = RankingState.objects.get(round=round)
    assert (state.requested, state.built) == (1, 0)
    assert state.behind_since is not None
    assert took < 3
    assert ask_for_rebuild(round.pk)
