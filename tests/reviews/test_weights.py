"""The table of experts' weights: entered before marking, fixed with the rules, and seen wherever it counts."""

import csv
import io
import json
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import AuditEvent, User
from reviews import ranking
from reviews.errors import ReviewError
from reviews.models import Expert, PanelMember, RankingState
from reviews.services.counter import raise_version
from reviews.services.weights import set_weights
from rounds.models import Round
from tests.make import make_expert, make_leader, make_round, make_scored_city, make_signed_sheet

GOOD = {"B1": "40", "C1": "25", "E": "8"}
FAIR = {"B1": "30", "C1": "20", "E": "7"}

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("english")]


@pytest.fixture
def round() -> Round:
    """Its rules go by the table."""
    made = make_round()
    made.policy = {**made.policy, "expert_weights": "table"}
    made.save()
    return made


@pytest.fixture
def secretary(round: Round) -> User:
    return make_leader(round)


@pytest.fixture
def office(secretary: User, reader: Client) -> Client:
    reader.force_login(secretary)
    return reader


def address(round: Round, name: str = "weights", *more: str) -> str:
    return reverse(f"reviews:{name}", args=[round.slug, *more])


def weight_of(expert: Expert) -> int:
    return PanelMember.objects.get(expert=expert).weight


def freeze(round: Round) -> None:
    """As the first submitted sheet does."""
    Round.objects.filter(pk=round.pk).update(policy_frozen_at=timezone.now())


def test_the_secretariat_enters_weights_and_they_count(round: Round, secretary: User, office: Client) -> None:
    heavy, light = make_expert(round), make_expert(round)

    answer = office.post(address(round), {f"w-{heavy.pk}": "3", f"w-{light.pk}": "1"})

    assert answer.status_code == 302
    assert (weight_of(heavy), weight_of(light)) == (3, 1)
    assert json.loads(AuditEvent.objects.get(verb="set_weights").data)["weights"] == {str(heavy.pk): 3}
    assert RankingState.objects.get(round=round).requested == 1  # the table is an input of the ranking
    city = make_scored_city(round, "深圳", FAIR, FAIR)
    make_signed_sheet(city, GOOD, heavy)
    found = ranking.standings_of(ranking.rebuild(round.pk))
    assert int(found.totals[0]) == 8160  # (3 × 40 + 2 × 30) ÷ 5 and so on, where equal weights give 77.33


@pytest.mark.parametrize("typed", ["0", "10001", "1.5", "", "多"])
def test_what_is_no_weight_is_refused_beside_its_field_with_the_range(
    round: Round, office: Client, typed: str
) -> None:
    expert = make_expert(round)

    answer = office.post(address(round), {f"w-{expert.pk}": typed})

    assert answer.status_code == 422
    [said] = answer.context["form"].errors[f"w-{expert.pk}"]
    assert said == f"A weight is a whole number from 1 to 10,000; entered: {typed or '–'}."
    assert f'value="{typed}"' in answer.content.decode() or not typed
    assert weight_of(expert) == 1


def test_the_database_holds_no_weight_that_a_rebuild_would_stop_at(round: Round) -> None:
    member = PanelMember.objects.filter(expert=make_expert(round))

    for weight in (0, 10_001):
        with pytest.raises(IntegrityError, match="a_weight_is_from_1_to_10000"), transaction.atomic():
            member.update(weight=weight)
    member.update(weight=10_000)


def test_the_first_sheet_fixes_the_table_with_the_rules(round: Round, secretary: User, office: Client) -> None:
    expert = make_expert(round)
    freeze(round)

    page = office.get(address(round))
    office.post(address(round), {f"w-{expert.pk}": "3"})
    led_away = office.get(address(round, "weights-import"))

    assert "when the first score sheet was submitted" in page.content.decode()
    assert "disabled" in page.content.decode()
    assert led_away.status_code == 302
    with pytest.raises(ReviewError, match="The rules of scoring were frozen on"):
        set_weights(round=round, weights={expert.pk: 3}, by=secretary)
    assert weight_of(expert) == 1


def test_whoever_joins_after_the_first_sheet_has_1(round: Round) -> None:
    freeze(round)

    assert weight_of(make_expert(round)) == 1


def test_the_table_goes_out_and_comes_in_again(round: Round, office: Client) -> None:
    first, second = make_expert(round), make_expert(round)
    out = office.get(address(round, "weights-file", "csv")).content.decode("utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(out)))
    assert {line["weight"] for line in lines} == {"1"}

    changed = out.replace(f"{first.user.username},{first.user.full_name},1", f"{first.user.username},,5")
    done = come_in(office, round, changed)

    assert done.redirect_chain
    assert (weight_of(first), weight_of(second)) == (5, 1)
    assert AuditEvent.objects.filter(verb="import_weights", round_id=round.pk).exists()
    assert RankingState.objects.get(round=round).requested == 1


def come_in(office: Client, round: Round, text: str) -> Any:
    file = SimpleUploadedFile("weights.csv", text.encode())
    tried = office.post(address(round, "weights-import"), {"file": file})
    token = tried.context["token"]
    return office.post(address(round, "weights-import"), {"confirm": token}, follow=True) if token else tried


def test_a_file_with_a_stranger_or_with_no_weight_changes_nothing(round: Round, office: Client) -> None:
    expert, stranger = make_expert(round), make_expert()

    tried = come_in(office, round, f"username,weight\n{expert.user.username},10001\n{stranger.user.username},2\n")

    said = [line.errors for line in tried.context["trial"].lines]
    assert "A weight is a whole number from 1 to 10,000; entered: 10001." in said[0][0]
    assert f"“{stranger.user.username}” is not in the panel." in said[1][0]
    assert weight_of(expert) == 1


def test_a_file_tried_before_the_first_sheet_is_refused_after_it(round: Round, office: Client) -> None:
    expert = make_expert(round)
    file = SimpleUploadedFile("weights.csv", f"username,weight\n{expert.user.username},2\n".encode())
    token = office.post(address(round, "weights-import"), {"file": file}).context["token"]
    freeze(round)

    office.post(address(round, "weights-import"), {"confirm": token})

    assert weight_of(expert) == 1


def test_only_the_secretariat_sees_the_table(round: Round, reader: Client) -> None:
    reader.force_login(make_expert(round).user)

    for name, more in (("weights", ()), ("weights-file", ("csv",)), ("weights-import", ())):
        assert reader.get(address(round, name, *more)).status_code == 404


def test_the_number_of_equal_marks_is_shown_wherever_weights_count(round: Round, office: Client) -> None:
    heavy = make_expert(round)
    city = make_scored_city(round, "深圳", FAIR, FAIR)
    make_signed_sheet(city, GOOD, heavy)
    PanelMember.objects.filter(expert=heavy).update(weight=3)
    ranking.rebuild(round.pk)

    table = office.get(address(round)).content.decode()
    cell = office.get(reverse("reviews:ranking-city", args=[round.slug, city.city.gb_code]))
    ranked = office.get(reverse("reviews:ranking", args=[round.slug]), {"columns": "indicator-B1"})

    assert "25/11 ≈ 2.27" in table
    [line] = cell.context["parts"][1].indicators
    assert line.n_eff == "25/11 ≈ 2.27"
    assert "25/11 ≈ 2.27" in cell.content.decode()
    notes = {cell.key: cell.note for cell in ranked.context["rows"][0].cells}
    assert notes["indicator-B1"] == "n_eff 2.27"


def test_where_all_marks_count_alike_nothing_is_said_of_it(reader: Client) -> None:
    round = make_round()
    city = make_scored_city(round, "深圳", FAIR, FAIR, GOOD)
    PanelMember.objects.update(weight=3)
    ranking.rebuild(round.pk)
    reader.force_login(make_leader(round))

    page = reader.get(reverse("reviews:ranking-city", args=[round.slug, city.city.gb_code])).content.decode()

    assert "n_eff" not in page
    assert "this table counts only if they say that it does" in reader.get(address(round)).content.decode()


def test_the_what_if_bench_begins_at_the_table_in_force(round: Round, office: Client) -> None:
    heavy = make_expert(round)
    city = make_scored_city(round, "深圳", FAIR, FAIR)
    make_signed_sheet(city, GOOD, heavy)
    PanelMember.objects.filter(expert=heavy).update(weight=3)
    with transaction.atomic():
        raise_version(round.pk, cause="set_up")
    ranking.bring_up_to_date(round.pk)

    def total(**query: str) -> str:
        [line] = office.get(reverse("reviews:what-if", args=[round.slug]), query).context["lines"]
        return f"{line.new_total:.2f}"

    assert total(cell_rule="mean") == "81.60"
    assert total(**{f"w_{heavy.pk}": "1"}) == "77.33"
