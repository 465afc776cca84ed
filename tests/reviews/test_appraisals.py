"""E3 and E4: own words, versions, blindness, and what the report may read."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from cities.models import Submission
from reviews.errors import ReviewError, StaleSheet
from reviews.home import next_steps
from reviews.models import Appraisal, ApprovedComment, Assignment
from reviews.queries.appraisals import approved_comments, comments_by_area, problem_counts
from reviews.services.appraisals import approve_comment, save_appraisal
from rounds.errors import RoundError
from rounds.models import Action, Area, Problem, Role, Round, RoundRole, Stage
from rounds.services.problems import add_problem, create_round_problems, edit_problem, retire_problem
from tests.make import (
    make_accepted,
    make_assignment,
    make_city,
    make_expert,
    make_leader,
    make_round,
    make_signed_sheet,
    make_stage,
)
from tests.reviews.build import recuse

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

MARKS = {"B1": "22.5", "C1": "15", "E": "5"}


@pytest.fixture
def round() -> Round:
    made = make_round()
    create_round_problems(made)
    return made


def close(round: Round) -> None:
    """The revision window closes, the stage of cases opens."""
    Stage.objects.filter(round=round).delete()
    make_stage(round, Stage.Kind.REVIEW, {role: list(Action) for role in Role}, opens=-9, closes=-1)
    make_stage(round, Stage.Kind.CASES, {role: list(Action) for role in Role})


def say(assignment: Assignment, number: int = 0, *, problems: tuple[str, ...] = (), **areas: str) -> Appraisal:
    return save_appraisal(
        assignment=assignment,
        number=number,
        comments={code: {"comment": text, "suggestion": ""} for code, text in areas.items()},
        problems=list(Problem.objects.filter(round=assignment.round, code__in=problems)),
        problem_note="",
        by=assignment.expert.user,
    )


def marked(round: Round, name: str = "甲市", experts: int = 1) -> tuple[Submission, list[Assignment]]:
    submission = make_accepted(round, make_city(name, name_en=name))
    for _n in range(experts):
        make_signed_sheet(submission, MARKS, make_expert(round))
    return submission, list(submission.assignments.select_related("expert__user", "round").order_by("pk"))


def counted(round: Round, **options: int) -> dict[str, list[str]]:
    return {c.problem.code: [city.name_zh for city in c.cities] for c in problem_counts(round, **options)}


def page(user: User, name: str, *args: object) -> tuple[int, str]:
    client = Client()
    client.force_login(user)
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    answer = client.get(reverse(f"reviews:{name}", args=args))
    return answer.status_code, answer.content.decode()


def test_a_round_begins_with_the_four_problems_of_the_report(round) -> None:
    names = list(round.problems.values_list("code", flat=True))

    assert names == ["concept", "targets", "innovation", "statistics"]


def test_each_save_is_a_version_and_the_newest_counts(round) -> None:
    submission, (own,) = marked(round)
    say(own, problems=("concept",), A="初稿")
    say(own, 1, problems=("targets",), A="定稿")
    close(round)

    assert Appraisal.objects.count() == 2
    assert [words["comment"] for one in comments_by_area(submission) for words in one.said] == ["定稿"]
    assert counted(round)["concept"] == []
    assert counted(round)["targets"] == ["甲市"]


def test_saving_over_a_newer_version_is_refused_and_the_words_come_back(round) -> None:
    _submission, (own,) = marked(round)
    say(own, A="一")
    with pytest.raises(StaleSheet):
        say(own, 0, A="二")
    client = Client()
    client.force_login(own.expert.user)

    answer = client.post(
        reverse("reviews:appraisal", args=[round.slug, own.pk]), {"number": 0, "comment_A": "我的文字"}
    )

    assert answer.status_code == 409
    assert "我的文字" in answer.content.decode()
    assert Appraisal.objects.count() == 1


def test_nobody_reads_what_others_say_while_the_city_is_being_judged(round) -> None:
    submission, (one, other) = marked(round, experts=2)
    say(one, problems=("concept",), A="只有我知道")

    people = [other.expert.user, *(make_leader(round, RoundRole.Kind(k)) for k in ("chair", "secretariat"))]
    for user in people:
        for name, args in (
            ("appraisal", (round.slug, other.pk)),
            ("comments", (round.slug,)),
            ("city-comments", (round.slug, submission.pk)),
        ):
            assert "只有我知道" not in page(user, name, *args)[1]
    assert page(other.expert.user, "appraisal", round.slug, one.pk)[0] == 404
    assert counted(round) == {"concept": [], "targets": [], "innovation": [], "statistics": []}


def test_counts_leave_out_cities_that_are_not_complete_and_experts_who_are_recused(round) -> None:
    _whole, (one,) = marked(round)
    lacking, (other,) = marked(round, "乙市")
    make_assignment(lacking, make_expert(round))
    _tied_city, (tied,) = marked(round, "丙市", experts=1)
    for assignment in (one, other, tied):
        say(assignment, problems=("concept",))
    recuse(tied)
    close(round)

    (first, *_rest) = problem_counts(round)

    assert [city.name_zh for city in first.cities] == ["甲市"]
    assert first.evaluated == 1


def test_a_city_counts_once_and_at_least_so_many_experts_can_be_asked_for(round) -> None:
    _submission, (one, other) = marked(round, experts=2)
    say(one, problems=("concept", "targets"))
    say(other, problems=("concept",))
    close(round)

    assert counted(round)["concept"] == ["甲市"]
    assert counted(round)["targets"] == ["甲市"]
    assert counted(round, at_least=2)["targets"] == []


def test_the_chair_reads_without_names_and_what_they_approve_is_read_by_the_report(round) -> None:
    submission, (one, other) = marked(round, experts=2)
    say(one, A="清单未常态化")
    say(other, A="缺少考核")
    close(round)
    chair = make_leader(round, RoundRole.Kind.CHAIR)

    status, text = page(chair, "city-comments", round.slug, submission.pk)
    assert status == 200
    assert "清单未常态化" in text
    assert str(one.expert) not in text
    area = Area.objects.get(system=round.indicator_system, code="A")
    assert approved_comments([submission]) == {submission.pk: []}
    approve_comment(submission=submission, area=area, number=0, comment="建议常态化", suggestion="", by=chair)

    (found,) = approved_comments([submission])[submission.pk]
    assert (found.area.code, found.comment) == ("A", "建议常态化")
    approve_comment(submission=submission, area=area, number=1, comment="", suggestion="", by=chair)
    assert approved_comments([submission]) == {submission.pk: []}
    assert ApprovedComment.objects.count() == 2


def test_the_chair_is_told_how_many_cities_wait_for_a_wording(round) -> None:
    submission, (own,) = marked(round)
    say(own, A="清单未常态化")
    chair = make_leader(round, RoundRole.Kind.CHAIR)
    sentence = "The experts' comments on 1 city wait for your wording."
    assert sentence not in [step.text for step in next_steps(chair, round)]
    close(round)

    assert sentence in [step.text for step in next_steps(chair, round)]
    area = Area.objects.get(system=round.indicator_system, code="A")
    approve_comment(submission=submission, area=area, number=0, comment="好", suggestion="", by=chair)
    assert sentence not in [step.text for step in next_steps(chair, round)]


def test_only_the_chair_approves_and_only_over_the_newest_wording(round) -> None:
    submission, _own = marked(round)
    close(round)
    area = Area.objects.get(system=round.indicator_system, code="A")
    chair = make_leader(round, RoundRole.Kind.CHAIR)
    with pytest.raises(ReviewError, match="Only the chair"):
        approve_comment(
            submission=submission, area=area, number=0, comment="好", suggestion="", by=make_leader(round)
        )
    approve_comment(submission=submission, area=area, number=0, comment="好", suggestion="", by=chair)

    with pytest.raises(StaleSheet):
        approve_comment(submission=submission, area=area, number=0, comment="更好", suggestion="", by=chair)


def test_a_comment_too_long_is_refused_beside_its_field(round) -> None:
    _submission, (own,) = marked(round)

    with pytest.raises(ReviewError, match="At most 1000 characters; these are 1001") as refused:
        say(own, A="长" * 1001)

    assert refused.value.field == "comment_A"
    assert Appraisal.objects.count() == 0


def test_the_list_of_problems_is_edited_and_retired_ones_keep_their_tags(round) -> None:
    secretariat = make_leader(round)
    _submission, (own,) = marked(round)
    say(own, problems=("concept",))
    concept = round.problems.get(code="concept")

    edit_problem(problem=concept, name_zh="理念不足", name_en="Weak idea", by=secretariat)
    retire_problem(problem=concept, retired=True, by=secretariat)
    added = add_problem(round=round, name_zh="资金不足", name_en="Funds lack", by=secretariat)
    with pytest.raises(RoundError, match="in the list already"):
        add_problem(round=round, name_zh="资金不足", name_en="Funds lack", by=secretariat)
    close(round)

    assert counted(round)["concept"] == ["甲市"]
    assert list(counted(round)) == ["concept", "targets", "innovation", "statistics", added.code]
    text = page(own.expert.user, "appraisal", round.slug, own.pk)[1]
    assert "Weak idea" not in text
