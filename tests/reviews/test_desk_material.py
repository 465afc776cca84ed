"""What lies beside the sheet: pages of evidence, the forms as handed in, and the expert's own ruler."""

import pytest
from django.urls import reverse

from cities.models import Evidence, PolicyDocument
from reviews.models import EvidenceReading
from reviews.services.assignments import take_back
from tests.cities.files import pdf
from tests.make import make_assignment, make_expert, make_leader
from tests.reviews.build import accept, draft, make_desk, make_evidence, make_material, queries_of, recuse, submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english", "media")]

PART = {"X-Part": "1"}


@pytest.fixture
def desk(reader):
    desk = make_desk()
    evidence = make_evidence(desk.submission, data=pdf(pages=3))
    Evidence.objects.update(pages=3)
    statement = desk.submission.statements.get(indicator__code="C1")
    statement.citations.create(evidence=evidence, pages="2-3")
    accept(desk.submission)
    desk.refresh_from_db()
    reader.force_login(desk.expert.user)
    return desk


def address(desk, name, *more):
    return reverse(f"reviews:{name}", args=[desk.round.slug, desk.pk, *more])


def evidence_of(desk):
    return desk.submission.evidence.get()


def test_a_file_opens_at_the_page_that_the_city_cites(reader, desk):
    where = address(desk, "read-evidence", evidence_of(desk).pk) + "?for=C1"

    whole, part = reader.get(where).content.decode(), reader.get(where, headers=PART).content.decode()

    assert 'data-opened-at="2"' in part
    assert part.count("cited by the city") == 2
    assert "<html" in whole
    assert "<html" not in part
    assert part.strip() in whole


def test_the_sheet_links_each_file_that_the_city_cites(reader, desk):
    page = reader.get(address(desk, "edit-sheet")).content.decode()

    assert address(desk, "read-evidence", evidence_of(desk).pk) + "?for=C1" in page


def test_the_title_of_a_file_is_text_wherever_the_sheet_shows_it(reader, desk):
    make_evidence(desk.submission, title='<b title="x">')
    accept(desk.submission)

    page = reader.get(address(desk, "edit-sheet")).content.decode()

    assert "<b title=" not in page
    for said in ("{}</span>", 'aria-label="Look into {}"', 'aria-label="Pages of {}"'):
        assert said.format("&lt;b title=&quot;x&quot;&gt;") in page


def test_a_page_is_a_picture_and_never_the_file(reader, desk):
    answer = reader.get(address(desk, "evidence-page", evidence_of(desk).pk, 2))

    assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert reader.get(address(desk, "evidence-page", evidence_of(desk).pk, 4)).status_code == 404


def test_the_first_reading_is_kept_once(reader, desk):
    for _time in range(2):
        reader.get(address(desk, "read-evidence", evidence_of(desk).pk))

    assert [(r.assignment_id, r.evidence) for r in EvidenceReading.objects.all()] == [(desk.pk, evidence_of(desk))]


def test_nobody_else_opens_any_of_it(reader, desk):
    pk = evidence_of(desk).pk
    pages = [
        address(desk, "read-evidence", pk), address(desk, "evidence-page", pk, 1), address(desk, "ruler", "C1"),
        address(desk, "material"), address(desk, "next-sheet"),
    ]  # fmt: skip
    for stranger in (make_expert(desk.round).user, make_leader(desk.round), make_leader(desk.round, "chair")):
        reader.force_login(stranger)
        assert {reader.get(page).status_code for page in pages} == {404}
    reader.force_login(desk.expert.user)
    recuse(desk)
    assert {reader.get(page).status_code for page in pages} == {404}


def test_evidence_of_another_city_is_not_opened(reader, desk):
    foreign = make_evidence(make_desk(desk.round).submission, data=pdf())
    Evidence.objects.filter(pk=foreign.pk).update(pages=1)

    assert reader.get(address(desk, "read-evidence", foreign.pk)).status_code == 404
    assert reader.get(address(desk, "evidence-page", foreign.pk, 1)).status_code == 404


def test_the_ruler_holds_own_marks_of_other_cities_only(reader, desk):
    signed = make_assignment(make_material(desk.round), desk.expert)
    submit(signed, {"B1": "22.5", "C1": "17.3", "E": "5"}, comment="自己的尺度")
    drafted = make_assignment(make_material(desk.round), desk.expert)
    draft(drafted, {"C1": "16.1"})
    colleague = make_assignment(desk.submission, make_expert(desk.round))
    submit(colleague, {"B1": "31.7", "C1": "19.9", "E": "5"}, comment="别人的评语")
    others = make_assignment(signed.submission, make_expert(desk.round))
    submit(others, {"B1": "31.7", "C1": "18.8", "E": "5"}, comment="别人的评语")
    draft(desk, {"C1": "12.2"})

    part = reader.get(address(desk, "ruler", "C1"), headers=PART).content.decode()

    assert "17.3" in part
    assert "16.1" in part
    assert "自己的尺度" in part
    assert all(other not in part for other in ("19.9", "18.8", "12.2", "别人的评语"))


def test_the_ruler_holds_no_city_that_the_expert_may_not_see_any_more(reader, desk):
    recused, taken_back = (make_assignment(make_material(desk.round), desk.expert) for _city in range(2))
    submit(recused, {"B1": "22.5", "C1": "17.3", "E": "5"})
    recuse(recused)
    draft(taken_back, {"C1": "16.1"})
    take_back([taken_back])

    part = reader.get(address(desk, "ruler", "C1"), headers=PART).content.decode()

    assert "17.3" not in part
    assert "16.1" not in part


def test_the_ruler_takes_as_many_queries_for_five_cities_as_for_one(reader, desk):
    counts = []
    for more in (1, 4):
        for _time in range(more):
            submit(make_assignment(make_material(desk.round), desk.expert))
        counts.append(queries_of(reader, address(desk, "ruler", "C1")))

    assert counts[0] == counts[1]


def test_the_forms_are_read_as_they_were_handed_in(reader, desk):
    PolicyDocument.objects.create(submission=desk.submission, title="低碳条例")
    accept(desk.submission)
    draft(desk, {"C1": "15"})
    PolicyDocument.objects.update(title="后来改的")

    part = reader.get(address(desk, "material"), headers=PART).content.decode()

    assert "低碳条例" in part
    assert "后来改的" not in part
