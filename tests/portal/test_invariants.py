"""What must always hold: broken on purpose, each is found and named."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from portal.invariants import ask_all, last_answers
from portal.tasks import check_invariants
from reviews import ranking
from reviews.models import RankingSnapshot, RankingState, Recusal, ScoreSheetVersion, Verification
from reviews.services.counter import raise_version
from rounds.models import Indicator, Round, Stage
from scoring.canonical import sha256_of
from tests.make import make_leader, make_round, make_scored_city, make_user

GOOD = {"B1": "40", "C1": "25", "E": "8"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture
def round() -> Round:
    made = make_round()
    make_scored_city(made, "甲市", GOOD, GOOD, GOOD)
    Round.objects.filter(pk=made.pk).update(policy_frozen_at=timezone.now())
    ScoreSheetVersion.objects.update(policy_sha256=made.policy_value.sha256())
    with transaction.atomic():
        raise_version(made.pk, cause="set_up")
    ranking.bring_up_to_date(made.pk)
    return made


def broken() -> dict[str, list[str]]:
    return {held.name: held.named for held in ask_all() if not held.holds}


def test_everything_holds_of_a_sound_round(round: Round) -> None:
    assert broken() == {}
    call_command("check_invariants", deep=True, verbosity=0)


def a_late_recusal_without_its_consequence(round: Round) -> None:
    sheet = ScoreSheetVersion.objects.select_related("sheet__assignment__submission").earliest("pk").sheet
    Recusal.objects.create(
        round=round, expert=sheet.assignment.expert, city=sheet.assignment.submission.city,
        kind="secretariat", reason="曾任职", entered_by=make_leader(round),
    )  # fmt: skip


def a_total_that_is_not_its_parts(round: Round) -> None:
    snapshot = RankingSnapshot.objects.get(round=round)
    standings = ranking.standings_of(snapshot)
    standings.totals[0] += 100
    RankingSnapshot.objects.filter(pk=snapshot.pk).update(standings=standings.to_bytes())


def a_queue_that_stands_still(round: Round) -> None:
    hour_ago = timezone.now() - timedelta(hours=1)
    RankingState.objects.filter(round=round).update(requested=9, behind_since=hour_ago)


def points_that_sum_to_less(round: Round) -> None:
    Indicator.objects.filter(system=round.indicator_system, code="A1").update(computed_max=Decimal(1))


def a_sheet_of_other_rules(round: Round) -> None:
    ScoreSheetVersion.objects.update(policy_sha256="f" * 64)


def a_sheet_after_the_stage(round: Round) -> None:
    past = timezone.now() - timedelta(days=2)
    Stage.objects.filter(round=round).update(opens_at=past, closes_at=past + timedelta(days=1))


def a_record_that_was_touched(round: Round) -> None:
    call_command("check_invariants", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE accounts_audithead SET number = number")
        cursor.execute(
            "INSERT INTO accounts_auditevent (number, at, actor_name, verb, subject_type, subject_id, data, hash)"
            " VALUES (999999, now(), '', 'invented', '', '', '{}', '')"
        )
        cursor.execute("SET session_replication_role = DEFAULT")


def an_accepted_value_that_was_touched(round: Round) -> None:
    standing = Verification.objects.filter(submission__round=round).earliest("pk")
    computed = {"points": int(standing.points * 100) + 1}
    Verification.objects.filter(pk=standing.pk).update(
        kind=Verification.Kind.ACCEPTED, computed=computed, computed_sha256=sha256_of(computed)
    )


@pytest.mark.parametrize(
    ("harm", "name"),
    [
        (an_accepted_value_that_was_touched, "Values accepted as computed are what their arithmetic gives"),
        (a_late_recusal_without_its_consequence, "No score of a recused expert counts"),
        (a_total_that_is_not_its_parts, "Totals equal the sum of their parts"),
        (a_queue_that_stands_still, "No ranking stands still"),
        (points_that_sum_to_less, "The points of every open round's indicators sum to 100"),
        (a_sheet_of_other_rules, "Sheets that count were signed under the rules in force"),
        (a_sheet_after_the_stage, "Sheets were signed while a stage let experts score"),
        (a_record_that_was_touched, "Nobody has touched the record of acts"),
    ],
)
def test_what_does_not_hold_is_found_and_named(round: Round, harm: Callable[[Round], None], name: str) -> None:
    harm(round)

    assert broken()[name]
    with pytest.raises(CommandError, match="do not hold"):
        call_command("check_invariants", verbosity=0)


def test_beat_asks_and_administrators_read_the_answer(round: Round, client: Client) -> None:
    a_total_that_is_not_its_parts(round)
    check_invariants()
    answers = last_answers()
    assert answers is not None
    assert answers.broken == 2  # the total, and that the ranking differs from an evaluation from scratch

    client.force_login(make_user(administrator="system"))
    page = client.get("/health/invariants/").content.decode()
    assert "is not the sum of its parts" in page
    assert client.post("/health/invariants/").status_code == 200
