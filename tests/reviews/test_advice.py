"""Advice in the portal: of complete cities only, built when the ranking rests, never official."""

import json

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from cities.models import NotApplicableRequest
from reviews import ranking
from reviews.models import Advice, RankingSnapshot
from reviews.queries.concordance import crossed_days
from reviews.ranking.advice import content_of
from reviews.services.counter import raise_version
from reviews.services.onsite_day import note_attendance
from reviews.tasks import build_advice
from rounds.models import Round, RoundRole
from tests.make import (
    make_accepted,
    make_assignment,
    make_city,
    make_expert,
    make_leader,
    make_round,
    make_scored_city,
    make_signed_sheet,
)
from tests.reviews.onsite import hear, make_session

BEST = {"B1": "44", "C1": "29", "E": "9.9"}
GOOD = {"B1": "40", "C1": "25", "E": "8"}
FAIR = {"B1": "30", "C1": "20", "E": "7"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture
def round(settings) -> Round:
    settings.ADVICE_QUIET_SECONDS = 0
    made = make_round()
    make_scored_city(made, "甲市", BEST, BEST, GOOD, name_en="Alpha")
    make_scored_city(made, "乙市", GOOD, FAIR, GOOD, name_en="Beta")
    advance(made)
    return made


def advance(round: Round) -> None:
    with transaction.atomic():
        raise_version(round.pk, cause="set_up")
    ranking.bring_up_to_date(round.pk)


def test_advice_follows_the_newest_ranking_once_it_rests(round: Round, settings) -> None:
    settings.ADVICE_QUIET_SECONDS = 60
    build_advice()
    assert not Advice.objects.exists()  # somebody may still be submitting
    settings.ADVICE_QUIET_SECONDS = 0
    build_advice()
    build_advice()
    assert Advice.objects.get().scores_version == 1
    advance(round)
    build_advice()
    assert Advice.objects.get().scores_version == 2


def test_the_same_sheets_give_the_same_advice_and_leave_the_ranking_alone(round: Round) -> None:
    before = bytes(RankingSnapshot.objects.get().standings)
    evaluated = ranking.evaluate_now(round.pk).evaluated
    ranking.advice.build_advice(round.pk, evaluated)
    first = bytes(Advice.objects.get().content)
    ranking.advice.build_advice(round.pk, evaluated)
    assert bytes(Advice.objects.get().content) == first
    assert bytes(RankingSnapshot.objects.get().standings) == before


def test_a_city_with_a_sheet_to_come_is_in_no_advice(round: Round, reader: Client) -> None:
    submission = make_scored_city(round, "丙市", FAIR, FAIR, FAIR, name_en="Gamma")
    make_assignment(submission)
    advance(round)
    build_advice()
    cities = {row["city"] for row in content_of(Advice.objects.get())["cities"]}
    assert submission.city_id not in cities
    assert len(cities) == 2
    reader.force_login(make_leader(round, RoundRole.Kind.CHAIR))
    for tab in ("areas", "experts", "reliability", "borderline", "sensitivity"):
        page = reader.get(reverse("reviews:analysis", args=[round.slug]), {"tab": tab}).content.decode()
        assert "Gamma" not in page
        assert "for reference only" in page


def test_what_cannot_be_said_is_left_out_and_stays_json(round: Round) -> None:
    build_advice()
    json.dumps(content_of(Advice.objects.get()), allow_nan=False)


def test_before_the_first_advice_the_page_says_when_it_comes(round: Round, reader: Client) -> None:
    reader.force_login(make_leader(round, RoundRole.Kind.CHAIR))
    assert "Nothing to say yet" in reader.get(reverse("reviews:analysis", args=[round.slug])).content.decode()


def test_observers_and_the_authority_have_no_analysis(round: Round, reader: Client) -> None:
    for kind in (RoundRole.Kind.OBSERVER, RoundRole.Kind.AUTHORITY):
        reader.force_login(make_leader(round, kind))
        assert reader.get(reverse("reviews:analysis", args=[round.slug])).status_code == 404


def test_the_experts_of_a_fully_crossed_day_are_compared_by_the_order_of_their_cities(round: Round) -> None:
    experts = [make_expert(round), make_expert(round)]
    cities = [make_accepted(round, make_city(name)) for name in ("丙市", "丁市", "戊市")]
    for city, marks in zip(cities, (BEST, GOOD, FAIR), strict=True):
        for expert in experts:
            make_signed_sheet(city, marks, expert)
    session = make_session(round, *cities)
    leader = make_leader(round)
    hear(session, leader)
    pks = [city.city_id for city in cities]

    found = crossed_days(round, pks)
    assert {(row.cities, row.experts, row.concordance) for row in found} == {(3, 2, 1.0)}
    assert sorted(row.domain.code if row.domain else "" for row in found) == ["", "d1", "d2"]
    assert crossed_days(round, pks[:2]) == []
    NotApplicableRequest.objects.create(
        submission=cities[0], indicator=round.indicator_system.indicators.get(code="C1"), reason="无",
        requested_by=leader, state="approved", decided_by=leader, decided_at=session.starts_at, from_version=1,
    )  # fmt: skip
    without = {row.domain.code if row.domain else "": row.cities for row in crossed_days(round, pks)}
    assert without == {"": 3, "d1": 3}
    place = session.presentations.get(position=1)
    note_attendance(session=session, present={(place.pk, experts[0].pk): False}, by=leader)
    assert crossed_days(round, pks) == []


def test_the_reliability_tab_says_whether_a_day_was_fully_crossed(round: Round, client: Client) -> None:
    build_advice()
    client.force_login(make_leader(round, RoundRole.Kind.CHAIR))
    client.cookies["django_language"] = "en"

    page = client.get(reverse("reviews:analysis", args=[round.slug]), {"tab": "reliability"}).content.decode()

    assert "heard every one of them. There is none." in page
