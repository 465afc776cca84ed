"""The what-if bench: a copy moves, nothing official does."""

from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from reviews import ranking
from reviews.models import Assignment, RankingSnapshot
from reviews.services.counter import raise_version
from rounds.models import Round, RoundRole
from tests.make import make_assignment, make_leader, make_round, make_scored_city

# 甲 shines in B1, 乙 in C1.
FIRST = {"B1": "45", "C1": "10", "E": "8"}
SECOND = {"B1": "30", "C1": "30", "E": "8"}
ODD = {"B1": "0", "C1": "30", "E": "8"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture
def round() -> Round:
    made = make_round()
    make_scored_city(made, "甲市", FIRST, FIRST, FIRST, name_en="Alpha")
    make_scored_city(made, "乙市", SECOND, SECOND, ODD, name_en="Beta")
    with transaction.atomic():
        raise_version(made.pk, cause="submit_sheet 1")
    ranking.bring_up_to_date(made.pk)
    return made


@pytest.fixture
def chair(round: Round, reader: Client) -> Client:
    reader.force_login(make_leader(round, RoundRole.Kind.CHAIR))
    return reader


def supposed(client: Client, round: Round, **query: Any) -> dict[str, tuple[int, int, Decimal | None]]:
    page = client.get(reverse("reviews:what-if", args=[round.slug]), query)
    lines = page.context["lines"]
    assert lines is not None, page.context["form"].errors
    return {line.city.name_en: (line.rank, line.new_rank, line.new_total) for line in lines}


def test_another_rule_for_several_marks(round: Round, chair: Client) -> None:
    # the mean of Beta's B1 is 20: 5 + 20 + 10 + 30 + 8; its median is 30
    assert supposed(chair, round, cell_rule="mean")["Beta"] == (2, 2, Decimal("73.00"))
    assert supposed(chair, round, cell_rule="median")["Beta"] == (2, 1, Decimal("83.00"))


def test_other_points_scale_marks_and_computed_points_alike(round: Round, chair: Client) -> None:
    # B1 25 of 45, C1 60 of 40: Beta 5 + 20 × 25/45 + 40 × 60/40 + 8
    assert supposed(chair, round, p_B1="25", p_C1="60")["Beta"] == (2, 1, Decimal("84.11"))


def test_an_expert_left_out(round: Round, chair: Client) -> None:
    odd = Assignment.objects.filter(submission__city__name_zh="乙市").order_by("pk").last()
    assert odd
    # without the odd sheet E has two marks of the three it needs: the city would not be ranked
    assert supposed(chair, round, **{f"w_{odd.expert_id}": "0"})["Beta"] == (2, 0, None)
    # at weight 2 of 4 the odd mark pulls B1 to 15
    assert supposed(chair, round, **{f"w_{odd.expert_id}": "2"})["Beta"] == (2, 2, Decimal("68.00"))


def test_points_that_do_not_sum_to_100_and_cuts_that_cross_are_refused_beside_their_field(
    round: Round, chair: Client
) -> None:
    page = chair.get(reverse("reviews:what-if", args=[round.slug]), {"p_B1": "50"})
    assert "sum to 105" in page.content.decode()
    crossed = chair.get(reverse("reviews:what-if", args=[round.slug]), {"excellent_from": "70"})
    assert crossed.context["form"].errors["excellent_from"]


def test_nothing_official_changes_and_the_file_says_what_it_is(round: Round, chair: Client) -> None:
    before = list(RankingSnapshot.objects.values_list("pk", "standings"))
    answer = chair.get(reverse("reviews:what-if-file", args=[round.slug, "csv"]), {"cell_rule": "median"})
    assert "what if" in answer["Content-Disposition"]
    assert "83" in answer.content.decode("utf-8-sig")
    assert [(pk, bytes(s)) for pk, s in before] == [
        (pk, bytes(s)) for pk, s in RankingSnapshot.objects.values_list("pk", "standings")
    ]


def test_a_city_with_a_sheet_to_come_is_not_supposed_either(round: Round, chair: Client) -> None:
    beta = Assignment.objects.filter(submission__city__name_zh="乙市").earliest("pk").submission
    make_assignment(beta)
    with transaction.atomic():
        raise_version(round.pk, cause="deploy_assignments")
    ranking.bring_up_to_date(round.pk)
    assert set(supposed(chair, round, cell_rule="median")) == {"Alpha"}


def test_observers_and_the_authority_have_no_bench(round: Round, reader: Client) -> None:
    for kind in (RoundRole.Kind.OBSERVER, RoundRole.Kind.AUTHORITY):
        reader.force_login(make_leader(round, kind))
        assert reader.get(reverse("reviews:what-if", args=[round.slug])).status_code == 404
