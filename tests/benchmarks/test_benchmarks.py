"""The benchmarks measure what they say: the made-up rounds are valid, and a missed bar is named."""

import pytest

from benchmarks import assigning, counting, data
from benchmarks.data import build_round
from benchmarks.lines import Line, of_all_runs, percentile
from benchmarks.report import as_text
from reports.statistics import compute
from reviews import ranking
from reviews.services.sheets import submit_sheet
from scoring.assign.solve import solve


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("most_by_hand", [data.MOST_BY_HAND, 0], ids=["row by row", "by the database"])
def test_a_made_up_round_is_ranked_and_its_drafts_can_be_submitted(
    most_by_hand: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(data, "MOST_BY_HAND", most_by_hand)

    built = build_round(cities=5, experts=8, open_sheets=2)

    snapshot = ranking.rebuild(built.round.pk)

    assert (snapshot.ranked_count, snapshot.sheet_count, snapshot.findings) == (5, 38, [])
    for sheet in built.open_sheets:
        submit_sheet(assignment=sheet.assignment_id, edit_version=0, by=built.experts[0].user)
    ranking.bring_up_to_date(built.round.pk)
    assert ranking.evaluate_now(built.round.pk).evaluated.inputs.sheet_count == 40


@pytest.mark.django_db(transaction=True)
def test_made_up_forms_give_every_statistic_something_to_count() -> None:
    built = build_round(cities=5, experts=8, open_sheets=0)
    ranking.rebuild(built.round.pk)
    counting.hand_in_forms(built)

    found = compute(built.round, with_scores=True).statistics

    assert {code: s.with_data for code, s in found.items() if s.with_data != 5} == {"S11": 0, "E4": 0}


@pytest.mark.parametrize(("value", "missed"), [(39.9, False), (40.0, False), (40.1, True)])
def test_a_bar_is_missed_only_above_it(value: float, missed: bool) -> None:
    line = Line("Pages", "ranking", value, 40.0)

    assert line.is_missed is missed
    assert ("MISSED" in as_text([line])) is missed


def test_of_several_runs_the_lowest_times_stand_and_the_highest_counts() -> None:
    runs = [
        [
            Line("Pages", "ranking", 40.0),
            Line("Pages", "ranking", 8, unit="queries"),
            Line("Day", "errors", 0.0, unit="requests"),
        ],
        [
            Line("Pages", "ranking", 30.0),
            Line("Pages", "ranking", 9, unit="queries"),
            Line("Day", "errors", 2.0, unit="requests"),
        ],
    ]

    assert [line.value for line in of_all_runs(runs)] == [30.0, 9, 2.0]


def test_a_percentile_is_one_of_the_values() -> None:
    assert percentile([float(n) for n in range(1, 101)], 0.95) == 96
    assert percentile([7.0], 0.95) == 7


@pytest.mark.parametrize("design", ["by city", "by domain"])
def test_a_made_up_assignment_has_a_whole_and_proved_solution(design: str) -> None:
    solution = solve(assigning.question(12, 35, design))

    assert solution.is_proved
    assert solution.gaps == ()
