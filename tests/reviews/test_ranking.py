"""The ranking that follows from what is stored. Real transactions: the isolation is set before any query."""

from decimal import Decimal
from fractions import Fraction

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from cities.models import Submission
from portal.invariants import ask_all
from reviews import ranking
from reviews.errors import ReviewError
from reviews.models import (
    PanelMember,
    RankingSnapshot,
    RankingState,
    Recusal,
    RecusalOverride,
    ScoreSheetVersion,
    Verification,
)
from reviews.services.counter import raise_version
from reviews.services.handing_in import note_handed_in
from rounds.models import Round
from scoring.state import Reason
from tests.make import (
    make_accepted,
    make_assignment,
    make_expert,
    make_leader,
    make_round,
    make_scored_city,
    make_signed_sheet,
    make_submission,
    make_system,
    make_user,
    make_verified,
)

pytestmark = pytest.mark.django_db(transaction=True)

GOOD = {"B1": "40", "C1": "25", "E": "8"}
FAIR = {"B1": "30", "C1": "20", "E": "7"}


def change(round: Round) -> int:
    """Something that counts has changed."""
    with transaction.atomic():
        return raise_version(round.pk, cause="verify 1")


def standings(round: Round) -> list[tuple[int, str, str]]:
    """What is stored of the newest version: rank, city, total."""
    snapshot = RankingSnapshot.objects.filter(round=round).latest("scores_version")
    found = ranking.standings_of(snapshot)
    names = dict(round.submissions.values_list("city_id", "city__short_zh"))
    ranked = [place for place, reason in enumerate(found.reasons.tolist()) if not reason]
    lines = [
        (int(found.ranks[p]), names[int(found.city_ids[p])], str(Decimal(int(found.totals[p])) / 100))
        for p in ranked
    ]
    return sorted(lines)


def reasons(round: Round) -> dict[str, Reason | None]:
    found = ranking.evaluate_now(round.pk).evaluated.standings
    names = dict(round.submissions.values_list("city_id", "city__short_zh"))
    return {names[city]: found.reason(place) for place, city in enumerate(found.city_ids.tolist())}


def test_a_ranking_says_rank_and_total_of_every_complete_city():
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, FAIR)
    make_scored_city(round, "苏州", FAIR, FAIR, FAIR, computed={"A1": "4.5", "C1": "8"})

    ranking.rebuild(round.pk)

    assert standings(round) == [(1, "深圳", "82.67"), (2, "苏州", "69.5")]


def test_equal_totals_share_a_rank_and_the_next_is_skipped():
    round = make_round()
    for name, marks in (("甲", FAIR), ("乙", GOOD), ("丙", GOOD), ("丁", FAIR)):
        make_scored_city(round, name, marks, marks, marks)

    ranking.rebuild(round.pk)

    assert [rank for rank, _, _ in standings(round)] == [1, 1, 3, 3]


def test_a_city_that_is_not_complete_has_one_reason_and_no_total():
    round = make_round()
    make_scored_city(round, "完成", GOOD, GOOD, GOOD)
    make_submission(round, make_scored_city(make_round(), "未交").city)
    make_submission(round, make_scored_city(make_round(), "退出").city, state="withdrawn")
    make_accepted(round, make_scored_city(make_round(), "未分配").city)
    make_scored_city(round, "未核验", GOOD, GOOD, GOOD, computed={"A1": "5"})
    short = make_scored_city(round, "评审中", GOOD, GOOD)
    make_assignment(short)
    top_up = make_scored_city(round, "待补评", GOOD, GOOD, {**GOOD, "E": None})

    found = reasons(round)

    assert found == {
        "完成": None,
        "未交": Reason.NOT_SUBMITTED,
        "退出": Reason.WITHDRAWN,
        "未分配": Reason.UNASSIGNED,
        "未核验": Reason.UNVERIFIED,
        "评审中": Reason.UNDER_REVIEW,
        "待补评": Reason.TOP_UP_NEEDED,
    }
    assert top_up.assignments.count() == 3


def test_a_recused_experts_sheet_is_no_longer_waited_for():
    round = make_round()
    city = make_scored_city(round, "深圳", GOOD, GOOD)
    last = make_assignment(city)
    assert reasons(round) == {"深圳": Reason.UNDER_REVIEW}

    Recusal.objects.create(round=round, expert=last.expert, city=city.city, kind="declared", reason="曾任职")

    assert reasons(round) == {"深圳": Reason.TOP_UP_NEEDED}


def test_a_sheet_is_waited_for_again_once_two_people_have_lifted_the_recusal():
    round = make_round()
    city = make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    last = make_assignment(city)
    pair = {"round": round, "expert": last.expert, "city": city.city}
    asked = {"reason": "同名", "asked_by": make_user(), "decided_by": make_user(), "decided_at": timezone.now()}
    lifted = RecusalOverride.objects.create(**pair, **asked, is_granted=True)
    Recusal.objects.create(**pair, kind="declared", reason="曾任职", override=lifted)

    found = ranking.evaluate_now(round.pk).evaluated.inputs

    assert found.recused == ()
    assert found.seats.awaited[:, -1].tolist() == [1]


def test_accepting_what_was_handed_in_changes_no_input():
    round = make_round()
    submission = make_accepted(round)
    stored = Submission.objects.filter(pk=submission.pk)
    stored.update(state=Submission.State.SUBMITTED, accepted_version=None)
    before = ranking.evaluate_now(round.pk).evaluated.inputs.sha256()

    stored.update(state=Submission.State.ACCEPTED, accepted_version=submission.accepted_version)

    assert ranking.evaluate_now(round.pk).evaluated.inputs.sha256() == before


def test_a_ranking_is_asked_for_once_when_a_city_has_handed_in():
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    late = make_submission(round)
    change(round)
    ranking.bring_up_to_date(round.pk)
    assert not note_handed_in(round)

    Submission.objects.filter(pk=late.pk).update(state=Submission.State.SUBMITTED)

    assert note_handed_in(round)
    assert not note_handed_in(round)
    ranking.bring_up_to_date(round.pk)
    assert not note_handed_in(round)
    assert Reason.NOT_SUBMITTED not in reasons(round).values()


def test_a_sheet_that_ceased_to_count_counts_nowhere():
    round = make_round()
    city = make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    extra = make_signed_sheet(city, {"B1": "0", "C1": "0", "E": "0"})
    ranking.rebuild(round.pk)

    ScoreSheetVersion.objects.filter(pk=extra.pk).update(to_version=1, ended_because="回避")
    change(round)
    ranking.rebuild(round.pk)

    assert standings(round) == [(1, "深圳", "88")]


def test_an_innovation_without_promises_counts_by_its_judged_part_alone():
    points = {"A1": ("5", "0", "d1"), "B1": ("0", "85", "d1"), "E": ("3", "7", None)}
    round = make_round(system=make_system(points))
    city = make_scored_city(round, "深圳", *[{"B1": "50", "E": "5"}] * 3, computed={"A1": "5"})
    make_verified(city, {"E": "0"})
    Verification.objects.filter(indicator__code="E").update(applies=False)

    found = ranking.standings_of(ranking.rebuild(round.pk))

    assert found.total(0) == 55 + Fraction(50, 7)
    assert int(found.totals[0]) == 6214
    assert found.area_rate(0, "E") == Fraction(5, 7)
    assert found.area_rate_tenths("E").tolist() == [714]


def test_weights_of_the_panel_count_if_the_policy_has_a_table():
    round = make_round()
    round.policy = {**round.policy, "expert_weights": "table"}
    round.save()
    heavy = make_expert(round)
    PanelMember.objects.filter(expert=heavy).update(weight=3)
    city = make_scored_city(round, "深圳", FAIR, FAIR)
    make_signed_sheet(city, GOOD, heavy)

    ranking.rebuild(round.pk)

    assert standings(round) == [(1, "深圳", str(15 + Decimal("36") + Decimal("23") + Decimal("7.6")))]


def test_a_mark_above_the_maximum_excludes_its_city_and_is_found():
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    wrong = make_scored_city(round, "苏州", GOOD, GOOD, {**GOOD, "E": "10.5"})

    snapshot = ranking.rebuild(round.pk)

    assert standings(round) == [(1, "深圳", "88")]
    assert snapshot.findings == [
        {"kind": "mark_out_of_range", "city": wrong.city_id, "indicator": "E", "points": 1050}
    ]


def test_a_stored_sheet_that_does_not_fit_its_layout_is_found_and_stops_nothing():
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)
    wrong = make_scored_city(round, "苏州", GOOD, GOOD, GOOD)
    broken = ScoreSheetVersion.objects.filter(sheet__assignment__submission=wrong).first()
    assert broken
    ScoreSheetVersion.objects.filter(pk=broken.pk).update(points=b"\x01\x02\x03")

    snapshot = ranking.rebuild(round.pk)

    assert standings(round) == [(1, "深圳", "88")]
    assert [finding["kind"] for finding in snapshot.findings] == ["malformed_sheet"]


def test_rules_that_part_ties_by_an_area_the_round_has_not_are_found_and_stop_nothing(client: Client):
    round = make_round()
    round.policy = {**round.policy, "tie_break_areas": ["C", "Z"], "tie_break_words": "先比领域C，再比领域Z"}
    round.save()
    for name in ("甲", "乙"):
        make_scored_city(round, name, GOOD, GOOD, GOOD)

    snapshot = ranking.rebuild(round.pk)

    assert [rank for rank, _, _ in standings(round)] == [1, 1]
    assert [(found["kind"], found["areas"]) for found in snapshot.findings] == [("unknown_tie_break_areas", ["Z"])]
    client.cookies["django_language"] = "en"
    client.force_login(make_leader(round))
    page = client.get(f"/reviews/{round.slug}/ranking/")
    assert page.context["findings"] == [
        "The rules of scoring part equal totals by area Z, of which the round has no indicators. Equal totals "
        "share a rank until this is corrected."
    ]
    named = [sentence for held in ask_all() if not held.holds for sentence in held.named]
    assert len(named) == 1


def test_the_same_inputs_give_the_same_bytes_and_hash():
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, FAIR)
    first = ranking.rebuild(round.pk)
    change(round)
    second = ranking.rebuild(round.pk)

    assert (second.scores_version, first.scores_version) == (1, 0)
    assert bytes(second.standings) == bytes(first.standings)
    assert second.inputs_sha256 == first.inputs_sha256
    assert ranking.standings_of(second).to_bytes() == bytes(second.standings)


def test_other_marks_give_another_hash():
    round = make_round()
    city = make_scored_city(round, "深圳", GOOD, GOOD, FAIR)
    first = ranking.rebuild(round.pk)
    make_signed_sheet(city, FAIR)
    change(round)

    assert ranking.rebuild(round.pk).inputs_sha256 != first.inputs_sha256


def test_one_version_has_one_snapshot_however_often_it_is_built():
    round = make_round()
    make_scored_city(round, "深圳", GOOD, GOOD, GOOD)

    first = ranking.rebuild(round.pk)

    assert ranking.rebuild(round.pk) == first
    assert RankingSnapshot.objects.filter(round=round).count() == 1


def test_coming_up_to_date_builds_the_newest_version_only():
    round = make_round()
    for _ in range(3):
        change(round)

    assert ranking.bring_up_to_date(round.pk) == 1
    assert ranking.bring_up_to_date(round.pk) == 0

    state = RankingState.objects.get(round=round)
    assert (state.requested, state.built, state.behind_since) == (3, 3, None)
    assert RankingSnapshot.objects.get(round=round).cause == "verify 1"


def test_the_sweep_builds_every_round_that_is_behind():
    behind, done = make_round(), make_round()
    change(behind)

    ranking.bring_all_up_to_date()

    assert RankingSnapshot.objects.filter(round=behind).count() == 1
    assert RankingSnapshot.objects.filter(round=done).count() == 0


def test_a_rebuild_leaves_at_once_while_another_process_builds_the_round():
    round = make_round()
    change(round)
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s, %s)", [ranking.build.LOCK_CLASS, round.pk])

        assert ranking.bring_up_to_date(round.pk) == 0
        with other.cursor() as cursor:  # closing alone lets go only when the server notices
            cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [ranking.build.LOCK_CLASS, round.pk])
    finally:
        other.close()

    assert ranking.bring_up_to_date(round.pk) == 1


def test_a_change_after_the_reading_stays_behind():
    round = make_round()
    change(round)
    built = ranking.evaluate_now(round.pk)
    change(round)

    assert built.evaluated.inputs.scores_version == 1
    ranking.rebuild(round.pk)
    assert RankingSnapshot.objects.filter(round=round, scores_version=2).exists()


def test_raising_the_version_counts_up_and_keeps_the_first_moment_of_waiting():
    round = make_round()

    assert [change(round), change(round)] == [1, 2]

    first = RankingState.objects.get(round=round).behind_since
    change(round)
    assert RankingState.objects.get(round=round).behind_since == first


def test_a_frozen_round_refuses_every_change_that_counts():
    round = make_round()
    RankingState.objects.filter(round=round).update(frozen=True)

    with pytest.raises(ReviewError), transaction.atomic():
        raise_version(round.pk, cause="verify")

    assert RankingState.objects.get(round=round).requested == 0


def test_a_refused_change_asks_for_nothing():
    round = make_round()

    with transaction.atomic():
        raise_version(round.pk, cause="verify")
        transaction.set_rollback(True)

    assert RankingState.objects.get(round=round).requested == 0


def test_a_snapshot_takes_few_bytes_for_a_city():
    round = make_round()
    for number in range(12):
        make_scored_city(round, f"城{number}", GOOD, {**FAIR, "B1": str(20 + number)}, GOOD)
    snapshot = ranking.rebuild(round.pk)

    assert len(snapshot.standings) < 1200
