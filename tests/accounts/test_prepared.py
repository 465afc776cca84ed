"""A query that is built once gives what it gives when it is built anew, whoever asks and with whatever values."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.db.models import Count, Q, QuerySet
from django.db.transaction import TransactionManagementError
from django.utils import timezone

from accounts.models import User
from accounts.prepared import prepared, run_prepared
from rounds.models import Round, Stage
from tests import make

pytestmark = pytest.mark.django_db


def open_stages(slug: str, now: datetime) -> QuerySet[Stage]:
    found = Stage.objects.filter(Q(closes_at=None) | Q(closes_at__gt=now), round__slug=slug, opens_at__lte=now)
    return found.select_related("round").annotate(allowed=Count("rights")).order_by("position")


def seen(stage: Stage) -> tuple[object, ...]:
    return stage.pk, stage.round, stage.opens_at, stage.allowed


def test_rows_are_those_of_the_same_query_built_anew(django_assert_num_queries):
    asked, rounds, now = prepared(open_stages), [make.make_round() for _ in range(2)], timezone.now()
    for round in rounds:
        for moment in (now, now - timedelta(days=4000)):
            with django_assert_num_queries(1):
                found = [seen(stage) for stage in asked(slug=round.slug, now=moment)]
            assert found == [seen(stage) for stage in open_stages(round.slug, moment)]
    assert asked(slug=rounds[0].slug, now=now)
    assert not asked(slug="no-such-round", now=now)


def test_it_is_built_once_however_often_it_is_asked():
    built = []

    @prepared
    def named(slug: str) -> QuerySet[Round]:
        built.append(slug)
        return Round.objects.filter(slug=slug)

    one, other = make.make_round(), make.make_round()
    assert [named(slug=one.slug), named(slug=other.slug), named(slug=one.slug)] == [[one], [other], [one]]
    assert len(built) == 1


def test_columns_are_given_as_they_are():
    @prepared
    def names(slug: str) -> "QuerySet[Round, str]":
        return Round.objects.filter(slug=slug).values_list("name_zh", flat=True)

    round = make.make_round()
    assert names(slug=round.slug) == [round.name_zh]


def test_a_value_is_never_part_of_the_sql():
    @prepared
    def named(slug: str) -> QuerySet[Round]:
        return Round.objects.filter(slug=slug)

    make.make_round()
    for typed in ("' OR '1' = '1", "%s", "\ue0000\ue001", "%"):
        assert not named(slug=typed)


def test_what_never_changes_is_written_out_so_that_the_plan_knows_it():
    odd = "100 % 的 'x' %s \\"
    round, other = make.make_round(), make.make_round()
    Round.objects.filter(pk=round.pk).update(name_zh=odd)

    @prepared
    def oddly_named(slug: str) -> QuerySet[Round]:
        return Round.objects.filter(slug=slug, name_zh=odd).exclude(name_en__in=["%s", "a'b"])

    asked: list[str] = []

    def listening(execute: Any, sql: str, *more: Any) -> Any:
        asked.append(sql)
        return execute(sql, *more)

    with connection.execute_wrapper(listening):
        assert [found.name_zh for found in oddly_named(slug=round.slug)] == [odd]
    assert "100 %% 的 ''x'' %%s" in asked[0]
    assert oddly_named(slug=other.slug) == []


@pytest.mark.django_db(transaction=True)
def test_nothing_is_locked_outside_a_transaction():
    @prepared
    def locked(pk: int) -> QuerySet[Round]:
        return Round.objects.select_for_update().filter(pk=pk)

    round = make.make_round()
    with transaction.atomic():
        assert locked(pk=round.pk) == [round]
    with pytest.raises(TransactionManagementError):
        locked(pk=round.pk)


def test_what_was_stored_since_is_found():
    @prepared
    def called(name: str) -> QuerySet[User]:
        return User.objects.filter(full_name=name)

    assert not called(name="后来者")
    late = make.make_user("后来者")
    assert called(name="后来者") == [late]


def test_a_moment_that_would_stay_for_good_is_refused():
    @prepared
    def stages(slug: str) -> QuerySet[Stage]:
        return Stage.objects.filter(round__slug=slug, opens_at__lte=timezone.now())

    with pytest.raises(AssertionError, match="would stay for good"):
        stages(slug="any")


def test_a_value_that_decides_without_the_query_is_refused():
    @prepared
    def some(number: int) -> QuerySet[Round]:
        return Round.objects.filter(opened_at__isnull=number > 3)

    with pytest.raises(AssertionError, match="number"):
        some(number=1)


@pytest.mark.parametrize("value", [None, "1", 1.5])
def test_a_value_of_another_kind_is_refused(value):
    @prepared
    def one(pk: int) -> QuerySet[Round]:
        return Round.objects.filter(pk=pk)

    with pytest.raises(AssertionError, match="pk is no int"):
        one(pk=value)


@pytest.mark.django_db(transaction=True)
def test_threads_ask_at_once_each_on_its_own_connection():
    @prepared
    def one(pk: int) -> QuerySet[Round]:
        return Round.objects.filter(pk=pk).select_related("indicator_system")

    def ask(round: Round) -> list[Round]:
        try:
            return one(pk=round.pk)
        finally:
            connection.close()

    rounds = [make.make_round() for _ in range(8)]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(ask, rounds)) == [[round] for round in rounds]


def test_other_queries_have_as_many_values_as_they_need():
    @prepared
    def one(pk: int) -> QuerySet[Round]:
        return Round.objects.filter(pk=pk)

    round = make.make_round()
    assert one(pk=round.pk) == [round]
    assert list(Round.objects.filter(pk__in=range(round.pk, round.pk + 70_000))) == [round]


def test_a_statement_of_our_own_is_planned_once_for_small_and_large_numbers():
    statement = "SELECT %(number)s::bigint AS planned_once, %(more)s::bigint[], %(text)s::text"
    rows = [run_prepared(statement, {"number": n, "more": [n], "text": "字"}) for n in (1, 40_000, 2**40)]
    nothing = run_prepared(statement + " WHERE %(text)s IS NULL", {"number": 1, "more": [1], "text": "字"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%planned_once%text'")
        (plans,) = cursor.fetchone()

    assert rows == [(n, [n], "字") for n in (1, 40_000, 2**40)]
    assert nothing is None
    assert plans == 1
