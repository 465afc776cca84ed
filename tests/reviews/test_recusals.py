"""Recusal: by rule, declared, entered; what it blocks and what it voids."""

import pytest

from accounts.errors import PortalError
from accounts.models import AuditEvent
from notices.models import Notice
from reviews.errors import ReviewError
from reviews.models import Assignment, PanelMember, RankingState, Recusal, ScoreSheetVersion
from reviews.queries.assignments import assignments_for
from reviews.services.recusals import declare_recusals, enter_recusals, refresh_rule_recusals, sign_pledge
from rounds.models import Action, Role, RoundRole, Stage
from tests.make import (
    make_city,
    make_expert,
    make_leader,
    make_round,
    make_stage,
    make_submission,
    make_user,
)
from tests.reviews.build import make_desk, requested, submit, verbs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def member_of(desk):
    return PanelMember.objects.get(round=desk.round, expert=desk.expert)


def test_an_expert_of_a_citys_bureau_is_recused_from_that_city():
    round = make_round()
    shenzhen, suzhou = make_city("深圳"), make_city("苏州")
    for city in (shenzhen, suzhou):
        make_submission(round, city)
    expert = make_expert(round, employer="深圳市发展改革委", employer_city=shenzhen)

    refresh_rule_recusals(round, by=None)

    found = Recusal.objects.get()
    assert (found.expert, found.city, found.kind) == (expert, shenzhen, "employer")
    assert found.reason == f"The expert's employer, 深圳市发展改革委, belongs to {shenzhen}."


def test_an_expert_of_a_provinces_authority_is_recused_from_all_its_cities():
    round = make_round()
    first, second, other = make_city(province="广东省"), make_city(province="广东省"), make_city(province="江苏省")
    for city in (first, second, other):
        make_submission(round, city)
    make_expert(round, employer_province=first.province)

    refresh_rule_recusals(round, by=None)

    assert set(Recusal.objects.values_list("city", "kind")) == {(first.pk, "province"), (second.pk, "province")}


def test_rule_recusals_are_entered_once_and_stay_when_the_employer_changes():
    round = make_round()
    city = make_city()
    make_submission(round, city)
    expert = make_expert(round, employer_city=city)
    refresh_rule_recusals(round, by=None)
    expert.employer_city = None
    expert.save()

    assert refresh_rule_recusals(round, by=None) == []
    assert Recusal.objects.count() == 1


def test_an_expert_declares_cities_with_a_reason():
    desk = make_desk()

    declare_recusals(
        member=member_of(desk), cities=[desk.submission.city], reason=" 曾编制清单 ", by=desk.expert.user
    )

    found = Recusal.objects.get()
    assert (found.kind, found.reason, found.entered_by) == ("declared", "曾编制清单", desk.expert.user)
    assert verbs() == ["recuse"]


def test_a_recusal_without_reason_or_city_is_refused():
    desk = make_desk()
    member, city = member_of(desk), desk.submission.city

    with pytest.raises(ReviewError, match="needs a reason") as refused:
        declare_recusals(member=member, cities=[city], reason="  ", by=desk.expert.user)
    assert refused.value.field == "reason"
    with pytest.raises(ReviewError, match="at least one city") as refused:
        declare_recusals(member=member, cities=[], reason="x", by=desk.expert.user)
    assert refused.value.field == "cities"
    assert not Recusal.objects.exists()


def test_a_city_is_declared_once():
    desk = make_desk()
    declare_recusals(member=member_of(desk), cities=[desk.submission.city], reason="x", by=desk.expert.user)

    with pytest.raises(ReviewError, match="Recused already"):
        declare_recusals(member=member_of(desk), cities=[desk.submission.city], reason="y", by=desk.expert.user)

    assert Recusal.objects.get().reason == "x"


def test_nobody_declares_for_another():
    desk = make_desk()

    with pytest.raises(ReviewError, match="for themselves"):
        declare_recusals(
            member=member_of(desk), cities=[desk.submission.city], reason="x", by=make_expert(desk.round).user
        )
    assert not Recusal.objects.exists()


@pytest.mark.parametrize("kind", [None, RoundRole.Kind.CHAIR, RoundRole.Kind.OBSERVER])
def test_only_the_secretariat_enters_recusals(kind):
    desk = make_desk()
    by = make_leader(desk.round, kind) if kind else make_user()

    with pytest.raises(ReviewError, match="Only the secretariat"):
        enter_recusals(round=desk.round, expert=desk.expert, cities=[desk.submission.city], reason="x", by=by)
    assert not Recusal.objects.exists()


def test_a_recusal_takes_an_assignment_without_sheet_back():
    desk = make_desk()

    enter_recusals(
        round=desk.round,
        expert=desk.expert,
        cities=[desk.submission.city],
        reason="亲属任职",
        by=make_leader(desk.round),
    )

    assert not Assignment.objects.exists()
    assert requested(desk.round) == 1
    notice = Notice.objects.get(recipient=desk.expert.user)
    assert notice.text_en == f"The secretariat has recused you from {desk.submission.city}: 亲属任职"


def test_a_late_recusal_voids_what_counts_on_record():
    desk = make_desk()
    colleague = make_desk(desk.round)
    submit(desk)
    submit(colleague)
    leader = make_leader(desk.round)

    enter_recusals(
        round=desk.round, expert=desk.expert, cities=[desk.submission.city], reason="亲属任职", by=leader
    )

    desk.refresh_from_db()
    voided = ScoreSheetVersion.objects.get(sheet__assignment=desk)
    assert (voided.from_version, voided.to_version) == (1, 3)
    assert voided.why_ended == "Recusal: Entered by the secretariat"
    assert desk.state == "draft"
    assert ScoreSheetVersion.objects.get(sheet__assignment=colleague).to_version is None
    assert requested(desk.round) == 3
    event = AuditEvent.objects.get(verb="recuse")
    assert f'"voided_versions": [{voided.pk}]' in event.data
    assert not assignments_for(desk.expert.user).exists()


def test_a_late_recusal_of_a_frozen_result_is_refused_whole():
    desk = make_desk()
    submit(desk)
    RankingState.objects.update(frozen=True)

    with pytest.raises(ReviewError, match="frozen"):
        declare_recusals(member=member_of(desk), cities=[desk.submission.city], reason="x", by=desk.expert.user)

    assert not Recusal.objects.exists()
    assert ScoreSheetVersion.objects.get().to_version is None
    assert Assignment.objects.get().state == "deployed"


def test_the_pledge_is_signed_once_by_the_expert():
    round = make_round()
    expert = make_expert(round)
    PanelMember.objects.update(pledged_at=None)
    member = PanelMember.objects.get()

    with pytest.raises(ReviewError, match="for themselves"):
        sign_pledge(member=member, by=make_user())
    assert sign_pledge(member=member, by=expert.user).pledged_at is not None
    with pytest.raises(ReviewError, match="signed the pledge already"):
        sign_pledge(member=member, by=expert.user)
    assert verbs() == ["sign_pledge"]


def test_whoever_may_score_may_declare():
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.REVIEW, {Role.EXPERT: [Action.SCORE]})
    desk = make_desk(round)

    declare_recusals(member=member_of(desk), cities=[desk.submission.city], reason="x", by=desk.expert.user)

    assert Recusal.objects.count() == 1


def test_outside_the_stages_nothing_is_signed_or_declared():
    round = make_round(everything_open=False)
    make_stage(round, Stage.Kind.FILING, {Role.CITY: [Action.WRITE_SUBMISSION]})
    desk = make_desk(round)

    with pytest.raises(PortalError, match="no open stage"):
        declare_recusals(member=member_of(desk), cities=[desk.submission.city], reason="x", by=desk.expert.user)
    assert not Recusal.objects.exists()
