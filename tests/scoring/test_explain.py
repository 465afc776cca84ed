"""One cell for a reader with a calculator."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from scoring.choices import CellRule
from scoring.evaluate import evaluate
from scoring.explain import Step, explain_cell
from scoring.marks import Mark
from scoring.policy import DEFAULT_POLICY
from scoring.system import IndicatorSpec
from tests.scoring.make import GivenCity, make_cube, make_policy, marks, small_system

B2 = IndicatorSpec("B2", "B", computed_max=200, judged_max=300, domain="体制机制")
E = IndicatorSpec("E", "E", computed_max=300, judged_max=700, domain=None)


def test_trimming_shows_who_was_trimmed_and_what_the_rest_give() -> None:
    given_marks = [Mark(300, expert="周"), Mark(100, expert="吴"), Mark(150, expert="郑"), Mark(225, expert="王")]

    cell = explain_cell(given_marks, spec=B2, policy=DEFAULT_POLICY, computed=160)

    assert cell.step is Step.TRIMMED
    assert (cell.policy_field, cell.policy_value) == ("cell_rule", "mean_then_trim")
    assert [(use.mark.expert, use.kept, use.share) for use in cell.marks] == [
        ("吴", 0, 0),
        ("郑", 1, Fraction(1, 2)),
        ("王", 1, Fraction(1, 2)),
        ("周", 0, 0),
    ]
    assert (cell.judged, cell.computed, cell.points) == (Fraction("1.875"), 160, Fraction("3.475"))
    assert cell.rate == Fraction("0.695")


def test_a_mark_can_be_trimmed_in_part() -> None:
    policy = make_policy(expert_weights="table")

    cell = explain_cell(marks(500, 700, (880, 3), 900), spec=E_OF_10, policy=policy)

    assert [use.kept for use in cell.marks] == [0, Fraction(1, 2), Fraction(5, 2), 0]
    assert cell.judged == (Fraction("0.5") * 7 + Fraction("2.5") * Fraction("8.8")) / 3


E_OF_10 = IndicatorSpec("E", "E", computed_max=0, judged_max=1000, domain=None)


def test_a_single_mark_is_called_one() -> None:
    cell = explain_cell(marks(200), spec=B2, policy=DEFAULT_POLICY)

    assert (cell.step, cell.points) == (Step.SINGLE, 2)


def test_e_without_promises_shows_by_what_it_was_scaled() -> None:
    cell = explain_cell(marks(500, 550, 630), spec=E, policy=DEFAULT_POLICY, computed_applies=False)

    assert (cell.step, cell.judged, cell.computed) == (Step.MEAN, Fraction("5.6"), None)
    assert (cell.scaled_by, cell.points) == (Fraction(10, 7), 8)


def test_an_indicator_that_nobody_judges_has_its_computed_points() -> None:
    cell = explain_cell((), spec=IndicatorSpec("A1", "A", 500, 0, "体制机制"), policy=DEFAULT_POLICY, computed=450)

    assert (cell.step, cell.marks, cell.reconciled, cell.points) == (None, (), None, Fraction("4.5"))


@given(
    st.lists(st.tuples(st.integers(0, 1800), st.integers(1, 5)), min_size=3, max_size=7),
    st.sampled_from(CellRule),
    st.booleans(),
)
def test_the_explanation_is_the_evaluation(
    given_marks: list[tuple[int, int]], rule: CellRule, applies: bool
) -> None:
    system, policy = small_system(), make_policy(expert_weights="table", cell_rule=rule)
    city = GivenCity(marks={"E": given_marks}, computed_off=frozenset() if applies else frozenset({"E"}))
    result = evaluate(make_cube(system, [city], weighted=True), policy=policy)
    e = system.index("E")

    cell = explain_cell(
        result.cube.cell_marks(0, e),
        spec=system.indicators[e],
        policy=policy,
        computed=1200,
        computed_applies=applies,
    )

    assert cell.points == result.indicator_points(0, e)
    assert cell.judged == sum(use.mark.points * use.share for use in cell.marks) / 100
    assert cell.reconciled is not None
    assert cell.reconciled.spread == result.spreads[0, e]
    assert cell.reconciled.divergent == result.divergent[0, e]


def test_a_settled_value_stands_in_place_of_what_the_marks_give() -> None:
    cell = explain_cell(marks(100, 150, 300), spec=B2, policy=DEFAULT_POLICY, computed=160, settled=250)

    assert (cell.settled, cell.judged, cell.points) == (250, Fraction("2.5"), Fraction("4.1"))
    assert [use.mark.points for use in cell.marks] == [100, 150, 300]
