"""What a city prints: every word and hash that matters stands in the PDF."""

import pypdfium2
import pytest
from django.test import Client

from accounts.models import User
from cities.models import Evidence
from tests import make
from tests.cities.build import make_city_at_work, make_submitted

pytestmark = pytest.mark.django_db


def text_of(content: bytes) -> str:
    """All pages, without the breaks of lines."""
    with pypdfium2.PdfDocument(content) as reader:
        pages = [page.get_textpage().get_text_range() for page in reader]
    return "".join("".join(pages).split())


def client_of(user: User, language: str = "zh-hans") -> Client:
    client = Client()
    client.cookies["django_language"] = language
    client.force_login(user)
    return client


def test_the_receipt_carries_the_manifest_and_the_signatures():
    version, filler = make_submitted(name="深圳市")
    slug = version.submission.round.slug

    answer = client_of(filler).get(f"/reports/{slug}/receipts/1.pdf")
    said = text_of(answer.content)

    assert answer["Content-Type"] == "application/pdf"
    assert "attachment" in answer["Content-Disposition"]
    assert version.sha256 in said
    [letter] = Evidence.objects.all()
    assert letter.sha256 in said
    for signature in version.sign_offs.select_related("signed_by"):
        assert str(signature.signed_by) in said


def test_a_name_that_no_face_can_draw_does_not_keep_the_receipt_back():
    version, filler = make_submitted(name="深圳市")
    version.content["evidence"][0]["title"] = "承诺书😀"
    version.save()

    answer = client_of(filler).get(f"/reports/{version.submission.round.slug}/receipts/1.pdf")

    assert answer.status_code == 200
    assert "承诺书□" in text_of(answer.content)


def test_a_subscript_that_no_face_has_is_read_as_a_figure():
    version, filler = make_submitted(name="深圳市")
    version.content["evidence"][0]["title"] = "CO₂排放台账"
    version.save()

    answer = client_of(filler).get(f"/reports/{version.submission.round.slug}/receipts/1.pdf")

    assert "CO2排放台账" in text_of(answer.content)


def test_the_letter_names_the_city_and_has_a_place_for_the_seal():
    submission, filler = make_city_at_work(name="深圳市")

    said = text_of(client_of(filler).get(f"/reports/{submission.round.slug}/letter.pdf").content)

    assert "深圳市（公章）" in said
    assert "真实、准确、完整" in said


def test_everybody_reads_the_blank_questionnaire_of_an_open_round():
    round = make.make_round()

    said = text_of(Client().get(f"/reports/{round.slug}/questionnaire.pdf").content)

    for form in ("F0", "F1", "F7", "F13", "F15"):
        assert form in said
    assert "严禁上传涉密材料" in said


def test_there_is_none_before_the_round_opens():
    round = make.make_round()
    round.opened_at = None
    round.save()

    assert Client().get(f"/reports/{round.slug}/questionnaire.pdf").status_code == 404


def test_another_city_finds_no_receipt_of_this_one():
    version, _filler = make_submitted()
    stranger = make.make_city_member(make.make_submission(version.submission.round).city)

    assert client_of(stranger).get(f"/reports/{version.submission.round.slug}/receipts/1.pdf").status_code == 404
