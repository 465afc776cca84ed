"""Evidence to indicator to page: claimed, evidenced, scored, doubted, and what nobody has opened."""

import pytest
from django.urls import reverse

from cities.models import Evidence
from reviews.models import Doubt, Verification
from reviews.queries.evidence_use import evidence_rows
from rounds.models import Indicator
from tests.cities.files import pdf
from tests.make import make_assignment, make_expert, make_leader, make_verified
from tests.reviews.build import accept, make_desk, make_evidence, make_material, queries_of, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]


@pytest.fixture
def desk():
    desk = make_desk()
    evidence = make_evidence(desk.submission, "年鉴", data=pdf())
    Evidence.objects.update(pages=1)
    desk.submission.statements.get(indicator__code="C1").citations.create(evidence=evidence)
    accept(desk.submission)
    return desk


def row_of(desk):
    indicators = Indicator.objects.filter(system=desk.round.indicator_system).order_by("position")
    return evidence_rows([desk.submission], list(indicators))[0]


def test_a_cell_says_what_is_cited_and_how_many_sheets_score_it(desk):
    submit(desk)

    row = row_of(desk)
    told = {cell.code: (cell.claimed, cell.cited, cell.scored, cell.is_unproved) for cell in row.cells}

    assert told == {
        "A1": (True, 0, 0, False),
        "B1": (True, 0, 1, True),
        "C1": (True, 1, 1, False),
        "E": (True, 0, 1, True),
    }
    assert row.unproved == 2


def test_cited_evidence_is_named_until_an_expert_opens_it(reader, desk):
    assert list(row_of(desk).unopened) == ["年鉴"]
    reader.force_login(desk.expert.user)

    reader.get(
        reverse("reviews:read-evidence", args=[desk.round.slug, desk.pk, desk.submission.evidence.get().pk])
    )

    assert list(row_of(desk).unopened) == []


def test_a_doubt_stands_at_its_indicator(desk):
    indicator = Indicator.objects.get(system=desk.round.indicator_system, code="C1")
    Doubt.objects.create(submission=desk.submission, indicator=indicator, expert=desk.expert, text="口径不一")

    cells = {cell.code: cell for cell in row_of(desk).cells}
    assert (cells["C1"].doubted, cells["C1"].is_contradicted, cells["B1"].is_contradicted) == (1, True, False)


def test_a_corrected_value_contradicts_what_the_city_says_until_another_counts(reader, desk):
    make_verified(desk.submission, {"A1": "3", "C1": "5"})
    Verification.objects.filter(indicator__code="C1").update(kind=Verification.Kind.CORRECTED)

    assert [cell.code for cell in row_of(desk).cells if cell.is_contradicted] == ["C1"]
    reader.force_login(make_leader(desk.round))
    page = reader.get(reverse("reviews:evidence-use", args=[desk.round.slug])).content.decode()
    assert page.count("value corrected") == 1
    Verification.objects.filter(indicator__code="C1").update(to_version=1)
    assert not any(cell.is_contradicted for cell in row_of(desk).cells)


def test_the_page_tells_no_mark_and_is_for_those_who_arrange(reader, desk):
    submit(desk, {"B1": "31.7", "C1": "17.9", "E": "3.3"}, comment="别人的评语")
    where = reverse("reviews:evidence-use", args=[desk.round.slug])
    for kind in ("secretariat", "chair", "observer"):
        reader.force_login(make_leader(desk.round, kind))
        page = reader.get(where).content.decode()
        assert "年鉴" in page
        assert all(secret not in page for secret in ("31.7", "17.9", "别人的评语"))
    for stranger in (desk.expert.user, make_leader(desk.round, "authority")):
        reader.force_login(stranger)
        assert reader.get(where).status_code == 404


def test_the_page_takes_as_many_queries_for_five_cities_as_for_one(reader, desk):
    submit(desk)
    reader.force_login(make_leader(desk.round))
    counts = []
    for more in (0, 4):
        for _time in range(more):
            submit(make_assignment(make_material(desk.round), make_expert(desk.round)))
        counts.append(queries_of(reader, reverse("reviews:evidence-use", args=[desk.round.slug])))

    assert counts[0] == counts[1]
