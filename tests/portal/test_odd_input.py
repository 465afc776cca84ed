"""What nobody types: it is refused with a page that says so, wherever it stands, and never an error of ours."""

import pytest
from django.test import Client
from django.urls import reverse

from reviews import ranking
from rounds.models import Round, RoundRole
from tests.make import make_leader
from tests.reviews.build import make_desk

pytestmark = pytest.mark.django_db


def chair_of_a_round() -> tuple[Client, str]:
    round = make_desk().round
    client = Client()
    client.force_login(make_leader(round, RoundRole.Kind.CHAIR))
    return client, round.slug


@pytest.mark.parametrize(
    "address",
    [
        "/reviews/{slug}/ranking/?province=%00",
        "/reviews/{slug}/ranking/?level=a%00b",
        "/rounds/{slug}/system/indicators/%00/",
        "/search/?q=%00",
    ],
)
def test_a_nul_in_an_address_is_refused(address: str) -> None:
    client, slug = chair_of_a_round()

    answer = client.get(address.format(slug=slug))

    assert answer.status_code == 400
    assert "400" in answer.content.decode()


def test_a_nul_in_a_cookie_is_refused() -> None:
    client = Client()
    client.cookies["sessionid"] = "\0abcdefghijklmnop"

    assert client.get("/").status_code == 400


def test_a_nul_in_what_is_typed_is_refused() -> None:
    desk, client = make_desk(), Client()
    client.force_login(desk.expert.user)
    address = reverse("reviews:save-sheet-field", args=[desk.round.slug, desk.pk])

    answer = client.post(address, {"name": "\0:mark", "base": "", "text": "1"})

    assert 400 <= answer.status_code < 500


@pytest.mark.parametrize("number", ["²", "9" * 5000, "-1", "x", ""])
def test_a_version_that_is_no_number_freezes_nothing(number: str) -> None:
    client, slug = chair_of_a_round()

    answer = client.post(reverse("reviews:freeze", args=[slug]), {"scores_version": number})

    assert answer.status_code in {200, 302}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("moment", ["²", "9" * 5000, "2023-99-99T99:99"])
def test_versions_to_compare_that_are_none_are_taken_as_the_newest(moment: str) -> None:
    client, slug = chair_of_a_round()
    ranking.rebuild(Round.objects.get(slug=slug).pk)

    answer = client.get(reverse("reviews:ranking-compare", args=[slug]), {"from": moment})

    assert answer.status_code == 200


def test_columns_that_the_ranking_has_not_are_forgotten() -> None:
    client, slug = chair_of_a_round()

    answer = client.get(reverse("reviews:ranking", args=[slug]), {"columns": "中文"})

    assert answer.status_code == 200
