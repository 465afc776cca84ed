"""What became of promises: the secretariat verifies it, and what is verified counts."""

import pytest
from django.core.management import call_command
from django.test import Client

from accounts.models import AuditEvent
from cities.models import Submission
from reviews.errors import Incomplete, ReviewError
from reviews.models import PromiseCheck, Proposal, RankingState
from reviews.queries.promises import promises_of
from reviews.services.promises import Found, verify_promises
from reviews.services.proposals import bring_proposals_up_to_date
from rounds.models import IndicatorSystem
from rounds.services.loading import DEFAULT_FILE
from tests.cities.forms import fill_method_example
from tests.make import make_city_member, make_leader, make_round, make_submission
from tests.reviews.build import accept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]


@pytest.fixture
def submission(db: None) -> Submission:
    """Five promises: three done, one done in part, one under way."""
    call_command("load_indicators", DEFAULT_FILE, verbosity=0)
    made = make_submission(make_round(system=IndicatorSystem.objects.get()))
    fill_method_example(made, make_city_member(made.city))
    accept(made)
    return Submission.objects.get(pk=made.pk)


def proposed(submission: Submission) -> str:
    bring_proposals_up_to_date(submission.round)
    found = Proposal.objects.get(version=submission.accepted_version, indicator__code="E")
    return f"{found.computed['steps'][0]['formula']}"


def in_english(submission: Submission) -> tuple[Client, str]:
    browser = Client()
    browser.force_login(make_leader(submission.round))
    browser.cookies["django_language"] = "en"
    return browser, f"/reviews/{submission.round.slug}/verification/{submission.pk}/promises/"


def test_the_computed_points_follow_from_the_states_that_are_verified(submission):
    before = proposed(submission)
    first = promises_of(submission)[0]

    verify_promises(
        submission=submission,
        found={first.row: Found("not_started", "现场核查未见项目。")},
        by=make_leader(submission.round),
    )

    assert before.startswith("(3 × ")
    assert proposed(submission).startswith("(2 × ")
    assert [line.word for line in promises_of(submission)][:2] == ["Not started", "Done"]
    assert AuditEvent.objects.filter(verb="verify_promises").count() == 1


def test_another_state_than_the_city_says_needs_a_reason(submission):
    first = promises_of(submission)[0]

    with pytest.raises(Incomplete) as refused:
        verify_promises(
            submission=submission, found={first.row: Found("cancelled")}, by=make_leader(submission.round)
        )

    assert refused.value.problems == {first.row: "Say why it differs from what the city says."}
    assert not PromiseCheck.objects.exists()


def test_what_is_refused_stands_beside_its_promise_and_is_kept(submission):
    browser, address = in_english(submission)
    first, second = promises_of(submission)[:2]

    typed = {
        f"state_{first.row}": "cancelled",
        f"state_{second.row}": "partly",
        f"reason_{second.row}": "仅完成一期。",
    }
    answer = browser.post(address, typed)
    page = answer.content.decode()

    assert answer.status_code == 422
    assert f'id="reason_{first.row}-error">Say why it differs from what the city says.' in page
    assert "仅完成一期。" in page
    assert not PromiseCheck.objects.exists()


def test_a_promise_is_not_verified_until_somebody_does_and_the_open_ones_can_be_taken_as_the_city_says(submission):
    browser, address = in_english(submission)
    first = promises_of(submission)[0]

    before = [line.check for line in promises_of(submission)]
    browser.post(address, {f"state_{first.row}": "partly", f"reason_{first.row}": "仅完成一期。", "as_said": "1"})

    states = ["partly", "done", "done", "partly", "under_way"]
    assert before == [None] * 5
    assert [check.fulfilment for check in PromiseCheck.objects.all()] == states


def test_once_the_result_is_frozen_no_promise_is_verified(submission):
    RankingState.objects.filter(round=submission.round).update(frozen=True)
    first = promises_of(submission)[0]

    with pytest.raises(ReviewError, match="frozen"):
        verify_promises(submission=submission, found={first.row: Found("done")}, by=make_leader(submission.round))
