"""The assignment by flow as the secretariat uses it: rules, seed, drafts, pins, top-up, worker, table, leaving."""

import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.imports import carry_out, read_table, try_table
from accounts.models import AuditEvent
from notices.models import Notice
from reviews import arranging
from reviews.errors import ReviewError
from reviews.models import Assignment, AssignmentRun, KeptOut, PanelMember, PastTie, ScoreSheetVersion
from reviews.queries.asking import reasons_of
from reviews.queries.assignments import deployable
from reviews.queries.deployment import difference_of
from reviews.queries.gaps import MendableGap, mendable_gaps
from reviews.queries.panel import pairing_of
from reviews.queries.runs import lever_sentences
from reviews.queries.why import why_of_city
from reviews.resources import AssignmentResource
from reviews.services import arranging as services
from reviews.services.arranging import Limits, change_rules, draw_seed, propose_assignments
from reviews.services.assignments import (
    assign_by_hand,
    deploy_assignments,
    fingerprint_of,
    keep_out,
    let_in,
    pin_assignment,
    remove_assignment,
    undeploy_assignments,
)
from reviews.services.leaving import leave_panel
from reviews.services.recusals import declare_recusals
from rounds.models import RoundRole
from scoring.choices import Design
from scoring.policy import ReconciliationPolicy
from tests.make import (
    make_assignment,
    make_city,
    make_expert,
    make_leader,
    make_round,
    make_submission,
    make_user,
)
from tests.reviews.build import draft, make_desk, make_material, queries_of, recuse, requested, submit, verbs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]

BY_CITY = ReconciliationPolicy(design=Design.BY_CITY, panel=1, max_marks=1, min_marks=1).to_dict()


def pairs(round):
    rows = Assignment.objects.filter(round=round, case=None).select_related("domain")
    return {(a.expert_id, a.submission_id, a.domain.code if a.domain else None) for a in rows}


def deploy(round, by):
    return deploy_assignments(round=round, fingerprint=fingerprint_of(deployable(round)), by=by)


# The public seed


def test_the_seed_is_drawn_once_and_recorded():
    round = make_round()
    make_expert(round)
    leader = make_leader(round)

    rules = draw_seed(round=round, by=leader)

    assert 0 <= rules.seed < 10**12
    assert verbs() == ["draw_seed"]
    with pytest.raises(ReviewError, match=f"drawn already: {rules.seed}"):
        draw_seed(round=round, by=leader)


def test_a_seed_that_was_published_elsewhere_is_taken_with_its_source():
    round = make_round()
    make_expert(round)
    leader = make_leader(round)

    with pytest.raises(ReviewError, match="where the seed comes from"):
        draw_seed(round=round, seed=20230712, by=leader)
    with pytest.raises(ReviewError, match="from 0 to 999999999999; entered: 1000000000000"):
        draw_seed(round=round, seed=10**12, seed_source="彩票", by=leader)
    rules = draw_seed(round=round, seed=20230712, seed_source="福彩双色球第 2023079 期", by=leader)

    assert rules.seed == 20230712
    said = json.loads(AuditEvent.objects.get(verb="draw_seed").data)
    assert (said["seed"], said["source"]) == (20230712, "福彩双色球第 2023079 期")


def test_the_seed_waits_until_everybody_has_declared():
    round = make_round()
    make_expert(round)
    late = make_expert(round)
    PanelMember.objects.filter(expert=late).update(pledged_at=None)

    with pytest.raises(ReviewError, match=f"{late.user.full_name} have not signed"):
        draw_seed(round=round, by=make_leader(round))


def test_a_draft_from_before_the_seed_is_a_trial_and_is_not_deployed():
    round = make_round()
    make_submission(round)
    make_expert(round)
    leader = make_leader(round)
    trial = propose_assignments(round=round, by=leader)

    assert trial.seed is None
    with pytest.raises(ReviewError, match="The draft is a trial"):
        deploy(round, leader)
    rules = draw_seed(round=round, by=leader)
    run = propose_assignments(round=round, by=leader)
    assert (run.seed, deploy(round, leader)) == (rules.seed, 1)


def test_the_same_question_has_the_same_draft():
    round = make_round(policy=BY_CITY)
    for _ in range(4):
        make_submission(round)
    for _ in range(5):
        make_expert(round)
    leader = make_leader(round)
    draw_seed(round=round, by=leader)

    first = propose_assignments(round=round, by=leader)
    made = pairs(round)
    second = propose_assignments(round=round, by=leader)

    assert (first.question_sha256, pairs(round)) == (second.question_sha256, made)
    assert second.outcome["proved"] is True


# Designs and limits


def test_by_city_an_expert_marks_one_domain_of_a_city():
    round = make_round(policy=BY_CITY)
    for _ in range(3):
        make_submission(round)
    for _ in range(4):
        make_expert(round)

    propose_assignments(round=round, by=make_leader(round))

    assert len(pairs(round)) == 6  # three cities, two domains, one expert each
    assert {code for _e, _c, code in pairs(round)} == {"d1", "d2"}
    assert len({(e, c) for e, c, _d in pairs(round)}) == 6


def test_loads_keep_to_the_limits_and_gaps_come_with_levers():
    round = make_round(policy=BY_CITY)
    for _ in range(4):
        make_submission(round)
    make_expert(round, domains=("d1",), capacity=3)
    make_expert(round, domains=("d2",))
    leader = make_leader(round)
    change_rules(round=round, limits=Limits(highest_load=3), anchors=[], by=leader)

    run = propose_assignments(round=round, by=leader)

    assert sorted(pairing_of(round).loads.values()) == [3, 3]
    found = {s["domain"]: (s["missing"], s["raise_load_to"]) for s in run.outcome["shortages"]}
    assert found == {
        "d1": (1, None),
        "d2": (1, 4),
    }  # the first has a highest load of their own: none of all moves it
    domains = pairing_of(round).domains
    levers = {text.split()[1]: told for _blocks, text, told in lever_sentences(run, domains)}
    assert [told[0] for told in levers.values()] == [
        "add 1 expert of the domain, each taking 3", "Raise the round's highest load to 4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("limits", "field", "sentence"),
    [
        (Limits(highest_load=0), "highest_load", "from 1 to 5000; entered: 0"),
        (Limits(lowest_load=-1), "lowest_load", "from 0 to 5000; entered: -1"),
        (Limits(highest_load=3, lowest_load=4), "lowest_load", "The lowest load, 4, is above the highest, 3"),
    ],
)
def test_limits_that_make_no_sense_are_refused(limits, field, sentence):
    round = make_round()

    with pytest.raises(ReviewError, match=sentence) as refused:
        change_rules(round=round, limits=limits, anchors=[], by=make_leader(round))

    assert refused.value.field == field


def test_an_anchor_city_is_marked_by_every_able_expert():
    round = make_round(policy=BY_CITY)
    first, anchor = make_submission(round), make_submission(round)
    for _ in range(3):
        make_expert(round, domains=("d1",))
    leader = make_leader(round)
    change_rules(round=round, limits=Limits(), anchors=[anchor.city], by=leader)

    propose_assignments(round=round, by=leader)

    marking = [city for _e, city, _d in pairs(round)]
    assert (marking.count(anchor.pk), marking.count(first.pk)) == (3, 1)


def test_four_anchor_cities_are_one_too_many():
    round = make_round()
    cities = [make_submission(round).city for _ in range(4)]

    with pytest.raises(ReviewError, match="At most 3 anchor cities; chosen: 4"):
        change_rules(round=round, limits=Limits(), anchors=cities, by=make_leader(round))


def test_an_expert_of_the_same_province_or_with_an_older_tie_is_passed_by():
    round = make_round(policy=BY_CITY)
    submission = make_submission(round, make_city(province="广东省"))
    home = make_expert(round, domains=("d1",), province=submission.city.province)
    older = make_expert(round, domains=("d1",))
    PastTie.objects.create(
        expert=older, kind="paid", organisation="某院", city=submission.city, from_year=2001, to_year=2003
    )
    free = make_expert(round, domains=("d1",))

    propose_assignments(round=round, by=make_leader(round))

    assert {expert for expert, _city, _d in pairs(round)} == {free.pk}
    why = why_of_city(pairing_of(round), submission.pk)[free.pk][0]
    assert (why.match, why.sentences[0]) == (100, "Nobody who may mark it matches better.")
    match = reasons_of(pairing_of(round)).question.match
    assert match is not None
    assert match[:, 0, 0].tolist() == [75, 70, 100]
    assert home.pk < older.pk < free.pk


# Pins, pairs kept out, top-up


def test_pinned_pairs_survive_a_draft_made_anew_and_unpinned_ones_may_go():
    round = make_round(policy=BY_CITY)
    submission, leader = make_submission(round), make_leader(round)
    home = make_expert(round, domains=("d1",), province=submission.city.province)
    make_expert(round, domains=("d1",))
    pinned = assign_by_hand(submission=submission, expert=home, by=leader)

    propose_assignments(round=round, by=leader)
    assert {expert for expert, _c, _d in pairs(round)} == {home.pk}
    pin_assignment(assignment=pinned, pinned=False, by=leader)
    propose_assignments(round=round, by=leader)

    assert home.pk not in {expert for expert, _c, _d in pairs(round)}
    assert verbs()[:3] == ["assign", "propose_assignments", "unpin_assignment"]


def test_a_pair_that_is_kept_out_is_not_proposed_or_added_until_it_is_let_in():
    round = make_round(policy=BY_CITY)
    submission, leader = make_submission(round), make_leader(round)
    expert = make_expert(round, domains=("d1",))
    keep_out(submission=submission, expert=expert, by=leader)

    propose_assignments(round=round, by=leader)
    assert pairs(round) == set()
    with pytest.raises(ReviewError, match="is kept out of"):
        assign_by_hand(submission=submission, expert=expert, by=leader)
    let_in(submission=submission, expert=expert, by=leader)
    propose_assignments(round=round, by=leader)

    assert not KeptOut.objects.exists()
    assert {e for e, _c, _d in pairs(round)} == {expert.pk}


def test_a_top_up_only_fills_gaps():
    round = make_round(policy=BY_CITY)
    first, second = make_submission(round), make_submission(round)
    leader = make_leader(round)
    propose = lambda kind: propose_assignments(round=round, by=leader, kind=kind)  # noqa: E731
    make_expert(round, domains=("d1",), capacity=1)
    propose(AssignmentRun.Kind.ANEW)
    before = pairs(round)
    make_expert(round, domains=("d1",))

    run = propose(AssignmentRun.Kind.TOP_UP)

    assert len(before) == 1
    assert before < pairs(round)
    assert run.outcome["pairs"] == 1
    assert {city for _e, city, _d in pairs(round)} == {first.pk, second.pk}


def test_hands_keep_to_loads_provinces_and_the_design():
    round = make_round(policy=BY_CITY)
    one, two, leader = make_submission(round), make_submission(round), make_leader(round)
    change_rules(round=round, limits=Limits(one_of_a_province=True), anchors=[], by=leader)
    round.policy = ReconciliationPolicy(design=Design.BY_CITY, panel=2, max_marks=3).to_dict()
    round.save()
    province = one.city.province
    busy = make_expert(round, domains=("d1",), capacity=1, province=province)
    neighbour = make_expert(round, domains=("d1",), province=province)
    both = make_expert(round)
    assign_by_hand(submission=one, expert=busy, by=leader)

    for submission, expert, sentence in (
        (two, busy, "has 1 of at most 1 marks to give"),
        (one, neighbour, "is of the same province"),
        (one, both, "marks one domain of a city. Choose which"),
    ):
        with pytest.raises(ReviewError, match=sentence):
            assign_by_hand(submission=submission, expert=expert, by=leader)


def test_what_a_deployment_changes_is_told_against_what_was_known_before():
    desk = make_desk()
    leader = make_leader(desk.round)
    gone = make_desk(desk.round, desk.expert)
    undeploy_assignments(round=desk.round, by=leader)
    remove_assignment(assignment=gone, by=leader)
    new = assign_by_hand(submission=make_material(desk.round), expert=desk.expert, by=leader)

    difference = difference_of(desk.round, list(deployable(desk.round).select_related("submission__city")))

    assert (difference.before, difference.added, difference.again, difference.after) == (0, 2, 1, 2)
    assert difference.gone == [(desk.expert.user.full_name, gone.submission.city.short_name)]
    assert new.is_pinned


# The worker


@pytest.mark.django_db(transaction=True)
def test_a_large_round_is_solved_by_the_worker_with_its_steps(monkeypatch):
    monkeypatch.setattr(services, "IN_A_REQUEST", 0)
    monkeypatch.setattr(services, "_ask", lambda run_id: None)
    round = make_round()
    make_submission(round)
    make_expert(round)

    run = propose_assignments(round=round, by=make_leader(round))
    assert (run.state, pairs(round)) == ("waiting", set())
    arranging.carry_out(run.pk)
    made = pairs(round)
    arranging.carry_out(run.pk)  # delivered twice

    run.refresh_from_db()
    assert (run.state, len(made), pairs(round)) == ("done", 1, made)


@pytest.mark.django_db(transaction=True)
def test_what_changed_while_it_was_solved_is_a_message_and_stores_nothing(monkeypatch):
    monkeypatch.setattr(services, "IN_A_REQUEST", 0)
    monkeypatch.setattr(services, "_ask", lambda run_id: None)
    round = make_round()
    submission = make_submission(round)
    expert = make_expert(round)
    run = propose_assignments(round=round, by=make_leader(round))
    solve = arranging.solved

    def slowly(question, pairing):
        recuse(Assignment(round=round, expert=expert, submission=submission))
        return solve(question, pairing)

    monkeypatch.setattr(arranging, "solved", slowly)
    arranging.carry_out(run.pk)

    run.refresh_from_db()
    assert (run.state, pairs(round)) == ("failed", set())
    assert "changed meanwhile" in run.problem


def test_a_second_draft_supersedes_one_that_waits(monkeypatch):
    monkeypatch.setattr(services, "IN_A_REQUEST", 0)
    round = make_round()
    make_submission(round)
    make_expert(round)
    leader = make_leader(round)
    first = propose_assignments(round=round, by=leader)
    propose_assignments(round=round, by=leader)

    first.refresh_from_db()
    arranging.carry_out(first.pk)
    assert (first.state, first.problem) == ("failed", "Another draft was asked for.")
    assert pairs(round) == set()


# The table


def table(*lines):
    content = "\r\n".join(["username,gb_code,domain", *lines]).encode()
    return read_table(io.BytesIO(content), size=len(content))


def test_assignments_come_from_a_table_under_the_same_checks():
    round = make_round()
    submission, leader = make_submission(round), make_leader(round)
    expert, recused = make_expert(round), make_expert(round)
    recuse(Assignment(round=round, expert=recused, submission=submission))
    name, code = expert.user.username, submission.city.gb_code
    resource = AssignmentResource(round, leader)

    bad = try_table(resource, table(f"{recused.user.username},{code},", f"nobody,{code},", f"{name},999999,"))
    wrong = [" ".join(line.errors).partition(":")[0] for line in bad.errors]
    assert wrong == ["user name", "user name", "GB/T 2260 code"]
    assert "is recused from" in bad.errors[0].errors[0]
    carry_out(AssignmentResource(round, leader), table(f"{name},{code},d2"), verb="import_assignments", by=leader)

    made = Assignment.objects.get()
    assert made.domain
    assert (made.expert, made.domain.code, made.is_pinned, made.state) == (expert, "d2", True, "draft")
    exported = AssignmentResource(round, leader).export()
    assert exported.headers == ["username", "full_name", "gb_code", "city", "domain"]
    lines = [",".join((row[0], row[2], row[4])) for row in exported]
    assert try_table(AssignmentResource(round, leader), table(*lines)).counts == {"unchanged": 1}


# Leaving in mid-round


def test_who_leaves_keeps_what_is_signed_and_passes_on_the_rest():
    signed = make_desk()
    round, expert = signed.round, signed.expert
    submit(signed)
    begun, untouched = make_desk(round, expert), make_desk(round, expert)
    draft(begun, {"B1": "20"})
    successor, leader = make_expert(round), make_leader(round)

    left = leave_panel(round=round, expert=expert, reason="因病", successor=successor, by=leader)

    assert (left.kept, left.unfinished, left.open, left.passed_on, left.refused) == (1, 1, 2, 2, [])
    assert ScoreSheetVersion.objects.filter(to_version=None).count() == 1
    signed.refresh_from_db()
    begun.refresh_from_db()
    assert (signed.state, begun.state) == ("deployed", "draft")
    assert not Assignment.objects.filter(pk=untouched.pk).exists()
    new = Assignment.objects.filter(expert=successor)
    assert {a.submission_id for a in new} == {begun.submission_id, untouched.submission_id}
    assert all(a.is_pinned for a in new)
    member = PanelMember.objects.get(expert=expert)
    assert (member.left_because, member.replaced_by) == ("因病", successor)
    assert "leave_panel" in verbs()


def test_what_somebody_began_and_left_is_a_gap_that_a_top_up_fills(reader):
    """By domain, one expert wanted: the begun sheet stays on record and counts for nothing."""
    one = ReconciliationPolicy(panel=1, max_marks=1, min_marks=1).to_dict()
    begun = make_desk(round := make_round(policy=one), make_expert(round, domains=("d1",)))
    leader = make_leader(round)
    draft(begun, {"B1": "20"})
    assert mendable_gaps(round) == []
    successor = make_expert(round, domains=("d1",))
    make_expert(round, domains=("d2",), capacity=1)
    make_assignment(make_submission(round), make_expert(round, capacity=2))

    leave_panel(round=round, expert=begun.expert, reason="因病", by=leader)

    city = begun.submission.city.short_zh
    assert mendable_gaps(round) == [MendableGap(city, missing=2)]  # a mark in d1, and one in d2
    told = Notice.objects.get(recipient=leader)
    assert "Top up the assignment" in told.text_en
    reader.force_login(leader)
    assert "Top up the gaps" in reader.get(told.link).content.decode()
    assert "1 city lacks experts, and others of the panel are free" in reader.get("/tasks/").content.decode()
    page = reader.get(reverse("reviews:expert", args=[round.slug, begun.expert_id])).content.decode()
    assert "1 city lacks experts and others of the panel are free." in page
    reader.post(reverse("reviews:propose", args=[round.slug]), {"kind": "top_up"})
    assert Assignment.objects.filter(expert=successor, submission=begun.submission).exists()
    assert mendable_gaps(round) == []


def test_gaps_that_nobody_free_can_mend_are_none():
    """Recused, kept out, full or in the city already."""
    desk = make_desk()
    round = desk.round
    barred, full = make_expert(round), make_expert(round, capacity=2)
    recuse(make_assignment(desk.submission, barred))
    make_assignment(make_submission(round), full)
    assert [gap.city for gap in mendable_gaps(round) if gap.city == desk.submission.city.short_zh] == []

    make_expert(round, domains=("d2",))

    assert MendableGap(desk.submission.city.short_zh, missing=2) in mendable_gaps(round)


def test_gaps_are_read_in_as_many_queries_for_five_cities_as_for_one(django_assert_num_queries):
    desk = make_desk()
    make_expert(desk.round)
    with CaptureQueriesContext(connection) as captured:
        mendable_gaps(desk.round)
    for _ in range(4):
        make_assignment(make_submission(desk.round), desk.expert)
    with django_assert_num_queries(len(captured)):
        assert len(mendable_gaps(desk.round)) == 5


def test_a_recusal_of_what_is_not_signed_asks_the_secretariat_for_a_top_up():
    desk = make_desk()
    leader = make_leader(desk.round)
    member = PanelMember.objects.get(expert=desk.expert)

    declare_recusals(member=member, cities=[desk.submission.city], reason="亲属任职", by=desk.expert.user)

    told = Notice.objects.get(recipient=leader)
    assert f"{desk.submission.city} has lost an expert because of a recusal." in told.text_en
    assert told.link.endswith("/assignments/?show=short")


def test_to_who_has_left_nothing_is_open(client):
    desk = make_desk()
    leave_panel(round=desk.round, expert=desk.expert, reason="因病", by=make_leader(desk.round))
    client.force_login(desk.expert.user)

    for name in ("queue", "pledge"):
        assert client.get(reverse(f"reviews:{name}", args=[desk.round.slug])).status_code == 404


@pytest.mark.parametrize("kind", [None, RoundRole.Kind.CHAIR, RoundRole.Kind.OBSERVER])
def test_only_the_secretariat_arranges(kind):
    desk = make_desk()
    round, by = desk.round, make_leader(desk.round, kind) if kind else make_user()
    acts = (
        lambda: draw_seed(round=round, by=by),
        lambda: change_rules(round=round, limits=Limits(), anchors=[], by=by),
        lambda: pin_assignment(assignment=desk, pinned=True, by=by),
        lambda: keep_out(submission=desk.submission, expert=desk.expert, by=by),
        lambda: let_in(submission=desk.submission, expert=desk.expert, by=by),
        lambda: leave_panel(round=round, expert=desk.expert, reason="x", by=by),
    )

    for act in acts:
        with pytest.raises(ReviewError, match="Only the secretariat"):
            act()
    assert requested(round) == 0
    assert connection.in_atomic_block


def test_the_matrix_takes_as_many_queries_for_many_cities(reader):
    round = make_round()
    leader = make_leader(round)
    reader.force_login(leader)
    counts = []
    for number in (1, 4):
        for _ in range(number):
            make_material(round)
            make_expert(round)
        propose_assignments(round=round, by=leader)
        counts.append(queries_of(reader, reverse("reviews:assignments", args=[round.slug])))

    assert counts[0] == counts[1]
