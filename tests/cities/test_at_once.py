"""Two people at the same moment, in two real transactions."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection

from cities.errors import CityError, StaleForm
from cities.models import Evidence, Statement, Step, Submission, SubmissionVersion
from cities.services import sign_submission
from tests import make
from tests.cities import files
from tests.cities.build import (
    answer_forms,
    hand_in,
    make_city_at_work,
    make_signers,
    say,
    say_everything,
    sign_next,
)

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts: Callable[[], object]) -> list[object]:
    """What each act returned, or the CityError that refused it; all begin at the same moment."""
    start = threading.Barrier(len(acts))
    answers: list[object] = [None] * len(acts)

    def run(place: int, act: Callable[[], object]) -> None:
        try:
            start.wait()
            answers[place] = act()
        except CityError as error:
            answers[place] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_saves_of_one_statement_one_is_told():
    submission, member = make_city_at_work()
    colleague = make.make_city_member(submission.city)

    answers = at_once(
        lambda: say(submission, "A1", member, text="甲"), lambda: say(submission, "A1", colleague, text="乙")
    )

    stale = [answer for answer in answers if isinstance(answer, StaleForm)]
    saved = [answer for answer in answers if isinstance(answer, Statement)]
    assert (len(stale), [statement.version for statement in saved]) == (1, [1])
    assert Statement.objects.get().text == saved[0].text


def test_of_two_submits_one_makes_a_version():
    submission, member = make_city_at_work()
    say_everything(submission, member)
    submission.refresh_from_db()

    answer_forms(submission, member)
    make_signers(submission)
    sign_next(submission), sign_next(submission)
    approver = submission.city.memberships.get(kind="approver").user
    submission.refresh_from_db()

    def submit() -> SubmissionVersion | None:
        return sign_submission(
            submission=submission, step=Step.APPROVED, edit_version=submission.edit_version, by=approver
        )

    answers = at_once(submit, submit)

    assert sum(isinstance(answer, SubmissionVersion) for answer in answers) == 1
    assert SubmissionVersion.objects.count() == 1
    assert Submission.objects.get().state == "submitted"


def test_of_two_copies_of_one_file_one_is_kept(stored):
    submission, member = make_city_at_work()
    content = files.pdf()

    answers = at_once(
        lambda: hand_in(submission, member, content, "甲.pdf"),
        lambda: hand_in(submission, member, content, "乙.pdf"),
    )

    assert sum(isinstance(answer, Evidence) for answer in answers) == 1
    assert (Evidence.objects.count(), len(stored())) == (1, 1)
