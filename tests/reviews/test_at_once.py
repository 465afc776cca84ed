"""Real processes on PostgreSQL: the same sheets signed and the same field typed by several at once."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, transaction
from django.utils import translation

from accounts.models import AuditEvent
from benchmarks.scoring_day import sign_at_once
from reviews.errors import ReviewError
from reviews.models import Assignment, RankingState, Recusal, Score, ScoreSheet, ScoreSheetVersion
from reviews.services.desks import lock_desk
from reviews.services.recusals import enter_recusals
from reviews.services.sheet_fields import Conflict, save_field
from reviews.services.sheets import submit_sheet
from rounds.models import Round
from tests.make import make_assignment, make_expert, make_leader, make_round
from tests.reviews.build import draft, make_material

pytestmark = pytest.mark.django_db(transaction=True)

SHEETS = 12


@pytest.mark.slow
def test_sheets_that_three_processes_sign_at_once_are_signed_once_each() -> None:
    round = make_round()
    expert = make_expert(round)
    sheets = [draft(make_assignment(make_material(round), expert)) for _n in range(SHEETS)]
    rows = [[sheet.pk, sheet.edit_version, expert.user.pk] for sheet in sheets]

    outcomes = sign_at_once([rows, rows[::-1], rows], threads=4)

    assert sum(outcome["signed"] for outcome in outcomes) == SHEETS
    assert sum(outcome["refused"] for outcome in outcomes) == 2 * SHEETS
    versions = ScoreSheetVersion.objects.values_list("number", "to_version")
    assert list(versions) == [(1, None)] * SHEETS
    assert sorted(ScoreSheetVersion.objects.values_list("from_version", flat=True)) == list(range(1, SHEETS + 1))
    assert RankingState.objects.get(round=round).requested == SHEETS
    assert set(ScoreSheet.objects.values_list("state", flat=True)) == {"submitted"}


@pytest.mark.slow
def test_sheets_signed_while_their_cities_are_closed_by_recusals_never_count() -> None:
    """Another process signs, this one recuses: whoever comes first, nothing of the expert counts afterwards."""
    round = make_round()
    expert, leader = make_expert(round), make_leader(round)
    sheets = [draft(make_assignment(make_material(round), expert)) for _n in range(SHEETS)]
    rows = [[sheet.pk, sheet.edit_version, expert.user.pk] for sheet in sheets]

    def recuse_once_the_first_is_signed() -> None:
        try:
            until = time.monotonic() + 60
            while not ScoreSheetVersion.objects.exists() and time.monotonic() < until:
                time.sleep(0.001)
            for sheet in reversed(sheets):
                city = sheet.assignment.submission.city
                enter_recusals(round=round, expert=expert, cities=[city], reason="亲属任职", by=leader)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as secretariat:
        recused = secretariat.submit(recuse_once_the_first_is_signed)
        (outcome,) = sign_at_once([rows], threads=2)
        recused.result()

    assert outcome["signed"] + outcome["refused"] == SHEETS
    assert ScoreSheetVersion.objects.count() == outcome["signed"] > 0
    assert not ScoreSheetVersion.objects.filter(to_version=None).exists()
    assert Recusal.objects.count() == SHEETS
    assert set(Assignment.objects.values_list("state", flat=True)) == {"draft"}
    assert RankingState.objects.get(round=round).requested == outcome["signed"] + SHEETS


def test_of_several_windows_that_type_at_once_one_stores_and_the_others_are_told() -> None:
    round = make_round()
    assignment = make_assignment(make_material(round), make_expert(round))
    user = assignment.expert.user

    def type_in(text: str) -> str:
        try:
            with translation.override("en"):
                save_field(assignment=assignment.pk, name="B1:comment", base="", text=text, by=user)
        except Conflict as conflict:
            return f"told of {conflict.theirs}"
        except ReviewError as error:
            return error.message
        finally:
            connection.close()
        return f"stored {text}"

    with ThreadPoolExecutor(6) as windows:
        outcomes = list(windows.map(type_in, "abcdef"))

    kept = Score.objects.get().comment
    assert sorted(outcomes) == sorted([f"stored {kept}", *[f"told of {kept}"] * 5])
    assert ScoreSheet.objects.get().edit_version == 1


def test_the_first_signature_waits_for_the_round_before_it_takes_the_sheet() -> None:
    """As whoever takes cities from an expert does: in the other order each would wait for the other."""
    round = make_round()
    sheet = draft(make_assignment(make_material(round), make_expert(round)))
    assignment, by = sheet.assignment_id, sheet.assignment.expert.user

    def sign() -> int:
        try:
            return submit_sheet(assignment=assignment, edit_version=sheet.edit_version, by=by).version.number
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as expert:
        with transaction.atomic():
            Round.objects.select_for_update(no_key=True).get(pk=round.pk)
            signed = expert.submit(sign)
            until = time.monotonic() + 60
            while not waits_for_a_lock() and time.monotonic() < until:
                time.sleep(0.01)
            lock_desk(assignment)
        assert signed.result(60) == 1

    assert Round.objects.get(pk=round.pk).policy_frozen_at is not None
    assert AuditEvent.objects.filter(verb="freeze_policy").count() == 1


def waits_for_a_lock() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database())"
        )
        (waits,) = cursor.fetchone()
    return bool(waits)
