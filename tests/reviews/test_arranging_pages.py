"""The secretariat's pages of judging: who may open them, what they do, how many queries they take."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reviews.models import Assignment, AssignmentRules, Expert, PanelMember, Recusal, Verification
from reviews.services.arranging import propose_assignments
from rounds.models import Indicator, RoundRole
from tests.make import (
    make_city,
    make_city_member,
    make_domain,
    make_expert,
    make_leader,
    make_round,
    make_submission,
)
from tests.reviews.build import draft, make_desk, make_material, queries_of, recuse, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]

LISTS = ("experts", "assignments", "verification", "deploy", "undeploy", "experts-import")


def address(name, round, *more):
    return reverse(f"reviews:{name}", args=[round.slug, *more])


@pytest.fixture
def desk(reader):
    """A round with one deployed pair, read by its secretariat."""
    desk = make_desk()
    reader.force_login(make_leader(desk.round))
    return desk


def everything(desk):
    lists = [address(name, desk.round) for name in LISTS]
    return [
        *lists,
        address("expert", desk.round, desk.expert.pk),
        address("city-assignments", desk.round, desk.submission_id),
        address("verify-city", desk.round, desk.submission_id),
    ]


def test_the_secretariat_opens_every_page(reader, desk):
    assert {where: reader.get(where).status_code for where in everything(desk)} == dict.fromkeys(
        everything(desk), 200
    )


def test_strangers_learn_nothing_of_the_arrangements(reader, desk):
    other = make_round()
    strangers = (
        desk.expert.user,
        make_city_member(desk.submission.city),
        make_leader(other),
        make_leader(desk.round, RoundRole.Kind.AUTHORITY),
    )

    for stranger in strangers:
        reader.force_login(stranger)
        assert {reader.get(where).status_code for where in everything(desk)} == {404}


@pytest.mark.parametrize("kind", [RoundRole.Kind.CHAIR, RoundRole.Kind.DEPUTY, RoundRole.Kind.OBSERVER])
def test_who_leads_reads_the_matrix_and_the_grid_and_changes_nothing(reader, desk, kind):
    reader.force_login(make_leader(desk.round, kind))
    reads = [
        address("assignments", desk.round),
        address("verification", desk.round),
        address("city-assignments", desk.round, desk.submission_id),
        address("verify-city", desk.round, desk.submission_id),
    ]

    for where in reads:
        page = reader.get(where)
        assert page.status_code == 200
        assert '<main id="main"' in page.content.decode()
        assert '<form method="post"' not in page.content.decode().partition('<main id="main"')[2].replace(
            '<form method="post" novalidate data-warn-unsaved>', ""
        )
    for where in everything(desk):
        if where not in reads:
            assert reader.get(where).status_code == 404
    for where in (*reads, address("propose", desk.round), address("remove-assignment", desk.round, desk.pk)):
        assert reader.post(where, {"expert": desk.expert.pk}).status_code in (404, 405)
    assert Assignment.objects.get().state == "deployed"


def test_a_proposal_is_looked_at_and_deployed(reader, desk):
    make_material(desk.round)
    reader.post(address("draw-seed", desk.round))
    reader.post(address("propose", desk.round))
    preview = reader.get(address("deploy", desk.round))

    assert "1 pair of expert and city becomes known" in preview.content.decode()
    reader.post(address("deploy", desk.round), {"fingerprint": preview.context["fingerprint"]})

    assert set(Assignment.objects.values_list("state", flat=True)) == {"deployed"}


def test_names_in_the_matrix_are_text(reader, desk):
    Expert.objects.update(employer='<b title="x">')
    desk.expert.user.full_name = "<i>"
    desk.expert.user.save()

    page = reader.get(address("assignments", desk.round)).content.decode().partition("<tbody>")[2]

    assert 'title="&lt;i&gt; · &lt;b title=&quot;x&quot;&gt;"' in page
    assert "<i>" not in page
    assert "<b title=" not in page


def test_a_seed_that_was_published_is_entered_with_its_source_and_typing_survives_a_refusal(reader, desk):
    where = address("draw-seed", desk.round)
    assert "can't be changed afterwards" in reader.get(where).content.decode()

    alone = reader.post(where, {"seed": "2023079", "seed_source": ""}).content.decode()
    assert "Say where the seed comes from" in alone
    assert 'value="2023079"' in alone
    sourced = reader.post(where, {"seed": "", "seed_source": "双色球 2023079"}).content.decode()
    assert "enter its number too" in sourced
    assert 'value="双色球 2023079"' in sourced
    assert "from 0 to" in reader.post(where, {"seed": "-1", "seed_source": "x"}).content.decode()
    assert not AssignmentRules.objects.exclude(seed=None).exists()

    reader.post(where, {"seed": "2023079", "seed_source": "双色球 2023079"})

    assert AssignmentRules.objects.get().seed == 2023079
    assert reader.get(where).status_code == 302


def test_namesakes_are_told_apart_before_deployment(reader):
    round = make_round()
    make_material(round)
    for employer in ("甲研究院", "乙研究院"):
        namesake = make_expert(round, employer=employer)
        namesake.user.full_name = "王伟"
        namesake.user.save()
    leader = make_leader(round)
    propose_assignments(round=round, by=leader)
    reader.force_login(leader)

    page = reader.get(address("deploy", round)).content.decode()

    assert page.count("王伟") == 2
    assert "甲研究院" in page
    assert "乙研究院" in page


def test_a_deployment_of_something_else_than_was_seen_is_a_message(reader, desk):
    make_material(desk.round)
    reader.post(address("draw-seed", desk.round))
    reader.post(address("propose", desk.round))

    page = reader.post(address("deploy", desk.round), {"fingerprint": "old"}).content.decode()

    assert "The draft has changed since you looked at it" in page
    assert Assignment.objects.filter(state="draft").count() == 1


def test_the_matrix_names_what_is_lacking_with_numbers_and_levers(reader, desk):
    page = reader.get(address("assignments", desk.round)).content.decode()

    assert "Domain d1: 1 city has 1 of 3 experts." in page
    assert "Add 2 experts, or ask for fewer in the rules of scoring." in page
    assert "Cannot be ranked:" in page  # one mark for E, three needed


def test_one_expert_is_added_and_removed_by_hand(reader, desk):
    added = make_expert(desk.round)
    where = address("city-assignments", desk.round, desk.submission_id)

    reader.post(where, {"expert": added.pk, "domain": "d1"})
    made = Assignment.objects.get(expert=added)
    assert made.domain
    assert (made.state, made.domain.code) == ("draft", "d1")
    reader.post(address("remove-assignment", desk.round, made.pk))
    assert not Assignment.objects.filter(expert=added).exists()


def test_what_cannot_be_added_or_removed_is_a_message(reader, desk):
    draft(desk, {"B1": "20"})
    stranger, where = make_expert(), address("city-assignments", desk.round, desk.submission_id)

    assert (
        "Choose an expert of the panel."
        in reader.post(where, {"expert": stranger.pk}, follow=True).content.decode()
    )
    removed = reader.post(address("remove-assignment", desk.round, desk.pk), follow=True)
    assert "sheet or a question to the city is never removed" in removed.content.decode()
    assert Assignment.objects.count() == 1


def test_a_pair_of_another_round_is_not_removed_here(reader, desk):
    foreign = make_desk()

    assert reader.post(address("remove-assignment", desk.round, foreign.pk)).status_code == 404


def verify(reader, desk, **values):
    return reader.post(address("verify-city", desk.round, desk.submission_id), values)


def test_computed_points_are_verified_with_their_source(reader, desk):
    response = verify(reader, desk, points_A1="4.75", source_A1="年鉴第3页", base_A1="")

    assert response.status_code == 302
    assert Verification.objects.get().points == 4.75


def test_a_wrong_verification_keeps_what_was_typed(reader, desk):
    page = verify(
        reader, desk, points_A1="5.5", source_A1="年鉴第3页", points_C1="10", source_C1="方案"
    ).content.decode()

    assert "The computed points go from 0 to 5; entered: 5.5." in page
    assert all(word in page for word in ('value="5.5"', "年鉴第3页", 'value="10"', "方案"))
    assert not Verification.objects.exists()


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"points_A1": "", "source_A1": "年鉴"}, "Enter the points, or empty the source too."),
        ({"points_A1": "4", "source_A1": ""}, "Name the source and show the arithmetic."),
        ({"points_A1": "viel", "source_A1": "年鉴"}, "Enter a number of points."),
    ],
)
def test_a_line_begun_needs_points_and_source(reader, desk, values, sentence):
    assert sentence in verify(reader, desk, **values).content.decode()
    assert not Verification.objects.exists()


def test_a_verified_value_is_not_emptied(reader, desk):
    verify(reader, desk, points_A1="4.75", source_A1="年鉴")
    base = Verification.objects.get().pk

    page = verify(reader, desk, points_A1="", source_A1="", base_A1=base).content.decode()

    assert "can be corrected, not removed" in page


def test_verifying_over_somebody_elses_entry_is_refused_once(reader, desk):
    verify(reader, desk, points_A1="4.75", source_A1="年鉴")

    page = verify(reader, desk, points_A1="3", source_A1="公报").content.decode()
    assert "Verified elsewhere after you opened this page: 4.75 points" in page
    base = Verification.objects.get().pk
    assert f'name="base_A1" value="{base}"' in page

    verify(reader, desk, points_A1="3", source_A1="公报", base_A1=base)
    assert list(Verification.objects.order_by("pk").values_list("points", "to_version")) == [(4.75, 2), (3, None)]


def test_a_part_for_promises_can_be_said_not_to_apply(reader, desk):
    Indicator.objects.filter(code="C1").update(rule="promises_kept")

    verify(reader, desk, off_C1="on", source_C1="无承诺")

    assert Verification.objects.get().applies is False


def test_experts_are_imported_from_a_table_after_a_trial(reader, desk):
    make_domain("energy")
    content = "full_name,username,domains,employer\r\n王力,wangli,energy,某院\r\n".encode()
    where = address("experts-import", desk.round)

    trial = reader.post(where, {"file": SimpleUploadedFile("专家.csv", content)})
    assert not Expert.objects.filter(user__username="wangli").exists()
    reader.post(where, {"confirm": trial.context["token"]})

    assert Expert.objects.get(user__username="wangli").employer == "某院"


def test_an_import_of_a_new_employer_enters_the_recusal(reader, desk):
    city, user = desk.submission.city, desk.expert.user
    content = (
        "full_name,username,domains,employer,employer_city\r\n"
        f"{user.full_name},{user.username},d1、d2,市发改委,{city.gb_code}\r\n"
    ).encode()
    where = address("experts-import", desk.round)

    trial = reader.post(where, {"file": SimpleUploadedFile("x.csv", content)})
    reader.post(where, {"confirm": trial.context["token"]})

    assert Recusal.objects.get().city == city
    assert not Assignment.objects.exists()


def test_an_expert_of_three_domains_is_added_for_all_of_them(reader, desk):
    make_expert(desk.round, domains=("d1", "d2", "d3"))

    page = reader.get(address("city-assignments", desk.round, desk.submission_id)).content.decode()

    assert "all their domains" in page
    assert "both domains" not in page


def test_experts_are_put_into_the_panel_and_taken_out(reader, desk):
    new = make_expert()

    reader.post(address("panel-add", desk.round), {"expert": [new.pk, "x"]})
    assert PanelMember.objects.filter(expert=new).exists()
    reader.post(address("panel-remove", desk.round, new.pk))
    assert not PanelMember.objects.filter(expert=new).exists()


def test_the_profile_is_changed_or_refused_beside_its_field(reader, desk):
    where = address("expert", desk.round, desk.expert.pk)
    domains = [make_domain(code).pk for code in ("d1", "d2", "d3")]

    page = reader.post(where, {"profile": "1", "domains": domains, "employer": "新单位", "capacity": "0"})
    assert "新单位" in page.content.decode()
    assert "capacity" in page.context["forms"]["profile"].errors
    reader.post(where, {"profile": "1", "domains": domains, "employer": "新单位"})

    desk.expert.refresh_from_db()
    assert desk.expert.employer == "新单位"
    assert desk.expert.domains.count() == 3


def test_a_recusal_is_entered_on_the_experts_page(reader, desk):
    where = address("expert", desk.round, desk.expert.pk)

    reader.post(where, {"recuse": "1", "cities": [desk.submission.city_id], "reason": "亲属任职"})

    assert Recusal.objects.get().kind == "secretariat"


def test_the_link_for_the_first_password_is_shown_once_and_works(reader, desk):
    where = address("expert", desk.round, desk.expert.pk)

    page = reader.post(address("password-link", desk.round, desk.expert.pk), follow=True)
    link = page.context["password_link"]

    assert link in page.content.decode()
    assert link not in reader.get(where).content.decode()
    reader.logout()
    form = reader.get(link, follow=True)
    reader.post(form.redirect_chain[-1][0], {"password1": "ein-langes-Wort-42", "password2": "ein-langes-Wort-42"})
    desk.expert.user.refresh_from_db()
    assert desk.expert.user.has_usable_password()


def many(round, number):
    for _ in range(number):
        submission = make_submission(round, make_city())
        make_expert(round)
        recuse(Assignment(round=round, expert=make_expert(round), submission=submission))
        submit(make_desk(round, make_expert(round)))
    propose_assignments(round=round, by=make_leader(round))


@pytest.mark.parametrize(
    ("name", "most"), [("experts", 16), ("assignments", 24), ("verification", 15), ("deploy", 18)]
)
def test_a_list_takes_as_many_queries_for_many_rows_as_for_one(reader, desk, name, most):
    counts = []
    for number in (1, 4):
        many(desk.round, number)
        reader.get(address(name, desk.round))  # what follows from new material is made at the first look
        counts.append(queries_of(reader, address(name, desk.round)))

    assert counts[0] == counts[1] <= most


def test_one_citys_page_takes_as_many_queries_for_many_experts(reader, desk):
    counts = []
    for number in (1, 4):
        many(desk.round, number)
        counts.append(queries_of(reader, address("city-assignments", desk.round, desk.submission_id)))

    assert counts[0] == counts[1] <= 24
