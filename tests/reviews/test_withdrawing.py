"""A city leaves the round with a document; nothing is lost, and it is listed as withdrawn, not as zero."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import AuditEvent, User
from cities.errors import CityError
from cities.models import OfficialPaper, Submission, Withdrawal
from reviews.errors import ReviewError
from reviews.models import RankingState, ScoreSheetVersion, SessionClock
from reviews.ranking.evaluation import evaluate_inputs
from reviews.ranking.reading import read_inputs
from reviews.services.withdrawing import withdraw_city
from scoring.state import Reason
from tests import make
from tests.cities import files
from tests.reviews.onsite import hear, make_session, press

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

MARKS = {"B1": "40", "C1": "25", "E": "8"}


@pytest.fixture
def scored() -> tuple[Submission, User]:
    round = make.make_round()
    submission = make.make_scored_city(round, "甲市", MARKS, MARKS, MARKS)
    return submission, make.make_leader(round)


def withdraw(submission: Submission, by: User, **changes) -> Withdrawal:
    what = {
        "document": "某政函〔2023〕12号",
        "reason": "行政区划调整",
        "file": ContentFile(files.pdf(), name="函.pdf"),
    }
    return withdraw_city(submission=submission, by=by, **(what | changes))


def client_of(user: User) -> Client:
    client = Client()
    client.cookies["django_language"] = "en"
    client.force_login(user)
    return client


@pytest.fixture
def stored(media):
    return lambda: [path for path in media.rglob("*") if path.is_file()]


def test_a_withdrawn_city_keeps_its_sheets_and_leaves_the_ranking(scored, stored):
    submission, secretary = scored

    withdrawal = withdraw(submission, secretary)

    submission.refresh_from_db()
    assert submission.state == "withdrawn"
    assert (withdrawal.state_before, withdrawal.paper.sha256 != "") == ("accepted", True)
    assert ScoreSheetVersion.objects.filter(to_version=None).count() == 3
    assert RankingState.objects.get(round=submission.round).cause == f"withdraw_city {submission.pk}"
    found = evaluate_inputs(read_inputs(submission.round_id)).standings
    assert found.reason(0) is Reason.WITHDRAWN
    assert len(stored()) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [({"document": " "}, "document"), ({"reason": ""}, "reason"), ({"file": None}, "file"),
     ({"file": ContentFile(files.EXE, name="函.pdf")}, "file")],
)  # fmt: skip
def test_without_a_document_and_a_reason_nothing_happens(scored, stored, changes, field):
    submission, secretary = scored

    with pytest.raises((ReviewError, CityError)) as caught:
        withdraw(submission, secretary, **changes)

    assert caught.value.field == field
    assert (Submission.objects.get().state, OfficialPaper.objects.count(), stored()) == ("accepted", 0, [])


def test_only_the_secretariat_withdraws_and_only_once(scored, stored):
    submission, secretary = scored
    with pytest.raises(ReviewError, match="Only the secretariat"):
        withdraw(submission, make.make_city_member(submission.city))
    withdraw(submission, secretary)

    with pytest.raises(ReviewError, match="withdrawn already"):
        withdraw(submission, secretary)

    assert len(stored()) == 1


def test_the_paper_is_read_by_the_city_and_those_who_lead(scored):
    submission, secretary = scored
    slug, code = submission.round.slug, submission.city.gb_code
    form = {"document": "某政函〔2023〕12号", "reason": "行政区划调整"}
    empty = client_of(secretary).post(f"/reviews/{slug}/withdraw/{code}/", form)
    done = client_of(secretary).post(
        f"/reviews/{slug}/withdraw/{code}/", form | {"file": SimpleUploadedFile("函.pdf", files.pdf())}
    )
    paper = OfficialPaper.objects.get()
    address = f"/reviews/{slug}/official-papers/{paper.pk}/"

    assert "file" in empty.context["form"].errors
    assert done.status_code == 302
    answer = client_of(make.make_city_member(submission.city)).get(address)
    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    assert client_of(make.make_city_member(make.make_city())).get(address).status_code == 404
    assert "某政函〔2023〕12号" in client_of(secretary).get(f"/cities/{slug}/{code}/check/").content.decode()


@pytest.mark.parametrize("called", [False, True], ids=["waiting", "called in"])
def test_a_city_that_withdraws_leaves_the_running_order_and_the_session_goes_on(scored, stored, called):
    submission, secretary = scored
    other = make.make_scored_city(submission.round, "乙市", MARKS, MARKS, MARKS)
    session = make_session(submission.round, submission, other)
    if called:
        press(session, "call", by=secretary)

    withdraw(submission, secretary)

    press(session, "call", "talk", "questions", "end", by=secretary)
    assert [place.submission for place in session.presentations.all()] == [other]
    assert SessionClock.objects.get().phase == "over"
    assert '"place": "上午场 1"' in AuditEvent.objects.get(verb="withdraw_city").data


def test_a_city_that_withdraws_after_it_has_presented_stays_in_the_minutes(scored, stored):
    submission, secretary = scored
    session = make_session(submission.round, submission)
    hear(session, secretary)

    withdraw(submission, secretary)

    assert session.presentations.get().submission == submission
