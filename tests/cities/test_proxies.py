"""代录: the secretariat enters the paper form of a city that cannot log in, and a second person confirms."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEvent, User
from cities.errors import CityError
from cities.models import ProxyEntry, Statement, Submission
from cities.queries import act_for, chain_of
from cities.services import end_proxy_entry, open_proxy_entry, sign_submission
from tests import make
from tests.cities import files
from tests.cities.build import answer_forms, say_everything

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def entered() -> tuple[Submission, User, User]:
    """A city without anybody, whose paper form two people of the secretariat enter."""
    submission = make.make_submission(make.make_round())
    first, second = make.make_leader(submission.round), make.make_leader(submission.round)
    open_proxy_entry(
        submission=submission, reason="该县无网络", file=ContentFile(files.pdf(), name="纸质表.pdf"), by=first
    )
    return submission, first, second


def client_of(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


def test_one_enters_another_confirms_and_with_that_it_is_handed_in(entered):
    submission, first, second = entered
    for person in (first, second):
        act_for(person, submission.city)
    say_everything(submission, first)
    answer_forms(submission, first)
    submission.refresh_from_db()

    sign_submission(submission=submission, step="prepared", edit_version=submission.edit_version, by=first)
    with pytest.raises(CityError, match="the next signature is for another person"):
        sign_submission(submission=submission, step="confirmed", edit_version=submission.edit_version, by=first)
    version = sign_submission(
        submission=submission, step="confirmed", edit_version=submission.edit_version, by=second
    )

    entry = ProxyEntry.objects.get()
    assert version
    assert (entry.version, entry.ended_at) == (version, version.submitted_at)
    assert list(version.sign_offs.order_by("pk").values_list("step", "signed_by")) == [
        ("prepared", first.pk),
        ("confirmed", second.pk),
    ]
    assert AuditEvent.objects.filter(verb="save_statement", actor_id=first.pk).exists()


def test_the_secretariat_writes_only_below_the_address_of_the_city(entered):
    submission, first, _second = entered
    slug, code = submission.round.slug, submission.city.gb_code
    browser = client_of(first)
    page = f"/cities/{slug}/statements/A1/"

    assert browser.get(page).status_code == 404
    there = browser.post(f"/for/{code}{page}", {"version": "0", "text": "代录内容", "self_score": "4"})
    assert there.status_code == 302
    assert Statement.objects.get().text == "代录内容"
    assert browser.get(f"/cities/{slug}/{code}/check/").status_code == 200


def test_while_entering_there_is_a_way_back_to_the_secretariats_own_pages(entered):
    submission, first, _second = entered
    slug, code = submission.round.slug, submission.city.gb_code
    browser = client_of(first)
    back = f"/cities/{slug}/{code}/proxy/"

    page = browser.get(f"/for/{code}/cities/{slug}/").content.decode()

    assert "You enter a paper form on behalf of:" in page
    assert f'href="{back}"' in page
    assert browser.get(back).status_code == 200
    assert "You enter a paper form" not in browser.get(back).content.decode()


def test_without_an_open_entry_nobody_of_the_secretariat_writes(entered):
    submission, first, _second = entered
    end_proxy_entry(submission=submission, by=first)

    answer = client_of(first).post(
        f"/for/{submission.city.gb_code}/cities/{submission.round.slug}/statements/A1/", {"version": "0"}
    )

    assert answer.status_code == 404
    assert len(chain_of(submission).steps) == 3


def test_an_entry_needs_the_scan_and_a_reason_and_the_city_is_shown_it(entered):
    submission, first, _second = entered
    other = make.make_submission(submission.round)
    member = make.make_city_member(other.city)
    address = f"/cities/{other.round.slug}/{other.city.gb_code}/proxy/"
    browser = client_of(first)

    empty = browser.post(address, {"open": "1", "reason": ""})
    opened = browser.post(
        address, {"open": "1", "reason": "账号无法登录", "file": SimpleUploadedFile("表.pdf", files.pdf(2))}
    )

    assert set(empty.context["form"].errors) == {"reason", "file"}
    assert opened["Location"] == f"/for/{other.city.gb_code}/cities/{other.round.slug}/"
    assert "账号无法登录" in client_of(member).get(f"/cities/{other.round.slug}/").content.decode()
