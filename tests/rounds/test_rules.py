"""Who may do what when: the windows' edges, the pause, and the table of the house."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from rounds.errors import RoundError
from rounds.models import Action, Role, Stage, StageRight
from rounds.rules import may, refusal, require, setup_refusal, stage_problems, timetable_refusal
from rounds.services.stages import create_round_stages
from tests.make import make_leader, make_round, make_stage, make_user
from tests.rounds.build import make_new_round, set_window

pytestmark = pytest.mark.django_db


def test_a_window_holds_from_its_opening_until_just_before_its_close() -> None:
    round = make_round(everything_open=False)
    stage = make_stage(round, Stage.Kind.FILING, {Role.CITY: [Action.WRITE_SUBMISSION]})
    assert stage.opens_at
    assert stage.closes_at
    tick = timedelta(microseconds=1)

    moments = [stage.opens_at - tick, stage.opens_at, stage.closes_at - tick, stage.closes_at]
    allowed = [may(round, Role.CITY, Action.WRITE_SUBMISSION, at=at) for at in moments]

    assert allowed == [False, True, True, False]


def test_a_stage_without_an_end_stays_open() -> None:
    round = make_new_round()
    set_window(round, Stage.Kind.FILING, opens=-1, closes=None)

    assert may(round, Role.CITY, Action.WRITE_SUBMISSION, at=timezone.now() + timedelta(days=9999))


def test_a_stage_without_a_window_allows_nothing() -> None:
    round = make_new_round()

    with translation.override("en"):
        assert refusal(round, Role.CITY, Action.WRITE_SUBMISSION) == (
            "This round has no open stage in which you can write and submit the city's material."
        )


def test_a_closed_window_says_when_it_closed_and_a_coming_one_when_it_opens() -> None:
    round = make_new_round()
    stage = set_window(round, Stage.Kind.FILING, opens=-3, closes=-1)
    with translation.override("en"):
        assert refusal(round, Role.CITY, Action.WRITE_SUBMISSION).startswith("Closed: the time to write")
        stage.opens_at, stage.closes_at = timezone.now() + timedelta(days=1), None
        stage.save()
        assert refusal(round, Role.CITY, Action.WRITE_SUBMISSION).startswith("Not open yet: to write")


def test_a_pause_stops_writing_for_everybody_and_reading_for_nobody() -> None:
    round = make_round(paused_because_zh="系统维护", paused_because_en="Maintenance")

    assert {role for role in Role if may(round, role, Action.SCORE)} == set()
    assert {role for role in Role if may(round, role, Action.READ_MATERIAL)} == set(Role)
    assert "系统维护" in refusal(round, Role.EXPERT, Action.SCORE)


def test_requiring_what_is_refused_raises_the_sentence() -> None:
    round = make_new_round()
    with pytest.raises(RoundError, match="write and submit"), translation.override("en"):
        require(round, Role.CITY, Action.WRITE_SUBMISSION)


def test_before_a_round_opens_its_secretariat_sets_it_up_without_a_window() -> None:
    round = make_new_round()

    assert may(round, Role.SECRETARIAT, Action.SET_UP)
    assert not may(round, Role.CHAIR, Action.SET_UP)
    assert setup_refusal(round, make_leader(round)) == ""
    assert setup_refusal(round, make_user()) != ""


def test_windows_and_the_pause_switch_are_the_secretariats_even_in_a_pause() -> None:
    round = make_round(paused_because_zh="暂停", paused_because_en="Pause")
    secretariat = make_leader(round)

    assert timetable_refusal(round, secretariat) == ""
    assert setup_refusal(round, secretariat) != ""
    assert timetable_refusal(round, make_user()) != ""


EXPERTS_SCORE = {Stage.Kind.REVIEW, Stage.Kind.ONSITE, Stage.Kind.REVISION}


@pytest.mark.parametrize(
    ("role", "action", "stages"),
    [
        (Role.EXPERT, Action.SCORE, EXPERTS_SCORE),
        (Role.CITY, Action.WRITE_SUBMISSION, {Stage.Kind.FILING}),
        (Role.CITY, Action.SUPPLEMENT, {Stage.Kind.FORMAL_CHECK}),
        (Role.PROVINCE, Action.GIVE_OPINION, {Stage.Kind.OPINION}),
        (Role.CHAIR, Action.SETTLE, {Stage.Kind.CASES}),
        (Role.CHAIR, Action.FREEZE, {Stage.Kind.PROVISIONAL}),
        (Role.AUTHORITY, Action.PUBLISH, {Stage.Kind.APPROVAL, Stage.Kind.PUBLIC_NOTICE}),
        (Role.SECRETARIAT, Action.SCORE, set()),
        (Role.CITY, Action.READ_RECORD, set()),
    ],
)
def test_the_table_of_the_house_gives_each_act_to_its_stages(
    role: Role, action: Action, stages: set[Stage.Kind]
) -> None:
    round = make_new_round()

    rights = StageRight.objects.filter(stage__round=round, role=role, actions__contains=[action.value])

    assert {Stage.Kind(kind) for kind in rights.values_list("stage__kind", flat=True)} == stages


def test_observers_write_nothing_in_any_stage() -> None:
    round = make_new_round()
    actions = StageRight.objects.filter(stage__round=round, role=Role.OBSERVER).values_list("actions", flat=True)

    assert {code for codes in actions for code in codes if not code.startswith("read_")} == set()


def test_every_stage_has_a_cell_for_every_role_and_making_them_again_changes_nothing() -> None:
    round = make_new_round()
    create_round_stages(round)

    assert round.stages.count() == len(Stage.Kind)
    assert StageRight.objects.filter(stage__round=round).count() == len(Stage.Kind) * len(Role)


def test_windows_that_overlap_without_leave_are_named() -> None:
    round = make_new_round()
    set_window(round, Stage.Kind.FILING, opens=0, closes=10)
    late = set_window(round, Stage.Kind.FACTUAL_CHECK, opens=9, closes=12)
    beside = set_window(round, Stage.Kind.REVIEW, opens=3, closes=12)
    set_window(round, Stage.Kind.FORMAL_CHECK, opens=3, closes=12)

    with translation.override("en"):
        assert stage_problems(list(round.stages.all())) == ["“Filing” has not closed when “Factual check” opens."]
    late.opens_at = round.stages.get(kind=Stage.Kind.FILING).closes_at
    late.save()
    assert beside.may_overlap
    assert stage_problems(list(round.stages.all())) == []
