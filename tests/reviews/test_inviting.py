"""Invitations into a panel, their answers, and the draw of whom to ask."""

import json

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent
from notices.models import Letter, Notice
from reviews.errors import ReviewError
from reviews.home import next_steps
from reviews.invitation_links import token_of
from reviews.models import Expert, ExpertDraw, PanelInvitation, PanelMember, Recusal
from reviews.queries.history_of_experts import history_of
from reviews.queries.inviting import drawn_of, is_repeatable, replacements_due
from reviews.services.inviting import answer_invitation, draw_experts, invite_experts, withdraw_panel_invitation
from rounds.models import RoundRole
from scoring.canonical import sha256_of
from scoring.draw import draw
from tests.make import make_city, make_expert, make_leader, make_round, make_submission, make_user
from tests.reviews.build import make_desk, submit, verbs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]


def ask(round, expert, leader=None):
    leader = leader or make_leader(round)
    (made,) = invite_experts(round=round, experts=[expert], by=leader, absolute=lambda path: f"https://x{path}")
    return made


def address(invitation):
    return reverse("reviews:panel-invitation", args=[token_of(invitation)])


def test_an_invited_expert_gets_a_notice_and_a_letter_with_the_link():
    round, expert = make_round(), make_expert()
    expert.user.email = "wang@example.org"
    expert.user.save()

    invitation = ask(round, expert)

    assert Notice.objects.get(recipient=expert.user).link == address(invitation)
    letter = Letter.objects.get()
    assert letter.address == "wang@example.org"
    assert f"https://x{address(invitation)}" in letter.text
    assert not PanelMember.objects.exists()
    with pytest.raises(ReviewError, match="neither in the panel nor asked already"):
        ask(round, expert, invitation.invited_by)


def test_who_accepts_is_in_the_panel_with_the_recusals_of_their_employer(client):
    round = make_round()
    city = make_submission(round, make_city("贵阳市")).city
    expert = make_expert(employer="贵阳市生态环境局")
    invitation = ask(round, expert)
    client.force_login(expert.user)

    answer = client.post(address(invitation), {"accepts": "1"})

    assert (answer.status_code, PanelMember.objects.get().expert) == (200, expert)  # no password yet: its link
    assert Recusal.objects.get().city == city
    assert "accept_panel_invitation" in verbs()
    assert client.get(address(invitation)).status_code == 410


def test_a_reason_for_declining_that_is_too_long_is_refused_whole_beside_what_was_typed(reader):
    invitation = ask(make_round(), make_expert())
    typed = "忙" * 501

    page = reader.post(address(invitation), {"accepts": "0", "reason": typed}).content.decode()

    assert f">{typed}</textarea>" in page
    assert 'id="reason-error">At most 500 characters; these are 501.<' in page
    assert "maxlength" not in page
    invitation.refresh_from_db()
    assert (invitation.answer, invitation.reason) == ("", "")


def test_who_declines_says_why_and_the_secretariat_learns_it(reader):
    round, expert = make_round(), make_expert()
    invitation = ask(round, expert)

    assert "Say why you decline" in reader.post(address(invitation), {"accepts": "0"}).content.decode()
    reader.post(address(invitation), {"accepts": "0", "reason": "出差"})

    invitation.refresh_from_db()
    assert (invitation.answer, invitation.reason) == ("declined", "出差")
    assert not PanelMember.objects.exists()
    assert "has declined: 出差." in Notice.objects.get(recipient=invitation.invited_by).text_en


def test_a_link_that_ended_says_why_and_a_broken_one_does_not_exist(client):
    round = make_round()
    withdrawn, expired = ask(round, make_expert()), ask(round, make_expert())
    withdraw_panel_invitation(invitation=withdrawn, by=withdrawn.invited_by)
    PanelInvitation.objects.filter(pk=expired.pk).update(answer_by=timezone.now())

    assert client.get(address(withdrawn)).status_code == 410
    assert client.get(address(expired)).status_code == 410
    assert client.get(address(expired)[:-3] + "x/").status_code == 404
    for invitation in (withdrawn, expired):
        with pytest.raises(ReviewError):
            answer_invitation(invitation=invitation, accepts=True)


def test_nobody_answers_for_another(client):
    invitation = ask(make_round(), make_expert())
    client.force_login(make_user())

    assert client.post(address(invitation), {"accepts": "1"}).status_code == 410
    assert not PanelMember.objects.exists()


# The draw


def test_a_draw_is_kept_with_all_that_it_follows_from():
    round = make_round()
    leader = make_leader(round)
    for _ in range(6):
        make_expert(domains=("d1",))
    inside = make_expert(round, domains=("d1",))

    made = draw_experts(
        round=round, seats={"d1": 3}, spares=2, seed="0815", seed_source="福彩双色球第 2023080 期", by=leader
    )

    assert (len(made.drawn["d1"]["chosen"]), len(made.drawn["d1"]["spares"])) == (3, 2)
    assert inside.user.username not in made.pool["d1"]
    assert is_repeatable(made)
    assert verbs() == ["draw_experts"]
    said = json.loads(AuditEvent.objects.get().data)
    again = draw(seed=said["seed"], seats=said["seats"], spares=said["spares"], pool=said["pool"])
    assert drawn_of(again) == said["drawn"] == made.drawn
    assert (said["seed_source"], said["result"]) == (made.seed_source, sha256_of(said["drawn"]))
    ExpertDraw.objects.filter(pk=made.pk).update(drawn={"d1": {"chosen": [], "spares": [], "short": 3}})
    made.refresh_from_db()
    assert not is_repeatable(made)


def test_without_a_seed_the_portal_draws_one():
    round = make_round()
    make_expert(domains=("d1",))

    made = draw_experts(round=round, seats={"d1": 2}, spares=0, by=make_leader(round))

    assert (len(made.seed), made.drawn["d1"]["short"]) == (16, 1)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"seats": {}, "spares": 1}, "at least one domain"),
        ({"seats": {"d1": 51}, "spares": 1}, "From 0 to 50 can be drawn; entered: 51"),
        ({"seats": {"d1": 1}, "spares": 21}, "From 0 to 20 can be drawn; entered: 21"),
        ({"seats": {"d1": 1}, "spares": 1, "seed": "5"}, "Say where the seed comes from"),
    ],
)
def test_a_draw_that_makes_no_sense_is_refused(asked, sentence):
    round = make_round()

    with pytest.raises(ReviewError, match=sentence):
        draw_experts(round=round, by=make_leader(round), **asked)

    assert not ExpertDraw.objects.exists()


def test_after_a_decline_the_next_spare_is_named():
    round = make_round()
    for _ in range(3):
        make_expert(domains=("d1",))
    leader = make_leader(round)
    made = draw_experts(round=round, seats={"d1": 1}, spares=1, by=leader)
    by_name = {expert.user.username: expert for expert in Expert.objects.select_related("user")}
    chosen, spare = (by_name[made.drawn["d1"][part][0]] for part in ("chosen", "spares"))
    (invitation,) = invite_experts(round=round, experts=[chosen], draw=made, by=leader, absolute=str)

    answer_invitation(invitation=invitation, accepts=False, reason="出差")

    assert f"The next spare of the draw is {spare}" in Notice.objects.get(recipient=leader).text_en


def drawn(round, leader, seats=1, spares=1):
    """A draw whose chosen were all invited, and the expert of each user name."""
    made = draw_experts(round=round, seats={"d1": seats}, spares=spares, by=leader)
    by_name = {expert.user.username: expert for expert in Expert.objects.select_related("user")}
    chosen = [by_name[name] for name in made.drawn["d1"]["chosen"]]
    spare = [by_name[name] for name in made.drawn["d1"]["spares"]]
    invited = invite_experts(round=round, experts=chosen, draw=made, by=leader, absolute=str)
    return made, {one.expert_id: one for one in invited}, chosen, spare


def test_after_a_decline_the_spare_is_one_click_away_and_then_no_more(reader):
    round = make_round()
    for _ in range(3):
        make_expert(domains=("d1",))
    leader = make_leader(round)
    reader.force_login(leader)
    page = reverse("reviews:invitations", args=[round.slug])
    _made, invitations, (chosen,), (spare,) = drawn(round, leader)
    assert replacements_due(round) == []

    answer_invitation(invitation=invitations[chosen.pk], accepts=False, reason="出差")

    (due,) = replacements_due(round)
    assert (due.declined.expert, due.spare) == (chosen, spare)
    assert f"{chosen} has declined; the next spare of the draw is {spare}." in steps(leader, round)
    assert f"Invite {spare}, the next spare" in reader.get(page).content.decode()
    reader.post(
        reverse("reviews:invite-experts", args=[round.slug]), {"expert": spare.pk, "draw": due.declined.draw_id}
    )
    assert PanelInvitation.objects.get(expert=spare).draw == due.declined.draw
    assert replacements_due(round) == []
    assert "the next spare" not in reader.get(page).content.decode()


def test_two_declines_have_one_spare_where_there_is_one():
    round = make_round()
    for _ in range(3):
        make_expert(domains=("d1",))
    _made, invitations, chosen, (spare,) = drawn(round, make_leader(round), seats=2)

    for expert in chosen:
        answer_invitation(invitation=invitations[expert.pk], accepts=False, reason="出差")

    assert [due.spare for due in replacements_due(round)] == [spare]


def steps(user, round):
    return [step.text for step in next_steps(user, round)]


def test_history_counts_cities_signatures_and_what_came_on_time():
    desk = make_desk()
    submit(desk)
    make_desk(desk.round, desk.expert)

    (past,) = history_of(desk.expert)

    assert (past.round, past.cities, past.signed, past.on_time, past.open) == (desk.round, 2, 1, 1, 1)


def test_strangers_learn_nothing_of_invitations_draws_and_histories(client):
    desk = make_desk()
    leader = make_leader(desk.round)
    invitation = ask(desk.round, make_expert(), leader)
    made = draw_experts(round=desk.round, seats={"d1": 1}, spares=0, by=leader)
    pages = [
        reverse("reviews:invitations", args=[desk.round.slug]),
        reverse("reviews:expert", args=[desk.round.slug, invitation.expert_id]),
    ]
    drawn_pages = [
        reverse("reviews:draws", args=[desk.round.slug]),
        reverse("reviews:draw", args=[desk.round.slug, made.pk]),
    ]
    strangers = (
        desk.expert.user,
        make_user(),
        *(make_leader(desk.round, kind) for kind in (RoundRole.Kind.CHAIR, RoundRole.Kind.OBSERVER)),
    )

    for stranger in strangers:
        client.force_login(stranger)
        assert {client.get(page).status_code for page in pages} == {404}
    for stranger in strangers[:2]:
        client.force_login(stranger)
        assert {client.get(page).status_code for page in drawn_pages} == {404}
    client.force_login(leader)
    assert {client.get(page).status_code for page in pages + drawn_pages} == {200}


@pytest.mark.parametrize(
    "kind",
    [
        RoundRole.Kind.CHAIR,
        RoundRole.Kind.DEPUTY,
        RoundRole.Kind.OBSERVER,
        RoundRole.Kind.AUTHORITY,
    ],
)
def test_all_who_lead_read_a_draw_and_only_the_secretariat_draws(reader, kind):
    round, chosen = make_round(), make_expert(domains=("d1",))
    made = draw_experts(round=round, seats={"d1": 1}, spares=0, by=make_leader(round))
    all_draws = reverse("reviews:draws", args=[round.slug])
    reader.force_login(make_leader(round, kind))

    assert all_draws in reader.get(reverse("home"), follow=True).content.decode()
    assert made.seed in reader.get(all_draws).content.decode()
    page = reader.get(reverse("reviews:draw", args=[round.slug, made.pk])).content.decode()
    assert str(chosen) in page
    assert "The same people in the same order" in page
    assert "Invite those chosen" not in page
    reader.post(all_draws, {"seats_d1": "1", "spares": "0"})
    assert ExpertDraw.objects.get() == made
