"""From the forms to the verification page: the worked example of docs/method.md, typed in and read there."""

import re
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.urls import reverse

from cities.models import Submission
from cities.questionnaire import TABLES
from reviews.models import Proposal, Verification
from reviews.services.proposals import bring_proposals_up_to_date
from reviews.services.verification import Accepted, verify_points
from rounds.models import IndicatorSystem
from rounds.services.loading import DEFAULT_FILE
from tests.cities.forms import fill, fill_method_example
from tests.make import make_city_member, make_leader, make_round, make_submission
from tests.reviews.build import accept

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]

PAGE = (Path(__file__).parents[2] / "docs" / "method.md").read_text(encoding="utf-8")


@pytest.fixture
def round(db):
    call_command("load_indicators", DEFAULT_FILE, verbosity=0)
    system = IndicatorSystem.objects.get()
    return make_round(system=system, epsilon="0.005", reference_targets={"co2_intensity_reduction_annual": "3.9"})


@pytest.fixture
def submission(round):
    return make_submission(round)


@pytest.fixture
def member(submission):
    return make_city_member(submission.city)


def propose(submission: Submission) -> dict[str, Proposal]:
    """What the rules give for what stands now, by indicator."""
    version = accept(submission)
    bring_proposals_up_to_date(submission.round)
    found = Proposal.objects.filter(version=version).select_related("indicator")
    return {proposal.indicator.code: proposal for proposal in found}


def points(proposals: dict[str, Proposal]) -> dict[str, str]:
    return {code: f"{proposal.points:.2f}" for code, proposal in proposals.items()}


def flags(proposal: Proposal) -> list[str]:
    return proposal.computed["flags"]


def test_the_example_of_the_method_typed_into_the_forms_gives_its_points(submission, member):
    fill_method_example(submission, member)

    shown = dict(re.findall(r"^\| ([A-E]\d?) \| [a-z_]+ \| .+ \| \d \| (\d\.\d\d) \|$", PAGE, flags=re.MULTILINE))
    assert len(shown) == 15
    assert points(propose(submission)) == shown


def test_without_data_every_value_is_0_and_says_so_and_without_promises_the_part_does_not_apply(submission):
    found = propose(submission)

    assert set(points(found).values()) == {"0.00"}
    assert {code for code, proposal in found.items() if "no_data" in flags(proposal)} == set(found) - {"E"}
    assert (found["E"].applies, found["E"].is_flagged) == (False, True)
    assert [code for code, proposal in found.items() if not proposal.applies] == ["E"]


@pytest.mark.parametrize("target", ["", "0", "-1"])
def test_a_target_that_is_missing_or_not_above_0_is_replaced_by_the_reference(round, submission, member, target):
    round.reference_targets = {"gdp_growth": "8"}
    round.save()
    fill(
        submission,
        member,
        "F1.years",
        {
            2017: {"gdp_constant": 100, "price_base": 2015},
            2022: {"gdp_constant": "146.9328", "price_base": 2015},  # 8 % a year
        },
    )
    if target:
        fill(submission, member, "F2.targets", {"gdp_growth-0": {"target": target}})

    found = propose(submission)["A1"]

    assert (found.points, flags(found)) == (Decimal(5), ["reference_target"])


def test_figures_at_prices_of_different_years_are_not_compared(submission, member):
    rows = {year: {"gdp_constant": 100, "price_base": base} for year, base in ((2017, 2015), (2022, 2020))}
    fill(submission, member, "F1.years", rows)
    fill(submission, member, "F2.targets", {"gdp_growth-0": {"target": 6}})

    assert flags(propose(submission)["A1"]) == ["mixed_basis", "no_data"]


def test_the_page_shows_rows_and_arithmetic_in_words_and_the_value_is_accepted(client, submission, member):
    fill_method_example(submission, member)
    proposals = propose(submission)
    leader = make_leader(submission.round)
    client.force_login(leader)
    client.cookies["django_language"] = "en"

    page = client.get(reverse("reviews:verify-city", args=[submission.round.slug, submission.pk]))

    lines = {line.indicator.code: line for line in page.context["lines"]}
    rows = [(s.form, s.row, s.field, s.said) for s in lines["A1"].arithmetic.sources]
    assert rows == [
        ("F1 Yearly data", "2017", "GDP at constant prices (100 million yuan)", "3000"),
        ("F1 Yearly data", "2022", "GDP at constant prices (100 million yuan)", "3900"),
        ("F2 Targets and completion", "Growth of GDP, whole review period", "Target (%)", "6"),
    ]
    assert [(s.row, s.said) for s in lines["B2"].arithmetic.sources] == [
        (
            "低碳发展规划",
            "Issued, People's government, Development and reform commission or ecology and environment bureau",
        ),
        ("应对气候变化规划", "Issued, Development and reform commission or ecology and environment bureau"),
        ("控温方案", "Compiled"),
    ]
    assert [(s.row, s.field, s.said) for s in lines["C4"].arithmetic.sources] == [
        ("C4 Share of green buildings in new buildings", "At the end of the review period (%)", "75"),
    ]
    assert "((3900 ÷ 3000)^(1 ÷ 5) − 1) × 100" in page.text
    assert len(lines["D4"].arithmetic.sources) == 12  # the line and the amount of each year

    [verified] = verify_points(submission=submission, values={"A1": Accepted(proposals["A1"].sha256)}, by=leader)
    assert (verified.points, verified.kind) == (Decimal("4.49"), Verification.Kind.ACCEPTED)


NAMES_WHAT_IS_READ = {"price_base", "energy_basis", "co2_method", "kind", "issuer_classes", "promise"}
"""Fields that say what a figure or record is; the value itself stands in another field of the row."""


def test_every_field_that_is_said_to_feed_an_indicator_is_read_by_its_rule(submission, member):
    fill_method_example(submission, member)
    fill(submission, member, "F6.figures", {"forest_cover": {"at_start": 30, "at_end": 31}})
    read = {
        (source["form"], source["field"], code)
        for code, proposal in propose(submission).items()
        for source in proposal.computed["sources"]
    }

    said = {
        (key, field.name, code)
        for key, table in TABLES.items()
        for field in table.fields
        for code in field.feeds
        if field.name not in NAMES_WHAT_IS_READ
    }
    assert read == said
