"""Files that should not be handed in, sent as the page sends them: a clear sentence each, nothing stored half."""

import io
import zipfile

import pytest

from cities.models import Evidence, Upload, UploadPart
from tests.cities import files
from tests.cities.build import make_city_at_work
from tests.cities.test_city_pages import in_english
from tests.cities.test_tus import begin, send_whole, state

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


@pytest.fixture
def work():
    submission, member = make_city_at_work()
    return submission, in_english(member)


def bomb() -> bytes:
    """A document of a few kilobytes that unpacks to 2 MB."""
    buffer = io.BytesIO(files.docx())
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.bin", bytes(2 * 1024 * 1024))
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (
            files.png(),
            "方案.pdf",
            "The name ends in .pdf, but the content is: PNG picture. Give it its right ending",
        ),
        (files.pdf(password="1"), "方案.pdf", "The PDF is encrypted."),
        (bomb(), "报告.docx", "Unpacked, the document is larger than 1.0\xa0MB, the most that is accepted."),
        (files.SVG, "图.png", "This is a file of the type “SVG”, which is not accepted."),
        (files.active_pdf(), "方案.pdf", "The PDF contains JavaScript or other active content."),
    ],
    ids=["it lies about its type", "encrypted PDF", "zip bomb", "SVG with a script", "PDF with a script"],
)
def test_a_bad_file_is_refused_on_the_page_and_its_bytes_are_gone(
    work, settings, stored, content, name, says, django_capture_on_commit_callbacks
):
    settings.EVIDENCE_MAX_UNPACKED_BYTES = 1024 * 1024
    submission, client = work

    with django_capture_on_commit_callbacks(execute=True):
        upload = send_whole(client, submission, content, name)

    told = state(client, upload)
    assert (told["state"], str(told["says"])[: len(says)]) == ("refused", says)
    assert says in client.get(f"/cities/{submission.round.slug}/evidence/").content.decode().replace("&quot;", '"')
    assert (stored(), UploadPart.objects.count()) == ([], 0)
    assert Evidence.objects.exclude(state="refused").count() == 0


def test_an_empty_file_is_refused_before_it_is_sent(work, stored):
    submission, client = work

    answer = begin(client, submission, 0, "空.pdf")

    assert (answer.status_code, answer.content.decode()) == (400, "The file is empty (0 bytes).")
    assert (Upload.objects.count(), stored()) == (0, [])


FOLDERS = "Folders are no part of a name: only what stands after them was kept."
UNSEEN = "Characters that nobody can see were taken out of the name."


@pytest.mark.parametrize(
    ("given", "kept", "says"),
    [
        ("../../etc/方案.pdf", "方案.pdf", FOLDERS),
        ("方\0案.pdf", "方案.pdf", UNSEEN),
        ("方案\u202efdp.pdf", "方案fdp.pdf", UNSEEN),
        ("碳" * 300 + ".pdf", "碳" * 116 + ".pdf", "The name had 304 characters and was cut to 120."),
    ],
    ids=["folders", "NUL", "right-to-left override", "300 Chinese characters"],
)
def test_a_bad_name_is_put_right_and_says_so(work, given, kept, says, django_capture_on_commit_callbacks):
    submission, client = work

    with django_capture_on_commit_callbacks(execute=True):
        upload = send_whole(client, submission, files.pdf(), given)

    assert Evidence.objects.get().original_name == kept
    assert state(client, upload)["says"] == f"Checked. {says}"


@pytest.mark.parametrize("given", ["../..", "\0\u202e", " . "])
def test_a_name_of_which_nothing_is_left_is_refused(work, stored, given):
    submission, client = work

    answer = begin(client, submission, 10, given)

    assert answer.content.decode() == "The file has no name. Give it one and hand it in again."
    assert (Upload.objects.count(), stored()) == (0, [])
