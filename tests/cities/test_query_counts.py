"""What the pages that everybody waits for ask of the database: at most 15 questions, however much is filled in."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from cities.models import Submission
from cities.questionnaire import FORMS
from cities.readiness import readiness_of
from cities.services import Cited, accept_submission, look_early
from rounds.models import Round, RoundRole
from tests import make
from tests.cities import files
from tests.cities.build import (
    answer_forms,
    explain,
    hand_in,
    make_submitted,
    say,
    say_everything,
    send_for_supplement,
    submit,
)
from tests.cities.forms import enter

pytestmark = pytest.mark.django_db

MOST = 15


@pytest.fixture
def written() -> tuple[Submission, User]:
    """A city with a round behind it, everything written, files, and a date that does not look right."""
    last, member = make_submitted()
    accept_submission(submission=last.submission, number=1, by=make.make_leader(last.submission.round))
    earlier = {"review_start": 2012, "review_end": 2017, "previous_start": 2007, "previous_end": 2012}
    Round.objects.filter(pk=last.submission.round_id).update(**earlier)
    round = make.make_round()
    submission = make.make_submission(round, last.submission.city)
    pieces = [hand_in(submission, member, files.pdf(mark=str(n)), name=f"材料{n}.pdf") for n in range(5)]
    say_everything(submission, member)
    say(submission, "A1", member, cited=tuple(Cited(piece.pk) for piece in pieces), version=1)
    enter(submission, member, "F5.policies", {"title": "旧办法", "issued_on": "2001-01-01"})
    answer_forms(submission, member)
    look_early(submission=submission, what="draft", by=make.make_leader(round))
    return submission, member


@pytest.fixture
def returned(written: tuple[Submission, User]) -> tuple[Submission, User]:
    submission, member = written
    for answered in readiness_of(submission).open_findings:
        explain(submission, answered.finding, member)
    submit(submission, member)
    send_for_supplement(submission, make.make_leader(submission.round))
    submission.refresh_from_db()
    return submission, member


def too_many(user: User, addresses: list[str]) -> dict[str, int]:
    """The pages that ask more than they may. The second reading counts: the first fills what all share."""
    client, found = Client(), {}
    client.force_login(user)
    for address in addresses:
        client.get(address)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        found[address] = len(asked)
    return {address: number for address, number in found.items() if number > MOST}


def pages_of(submission: Submission) -> list[str]:
    """The dashboard and every form, F0 to F15."""
    start = f"/cities/{submission.round.slug}/"
    forms = [f"{start}forms/{form.slug}/" if form.tables else f"{start}statements/A1/" for form in FORMS]
    return [start, *forms]


def test_dashboard_and_forms_of_a_draft(written):
    submission, member = written

    assert too_many(member, pages_of(submission)) == {}


def test_dashboard_and_forms_of_what_was_returned(returned):
    submission, member = returned

    assert too_many(member, pages_of(submission)) == {}


def test_dashboard_and_forms_of_what_was_submitted_and_accepted(returned):
    submission, member = returned
    submit(submission, member)
    assert too_many(member, pages_of(submission)) == {}

    accept_submission(submission=submission, number=2, by=make.make_leader(submission.round))

    assert too_many(member, pages_of(submission)) == {}


VIEWS = ["", "?batch=2010&level=prefecture_level_city&sort=-complete", "?words=城市&sort=cases", "?view=tiles"]


def test_the_board_filtered_and_sorted():
    round = make.make_round()
    for _time in range(5):
        make_submitted(round)
    board = f"/reviews/{round.slug}/board/"
    for kind in RoundRole.Kind:
        assert too_many(make.make_leader(round, kind), [f"{board}{view}" for view in VIEWS]) == {}
