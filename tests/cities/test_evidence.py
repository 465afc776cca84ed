import hashlib

import pytest
from django.core.files.base import ContentFile

from cities import services
from cities.errors import CityError, StaleForm
from cities.models import Evidence
from cities.services import Cited, Described, describe_evidence, hand_in_evidence, remove_evidence
from cities.services.evidence import description_of
from tests import make
from tests.cities import files
from tests.cities.build import (
    hand_in,
    make_city_at_work,
    make_submitted,
    say,
    say_everything,
    send_for_supplement,
    submit,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_a_file_is_kept_with_what_its_bytes_say(stored):
    submission, member = make_city_at_work()
    content = files.pdf(7)

    evidence = hand_in(submission, member, content, "低碳发展规划.pdf", issuer="市人民政府")

    assert (evidence.title, evidence.original_name) == ("低碳发展规划", "低碳发展规划.pdf")
    assert (evidence.pages, evidence.size, evidence.content_type) == (7, len(content), "application/pdf")
    assert evidence.sha256 == hashlib.sha256(content).hexdigest()
    assert [path.read_bytes() for path in stored()] == [content]
    assert "规划" not in evidence.file.name


@pytest.mark.parametrize(
    ("content", "name"),
    [(files.EXE, "方案.pdf"), (files.pdf(), "秘密.pdf"), (b"", "空.pdf"), (files.active_pdf(), "方案.pdf")],
)
def test_a_refused_file_leaves_neither_row_nor_bytes(content, name, stored):
    submission, member = make_city_at_work()

    with pytest.raises(CityError):
        hand_in(submission, member, content, name)

    assert (Evidence.objects.count(), stored()) == (0, [])


def test_bytes_go_again_if_the_row_fails(stored):
    submission, member = make_city_at_work()

    with pytest.raises(Exception, match="value too long"):
        hand_in(submission, member, issuer="市" * 201)

    assert (Evidence.objects.count(), stored()) == (0, [])


def test_a_duplicate_is_named(stored):
    submission, member = make_city_at_work()
    hand_in(submission, member, name="规划.pdf", title="低碳规划")

    with pytest.raises(CityError, match=r"Already handed in as “低碳规划” \(规划.pdf\)\."):
        hand_in(submission, member, name="别名.pdf")

    assert (Evidence.objects.count(), len(stored())) == (1, 1)


def test_the_same_file_may_be_handed_in_by_another_city():
    submission, member = make_city_at_work()
    other, colleague = make_city_at_work(submission.round)
    content = files.pdf()

    assert hand_in(submission, member, content).sha256 == hand_in(other, colleague, content).sha256


def test_a_full_city_is_told_how_much_room_is_left(settings, stored):
    submission, member = make_city_at_work()
    hand_in(submission, member, b"x" * 600, "1.txt")
    settings.EVIDENCE_MAX_CITY_BYTES = 1024

    with pytest.raises(CityError) as caught:
        hand_in(submission, member, b"y" * 600, "2.txt")

    says = "This file needs 600 bytes, but only 424 bytes of the city's 1.0 KB are left."
    assert caught.value.message.replace("\xa0", " ") == says
    assert len(stored()) == 1


def test_strangers_hand_in_nothing(stored):
    submission, _member = make_city_at_work()
    _other, stranger = make_city_at_work(submission.round)

    with pytest.raises(CityError, match="Only the city's own people"):
        hand_in(submission, stranger)

    assert stored() == []


def test_a_description_that_changed_meanwhile_is_not_written_over():
    submission, member = make_city_at_work()
    evidence = hand_in(submission, member)
    opened = description_of(evidence).fingerprint
    describe_evidence(evidence=evidence, described=Described("statistics", "甲"), opened_at=opened, by=member)

    with pytest.raises(StaleForm):
        describe_evidence(evidence=evidence, described=Described("other", "乙"), opened_at=opened, by=member)

    evidence.refresh_from_db()
    assert (evidence.title, evidence.kind) == ("甲", "statistics")


def test_removed_evidence_may_be_handed_in_again(stored):
    submission, member = make_city_at_work()
    content = files.pdf()
    remove_evidence(evidence=hand_in(submission, member, content), by=member)

    hand_in(submission, member, content)

    assert (Evidence.objects.filter(removed_at=None).count(), len(stored())) == (1, 2)


def test_evidence_that_a_statement_cites_is_not_removed():
    submission, member = make_city_at_work()
    evidence = hand_in(submission, member)
    say(submission, "A1", member, cited=(Cited(evidence.pk),))

    with pytest.raises(CityError, match="It is cited for A1"):
        remove_evidence(evidence=evidence, by=member)


def test_evidence_cited_in_a_submitted_version_is_not_removed():
    submission, member = make_city_at_work()
    evidence = hand_in(submission, member)
    say_everything(submission, member)
    say(submission, "A1", member, cited=(Cited(evidence.pk, "2"),), version=1)
    submission.refresh_from_db()
    submit(submission, member)
    items = ("indicator:A1", f"evidence:{evidence.pk}")
    send_for_supplement(submission, make.make_leader(submission.round), items=items)
    say(submission, "A1", member, version=2)

    with pytest.raises(CityError, match="It is cited in submitted version 1 and can't be removed"):
        remove_evidence(evidence=evidence, by=member)


def test_after_submitting_nothing_is_handed_in(stored):
    version, member = make_submitted()
    before = stored()

    with pytest.raises(CityError, match="Submitted, waiting for the formal check"):
        hand_in_evidence(
            submission=version.submission,
            file=ContentFile(b"x", name="a.txt"),
            given_name="a.txt",
            sha256="0" * 64,
            described=Described("other"),
            by=member,
        )

    assert stored() == before


def test_a_download_is_private_and_keeps_its_chinese_name():
    submission, member = make_city_at_work()
    evidence = hand_in(submission, member, name="低碳 “规划”.pdf")

    response = services.send_evidence(evidence)

    assert b"".join(response.streaming_content)[:5] == b"%PDF-"
    response.close()
    assert response["Content-Disposition"].startswith("attachment; filename*=utf-8''%E4%BD%8E%E7%A2%B3")
    assert (response["X-Content-Type-Options"], response["Cache-Control"]) == ("nosniff", "private, no-store")
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
