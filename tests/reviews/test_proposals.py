"""V1: what the rules propose is accepted, corrected with a reason, or doubted; nothing changes silently."""

from decimal import Decimal

import pytest
from django.urls import reverse

from notices.models import Notice
from reviews.errors import Incomplete, ReviewError
from reviews.models import Doubt, Proposal, Verification
from reviews.queries.assignments import readable_assignments_for
from reviews.queries.sheets import desk_of
from reviews.queries.verification import clear_values, computed_indicators, verification_grid
from reviews.services.doubts import answer_doubt, raise_doubt
from reviews.services.proposals import bring_proposals_up_to_date
from reviews.services.verification import (
    Accepted,
    Computed,
    accept_clear_values,
    fingerprint_of,
    verify_points,
)
from rounds.models import Indicator, RoundRole
from tests.make import make_assignment, make_expert, make_leader, make_round, make_submission
from tests.reviews.build import accept, make_material, make_proposals, queries_of, requested, verbs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]


@pytest.fixture
def submission():
    """Accepted, with 4.5 of 5 and 7.25 of 10 computed points proposed."""
    submission = make_material(make_round())
    make_proposals(submission, A1="4.5", C1="7.25")
    return submission


def sha256(submission, code):
    return Proposal.objects.get(version=submission.accepted_version, indicator__code=code).sha256


def decide(submission, by=None, **values):
    return verify_points(submission=submission, values=values, by=by or make_leader(submission.round))


def accepted(submission, code, **more):
    return Accepted(sha256(submission, code), **more)


def cells(round):
    indicators = computed_indicators(round)
    codes = [indicator.code for indicator in indicators]
    return [dict(zip(codes, row.cells, strict=True)) for row in verification_grid(round, indicators)]


def test_a_city_without_data_is_proposed_nothing_and_that_is_flagged():
    submission = make_material(make_round())

    assert bring_proposals_up_to_date(submission.round) == 1

    found = Proposal.objects.get(indicator__code="A1")
    assert (found.points, found.applies, found.is_flagged) == (Decimal(0), True, True)
    assert found.computed["flags"] == ["no_data", "no_target"]


def test_proposals_are_made_once_and_again_when_the_round_says_something_else():
    submission = make_material(make_round())
    bring_proposals_up_to_date(submission.round)

    assert bring_proposals_up_to_date(submission.round) == 0
    submission.round.reference_targets = {"gdp_growth": "6"}
    submission.round.save()
    assert bring_proposals_up_to_date(submission.round) == 1
    assert Proposal.objects.get(indicator__code="A1").computed["flags"] == ["no_data", "reference_target"]
    assert Proposal.objects.count() == 2


def test_a_rule_that_cannot_be_used_proposes_nothing():
    submission = make_material(make_round())
    Indicator.objects.filter(code="A1").update(rule_parameters={})

    bring_proposals_up_to_date(submission.round)

    assert Proposal.objects.get(indicator__code="A1").points is None
    with pytest.raises(Incomplete, match="A1"):
        decide(submission, A1=accepted(submission, "A1"))


def test_an_accepted_value_keeps_rule_arithmetic_rows_and_version(submission):
    [verified] = decide(submission, A1=accepted(submission, "A1"))

    verified.refresh_from_db()
    assert (verified.kind, verified.points, verified.from_version) == ("accepted", Decimal("4.50"), 1)
    assert verified.material_version == submission.accepted_version
    assert verified.computed["rule"] == "completion_rate"
    assert verified.computed["parameters"] == {"series": "gdp_growth"}
    assert verified.computed["sources"][0]["said"] == "100"
    assert requested(submission.round) == 1
    assert verbs() == ["verify_points"]


def test_accepting_twice_stores_once(submission):
    leader = make_leader(submission.round)
    [verified] = decide(submission, leader, A1=accepted(submission, "A1"))

    assert decide(submission, leader, A1=accepted(submission, "A1", base=verified.pk)) == []


def test_a_value_that_changed_after_it_was_read_is_not_accepted(submission):
    read = accepted(submission, "A1")
    make_proposals(submission, A1="4.4", C1="7.25")

    with pytest.raises(Incomplete) as refused:
        decide(submission, A1=read)

    assert refused.value.problems["A1"].startswith("The computed value changed after you opened this page")
    assert not Verification.objects.exists()


def test_a_correction_keeps_the_proposal_beside_its_reason(submission):
    [verified] = decide(submission, A1=Computed(Decimal("4.1"), "公报更正"))

    assert (verified.kind, verified.source, verified.computed["points"]) == ("corrected", "公报更正", 450)


def test_a_newer_version_marks_what_changed_and_nothing_else(submission):
    decide(submission, A1=accepted(submission, "A1"), C1=accepted(submission, "C1"))
    accept(submission)
    make_proposals(submission, A1="4.5", C1="8")

    [city] = cells(submission.round)
    assert {code: cell.is_changed for code, cell in city.items()} == {"A1": False, "C1": True}
    assert city["C1"].points == Decimal("7.25")  # what counts is not touched


def test_a_changed_value_is_accepted_again_or_kept_with_its_reason(submission):
    leader = make_leader(submission.round)
    [a1, c1] = decide(submission, leader, A1=accepted(submission, "A1"), C1=Computed(Decimal(7), "核减"))
    accept(submission)
    make_proposals(submission, A1="3", C1="8")

    decide(
        submission,
        leader,
        A1=accepted(submission, "A1", base=a1.pk),
        C1=Computed(Decimal(7), "核减", base=c1.pk, keeps=True),
    )

    [city] = cells(submission.round)
    assert {code: (cell.points, cell.is_changed) for code, cell in city.items()} == {
        "A1": (Decimal(3), False),
        "C1": (Decimal(7), False),
    }


def test_saving_the_page_does_not_keep_a_changed_value_by_itself(submission):
    leader = make_leader(submission.round)
    [c1] = decide(submission, leader, C1=Computed(Decimal(7), "核减"))
    accept(submission)
    make_proposals(submission, A1="3", C1="8")

    assert decide(submission, leader, C1=Computed(Decimal(7), "核减", base=c1.pk)) == []


def test_only_values_with_nothing_to_look_at_are_accepted_together():
    round = make_round()
    one, two = make_material(round), make_material(round)
    make_submission(round)
    make_proposals(one, A1="4", C1=None)
    make_proposals(two, A1="5", C1="10")
    doubt(make_desk_for(two), "C1")
    clear = clear_values(round)

    assert [(row.submission, row.indicator.code) for row in clear] == [(one, "A1"), (two, "A1")]
    new = accept_clear_values(
        round=round, fingerprint=fingerprint_of(clear), cities=[one.pk, two.pk], by=make_leader(round)
    )
    assert sorted((row.submission_id, row.points, row.kind) for row in new) == [
        (one.pk, Decimal(4), "accepted"),
        (two.pk, Decimal(5), "accepted"),
    ]
    assert requested(round) == 1
    assert verbs()[-2:] == ["verify_points", "verify_points"]


def test_only_chosen_cities_are_accepted_and_a_changed_list_is_refused():
    round = make_round()
    one, two = make_material(round), make_material(round)
    make_proposals(one, A1="4", C1="9")
    make_proposals(two, A1="5", C1="10")
    seen, leader = fingerprint_of(clear_values(round)), make_leader(round)

    accept_clear_values(round=round, fingerprint=seen, cities=[two.pk], by=leader)
    assert set(Verification.objects.values_list("submission", flat=True)) == {two.pk}
    with pytest.raises(ReviewError, match="changed after you opened this page"):
        accept_clear_values(round=round, fingerprint=seen, cities=[one.pk], by=leader)
    with pytest.raises(ReviewError, match="Choose at least one city"):
        accept_clear_values(round=round, fingerprint=fingerprint_of(clear_values(round)), cities=[], by=leader)


@pytest.mark.parametrize("kind", [RoundRole.Kind.CHAIR, RoundRole.Kind.AUTHORITY])
def test_only_the_secretariat_accepts_together(kind, submission):
    clear = clear_values(submission.round)

    with pytest.raises(ReviewError, match="Only the secretariat"):
        accept_clear_values(
            round=submission.round,
            fingerprint=fingerprint_of(clear),
            cities=[submission.pk],
            by=make_leader(submission.round, kind),
        )


def make_desk_for(submission, expert=None):
    expert = expert or make_expert(submission.round)
    assignment = make_assignment(submission, expert)
    desk = desk_of(readable_assignments_for(expert.user), assignment.pk)
    assert desk is not None
    return desk


def doubt(desk, code, text="与统计年鉴不一致"):
    indicator = Indicator.objects.get(system=desk.assignment.round.indicator_system, code=code)
    return raise_doubt(desk=desk, indicator=indicator, text=text, by=desk.assignment.expert.user)


def test_a_doubt_reaches_the_secretariat_and_changes_no_value(submission):
    leader = make_leader(submission.round)
    decide(submission, leader, A1=accepted(submission, "A1"))

    doubt(make_desk_for(submission), "A1")

    [city] = cells(submission.round)
    assert (city["A1"].points, city["A1"].has_doubt, city["C1"].has_doubt) == (Decimal("4.50"), True, False)
    assert requested(submission.round) == 1
    assert "与统计年鉴不一致" in Notice.objects.get(recipient=leader).text_zh


@pytest.mark.parametrize(
    ("text", "sentence"), [(" ", "Say it in words."), ("字" * 1001, "The text has 1001 characters; at most 1000")]
)
def test_a_doubt_needs_words_and_not_too_many(submission, text, sentence):
    with pytest.raises(ReviewError, match=sentence):
        doubt(make_desk_for(submission), "A1", text)
    assert not Doubt.objects.exists()


def test_one_doubt_of_an_expert_is_open_at_a_time_and_answered_once(submission):
    desk, leader = make_desk_for(submission), make_leader(submission.round)
    first = doubt(desk, "A1")
    with pytest.raises(ReviewError, match="not answered yet"):
        doubt(desk, "A1", "再说一次")

    answer_doubt(doubt=first, answer="已核对年鉴第12页", by=leader)
    with pytest.raises(ReviewError, match="answered already"):
        answer_doubt(doubt=first, answer="又一次", by=leader)
    doubt(desk, "A1", "仍有疑问")

    assert "已核对年鉴第12页" in Notice.objects.get(recipient=desk.assignment.expert.user).text_zh
    assert list(Doubt.objects.values_list("answer", flat=True)) == ["已核对年鉴第12页", ""]


def test_experts_see_their_own_doubts_only(reader, submission):
    own, other = make_desk_for(submission), make_desk_for(submission)
    doubt(own, "A1", "我的疑问")
    doubt(other, "A1", "别人的疑问")
    reader.force_login(own.assignment.expert.user)

    page = reader.get(
        reverse("reviews:computed", args=[submission.round.slug, own.assignment.pk])
    ).content.decode()

    assert "我的疑问" in page
    assert "别人的疑问" not in page
    foreign = reverse("reviews:computed", args=[submission.round.slug, other.assignment.pk])
    assert reader.get(foreign).status_code == 404


def test_an_expert_doubts_a_value_in_the_browser(reader, submission):
    desk = make_desk_for(submission)
    reader.force_login(desk.assignment.expert.user)
    where = reverse("reviews:computed", args=[submission.round.slug, desk.assignment.pk])

    empty = reader.post(where, {"code": "C1", "text": ""}).content.decode()
    assert "Say it in words." in empty
    assert reader.post(where, {"code": "B1", "text": "x"}).status_code == 404  # nothing is computed there
    reader.post(where, {"code": "C1", "text": "口径不一致"})

    assert Doubt.objects.get().text == "口径不一致"


def city_page(submission):
    return reverse("reviews:verify-city", args=[submission.round.slug, submission.pk])


def test_a_value_is_accepted_with_one_click_and_what_was_typed_elsewhere_is_stored_too(reader, submission):
    reader.force_login(make_leader(submission.round))
    seen = {f"seen_{code}": sha256(submission, code) for code in ("A1", "C1")}

    page = reader.get(city_page(submission)).content.decode()
    assert "Accept 4.50 points" in page
    reader.post(city_page(submission), {**seen, "accept": "A1", "points_C1": "7", "source_C1": "核减重复项"})

    stored = Verification.objects.values_list("indicator__code", "kind", "points", "source")
    assert set(stored) == {("A1", "accepted", Decimal("4.5"), ""), ("C1", "corrected", Decimal(7), "核减重复项")}


def test_everything_clear_of_a_city_is_accepted_with_one_click(reader):
    submission = make_material(make_round())
    make_proposals(submission, A1="4.5", C1=None)
    reader.force_login(make_leader(submission.round))
    seen = {f"seen_{code}": sha256(submission, code) for code in ("A1", "C1")}

    reader.post(city_page(submission), {**seen, "accept": "clear"})

    assert list(Verification.objects.values_list("indicator__code", flat=True)) == ["A1"]


def test_values_of_all_cities_are_accepted_after_a_look_at_the_list(reader, submission):
    reader.force_login(make_leader(submission.round))
    where = reverse("reviews:accept-clear", args=[submission.round.slug])
    seen = reader.get(where)

    assert "4.50" in seen.content.decode()
    stale = reader.post(where, {"fingerprint": "0", "city": submission.pk}).content.decode()
    assert "changed after you opened this page" in stale
    reader.post(where, {"fingerprint": seen.context["fingerprint"], "city": submission.pk})

    assert Verification.objects.count() == 2


def test_a_doubt_is_answered_in_the_browser(reader, submission):
    raised = doubt(make_desk_for(submission), "A1")
    reader.force_login(make_leader(submission.round))
    where = reverse("reviews:answer-doubt", args=[submission.round.slug, raised.pk])

    assert "Say it in words." in reader.post(where, {"answer": ""}).content.decode()
    answer = reader.post(where, {"answer": "已核对"})

    assert answer["Location"] == f"{city_page(submission)}#A1"
    assert "已核对" in reader.get(city_page(submission)).content.decode()


@pytest.mark.parametrize("name", ["accept-clear", "verification"])
def test_the_lists_ask_as_much_for_five_cities_as_for_one(reader, submission, name):
    round = submission.round
    reader.force_login(make_leader(round))
    where = reverse(f"reviews:{name}", args=[round.slug])
    counts = [queries_of(reader, where)]
    for _ in range(4):
        make_proposals(make_material(round), A1="4", C1="9")
    counts.append(queries_of(reader, where))

    assert counts[0] == counts[1] <= {"accept-clear": 17, "verification": 15}[name]
