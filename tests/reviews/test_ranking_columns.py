"""More columns of the ranking: domains, indicators, the course of ranks, intervals; and what is remembered."""

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cities.models import Submission
from reviews import ranking
from reviews.services.counter import raise_version
from reviews.tasks import build_advice
from rounds.models import Action, Role, Round, RoundRole, StageRight
from tests.make import make_assignment, make_leader, make_round, make_scored_city

GOOD = {"B1": "40", "C1": "25", "E": "8"}
FAIR = {"B1": "30", "C1": "20", "E": "7"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture
def round(settings) -> Round:
    settings.ADVICE_QUIET_SECONDS = 0
    made = make_round()
    make_scored_city(made, "甲市", GOOD, GOOD, GOOD, name_en="Alpha")
    advance(made)
    make_scored_city(made, "乙市", FAIR, FAIR, FAIR, name_en="Beta")
    advance(made)
    advance(made)
    build_advice()
    return made


def advance(round: Round) -> None:
    with transaction.atomic():
        raise_version(round.pk, cause="set_up")
    ranking.bring_up_to_date(round.pk)


@pytest.fixture
def chair(round: Round, reader: Client) -> Client:
    reader.force_login(make_leader(round, RoundRole.Kind.CHAIR))
    return reader


def cells(client: Client, round: Round, **query: object) -> dict[str, dict[str, str]]:
    page = client.get(reverse("reviews:ranking", args=[round.slug]), query)
    return {row.city.name_en: {cell.key: cell.text for cell in row.cells} for row in page.context["rows"]}


def test_rates_by_domain_and_by_indicator_are_exact(round: Round, chair: Client) -> None:
    domain = round.indicator_system.indicators.get(code="B1").domain_id
    found = cells(chair, round, columns=["indicator-C1", f"domain-{domain}"], sort="indicator-C1")
    assert list(found) == ["Beta", "Alpha"]
    assert found["Alpha"]["indicator-C1"] == "87.5"  # (10 + 25) ÷ 40
    assert found["Alpha"][f"domain-{domain}"] == "90.0"  # A1 and B1: (5 + 40) ÷ 50


def test_the_course_of_a_rank_is_drawn_from_the_last_versions(round: Round, chair: Client) -> None:
    page = chair.get(reverse("reviews:ranking", args=[round.slug]))
    assert cells(chair, round)["Beta"]["trend"] == "2 → 2"
    assert "<polyline points=" in page.content.decode()


def test_the_interval_of_a_rank_is_advice_and_not_for_observers(round: Round, chair: Client) -> None:
    assert cells(chair, round, columns=["interval"])["Alpha"]["interval"] == "1–1"
    chair.force_login(make_leader(round, RoundRole.Kind.OBSERVER))
    assert "interval" not in cells(chair, round, columns=["interval"])["Alpha"]


def test_nothing_is_learned_of_hidden_ranks_by_sorting_by_their_interval(round: Round, chair: Client) -> None:
    def order(sort: str) -> tuple[list[str], list[str]]:
        query = {"columns": ["interval"], "sort": sort}
        file = chair.get(reverse("reviews:ranking-file", args=[round.slug, "csv"]), query)
        names = [line.split(",")[1] for line in file.content.decode("utf-8-sig").splitlines()[1:]]
        return list(cells(chair, round, **query)), names

    assert order("-interval") == (["Beta", "Alpha"], ["Beta", "Alpha"])
    # a top-up that is newer than the advice
    make_assignment(Submission.objects.get(round=round, city__name_zh="乙市"))
    advance(round)
    assert order("-interval") == (["Alpha", "Beta"], ["Alpha", "Beta"])

    StageRight.objects.filter(role=Role.CHAIR).update(actions=[Action.READ_PROGRESS])
    assert order("-interval") == (["Alpha", "Beta"], ["Alpha", "Beta"])
    assert order("interval") == (["Alpha", "Beta"], ["Alpha", "Beta"])


def test_chosen_columns_are_remembered_until_forgotten(round: Round, chair: Client) -> None:
    cells(chair, round, columns=["total", "indicator-E"])
    assert set(cells(chair, round)["Alpha"]) == {"rank", "city", "total", "indicator-E"}
    chair.get(reverse("reviews:ranking", args=[round.slug]), {"forget": "1"})
    assert "grade" in cells(chair, round)["Alpha"]


def test_a_file_has_the_columns_of_the_page(round: Round, chair: Client) -> None:
    query = {"columns": ["indicator-C1", "trend"]}
    content = chair.get(reverse("reviews:ranking-file", args=[round.slug, "csv"]), query).content.decode(
        "utf-8-sig"
    )
    assert content.splitlines()[0] == "Rank,City,C1 rate (%),Course"
    assert "87.5" in content
