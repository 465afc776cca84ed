"""Discussion of a city: closed until nothing can be revised, then among its experts; dispersion before marks."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cities.models import Submission
from notices.models import Notice
from reviews.errors import ReviewError
from reviews.models import Expert
from reviews.queries.discussions import may_read, mentioned_in, open_discussions, people_of, picture_of
from reviews.services.discussions import add_remark
from reviews.services.onsite_day import reveal_marks
from rounds.errors import RoundError
from rounds.models import Action, Role, Round, RoundRole, Stage
from tests.make import (
    make_accepted,
    make_assignment,
    make_city,
    make_city_member,
    make_expert,
    make_leader,
    make_round,
    make_signed_sheet,
    make_stage,
)
from tests.reviews.build import recuse
from tests.reviews.onsite import close_revision, hear, make_session

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

MARKS = ({"B1": "41.3", "C1": "21.7", "E": "7.3"}, {"B1": "12.9", "C1": "18.1", "E": "4.9"})
LEAKS = ("41.3", "21.7", "12.9", "18.1")


@pytest.fixture
def round() -> Round:
    """The revision window has closed, the stage of cases is open."""
    made = make_round(everything_open=False)
    make_stage(made, Stage.Kind.REVIEW, {role: list(Action) for role in Role}, opens=-9, closes=-1)
    make_stage(made, Stage.Kind.CASES, {role: list(Action) for role in Role})
    return made


def scored(round: Round, *experts: Expert, name: str = "甲市") -> Submission:
    submission = make_accepted(round, make_city(name, name_en=name))
    for expert, marks in zip(experts, MARKS, strict=False):
        make_signed_sheet(submission, marks, expert)
    return submission


def leader(round: Round, kind: str) -> User:
    return make_leader(round, RoundRole.Kind(kind))


def read(user: User, submission: Submission, name: str = "discussion") -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(reverse(f"reviews:{name}", args=[submission.round.slug, submission.pk]))
    return answer.status_code, answer.content.decode()


def test_nobody_opens_a_discussion_before_the_revision_window_has_closed() -> None:
    round = make_round()
    experts = [make_expert(round), make_expert(round)]
    submission = scored(round, *experts)
    people = [e.user for e in experts] + [leader(round, kind) for kind in RoundRole.Kind.values]

    for user in people:
        assert read(user, submission)[0] == 404
        assert read(user, submission, "discussion-live")[0] == 404
        assert open_discussions(user, round) == []
        with pytest.raises(ReviewError, match="not open to you"):
            add_remark(submission=submission, text="早了", by=user)


def test_after_the_window_the_citys_experts_and_those_who_lead_read_it_and_nobody_else(round) -> None:
    one, other, stranger, tied = (make_expert(round) for _n in range(4))
    submission = scored(round, one, other)
    make_signed_sheet(submission, MARKS[0], tied)
    recuse(submission.assignments.get(expert=tied))
    leaders = [leader(round, kind) for kind in RoundRole.Kind.values]

    assert [read(user, submission)[0] for user in (one.user, other.user, *leaders)] == [200] * 7
    outside = (stranger.user, tied.user, make_city_member(submission.city))
    assert [read(user, submission)[0] for user in outside] == [404] * 3


def test_an_expert_whose_own_sheet_is_missing_stays_blind(round) -> None:
    one, late = make_expert(round), make_expert(round)
    submission = scored(round, one)
    make_assignment(submission, late)

    assert read(late.user, submission)[0] == 404
    status, text = read(one.user, submission)
    assert status == 200
    assert not [leak for leak in LEAKS if leak in text]


def test_a_chair_who_marks_the_city_stays_blind_until_their_own_sheet_is_in(round) -> None:
    both = make_expert(round)
    submission = scored(round, make_expert(round))
    make_assignment(submission, both)
    RoundRole.objects.create(round=round, user=both.user, kind=RoundRole.Kind.CHAIR)

    assert not may_read(both.user, submission)
    assert open_discussions(both.user, round) == []


def test_the_chair_sees_dispersion_first_and_marks_only_when_all_sheets_are_in(round) -> None:
    one, other, third = (make_expert(round) for _n in range(3))
    submission, chair = scored(round, one, other), leader(round, "chair")
    assignment = make_assignment(submission, third)

    status, text = read(chair, submission)
    assert status == 200
    assert "28.40" in text  # the range of B1, 41.3 - 12.9
    assert not [leak for leak in LEAKS if leak in text]
    assert picture_of(submission, one.user).dispersion is None

    assignment.delete()
    assert "41.30" in read(chair, submission)[1]


def test_marks_of_a_city_in_a_session_wait_for_its_reveal(round) -> None:
    one, other = make_expert(round), make_expert(round)
    submission, chair = scored(round, one, other), leader(round, "chair")
    session = make_session(round, submission)

    assert "41.30" not in read(one.user, submission)[1]
    reveal_marks(session=session, by=chair)
    assert "41.30" in read(one.user, submission)[1]


def test_a_session_that_closes_early_opens_only_its_own_cities() -> None:
    round = make_round()
    one, other = make_expert(round), make_expert(round)
    early, later = scored(round, one, other), scored(round, one, other, name="乙市")
    session = make_session(round, early)
    hear(session, make_leader(round))
    close_revision(session)

    assert (read(one.user, early)[0], read(one.user, later)[0]) == (200, 404)
    assert open_discussions(one.user, round) == [early]


def test_experts_read_each_other_without_names_and_the_chair_with_them(round) -> None:
    one, other = make_expert(round), make_expert(round)
    submission = scored(round, one, other)
    add_remark(submission=submission, text="我看到的依据不同", by=other.user)

    own, chairs = read(one.user, submission)[1], read(leader(round, "chair"), submission)[1]

    assert "我看到的依据不同" in own
    assert "Expert 2" in own
    assert str(other) not in own
    assert f"Expert 2 · {other}" in chairs


@pytest.mark.parametrize(
    ("text", "whom"),
    [
        ("@专家2 请说明", ["two"]),
        ("@Expert 1 and @专家1", ["one"]),
        ("＠组长 请定", ["chair"]),
        ("@副组长 @chair", ["chair", "deputy"]),
        ("@专家组组长，@专家组副组长", ["chair", "deputy"]),
        ("mail@expert.com 专家2", []),
        ("@专家9", []),
    ],
)
def test_mentions_are_found_in_either_language(round, text, whom) -> None:
    one, two = make_expert(round), make_expert(round)
    submission = scored(round, one, two)
    people = {"one": one.user, "two": two.user, "chair": leader(round, "chair"), "deputy": leader(round, "deputy")}

    found = mentioned_in(text, people_of(submission))

    assert sorted(user.pk for user in found) == sorted(people[name].pk for name in whom)


def test_who_is_mentioned_is_told_once_and_learns_nothing_but_where(round) -> None:
    one, other = make_expert(round), make_expert(round)
    submission = scored(round, one, other)

    add_remark(submission=submission, text="@专家2 @专家2 我给 41.3，你呢？@专家1", by=one.user)

    (notice,) = Notice.objects.all()
    assert notice.recipient == other.user
    assert notice.text_en == "You are mentioned in the discussion of 甲市."
    assert "41.3" not in notice.text_zh + notice.text_en


def test_those_who_only_read_say_nothing_and_experts_only_in_the_stage(round) -> None:
    one, other = make_expert(round), make_expert(round)
    submission = scored(round, one, other)
    for kind in ("authority", "observer"):
        with pytest.raises(ReviewError, match="You read this discussion"):
            add_remark(submission=submission, text="意见", by=leader(round, kind))
    Stage.objects.filter(kind=Stage.Kind.CASES).delete()

    with pytest.raises((ReviewError, RoundError)):
        add_remark(submission=submission, text="意见", by=one.user)


def test_what_was_typed_survives_a_refusal(round) -> None:
    one, other = make_expert(round), make_expert(round)
    submission = scored(round, one, other)
    client = Client()
    client.force_login(one.user)

    answer = client.post(reverse("reviews:discussion", args=[round.slug, submission.pk]), {"text": "长" * 2001})

    assert "长" * 2001 in answer.content.decode()
    assert submission.remarks.count() == 0
