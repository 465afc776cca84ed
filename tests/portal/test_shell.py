"""The frame: language, brightness, the rail, the round that is chosen, error pages."""

import pytest
from django.db import connection
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import Client, RequestFactory, override_settings
from django.urls import path
from django.views.defaults import server_error

from accounts.models import User
from rounds.models import RoundRole
from tests.make import (
    PASSWORD,
    make_city,
    make_city_member,
    make_expert,
    make_leader,
    make_round,
    make_submission,
    make_user,
)

pytestmark = pytest.mark.django_db


def test_a_page_is_chinese_whatever_the_browser_asks_for_until_the_reader_chooses(client: Client) -> None:
    first = client.get("/accounts/login/", headers={"accept-language": "en"})
    assert 'lang="zh-CN"' in first.content.decode()

    client.post("/language/", {"language": "en", "next": "/accounts/login/"})
    assert 'lang="en"' in client.get("/accounts/login/").content.decode()


def test_brightness_is_kept_without_scripts_and_nonsense_is_not(client: Client) -> None:
    client.post("/theme/", {"theme": "dark", "next": "/accounts/login/"})
    assert 'data-bs-theme="dark"' in client.get("/accounts/login/").content.decode()

    client.post("/theme/", {"theme": '"><script>', "next": "/accounts/login/"})
    assert 'data-theme="auto"' in client.get("/accounts/login/").content.decode()


def test_choosing_brightness_never_leads_off_the_site(client: Client) -> None:
    answer = client.post("/theme/", {"theme": "dark", "next": "https://example.com/"})
    assert answer.headers["Location"] == "/"


def test_no_page_has_inline_script_or_style(client: Client) -> None:
    round = make_round()
    client.force_login(make_leader(round))
    pages = ["/", "/account/", "/notices/", f"/rounds/{round.slug}/", f"/rounds/{round.slug}/policy/"]
    for address in pages:
        page = client.get(address).content.decode()
        assert " style=" not in page
        assert "<style" not in page
        assert " onclick=" not in page
        assert all("src=" in tag for tag in page.split("<script")[1:])


def test_the_round_switcher_keeps_the_choice(client: Client) -> None:
    older, newer = make_round(), make_round()
    user = make_user()
    client.force_login(user)
    assert client.get("/").context["shell"].round == newer

    client.get(f"/?round={older.slug}")
    assert client.get("/").context["shell"].round == older
    assert client.get("/account/").context["shell"].round == older


def test_the_round_in_the_address_is_the_one_of_the_frame(client: Client) -> None:
    older, _newer = make_round(), make_round()
    client.force_login(make_user())

    assert client.get(f"/rounds/{older.slug}/system/").context["shell"].round == older


def test_the_public_is_shown_open_rounds_only(client: Client) -> None:
    make_round(slug="open")
    hidden = make_round(slug="hidden")
    hidden.opened_at = None
    hidden.save()

    page = client.get("/").content.decode()

    assert "轮次" in page
    assert hidden.name_zh not in page


def test_a_long_rail_is_folded_but_for_the_part_of_the_page(client: Client) -> None:
    round = make_round()
    client.force_login(make_leader(round))

    page = client.get(f"/reviews/{round.slug}/assignments/")
    rail = {section.key: section.is_open for section in page.context["shell"].rail}

    assert rail == {
        "cities": False, "experts": True, "review": False, "results": False, "report": False, "round": False,
        "setup": False,
    }  # fmt: skip
    assert 'data-rail-section="experts" open' in page.content.decode()


def test_a_short_rail_is_shown_whole(client: Client) -> None:
    round = make_round()
    client.force_login(make_expert(round).user)

    rail = client.get("/").context["shell"].rail

    assert [section.is_open for section in rail] == [True] * len(rail)
    assert rail


def test_who_has_no_part_is_told_whom_to_ask(client: Client) -> None:
    make_round()
    client.force_login(make_user())

    answer = client.get("/")

    assert not answer.context["has_part"]
    assert "empty-title" in answer.content.decode()


@pytest.mark.parametrize("kind", list(RoundRole.Kind))
def test_every_leader_has_a_home_with_the_stages(client: Client, kind: RoundRole.Kind) -> None:
    round = make_round()
    client.force_login(make_leader(round, kind))

    answer = client.get("/")

    assert answer.status_code == 200
    assert answer.context["stages"]
    assert answer.context["has_part"]


@pytest.mark.parametrize("administrator", list(User.Administrator))
def test_each_administrator_is_led_to_their_pages(client: Client, administrator: User.Administrator) -> None:
    client.force_login(make_user(administrator=administrator, is_staff=True))
    answer = client.get("/")

    [step] = answer.context["steps"]
    assert client.get(step.url).status_code == 200


def test_cities_and_experts_have_a_home(client: Client) -> None:
    round, city = make_round(), make_city()
    make_submission(round, city)
    for user in (make_city_member(city), make_expert(round).user):
        client.force_login(user)
        assert client.get("/").context["has_part"]


def test_a_demonstration_says_so_on_every_page(client: Client) -> None:
    make_round(is_demonstration=True)
    client.force_login(make_user())
    assert "banner-demo" in client.get("/account/").content.decode()


def test_a_page_that_is_not_there_answers_404_in_words(client: Client) -> None:
    answer = client.get("/nothing/")
    assert answer.status_code == 404
    assert 'href="/"' in answer.content.decode()


def test_the_page_for_our_own_faults_needs_no_database() -> None:
    def refuse(*args: object) -> None:
        raise AssertionError("a query")

    with connection.execute_wrapper(refuse):
        answer = server_error(RequestFactory().get("/"))
    assert answer.status_code == 500
    assert "500" in answer.content.decode()


@pytest.mark.parametrize("template", ["400.html", "403.html", "403_csrf.html", "404.html", "500.html"])
def test_error_pages_render_without_a_request(template: str) -> None:
    assert "<h1>" in render_to_string(template)


def test_a_form_without_its_token_is_explained() -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/accounts/login/", {"login": "a", "password": PASSWORD})
    assert answer.status_code == 403
    assert "<h1>" in answer.content.decode()


def _fails(request: object) -> HttpResponse:
    raise RuntimeError


urlpatterns = [path("", _fails)]


@override_settings(ROOT_URLCONF=__name__)
def test_a_fault_shows_the_page_and_nothing_of_the_fault() -> None:
    answer = Client(raise_request_exception=False).get("/")
    assert answer.status_code == 500
    assert "RuntimeError" not in answer.content.decode()
