"""Notices: told in both languages, read by their own person only."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from notices.models import Delivery, Kind, Notice
from notices.queries import preferences_of
from notices.services import mark_read, tell
from tests.make import make_user

pytestmark = pytest.mark.django_db


def told(user, text: str = "已受理", **fields) -> Notice:
    return tell(recipient=user, text_zh=text, text_en="Accepted", **fields)


def test_a_notice_reads_in_the_readers_language(client: Client) -> None:
    user = make_user()
    told(user)
    client.force_login(user)

    assert "已受理" in client.get("/notices/").content.decode()
    client.cookies["django_language"] = "en"
    assert "Accepted" in client.get("/notices/").content.decode()


def test_opening_a_notice_marks_it_read_and_leads_where_it_points(client: Client) -> None:
    user = make_user()
    notice = told(user, link="/account/")
    client.force_login(user)

    answer = client.post(f"/notices/{notice.pk}/")

    notice.refresh_from_db()
    assert answer.headers["Location"] == "/account/"
    assert notice.read_at is not None


def test_a_notice_never_leads_off_the_site(client: Client) -> None:
    user = make_user()
    notice = told(user, link="https://example.com/")
    client.force_login(user)

    assert client.post(f"/notices/{notice.pk}/").headers["Location"] == "/notices/"


def test_a_stranger_neither_sees_nor_opens_a_notice(client: Client) -> None:
    notice = told(make_user(), text="机要")
    client.force_login(make_user())

    assert "机要" not in client.get("/notices/").content.decode()
    assert client.post(f"/notices/{notice.pk}/").status_code == 404
    notice.refresh_from_db()
    assert notice.read_at is None


def test_reading_is_remembered_at_its_first_moment() -> None:
    user = make_user()
    notice = told(user)
    mark_read(pk=notice.pk, by=user)
    notice.refresh_from_db()
    first = notice.read_at

    mark_read(pk=notice.pk, by=user)

    notice.refresh_from_db()
    assert notice.read_at == first


def test_all_are_marked_read_at_once_and_only_ones_own(client: Client) -> None:
    user, other = make_user(), make_user()
    for person in (user, user, other):
        told(person)
    client.force_login(user)

    client.post("/notices/read/")

    assert Notice.objects.filter(read_at=None).get().recipient == other


@pytest.mark.parametrize("notices", [1, 5])
def test_the_list_asks_as_much_for_five_notices_as_for_one(
    client: Client, notices: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    user = make_user()
    for _number in range(notices):
        told(user)
    client.force_login(user)

    with django_assert_max_num_queries(12):
        client.get("/notices/")


def test_a_person_chooses_how_they_hear(client: Client) -> None:
    user = make_user(email="guiyang@city.example")
    client.force_login(user)
    chosen = dict.fromkeys(Kind.values, "digest") | {"work": "at_once", "language": "en"}

    answer = client.post("/notices/preferences/", chosen)

    user.refresh_from_db()
    assert answer.status_code == 302
    assert preferences_of(user) == dict.fromkeys(Kind, Delivery.DIGEST) | {Kind.WORK: Delivery.AT_ONCE}
    assert user.language == "en"


def test_a_way_that_does_not_exist_is_refused_beside_its_kind(client: Client) -> None:
    user = make_user(email="guiyang@city.example")
    client.force_login(user)
    chosen = dict.fromkeys(Kind.values, "digest") | {"work": "pigeon", "language": "zh-hans"}

    answer = client.post("/notices/preferences/", chosen)

    assert list(answer.context["form"].errors) == ["work"]
    assert preferences_of(user)[Kind.WORK] == Delivery.AT_ONCE


def test_the_language_a_person_reads_is_the_language_they_are_written_in(client: Client) -> None:
    user = make_user()
    client.force_login(user)

    client.post("/language/", {"language": "en", "next": "/"})

    user.refresh_from_db()
    assert user.language == "en"
