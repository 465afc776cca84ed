"""Ties that rules find, recusals that come late, and lifting them by two people."""

import pytest
from django.urls import reverse
from django.utils import timezone, translation

from notices.models import Notice
from reviews.errors import ReviewError
from reviews.home import next_steps
from reviews.jobs import enter_recusals_found_by_rule
from reviews.models import (
    Assignment,
    PanelMember,
    PastTie,
    RankingState,
    Recusal,
    ScoreSheet,
    ScoreSheetVersion,
)
from reviews.queries.assignments import assignments_for
from reviews.queries.ties import found_and_not_entered, ties_by_rule
from reviews.ranking import bring_up_to_date, rebuild
from reviews.services.arranging import propose_assignments
from reviews.services.experts import Profile, Tie, add_tie, add_to_panel, change_expert
from reviews.services.inviting import answer_invitation, invite_experts
from reviews.services.overrides import ask_for_override, decide_override
from reviews.services.recusals import enter_found_recusals, enter_recusals
from rounds.models import RoundRole
from scoring.state import Reason
from tests.make import (
    make_city,
    make_expert,
    make_leader,
    make_round,
    make_scored_city,
    make_submission,
    make_user,
)
from tests.reviews.build import FULL, make_desk, make_material, queries_of, recuse, submit, verbs
from tests.reviews.test_ranking import reasons, standings

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]

YEAR = timezone.localdate().year


def found(round):
    return {(t.expert.pk, t.city.name_zh, str(t.kind)) for t in ties_by_rule(round)}


def city_of(round, name, province="贵州省"):
    return make_submission(round, make_city(name, province=province)).city


@pytest.mark.parametrize(
    ("employer", "expected"),
    [
        ("贵阳市生态环境局", {("贵阳市", "employer")}),
        ("贵州省生态环境厅", {("贵阳市", "province"), ("遵义市", "province")}),
        ("贵州大学", set()),
        ("北京大学", set()),
    ],
)
def test_an_employer_is_read_by_its_name(employer, expected):
    round = make_round()
    city_of(round, "贵阳市")
    city_of(round, "遵义市")
    make_expert(round, employer=employer)

    assert {(city, kind) for _e, city, kind in found(round)} == expected


def test_a_tie_recuses_while_it_lasts_and_for_three_years():
    round = make_round()
    guiyang, zunyi, tongren = (city_of(round, name) for name in ("贵阳市", "遵义市", "铜仁市"))
    expert = make_expert(round)
    for organisation, to_year in (("贵阳市统计局", None), ("遵义市统计局", YEAR - 3), ("铜仁市统计局", YEAR - 4)):
        PastTie.objects.create(
            expert=expert, kind="paid", organisation=organisation, from_year=2005, to_year=to_year
        )

    assert found(round) == {(expert.pk, guiyang.name_zh, "tie"), (expert.pk, zunyi.name_zh, "tie")}
    assert tongren.name_zh == "铜仁市"


@pytest.mark.parametrize("form", ["F7", "F4"])
def test_who_compiled_a_plan_or_inventory_is_recused_from_the_city(form):
    round = make_round()
    submission = make_material(round, make_city("贵阳市"))
    other = make_material(round, make_city("遵义市"))
    expert = make_expert(round, employer="清华大学环境学院")
    make_expert(round, employer="北京大学")
    values = {"compiled_by": "清华大学、某某咨询有限公司", "title": "低碳发展规划", "year": 2019}
    table = {"F7": "years", "F4": "documents"}[form]
    version = submission.accepted_version
    assert version
    rows = [{"row": "1", "values": values, "source": None}]
    version.content = {**version.content, "forms": {form: {table: rows}}}
    version.save()

    assert found(round) == {(expert.pk, "贵阳市", "compiled")}
    (tie,) = ties_by_rule(round)
    assert "清华大学" in tie.reason
    assert form in tie.source
    assert other.city.name_zh == "遵义市"


def test_what_is_only_drafted_by_the_city_is_not_read():
    round = make_round()
    submission = make_material(round, make_city("贵阳市"))
    submission.accepted_version = None
    submission.state = "draft"
    submission.save()
    make_expert(round, employer="清华大学")

    assert found(round) == set()


def test_the_clock_enters_what_voids_nothing_and_leaves_the_rest_to_a_person():
    desk = make_desk()
    round, expert = desk.round, desk.expert
    city, free = desk.submission.city, city_of(desk.round, "遵义市")
    submit(desk)
    for number, one in enumerate((city, free)):
        PastTie.objects.create(
            expert=expert, kind="paid", organisation=f"单位{number}", city=one, from_year=YEAR - 1
        )

    enter_recusals_found_by_rule()

    assert {r.city for r in Recusal.objects.all()} == {free}
    assert [(one.tie.city, one.voids) for one in found_and_not_entered(round)] == [(city, 1)]
    enter_found_recusals(round=round, by=make_leader(round))
    assert {r.city for r in Recusal.objects.all()} == {free, city}
    assert not ScoreSheetVersion.objects.filter(to_version=None).exists()


def steps(round):
    return [step.text for step in next_steps(make_leader(round), round) if "found by rule" in step.text]


def test_a_tie_that_would_void_signed_marks_waits_on_the_home_of_the_secretariat(
    client, django_capture_on_commit_callbacks
):
    desk = make_desk()
    round = desk.round
    submit(desk)
    PastTie.objects.create(
        expert=desk.expert, kind="paid", organisation="单位", city=desk.submission.city, from_year=YEAR - 1
    )
    leader = make_leader(round)
    client.force_login(leader)
    before = int(client.get("/tasks/count").content)

    with django_capture_on_commit_callbacks(execute=True):
        enter_recusals_found_by_rule()

    assert steps(round) == ["1 tie found by rule concerns a city that is signed already: decide."]
    assert int(client.get("/tasks/count").content) == before + 1
    with django_capture_on_commit_callbacks(execute=True):
        client.post(reverse("reviews:enter-found", args=[round.slug]))
    assert steps(round) == []
    assert Recusal.objects.get().city == desk.submission.city


def test_ties_that_wait_in_a_frozen_result_ask_nobody(django_capture_on_commit_callbacks):
    desk = make_desk()
    submit(desk)
    city = desk.submission.city
    PastTie.objects.create(expert=desk.expert, kind="paid", organisation="单位", city=city, from_year=YEAR - 1)
    with django_capture_on_commit_callbacks(execute=True):
        enter_recusals_found_by_rule()

    RankingState.objects.filter(round=desk.round).update(frozen=True)

    assert steps(desk.round) == []


def accept_invitation(round, newcomer):
    (made,) = invite_experts(round=round, experts=[newcomer], by=make_leader(round), absolute=str)
    answer_invitation(invitation=made, accepts=True)


def add_newcomer(round, newcomer):
    add_to_panel(round=round, experts=[newcomer], by=make_leader(round))


def change_employer(round, newcomer):
    PanelMember.objects.create(round=round, expert=newcomer)
    profile = Profile(domains=list(newcomer.domains.all()), employer="遵义市统计局")
    change_expert(round=round, expert=newcomer, profile=profile, by=make_leader(round))


def enter_tie(round, newcomer):
    PanelMember.objects.create(round=round, expert=newcomer)
    add_tie(round=round, expert=newcomer, tie=Tie("paid", "遵义市水务局", YEAR - 1), by=make_leader(round))


ACTS = (accept_invitation, add_newcomer, change_employer, enter_tie)


@pytest.mark.parametrize("act", ACTS)
def test_an_act_on_one_expert_voids_the_marks_of_no_other(act):
    desk = make_desk()
    round, signed, free = desk.round, desk.submission.city, city_of(desk.round, "遵义市")
    submit(desk)
    for number, city in enumerate((signed, free)):
        PastTie.objects.create(
            expert=desk.expert, kind="paid", organisation=f"单位{number}", city=city, from_year=YEAR - 1
        )
    newcomer = make_expert(employer="遵义市生态环境局")

    act(round, newcomer)

    assert {(r.expert, r.city) for r in Recusal.objects.all()} == {(newcomer, free), (desk.expert, free)}
    assert ScoreSheetVersion.objects.filter(to_version=None).exists()
    told = Notice.objects.filter(text_en__contains="A tie was found that closes")
    assert {notice.recipient for notice in told} == {newcomer.user, desk.expert.user}


def test_a_draft_that_is_asked_for_voids_no_signed_marks():
    desk = make_desk()
    submit(desk)
    city = desk.submission.city
    PastTie.objects.create(expert=desk.expert, kind="paid", organisation="单位", city=city, from_year=YEAR - 1)

    propose_assignments(round=desk.round, by=make_leader(desk.round))

    assert not Recusal.objects.exists()
    assert ScoreSheetVersion.objects.filter(to_version=None).exists()


def test_a_tie_entered_for_an_expert_voids_their_own_signed_marks_and_closes_the_city_to_them():
    desk = make_desk()
    submit(desk)

    add_tie(
        round=desk.round,
        expert=desk.expert,
        tie=Tie("paid", "某单位", YEAR - 1, city=desk.submission.city),
        by=make_leader(desk.round),
    )

    assert not ScoreSheetVersion.objects.filter(to_version=None).exists()
    assert not assignments_for(desk.expert.user).exists()
    assert Notice.objects.filter(recipient=desk.expert.user, text_en__contains="A tie was found").count() == 1


def test_entering_a_tie_recuses_at_once():
    desk = make_desk()
    tie = Tie("employed", "某单位", YEAR - 2, city=desk.submission.city)

    add_tie(round=desk.round, expert=desk.expert, tie=tie, by=make_leader(desk.round))

    assert not assignments_for(desk.expert.user).exists()
    assert Recusal.objects.get().kind == "tie"
    assert verbs() == ["add_tie", "recuse"]


@pytest.mark.parametrize(
    ("tie", "field", "sentence"),
    [
        (Tie("paid", " ", 2020), "organisation", "Name the organisation."),
        (Tie("paid", "x", 1900), "from_year", "from 1950 to .*; entered: 1900"),
        (Tie("paid", "x", 2020, 2019), "to_year", "ends in 2019, before it began in 2020"),
        (Tie("paid", "x", YEAR + 1), "from_year", f"entered: {YEAR + 1}"),
    ],
)
def test_a_tie_that_makes_no_sense_is_refused_beside_its_field(tie, field, sentence):
    round = make_round()

    with pytest.raises(ReviewError, match=sentence) as refused:
        add_tie(round=round, expert=make_expert(round), tie=tie, by=make_leader(round))

    assert refused.value.field == field


# Found late


@pytest.mark.django_db(transaction=True)
def test_a_recusal_found_late_voids_the_marks_and_the_ranking_follows():
    round = make_round()
    leader = make_leader(round)
    stays = make_scored_city(round, "遵义", FULL, FULL, FULL)
    late = make_scored_city(round, "贵阳", FULL, FULL, FULL)
    rebuild(round.pk)
    before = standings(round)
    expert = Assignment.objects.filter(submission=late).earliest("pk").expert

    enter_recusals(round=round, expert=expert, cities=[late.city], reason="曾受聘编制规划", by=leader)
    bring_up_to_date(round.pk)

    assert [(rank, name) for rank, name, _total in before] == [(1, "贵阳"), (1, "遵义")]
    assert [(rank, name) for rank, name, _total in standings(round)] == [(1, "遵义")]
    assert reasons(round) == {"遵义": None, "贵阳": Reason.TOP_UP_NEEDED}
    assert stays.city.short_zh == "遵义"
    ended = ScoreSheetVersion.objects.get(sheet__assignment__expert=expert)
    assert ended.why_ended == "Recusal: Entered by the secretariat"
    assert "signed score sheet is void" in Notice.objects.filter(recipient=leader).latest("pk").text_en


# Overrides


def test_an_override_takes_a_reason_two_people_and_is_told_to_the_observers():
    desk = make_desk()
    recuse(desk)
    round = desk.round
    leader, chair, observer = (
        make_leader(round, kind)
        for kind in (RoundRole.Kind.SECRETARIAT, RoundRole.Kind.CHAIR, RoundRole.Kind.OBSERVER)
    )
    override = ask_for_override(
        round=round, expert=desk.expert, city=desk.submission.city, reason="同名单位", by=leader
    )

    assert not assignments_for(desk.expert.user).exists()
    with pytest.raises(ReviewError, match="a second person decides"):
        decide_override(override=override, granted=True, by=leader)
    with pytest.raises(ReviewError, match="Only the secretariat or the chair"):
        decide_override(override=override, granted=True, by=observer)
    decide_override(override=override, granted=True, by=chair)

    assert assignments_for(desk.expert.user).get() == desk
    assert Recusal.objects.get().override == override
    told = Notice.objects.filter(recipient=observer).order_by("pk").values_list("text_en", flat=True)
    assert [("asks to lift" in text, "has lifted" in text) for text in told] == [(True, False), (False, True)]
    assert verbs() == ["ask_for_override", "grant_override"]


def test_a_sheet_voided_by_a_recusal_that_was_lifted_says_that_it_does_not_count(reader):
    desk = make_desk()
    submit(desk)
    round, expert, city = desk.round, desk.expert, desk.submission.city
    leader = make_leader(round)
    enter_recusals(round=round, expert=expert, cities=[city], reason="误录", by=leader)
    override = ask_for_override(round=round, expert=expert, city=city, reason="同名单位", by=leader)
    decide_override(override=override, granted=True, by=make_leader(round, RoundRole.Kind.CHAIR))
    Assignment.objects.filter(pk=desk.pk).update(state=Assignment.State.DEPLOYED, deployed_at=timezone.now())
    reader.force_login(expert.user)
    address = reverse("reviews:edit-sheet", args=[round.slug, desk.pk])

    page = reader.get(address).content.decode()
    assert "version 1 no longer counts (Recusal: " in page
    assert "counts until you submit again" not in page

    desk.refresh_from_db()
    submit(desk)
    assert not ScoreSheetVersion.objects.get(number=2).to_version
    assert reader.get(address).context["desk"].ended_because == ""


def test_a_refused_override_changes_nothing():
    desk = make_desk()
    recuse(desk)
    leader = make_leader(desk.round)
    override = ask_for_override(
        round=desk.round, expert=desk.expert, city=desk.submission.city, reason="同名", by=leader
    )

    decide_override(override=override, granted=False, by=make_leader(desk.round))

    assert not assignments_for(desk.expert.user).exists()
    with pytest.raises(ReviewError, match="decided already"):
        decide_override(override=override, granted=True, by=make_leader(desk.round, RoundRole.Kind.CHAIR))


def test_what_was_lifted_no_rule_brings_back_and_what_is_new_recuses_again():
    round = make_round()
    city = city_of(round, "贵阳市")
    expert = make_expert(round, employer="贵阳市生态环境局")
    leader = make_leader(round)
    enter_found_recusals(round=round, by=leader)
    override = ask_for_override(round=round, expert=expert, city=city, reason="同名单位", by=leader)
    decide_override(override=override, granted=True, by=make_leader(round, RoundRole.Kind.CHAIR))

    assert enter_found_recusals(round=round, by=leader) == []
    enter_recusals(round=round, expert=expert, cities=[city], reason="亲属任职", by=leader)

    assert list(Recusal.objects.filter(override=None).values_list("kind", flat=True)) == ["secretariat"]


def test_a_recusal_entered_after_it_was_asked_for_is_not_lifted_with_the_others(reader):
    desk = make_desk()
    submit(desk)
    round, expert, city = desk.round, desk.expert, desk.submission.city
    leader, chair = make_leader(round), make_leader(round, RoundRole.Kind.CHAIR)
    enter_recusals(round=round, expert=expert, cities=[city], reason="同名单位", by=leader)
    override = ask_for_override(round=round, expert=expert, city=city, reason="查无此事", by=leader)
    tie = Tie("paid", "某咨询公司", YEAR - 1, city=city)
    add_tie(round=round, expert=expert, tie=tie, by=leader)
    reader.force_login(chair)
    page = reverse("reviews:recusals", args=[round.slug])

    shown = reader.get(page).content.decode()
    before, _mark, since = shown.partition("Entered since it was asked for, and not lifted with it:")
    assert "同名单位" in before
    assert "某咨询公司" in since.partition("Let it stand")[0]
    where = reverse("reviews:decide-override", args=[round.slug, override.pk])
    answer = reader.post(where, {"granted": "1"}, follow=True).content.decode()

    assert "A recusal that was entered since stands: the city stays closed to them." in answer
    assert {r.kind: r.override for r in Recusal.objects.all()} == {"secretariat": override, "tie": None}
    assert ScoreSheet.objects.get().state == "submitted"
    assert not assignments_for(expert.user).exists()

    lift(round, expert, city)
    assert not Recusal.objects.filter(override=None).exists()
    assert ScoreSheet.objects.get().state == "returned"


@pytest.mark.parametrize("words", ["贵阳", "guiyang", "GUI YANG", "Guiyang City", "亲属", "kin"])
def test_recusals_are_found_by_city_in_either_language_and_by_reason(reader, words):
    round = make_round()
    desk = make_desk(round, city=make_city("贵阳市", name_en="Guiyang City", pinyin="guiyangshi"))
    other = make_desk(round, desk.expert, city=make_city("遵义市", name_en="Zunyi", pinyin="zunyishi"))
    leader = make_leader(round)
    for one, reason in ((desk, "亲属任职 (Kin)"), (other, "曾任职")):
        enter_recusals(round=round, expert=one.expert, cities=[one.submission.city], reason=reason, by=leader)
    reader.force_login(leader)

    page = reader.get(reverse("reviews:recusals", args=[round.slug]), {"q": words})

    assert [row.city for row in page.context["page"]] == [desk.submission.city]


def lift(round, expert, city):
    leader = make_leader(round)
    override = ask_for_override(round=round, expert=expert, city=city, reason="同名单位", by=leader)
    decide_override(override=override, granted=True, by=make_leader(round, RoundRole.Kind.CHAIR))


def compile_material(submission, **tables):
    """The accepted material names who compiled what."""
    version = submission.accepted_version
    forms = {
        form: {table: [{"row": "1", "values": {"compiled_by": compiler}, "source": None}]}
        for form, (table, compiler) in tables.items()
    }
    version.content = {**version.content, "forms": forms}
    version.save()


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_inventory_recuses_although_another_organisations_plan_was_lifted_as_a_namesakes(language):
    round = make_round()
    submission = make_material(round, make_city("贵阳市"))
    expert = make_expert(round, employer="清华大学")
    PastTie.objects.create(expert=expert, kind="paid", organisation="东方咨询有限公司", from_year=YEAR - 1)
    compile_material(submission, F4=("documents", "东方咨询有限公司"))
    enter_recusals_found_by_rule()
    lift(round, expert, submission.city)
    compile_material(submission, F4=("documents", "东方咨询有限公司"), F7=("years", "清华大学"))

    with translation.override(language):  # whoever looks, the plan is known again and the inventory is new
        assert [one.tie.source for one in found_and_not_entered(round)] == ["compiled F7 清华大学"]
        enter_recusals_found_by_rule()

    standing = Recusal.objects.get(override=None)
    assert standing.where_found == f"{submission.city}, form F7, compiled by: 清华大学"
    assert enter_found_recusals(round=round, by=make_leader(round)) == []


def test_each_past_tie_to_a_city_is_a_recusal_with_its_source():
    round = make_round()
    city = city_of(round, "贵阳市")
    expert = make_expert(round)
    for organisation in ("贵阳市统计局", "贵阳市水务局"):
        PastTie.objects.create(expert=expert, kind="paid", organisation=organisation, from_year=YEAR - 1)

    enter_recusals_found_by_rule()

    rows = Recusal.objects.order_by("source")
    assert {(row.city, row.kind) for row in rows} == {(city, "tie")}
    assert [row.where_found for row in rows] == [
        f"registry of experts, past ties: {name}, since {YEAR - 1}" for name in ("贵阳市水务局", "贵阳市统计局")
    ]


def test_two_cities_voided_at_once_each_say_their_own_reason():
    desk = make_desk(city=make_city("贵阳市"))
    other = make_desk(desk.round, desk.expert, city=make_city("遵义市"))
    for one in (desk, other):
        submit(one)
    desk.expert.employer_city = desk.submission.city
    desk.expert.save()
    PastTie.objects.create(expert=desk.expert, kind="paid", organisation="遵义市统计局", from_year=YEAR - 1)

    enter_found_recusals(round=desk.round, by=make_leader(desk.round))

    ended = {v.sheet.assignment: v.why_ended for v in ScoreSheetVersion.objects.all()}
    assert ended == {desk: "Recusal: Works for the city", other: "Recusal: Past tie within three years"}


@pytest.mark.parametrize("reason", ["", "  "])
def test_an_override_without_a_reason_is_refused(reason):
    desk = make_desk()
    recuse(desk)

    with pytest.raises(ReviewError, match="Say why") as refused:
        ask_for_override(
            round=desk.round,
            expert=desk.expert,
            city=desk.submission.city,
            reason=reason,
            by=make_leader(desk.round),
        )

    assert refused.value.field == "reason"


# Blocked everywhere


def test_a_recused_expert_finds_the_city_nowhere(client):
    """Material, sheet, evidence, downloads, queue, search: all as if the city were not there."""
    round = make_round()
    desk = make_desk(round, city=make_city("贵阳市"), evidence=1, texts={"B1": "只有贵阳写过的一句话"})
    seen = make_desk(round, desk.expert, city=make_city("遵义市"), evidence=1)
    piece = desk.submission.evidence.get()
    submit(desk)
    addresses = [
        reverse(f"reviews:{name}", args=[desk.round.slug, desk.pk])
        for name in ("edit-sheet", "sign-sheet", "material", "computed")
    ]
    addresses.append(reverse("reviews:evidence", args=[desk.round.slug, desk.pk, piece.pk]))
    addresses.append(reverse("cities:download", args=[desk.round.slug, piece.pk]))
    client.force_login(desk.expert.user)
    assert client.get(addresses[2]).status_code == 200

    leader = make_leader(desk.round)
    enter_recusals(round=desk.round, expert=desk.expert, cities=[desk.submission.city], reason="亲属", by=leader)

    for address in addresses:
        answer = client.get(address)
        assert (address, answer.status_code) == (address, 404)
    queue = client.get(reverse("reviews:queue", args=[desk.round.slug])).content.decode()
    assert (desk.submission.city.short_zh in queue, seen.submission.city.short_zh in queue) == (False, True)
    for words in ("只有贵阳写过的一句话", desk.submission.city.name_zh, f"city:{desk.submission.city.name_zh}"):
        page = client.get(reverse("search"), {"q": words})
        assert reverse("reviews:edit-sheet", args=[desk.round.slug, desk.pk]) not in page.content.decode()


def test_strangers_learn_nothing_of_recusals(client):
    desk = make_desk()
    recusal = recuse(desk)
    pages = [
        reverse("reviews:recusals", args=[desk.round.slug]),
        reverse("reviews:recusals-file", args=[desk.round.slug, "csv"]),
        reverse("reviews:lift-recusal", args=[desk.round.slug, recusal.pk]),
    ]
    other = make_round()
    authority = make_leader(desk.round, RoundRole.Kind.AUTHORITY)
    for stranger in (desk.expert.user, make_user(), make_leader(other), authority):
        client.force_login(stranger)
        assert {client.get(page).status_code for page in pages} == {404}


def test_the_page_of_recusals_takes_as_many_queries_for_many(reader):
    round = make_round()
    reader.force_login(make_leader(round))
    counts = []
    for number in (1, 4):
        for _ in range(number):
            desk = make_desk(round, make_expert(round))
            recuse(desk)
        counts.append(queries_of(reader, reverse("reviews:recusals", args=[round.slug])))

    assert counts[0] == counts[1]
