"""Resumable uploads, spoken as tus-js-client speaks: begun, cut, gone on with, put together."""

import base64
import hashlib
import io

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEvent
from cities.models import Evidence, Upload, UploadPart
from cities.services.uploads import CutOff, add_part
from cities.uploads import joining
from tests import make
from tests.cities import files
from tests.cities.build import hand_in, make_city_at_work
from tests.cities.test_city_pages import in_english

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]

TUS = {"Tus-Resumable": "1.0.0"}
CHUNK = 1000


@pytest.fixture(autouse=True)
def small_chunks(settings):
    settings.EVIDENCE_CHUNK_BYTES = CHUNK


@pytest.fixture
def work():
    submission, member = make_city_at_work()
    return submission, member, in_english(member)


def collection(submission) -> str:
    return reverse("cities:uploads", args=[submission.round.slug])


def begin(client: Client, submission, length: int, name: str = "方案.pdf", **said: str):
    words = {"filename": name, "kind": "normative", **said}
    metadata = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in words.items())
    headers = {**TUS, "Upload-Length": str(length), "Upload-Metadata": metadata}
    return client.post(collection(submission), headers=headers, content_type="")


def patch(client: Client, where: str, offset: int, data: bytes):
    headers = {**TUS, "Upload-Offset": str(offset)}
    return client.patch(where, data, content_type="application/offset+octet-stream", headers=headers)


def send(client: Client, where: str, content: bytes, *, offset: int = 0) -> None:
    for at in range(offset, len(content), CHUNK):
        assert patch(client, where, at, content[at : at + CHUNK]).status_code == 204


def send_whole(client: Client, submission, content: bytes, name: str = "方案.pdf", **said: str) -> Upload:
    where = begin(client, submission, len(content), name, **said)["Location"]
    send(client, where, content)
    upload = Upload.objects.get(key=where.rstrip("/").rpartition("/")[2])
    joining.join(upload.pk)
    upload.refresh_from_db()
    return upload


def state(client: Client, upload: Upload) -> dict[str, object]:
    return client.get(reverse("cities:upload", args=[upload.submission.round.slug, upload.key])).json()


def test_a_file_sent_in_parts_becomes_checked_evidence(work, stored, django_capture_on_commit_callbacks):
    submission, member, client = work
    content = files.pdf(5)

    with django_capture_on_commit_callbacks(execute=True):
        upload = send_whole(
            client, submission, content, "低碳发展规划.pdf", issuer="市人民政府", issued_on="2020-05-01"
        )

    piece = upload.evidence
    assert piece
    assert (piece.title, piece.issuer, piece.pages, piece.state) == (
        "低碳发展规划",
        "市人民政府",
        5,
        "checked",
    )
    assert (piece.sha256, piece.uploaded_by) == (hashlib.sha256(content).hexdigest(), member)
    assert [path.read_bytes() for path in stored("evidence")] == [content]
    assert stored("parts") == []
    assert state(client, upload)["state"] == "checked"
    acts = AuditEvent.objects.order_by("number").values_list("verb", flat=True)
    assert list(acts) == ["hand_in_evidence", "check_evidence"]


def test_an_upload_goes_on_where_it_stopped(work):
    submission, _member, client = work
    content = b"x" * 2500
    where = begin(client, submission, 2500, "说明.txt")["Location"]
    patch(client, where, 0, content[:1000])

    head = client.head(where, headers=TUS)
    send(client, where, content, offset=int(head["Upload-Offset"]))

    assert (head.status_code, head["Upload-Offset"], head["Upload-Length"]) == (200, "1000", "2500")
    assert list(UploadPart.objects.values_list("offset", "size")) == [(0, 1000), (1000, 1000), (2000, 500)]
    assert Upload.objects.get().state == "arrived"


def test_of_a_part_that_was_cut_nothing_stays(work, stored):
    submission, member, client = work
    begin(client, submission, 2500, "说明.txt")
    upload = Upload.objects.get()

    with pytest.raises(CutOff):
        add_part(upload=upload, offset=0, source=io.BytesIO(b"x" * 400), length=1000, by=member)

    upload.refresh_from_db()
    assert (upload.offset, UploadPart.objects.count(), stored()) == (0, 0, [])


def test_a_part_in_the_wrong_place_is_refused_and_leaves_nothing(work, stored):
    submission, _member, client = work
    where = begin(client, submission, 2500, "说明.txt")["Location"]
    patch(client, where, 0, b"x" * 1000)

    assert patch(client, where, 0, b"y" * 1000).status_code == 409
    assert patch(client, where, 2000, b"y" * 500).status_code == 409
    assert (UploadPart.objects.count(), len(stored())) == (1, 1)


def test_a_part_of_a_wrong_size_is_refused(work):
    submission, _member, client = work
    long, short = (begin(client, submission, length, "说明.txt")["Location"] for length in (2500, 10))

    assert patch(client, long, 0, b"x" * 1001).status_code == 403
    assert patch(client, short, 0, b"x" * 11).status_code == 403


@pytest.mark.parametrize(
    ("length", "name", "said", "says"),
    [
        (0, "空.pdf", {}, "The file is empty (0 bytes)."),
        (2_000_000, "大.pdf", {}, "The file is larger than 1.0 MB, the most that is accepted."),
        (10, "机密.pdf", {}, "The name contains “机密”."),
        (10, "工具.exe", {}, "Files that end in .exe are not accepted."),
        (10, "../..", {}, "The file has no name."),
    ],
)
def test_what_will_be_refused_is_refused_before_a_byte_is_sent(work, settings, length, name, said, says):
    submission, _member, client = work
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024

    response = begin(client, submission, length, name, **said)

    assert response.status_code == 400
    assert response.content.decode().replace("\xa0", " ").startswith(says)
    assert not Upload.objects.exists()


@pytest.mark.parametrize(
    ("said", "fields"),
    [
        ({"kind": ""}, {"kind": "This field is required."}),
        ({"issued_on": "2999-01-01"}, {"issued_on": "2999-01-01 is in the future."}),
    ],
)
def test_what_is_wrong_with_the_description_is_said_field_by_field(work, said, fields):
    submission, _member, client = work

    response = begin(client, submission, 10, "方案.pdf", **said)

    assert (response.status_code, response.json()) == (422, {"fields": fields})
    assert not Upload.objects.exists()


def test_what_is_announced_takes_its_room(work, settings):
    submission, _member, client = work
    settings.EVIDENCE_MAX_CITY_BYTES = 3000
    begin(client, submission, 2000, "1.txt")

    answer = begin(client, submission, 2000, "2.txt").content.decode().replace("\xa0", " ")

    assert answer == "This file needs 2.0 KB, but only 1000 bytes of the city's 2.9 KB are left."


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (files.EXE, "方案.pdf", "This is a file of the type “exe”, which is not accepted."),
        (files.active_pdf(), "方案.pdf", "The PDF contains JavaScript or other active content."),
        (files.pdf(password="1"), "方案.pdf", "The PDF is encrypted."),
        (files.picture("JPEG", (200, 200))[:400], "图.jpg", "The picture is damaged and cannot be opened."),
    ],
)
def test_what_is_refused_after_arrival_says_why_and_its_bytes_are_gone(
    work, stored, content, name, says, django_capture_on_commit_callbacks
):
    submission, member, client = work

    with django_capture_on_commit_callbacks(execute=True):
        upload = send_whole(client, submission, content, name)

    told = state(client, upload)
    assert told["state"] == "refused"
    assert str(told["says"]).startswith(says)
    assert stored() == []
    piece = Evidence.objects.get()
    assert piece.reason_zh != piece.reason_en
    assert member.notices.get().text_en == f"{name}: {piece.reason_en}"
    assert name in client.get(reverse("cities:evidence", args=[submission.round.slug])).content.decode()


def test_the_same_bytes_are_named_and_lead_to_the_file_that_is_here(
    work, django_capture_on_commit_callbacks, stored
):
    submission, member, client = work
    content = files.pdf(3)
    piece = hand_in(submission, member, content, "规划.pdf")

    with django_capture_on_commit_callbacks(execute=True):
        upload = send_whole(client, submission, content, "别名.pdf")

    told = state(client, upload)
    assert told["state"] == "known"
    assert told["says"] == ("Already handed in as “规划” (规划.pdf). Use it again for further indicators instead.")
    assert told["link"] == reverse("cities:edit-evidence", args=[submission.round.slug, piece.pk])
    assert (Evidence.objects.count(), len(stored())) == (1, 1)


def test_joined_twice_it_is_one_piece(work):
    submission, _member, client = work
    upload = send_whole(client, submission, files.pdf())

    joining.join(upload.pk)

    assert Evidence.objects.count() == 1


def test_a_lost_part_is_said(work, stored):
    submission, _member, client = work
    where = begin(client, submission, 500, "说明.txt")["Location"]
    send(client, where, b"x" * 500)
    stored("parts")[0].unlink()

    joining.join(Upload.objects.get().pk)

    assert Upload.objects.get().reason_en == "The file did not arrive whole. Hand it in again."
    assert not Evidence.objects.exists()


def test_an_upload_is_given_up(work, stored, django_capture_on_commit_callbacks):
    submission, _member, client = work
    where = begin(client, submission, 2500, "说明.txt")["Location"]
    patch(client, where, 0, b"x" * 1000)

    with django_capture_on_commit_callbacks(execute=True):
        assert client.delete(where, headers=TUS).status_code == 204

    assert (Upload.objects.count(), stored()) == (0, [])
    assert client.head(where, headers=TUS).status_code == 404


def test_strangers_reach_no_upload(work):
    submission, _member, client = work
    where = begin(client, submission, 2500, "说明.txt")["Location"]
    _other, stranger = make_city_at_work(submission.round)
    colleague = in_english(make.make_city_member(submission.city))

    assert in_english(stranger).head(where, headers=TUS).status_code == 404
    assert patch(in_english(stranger), where, 0, b"x" * 1000).status_code == 404
    assert patch(colleague, where, 0, b"x" * 1000).status_code == 204


def test_a_script_that_is_logged_out_is_told_so(work):
    submission, _member, client = work
    where = begin(client, submission, 2500, "说明.txt")["Location"]

    assert patch(in_english(), where, 0, b"x" * 1000).status_code == 401
    assert in_english().get(where).status_code == 302


def test_another_version_of_the_protocol_is_refused(work):
    submission, _member, client = work

    response = client.post(collection(submission), headers={"Tus-Resumable": "0.2.2"}, content_type="")

    assert (response.status_code, response["Tus-Resumable"]) == (412, "1.0.0")
    assert client.options(collection(submission))["Tus-Extension"] == "creation,termination"


def test_uploads_ask_for_the_pages_token(work):
    submission, member, _client = work
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(member)

    assert begin(strict, submission, 10).status_code == 403


def test_after_submitting_no_part_is_taken(work):
    submission, _member, client = work
    where = begin(client, submission, 2500, "说明.txt")["Location"]
    submission.state = "submitted"
    submission.save()

    assert patch(client, where, 0, b"x" * 1000).status_code == 403


def test_the_page_shows_what_has_not_arrived(work):
    submission, _member, client = work
    where = begin(client, submission, 2000, "说明.txt")["Location"]
    patch(client, where, 0, b"x" * 1000)

    page = client.get(reverse("cities:evidence", args=[submission.round.slug])).content.decode()

    assert "50 % arrived. To go on, choose the same file again." in page


def test_without_a_script_an_upload_is_given_up_by_a_button(work):
    submission, _member, client = work
    begin(client, submission, 2000, "说明.txt")

    client.post(reverse("cities:drop-upload", args=[submission.round.slug, Upload.objects.get().key]))

    assert not Upload.objects.exists()
