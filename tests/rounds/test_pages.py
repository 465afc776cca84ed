"""The pages of the set-up: who may open them, what a refusal leaves on them, how many questions they ask."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from rounds.models import Indicator, Role, RoundRole, Stage, StageRight
from rounds.policy_words import CHOICES, GROUPS, LABELS, REFUSALS, UNUSED
from scoring.policy import DEFAULT_POLICY
from scoring.policy_fields import FIELDS, TOGETHER
from tests.make import make_leader, make_round, make_system, make_user
from tests.rounds.build import indicator_data, make_new_round, make_ready_round

pytestmark = pytest.mark.django_db

FOR_SECRETARIAT = [
    "edit/", "policy/", "pause/", "open/", "stages/", "stages/review/", "rights/review/chair/", "system/edit/",
    "system/areas/new/", "system/areas/C/", "system/indicators/new/", "system/indicators/C1/",
    "system/indicators/C1/remove/",
]  # fmt: skip
FOR_LEADERS = ["", "rights/", "policy/read/"]


def status(client: Client, user: User, address: str) -> int:
    client.force_login(user)
    return client.get(address).status_code


@pytest.mark.parametrize("path", FOR_SECRETARIAT + FOR_LEADERS + ["system/"])
def test_the_secretariat_opens_every_page_of_its_round_and_of_no_other(client: Client, path: str) -> None:
    own, other = make_new_round(), make_new_round()
    secretariat = make_leader(own)

    found = [status(client, secretariat, f"/rounds/{round.slug}/{path}") for round in (own, other)]

    assert found == [200, 404]


@pytest.mark.parametrize("kind", [kind for kind in RoundRole.Kind if kind != RoundRole.Kind.SECRETARIAT])
def test_other_leaders_read_and_do_not_set_up(client: Client, kind: RoundRole.Kind) -> None:
    round = make_new_round()
    leader = make_leader(round, kind)

    assert {status(client, leader, f"/rounds/{round.slug}/{page}") for page in FOR_LEADERS} == {200}
    assert {status(client, leader, f"/rounds/{round.slug}/{page}") for page in FOR_SECRETARIAT} == {404}


@pytest.mark.parametrize("path", FOR_SECRETARIAT + FOR_LEADERS + ["system/"])
def test_a_round_in_preparation_does_not_exist_for_a_stranger(client: Client, path: str) -> None:
    round = make_new_round()

    assert status(client, make_user(), f"/rounds/{round.slug}/{path}") == 404
    client.logout()
    assert client.get(f"/rounds/{round.slug}/{path}").status_code == 302


def test_the_system_of_an_open_round_is_read_by_everybody_who_is_logged_in(client: Client) -> None:
    round = make_round(system=make_system(is_official=False))
    client.force_login(make_user())

    page = client.get(f"/rounds/{round.slug}/system/").content.decode()

    assert "默认分值" in page or "Default points" in page
    assert "/system/indicators/" not in page


@pytest.mark.parametrize("stages", [1, 5])
def test_the_list_of_stages_asks_as_much_for_five_as_for_one(
    client: Client, stages: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    round = make_new_round()
    keep = list(round.stages.values_list("pk", flat=True)[:stages])
    round.stages.exclude(pk__in=keep).delete()
    client.force_login(make_leader(round))

    with django_assert_max_num_queries(16):
        client.get(f"/rounds/{round.slug}/stages/")
    with django_assert_max_num_queries(16):
        client.get(f"/rounds/{round.slug}/rights/")


@pytest.mark.parametrize("indicators", [1, 5])
def test_the_system_asks_as_much_for_five_indicators_as_for_one(
    client: Client, indicators: int, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    points = {f"A{n}": ("1", "1", "d1") for n in range(indicators)}
    round = make_round(system=make_system(points))
    client.force_login(make_user())

    with django_assert_max_num_queries(15):
        client.get(f"/rounds/{round.slug}/system/")


def policy_data(**changed: str) -> dict[str, str]:
    data = {name: str(value) for name, value in DEFAULT_POLICY.to_dict().items() if value not in (None, [])}
    data |= {"divergence_range_share": "30", "divergence_subtotal_share": "20"}
    return {**data, **changed}


def test_the_rules_of_scoring_come_back_with_all_that_was_typed_and_every_problem(client: Client) -> None:
    round = make_round()
    client.force_login(make_leader(round))

    page = client.post(f"/rounds/{round.slug}/policy/", policy_data(good_from="95", panel="9", max_marks="7"))

    form = page.context["form"]
    assert set(form.errors) == {"excellent_from", "max_marks"}
    assert form["panel"].value() == "9"
    round.refresh_from_db()
    assert round.policy == DEFAULT_POLICY.to_dict()


def test_the_rules_of_scoring_are_tried_without_saving_and_then_saved(client: Client) -> None:
    round = make_round()
    client.force_login(make_leader(round))
    data = policy_data(cell_rule="median", divergence_range_share="12.5")

    tried = client.post(f"/rounds/{round.slug}/policy/", {**data, "try": "1"})
    assert next(cell.points for cell in tried.context["example"].cells) == "4.2000"
    round.refresh_from_db()
    assert round.policy_value.cell_rule == "mean_then_trim"

    client.post(f"/rounds/{round.slug}/policy/", data)
    round.refresh_from_db()
    assert (round.policy["cell_rule"], round.policy["divergence_range_share"]) == ("median", "0.125")


def test_only_one_mark_for_paper_and_presentation_can_be_chosen(client: Client) -> None:
    round = make_round()
    client.force_login(make_leader(round))

    page = client.get(f"/rounds/{round.slug}/policy/")
    assert [value for value, _label in page.context["form"].fields["onsite_mode"].choices] == ["single_revisable"]
    assert "written_share" not in page.content.decode()

    client.post(f"/rounds/{round.slug}/policy/", policy_data(onsite_mode="two_part", written_share="60"))
    round.refresh_from_db()
    assert round.policy == DEFAULT_POLICY.to_dict()


def test_every_field_choice_and_refusal_of_the_method_has_words() -> None:
    grouped = [name for _title, names in GROUPS for name in names]
    sentences = {field.wants for field in FIELDS.values()} | {sentence for *_rest, sentence in TOGETHER}

    assert sorted([*grouped, *UNUSED]) == sorted(FIELDS) == sorted(LABELS)
    assert {sentence for sentence in sentences if not sentence.startswith("must be one of")} == set(REFUSALS)
    assert all(len(CHOICES[name]) == len(FIELDS[name].read) for name in CHOICES)


def test_a_window_is_moved_and_a_bad_one_is_refused_beside_its_field(client: Client) -> None:
    round = make_new_round()
    client.force_login(make_leader(round))
    names = dict.fromkeys(("staff_name_zh", "staff_name_en", "public_name_zh", "public_name_en"), "名")
    address = f"/rounds/{round.slug}/stages/filing/"

    bad = client.post(address, {**names, "opens_at": "2026-07-15T18:00", "closes_at": "2026-07-15T18:00"})
    assert list(bad.context["form"].errors) == ["closes_at"]

    client.post(address, {**names, "opens_at": "2026-07-01T09:00", "closes_at": "2026-07-15T18:00"})
    stage = round.stages.get(kind=Stage.Kind.FILING)
    assert stage.closes_at and stage.closes_at.isoformat() == "2026-07-15T10:00:00+00:00"  # noqa: PT018


def test_a_right_is_ticked_in_the_browser(client: Client) -> None:
    round = make_new_round()
    client.force_login(make_leader(round))

    client.post(f"/rounds/{round.slug}/rights/cases/province/", {"access": "read", "actions": ["read_material"]})

    right = StageRight.objects.get(stage__round=round, stage__kind="cases", role=Role.PROVINCE)
    assert (right.access, right.actions) == ("read", ["read_material"])


def test_an_indicator_is_entered_in_the_browser_with_its_criteria(client: Client) -> None:
    round = make_new_round()
    client.force_login(make_leader(round))
    address = f"/rounds/{round.slug}/system/indicators/new/"

    half = client.post(address, indicator_data(round, criterion_50_zh="部分完成"))
    assert list(half.context["form"].errors) == ["criterion_50_en"]
    taken = client.post(address, indicator_data(round, code="C1"))
    assert list(taken.context["form"].errors) == ["code"]
    rule = {"computed_max": "2", "rule": "linear_change", "rule_parameters": "series=co2;zero_at=0;full_at=0"}
    unusable = client.post(address, indicator_data(round, **rule))
    assert list(unusable.context["form"].errors) == ["rule_parameters"]
    client.post(address, indicator_data(round, criterion_50_zh="部分完成", criterion_50_en="In part"))

    indicator = Indicator.objects.get(system=round.indicator_system, code="C9")
    assert list(indicator.criteria.values_list("share", "text_en")) == [(50, "In part")]


def test_a_ready_round_is_opened_in_the_browser_once(client: Client) -> None:
    round = make_ready_round()
    client.force_login(make_leader(round))

    client.post(f"/rounds/{round.slug}/open/")
    round.refresh_from_db()
    opened = round.opened_at
    client.post(f"/rounds/{round.slug}/open/")
    round.refresh_from_db()

    assert opened is not None
    assert round.opened_at == opened


def test_a_pause_is_seen_by_everybody_on_every_page(client: Client) -> None:
    round = make_round()
    client.force_login(make_leader(round))
    client.post(f"/rounds/{round.slug}/pause/", {"because_zh": "系统升级", "because_en": "Upgrade"})

    client.force_login(make_user())
    assert "系统升级" in client.get("/").content.decode()
    client.cookies["django_language"] = "en"
    assert "Upgrade" in client.get("/").content.decode()


def test_a_new_round_is_made_by_a_secretariat_and_the_system_administrator_only(client: Client) -> None:
    system = make_system()
    data = {
        "slug": "2027", "name_zh": "2027年评估", "name_en": "2027", "review_start": 2022, "review_end": 2026,
        "previous_start": 2017, "previous_end": 2022, "epsilon": "0.5", "indicator_system": system.pk,
        "reference_targets": "gdp_growth = 5.5",
    }  # fmt: skip
    assert status(client, make_user(), "/rounds/new/") == 404
    assert status(client, make_user(administrator=User.Administrator.SYSTEM), "/rounds/new/") == 200
    client.force_login(make_leader(make_round()))

    client.post("/rounds/new/", data)

    round = RoundRole.objects.get(round__slug="2027").round
    assert (str(round.epsilon), round.reference_targets) == ("0.0050", {"gdp_growth": "5.5"})
    assert round.stages.count() == len(Stage.Kind)
    assert list(client.post("/rounds/new/", data).context["form"].errors) == ["slug"]
