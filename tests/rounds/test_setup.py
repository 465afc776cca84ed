"""The services of the set-up: what they refuse, what they store, what they record."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone, translation

from accounts.models import AuditEvent
from rounds.errors import RoundError
from rounds.models import Stage, StageRight
from rounds.services import rounds as services
from rounds.services import systems
from rounds.services.stages import edit_right, edit_stage
from scoring.policy import DEFAULT_POLICY
from tests.make import make_leader, make_round, make_system, make_user
from tests.rounds.build import make_new_round, make_ready_round

pytestmark = pytest.mark.django_db


def test_opening_freezes_the_system_with_its_hash() -> None:
    round = make_ready_round()
    services.open_round(round=round, by=make_leader(round))

    round.refresh_from_db()
    system = round.indicator_system
    assert round.is_open
    assert system.is_frozen
    assert len(system.sha256) == 64
    assert AuditEvent.objects.get(verb="open_round").round_id == round.pk


def test_a_round_whose_points_do_not_sum_to_100_is_not_opened() -> None:
    system = make_system({"A1": ("0", "99.99", "d1")})
    round = make_ready_round(system=system)

    with pytest.raises(RoundError, match=r"99\.99"):
        services.open_round(round=round, by=make_leader(round))
    round.refresh_from_db()
    assert not round.is_open


def test_a_round_without_windows_is_not_opened() -> None:
    round = make_new_round()
    with pytest.raises(RoundError):
        services.open_round(round=round, by=make_leader(round))


def test_nobody_else_opens_a_round() -> None:
    round = make_ready_round()
    with pytest.raises(RoundError):
        services.open_round(round=round, by=make_user())


def test_what_an_open_round_has_fixed_stays_and_its_name_may_change() -> None:
    round = make_round()
    by = make_leader(round)
    with pytest.raises(RoundError) as refused:
        services.edit_round(round=round, changes={"epsilon": Decimal("0.01")}, by=by)
    assert refused.value.field == "epsilon"

    services.edit_round(round=round, changes={"name_zh": "新名称", "epsilon": Decimal(0)}, by=by)
    round.refresh_from_db()
    assert round.name_zh == "新名称"


def test_the_rules_of_scoring_are_refused_with_every_problem_at_once() -> None:
    round = make_round()
    bad = {**DEFAULT_POLICY.to_dict(), "step": "0", "good_from": "95"}

    with pytest.raises(services.PolicyRefused) as refused:
        services.edit_policy(round=round, policy=bad, by=make_leader(round))

    assert set(refused.value.problems) == {"step", "excellent_from"}


def test_two_marks_for_paper_and_presentation_are_refused_with_the_reason() -> None:
    round = make_round()
    two = {**DEFAULT_POLICY.to_dict(), "onsite_mode": "two_part", "written_share": "0.6"}

    with translation.override("en"), pytest.raises(services.PolicyRefused) as refused:
        services.edit_policy(round=round, policy=two, by=make_leader(round))

    assert refused.value.problems["onsite_mode"].startswith("Two separate marks are not offered")
    round.refresh_from_db()
    assert round.policy == DEFAULT_POLICY.to_dict()


PARTED_BY_Z = {
    **DEFAULT_POLICY.to_dict(),
    "tie_break_areas": ["C", "Z"],
    "tie_break_words": "先比领域C，再比领域Z",
}


def test_an_area_that_the_system_has_not_parts_no_ties() -> None:
    round = make_round()

    with translation.override("en"), pytest.raises(services.PolicyRefused) as refused:
        services.edit_policy(round=round, policy=PARTED_BY_Z, by=make_leader(round))

    assert refused.value.problems == {
        "tie_break_areas": "The indicator system has no indicators in area Z to part equal totals by. "
        "It has: A, B, C, E."
    }
    services.edit_policy(round=round, policy={**PARTED_BY_Z, "tie_break_areas": ["C"]}, by=make_leader(round))
    round.refresh_from_db()
    assert round.policy_value.tie_break_areas == ("C",)


def test_a_system_without_the_areas_that_part_ties_is_not_exchanged_for_the_rounds() -> None:
    round = make_new_round()
    round.policy = {**PARTED_BY_Z, "tie_break_areas": ["C"]}
    round.save()
    without = make_system({"A1": ("0", "90", "d1"), "E": ("0", "10", None)})

    with translation.override("en"), pytest.raises(RoundError, match="no indicators in area C") as refused:
        services.edit_round(round=round, changes={"indicator_system": without}, by=make_leader(round))

    assert refused.value.field == "indicator_system"


def test_a_round_is_not_opened_while_its_ties_are_parted_by_an_area_that_was_renamed() -> None:
    round = make_ready_round()
    round.policy = {**PARTED_BY_Z, "tie_break_areas": ["C"]}
    round.save()
    by = make_leader(round)
    area = round.indicator_system.areas.get(code="C")
    systems.save_area(round=round, area=area, fields={"code": "F"}, by=by)

    with translation.override("en"), pytest.raises(RoundError, match="no indicators in area C"):
        services.open_round(round=round, by=by)


def test_the_rules_of_scoring_are_frozen_after_the_first_sheet() -> None:
    round = make_round(policy_frozen_at=timezone.now())
    changed = {**DEFAULT_POLICY.to_dict(), "panel": 4}
    with pytest.raises(RoundError):
        services.edit_policy(round=round, policy=changed, by=make_leader(round))


def test_a_pause_needs_a_sentence_in_both_languages_and_ends_on_request() -> None:
    round = make_round()
    by = make_leader(round)
    with pytest.raises(RoundError):
        services.pause_round(round=round, because_zh="维护", because_en=" ", by=by)

    services.pause_round(round=round, because_zh="维护", because_en="Maintenance", by=by)
    round.refresh_from_db()
    assert round.is_paused
    services.resume_round(round=round, by=by)
    round.refresh_from_db()
    assert not round.is_paused


def test_a_window_closes_after_it_opens() -> None:
    round = make_new_round()
    stage, now = round.stages.get(kind=Stage.Kind.FILING), timezone.now()
    by = make_leader(round)
    for opens, closes, field in [(now, now, "closes_at"), (None, now, "opens_at")]:
        with pytest.raises(RoundError) as refused:
            edit_stage(stage=stage, opens_at=opens, closes_at=closes, may_overlap=False, names={}, by=by)
        assert refused.value.field == field

    edit_stage(stage=stage, opens_at=now, closes_at=now + timedelta(days=1), may_overlap=True, names={}, by=by)
    stage.refresh_from_db()
    assert stage.opens_at == now


def test_a_cell_of_the_table_of_rights_is_changed_on_record() -> None:
    round = make_new_round()
    right = StageRight.objects.get(stage__round=round, stage__kind="review", role="chair")
    fields = {"own_only": False, "note_zh": "", "note_en": "", "by": make_leader(round)}

    with pytest.raises(RoundError):
        edit_right(right=right, access="none", actions=["settle"], **fields)
    edit_right(right=right, access="write", actions=["settle"], **fields)

    right.refresh_from_db()
    assert (right.access, right.actions) == ("write", ["settle"])
    assert AuditEvent.objects.get(verb="edit_right").round_id == round.pk


def test_a_frozen_system_is_not_edited_but_copied_for_a_round_in_preparation() -> None:
    system = make_system(frozen_at=timezone.now(), sha256="0" * 64)
    round = make_new_round(system=system)
    by = make_leader(round)
    indicator = system.indicators.get(code="B1")
    with pytest.raises(RoundError):
        systems.remove_indicator(round=round, indicator=indicator, by=by)

    copy = systems.copy_system(round=round, by=by)

    round.refresh_from_db()
    assert round.indicator_system == copy
    assert (copy.version, copy.is_frozen) == (2, False)
    assert [i.code for i in copy.indicators.all()] == [i.code for i in system.indicators.all()]
    assert copy.indicators.get(code="B1").criteria.count() == 1
    assert set(copy.indicators.values_list("area__system", flat=True)) == {copy.pk}


def test_indicators_are_ordered_by_area_and_as_people_count() -> None:
    round = make_new_round()
    by, area = make_leader(round), round.indicator_system.areas.get(code="C")
    for code in ("C10", "C2"):
        fields = {
            "code": code, "area": area, "name_zh": code, "name_en": code, "rule": "", "rule_parameters": {},
            "computed_max": Decimal(0), "judged_max": Decimal(1), "domain": None,
        }  # fmt: skip
        systems.save_indicator(round=round, indicator=None, fields=fields, criteria={}, by=by)

    codes = list(round.indicator_system.indicators.values_list("code", flat=True))
    assert codes == ["A1", "B1", "C1", "C2", "C10", "E"]


def test_the_round_of_a_colleague_is_not_set_up_by_another_secretariat() -> None:
    round, other = make_new_round(), make_new_round()
    with pytest.raises(RoundError):
        services.pause_round(round=round, because_zh="a", because_en="a", by=make_leader(other))
