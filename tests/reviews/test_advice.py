"""Advice in the portal: of complete cities only, built when the ranking rests, never official."""

import json

import pytest
from django.db import transaction
from django.test import Client
from django.urls import reverse

from reviews import ranking
from reviews.models import Advice, RankingSnapshot
from reviews.ranking.advice import content_of
from reviews.services.counter import raise_version
from reviews.tasks import build_advice
from rounds.models import Round, RoundRole
from tests.make import make_assignment, make_leader, make_round, make_scored_city

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
