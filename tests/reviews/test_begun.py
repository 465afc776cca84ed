"""What an expert has begun is never deleted, whatever it is and whoever takes the city from them."""

from collections.abc import Callable

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from reviews.errors import ReviewError
from reviews.jobs import enter_recusals_found_by_rule
from reviews.models import (
    Appraisal,
    Assignment,
    Case,
    PaperSheet,
    PastTie,
    Question,
    Recusal,
    ScoreCitation,
    ScoreSheet,
)
from reviews.services import arranging
from reviews.services.appraisals import save_appraisal
from reviews.services.assignments import remove_assignment, undeploy_assignments
from reviews.services.cases import assign_further, go_on_without
from reviews.services.leaving import leave_panel
from reviews.services.paper import enter_paper_sheet
from reviews.services.questions import ask_question
from reviews.services.recusals import enter_recusals
from reviews.services.sheets import Entry, save_draft
from rounds.models import Indicator
from tests.cities.files import pdf
from tests.make import make_expert, make_leader
from tests.reviews.build import FULL, draft, entries, make_desk

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]


def comment(desk: Assignment) -> None:
    said = {"B": {"comment": "进展明显", "suggestion": ""}}
    by = desk.expert.user
    save_appraisal(assignment=desk, number=0, comments=said, problems=[], problem_note="", by=by)


def hand_in_paper(desk: Assignment) -> None:
    scan = ContentFile(pdf(), name="打分表.pdf")
    enter_paper_sheet(assignment=desk, entries=entries(FULL), scan=scan, by=make_leader(desk.round))


def cite(desk: Assignment) -> None:
    cited = {"B1": Entry(citations={desk.submission.evidence.get().pk: "3"})}
    save_draft(assignment=desk, edit_version=0, entries=cited, by=desk.expert.user)


def ask(desk: Assignment) -> None:
    ask_question(assignment=desk, code="", text="2020年数据口径是否一致？", by=desk.expert.user)


WORK = (comment, hand_in_paper, cite, ask)
HOLDING = (Appraisal, PaperSheet, ScoreCitation, Question)
works = pytest.mark.parametrize("work", WORK)


def begun_desk(work: Callable[[Assignment], None], **fields) -> Assignment:
    desk = make_desk(evidence=1, **fields)
    work(desk)
    assert sum(model.objects.count() for model in HOLDING) == 1
    return desk


def kept(desk: Assignment) -> str:
    """The state of the pair, with its work."""
    assert sum(model.objects.count() for model in HOLDING) == 1
    return Assignment.objects.get(pk=desk.pk).state


@works
def test_a_recusal_takes_the_city_back_and_keeps_the_work_on_record(work):
    desk = begun_desk(work)

    enter_recusals(
        round=desk.round,
        expert=desk.expert,
        cities=[desk.submission.city],
        reason="任职",
        by=make_leader(desk.round),
    )

    assert kept(desk) == "draft"
    assert Recusal.objects.count() == 1


@works
def test_who_leaves_the_panel_leaves_the_work_behind(work):
    desk = begun_desk(work)

    left = leave_panel(round=desk.round, expert=desk.expert, reason="出国", by=make_leader(desk.round))

    assert kept(desk) == "draft"
    assert (left.kept, left.unfinished, left.open) == (0, 1, 1)


@works
def test_by_hand_a_begun_pair_is_neither_removed_nor_taken_back(work):
    desk = begun_desk(work)
    leader = make_leader(desk.round)

    with pytest.raises(ReviewError, match="has worked on"):
        remove_assignment(assignment=desk, by=leader)
    with pytest.raises(ReviewError, match="have begun on every deployed assignment"):
        undeploy_assignments(round=desk.round, by=leader)

    assert kept(desk) == "deployed"


@works
def test_a_draft_made_anew_keeps_what_somebody_began(work):
    desk = begun_desk(work)
    Assignment.objects.update(state="draft", deployed_at=None)

    arranging.propose_assignments(round=desk.round, by=make_leader(desk.round))

    assert kept(desk) == "draft"
    assert Assignment.objects.count() == 1


def test_a_draft_made_anew_replaces_a_pair_from_whose_sheet_everything_was_taken_again():
    desk = make_desk()
    draft(desk, {"B1": "20"})
    ScoreSheet.objects.get().scores.update(points=None)
    Assignment.objects.update(state="draft", deployed_at=None)

    arranging.propose_assignments(round=desk.round, by=make_leader(desk.round))

    assert not ScoreSheet.objects.exists()
    assert Assignment.objects.get().pk != desk.pk


def test_a_further_expert_who_began_and_does_not_come_keeps_what_they_wrote():
    desk = make_desk()
    indicator = Indicator.objects.get(system=desk.round.indicator_system, code="B1")
    case = Case.objects.create(
        round=desk.round, submission=desk.submission, domain=indicator.domain, indicator=indicator,
        state=Case.State.OPEN, opened_version=1,
    )  # fmt: skip
    make_expert(desk.round)
    leader = make_leader(desk.round)
    further = assign_further(case=case, by=leader)
    ask(further)

    go_on_without(case=case, reason="专家生病", by=leader)

    assert Assignment.objects.get(pk=further.pk).state == "draft"
    assert Question.objects.get().expert == further.expert


def test_the_clock_takes_back_what_has_comments_and_no_sheet():
    desk = begun_desk(comment)
    year = timezone.localdate().year
    PastTie.objects.create(
        expert=desk.expert, kind="paid", organisation="单位", city=desk.submission.city, from_year=year
    )

    enter_recusals_found_by_rule()

    assert kept(desk) == "draft"
    assert Recusal.objects.get().kind == "tie"


def test_a_round_in_which_the_clock_fails_keeps_no_other_from_its_recusals():
    first, broken, last = make_desk(), make_desk(), make_desk()
    year = timezone.localdate().year
    for desk in (first, broken, last):
        PastTie.objects.create(
            expert=desk.expert, kind="paid", organisation="单位", city=desk.submission.city, from_year=year
        )
    version = broken.submission.accepted_version
    assert version
    version.content = {"forms": {"F7": {"years": ["not a row"]}}}
    version.save()

    enter_recusals_found_by_rule()

    assert set(Recusal.objects.values_list("round", flat=True)) == {first.round_id, last.round_id}
