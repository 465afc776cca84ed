"""Assignment by domain: proposal, changes by hand, deployment."""

import pytest

from accounts.errors import PortalError
from cities.models import Submission
from notices.models import Notice
from reviews.errors import ReviewError
from reviews.models import Assignment, AssignmentRules, PanelMember, ScoreSheet
from reviews.queries.assignments import deployable
from reviews.queries.panel import pairing_of
from reviews.services.arranging import draw_seed
from reviews.services.arranging import propose_assignments as ask_for_a_draft
from reviews.services.assignments import (
    assign_by_hand,
    deploy_assignments,
    fingerprint_of,
    remove_assignment,
    undeploy_assignments,
)
from rounds.models import Action, Role, RoundRole, Stage
from scoring.policy import ReconciliationPolicy
from tests.make import make_expert, make_leader, make_round, make_stage, make_submission, make_user
from tests.reviews.build import draft, make_desk, make_material, recuse, requested, verbs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def propose_assignments(*, round, by):
    """A draft under a drawn seed: how many pairs it adds."""
    if not AssignmentRules.objects.filter(round=round, seed__isnull=False).exists() and round.panel.exists():
        draw_seed(round=round, by=by)
    return ask_for_a_draft(round=round, by=by).outcome["pairs"]


def deploy(round, by):
    return deploy_assignments(round=round, fingerprint=fingerprint_of(deployable(round)), by=by)


def pairs(round):
    return {
        (a.expert_id, a.submission_id, a.domain.code if a.domain else None)
        for a in Assignment.objects.filter(round=round).select_related("domain")
    }


def test_a_proposal_gives_every_expert_every_city_of_their_domains():
    round = make_round()
    accepted, waiting = make_material(round), make_submission(round)
    make_submission(round, state=Submission.State.WITHDRAWN)
    first, second = make_expert(round), make_expert(round, domains=("d2",))

    assert propose_assignments(round=round, by=make_leader(round)) == 4

    assert pairs(round) == {
        (expert.pk, submission.pk, None) for expert in (first, second) for submission in (accepted, waiting)
    }
    assert set(Assignment.objects.values_list("state", flat=True)) == {"draft"}
    assert requested(round) == 0


def test_a_proposal_leaves_recused_pairs_out():
    desk = make_desk()
    recuse(desk)
    Assignment.objects.all().delete()

    propose_assignments(round=desk.round, by=make_leader(desk.round))

    assert pairs(desk.round) == set()


def test_a_full_domain_takes_only_one_domain_of_an_expert():
    round = make_round(policy=ReconciliationPolicy(panel=1, max_marks=1).to_dict())
    city = make_submission(round)
    narrow = make_expert(round, domains=("d1",))
    wide = make_expert(round)

    propose_assignments(round=round, by=make_leader(round))

    assert pairs(round) == {(narrow.pk, city.pk, None), (wide.pk, city.pk, "d2")}


def test_a_second_proposal_replaces_drafts_and_keeps_what_is_deployed():
    round = make_round()
    make_submission(round)
    first, leader = make_expert(round), make_leader(round)
    propose_assignments(round=round, by=leader)
    deploy(round, leader)
    second = make_expert(round)

    assert propose_assignments(round=round, by=leader) == 1
    assert propose_assignments(round=round, by=leader) == 1

    assert {(a.expert, a.state) for a in Assignment.objects.all()} == {(first, "deployed"), (second, "draft")}


def test_a_proposal_without_a_panel_says_so():
    round = make_round()
    make_submission(round)

    with pytest.raises(ReviewError, match="no experts yet"):
        propose_assignments(round=round, by=make_leader(round))


def test_deploying_makes_drafts_known_and_moves_the_counter():
    round = make_round()
    make_material(round)
    expert, leader = make_expert(round), make_leader(round)
    propose_assignments(round=round, by=leader)

    assert deploy(round, leader) == 1

    deployed = Assignment.objects.get()
    assert (deployed.expert, deployed.state) == (expert, "deployed")
    assert deployed.deployed_at is not None
    assert requested(round) == 1
    assert verbs() == ["draw_seed", "propose_assignments", "deploy_assignments"]
    notice = Notice.objects.get()
    assert (notice.recipient, "1 city has been assigned to you" in notice.text_en) == (expert.user, True)


def test_what_changed_since_the_preview_is_not_deployed():
    round = make_round()
    make_material(round)
    make_expert(round)
    leader = make_leader(round)
    propose_assignments(round=round, by=leader)
    seen = fingerprint_of(deployable(round))
    make_material(round)
    propose_assignments(round=round, by=leader)

    with pytest.raises(ReviewError, match="changed since you looked"):
        deploy_assignments(round=round, fingerprint=seen, by=leader)

    assert set(Assignment.objects.values_list("state", flat=True)) == {"draft"}


def test_a_draft_recused_meanwhile_is_not_deployed():
    desk = make_desk()
    Assignment.objects.update(state="draft", deployed_at=None)
    recuse(desk)

    with pytest.raises(ReviewError, match="no draft to deploy"):
        deploy(desk.round, make_leader(desk.round))


def test_by_hand_one_expert_is_added_for_one_domain():
    round = make_round()
    submission, expert = make_material(round), make_expert(round)

    assign_by_hand(
        submission=submission, expert=expert, domain=expert.domains.get(code="d2"), by=make_leader(round)
    )

    assert pairs(round) == {(expert.pk, submission.pk, "d2")}


def test_by_hand_the_same_checks_hold():
    round = make_round(policy=ReconciliationPolicy(panel=1, max_marks=1).to_dict())
    desk = make_desk(round)
    leader = make_leader(round)
    recused = make_expert(round)
    recuse(Assignment(round=round, expert=recused, submission=desk.submission))
    stranger = make_expert()
    gone = make_submission(round, state=Submission.State.WITHDRAWN)
    other_field = make_expert(round, domains=("d9",))

    for submission, expert, sentence in (
        (desk.submission, desk.expert, "is assigned to .* already"),
        (desk.submission, recused, "is recused from"),
        (desk.submission, stranger, "not in the panel"),
        (desk.submission, make_expert(round), "has 1 experts for .* at most 1"),
        (desk.submission, other_field, "No indicator of this round"),
        (gone, desk.expert, "has withdrawn"),
    ):
        with pytest.raises(ReviewError, match=sentence):
            assign_by_hand(submission=submission, expert=expert, by=leader)

    assert Assignment.objects.count() == 1


def test_an_assignment_without_scores_is_removed():
    desk = make_desk()
    leader = make_leader(desk.round)

    remove_assignment(assignment=desk, by=leader)

    assert not Assignment.objects.exists()
    assert requested(desk.round) == 1
    assert verbs() == ["remove_assignment"]


def test_an_assignment_with_scores_is_never_removed():
    desk = make_desk()
    draft(desk, {"B1": "20"})

    with pytest.raises(ReviewError, match=r"has worked on .* already"):
        remove_assignment(assignment=desk, by=make_leader(desk.round))

    assert Assignment.objects.count() == 1


def test_undeploying_spares_what_has_scores():
    begun = make_desk()
    untouched = make_desk(begun.round)
    draft(begun, {"B1": "20"})

    assert undeploy_assignments(round=begun.round, by=make_leader(begun.round)) == (1, 1)

    states = dict(Assignment.objects.values_list("pk", "state"))
    assert states == {begun.pk: "deployed", untouched.pk: "draft"}


def test_an_empty_sheet_does_not_hold_an_assignment():
    desk = make_desk()
    draft(desk, {"B1": "20"})
    ScoreSheet.objects.get().scores.update(points=None)

    remove_assignment(assignment=desk, by=make_leader(desk.round))

    assert not ScoreSheet.objects.exists()


@pytest.mark.parametrize("kind", [None, RoundRole.Kind.CHAIR, RoundRole.Kind.OBSERVER, RoundRole.Kind.AUTHORITY])
def test_only_the_secretariat_assigns(kind):
    desk = make_desk()
    by = make_leader(desk.round, kind) if kind else make_user()
    acts = (
        lambda: propose_assignments(round=desk.round, by=by),
        lambda: deploy(desk.round, by),
        lambda: undeploy_assignments(round=desk.round, by=by),
        lambda: remove_assignment(assignment=desk, by=by),
        lambda: assign_by_hand(submission=desk.submission, expert=desk.expert, by=by),
    )

    for act in acts:
        with pytest.raises(ReviewError, match="Only the secretariat"):
            act()
    assert Assignment.objects.get().state == "deployed"


def test_outside_the_stages_nothing_is_assigned():
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.REVIEW, {Role.SECRETARIAT: [Action.VERIFY]})

    with pytest.raises(PortalError, match="no open stage in which you can assign experts"):
        propose_assignments(round=round, by=make_leader(round))


def test_the_pairing_is_read_in_as_many_queries_for_five_cities_as_for_one(django_assert_num_queries):
    round = make_round()
    for cities in (1, 4):
        for _ in range(cities):
            make_material(round)
        PanelMember.objects.all().delete()
        for _ in range(cities):
            make_expert(round)
        with django_assert_num_queries(9):
            assert pairing_of(round).shortfalls
