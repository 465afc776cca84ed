"""The text of files, page by page: kept for the search, and no file harms who reads it."""

from pathlib import Path

import pikepdf
import pytest
from django.utils import timezone

from cities.models import Evidence, EvidencePage, EvidenceText
from cities.uploads import reading, sweeping, wording
from cities.uploads.reading import keep_text
from tests.cities import files
from tests.cities.build import hand_in, make_city_at_work

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def text_pdf(*pages: str) -> bytes:
    """A PDF with one line on each page."""
    document = pikepdf.new()
    font = document.make_indirect(
        pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    )
    for line in pages:
        page = document.add_blank_page(page_size=(595, 842))
        page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
        page.Contents = document.make_stream(f"BT /F1 12 Tf 60 740 Td ({line}) Tj ET".encode())
    return files._saved(document)


def read(tmp_path: Path, kind: str, content: bytes) -> list[tuple[int | str, str | int]]:
    file = tmp_path / "file"
    file.write_bytes(content)
    return list(wording.cut(wording.READERS[kind](file)))


def test_a_pdf_is_read_by_its_pages(tmp_path):
    assert read(tmp_path, "pdf", text_pdf("First page", "", "Third")) == [(1, "First page"), (3, "Third")]


WORDS = "<w:p><w:t>低碳</w:t><w:t>规划</w:t></w:p><w:p><w:t>附则</w:t></w:p>"
OFFICE = {
    "docx": ({"word__document.xml": f"<w:d {W}>{WORDS}</w:d>"}, [(0, "低碳规划 附则")]),
    "xlsx": ({"xl__sharedStrings.xml": "<s><si><t>能源</t></si><si><t>煤</t></si></s>"}, [(0, "能源 煤")]),
    "pptx": (
        {f"ppt__slides__slide{n}.xml": f"<p><t>第{n}张</t></p>" for n in (10, 2)},
        [(2, "第2张"), (10, "第10张")],
    ),
    "ofd": ({"Doc_0__Pages__Page_0__Content.xml": "<P><TextCode>首页</TextCode></P>"}, [(1, "首页")]),
}


@pytest.mark.parametrize("kind", OFFICE)
def test_office_files_are_read(tmp_path, kind):
    parts, pages = OFFICE[kind]
    assert read(tmp_path, kind, files.zipped(**parts)) == pages


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_plain_text_is_read_in_its_encoding(tmp_path, encoding):
    assert read(tmp_path, "text", "城市,年份\n深圳,2022".encode(encoding)) == [(0, "城市,年份 深圳,2022")]


def test_what_is_too_long_is_cut_and_said(tmp_path, monkeypatch):
    monkeypatch.setattr(wording, "LONGEST_TEXT", 10)
    assert read(tmp_path, "text", b"x" * 20) == [(0, "x" * 10), ("cut", 0)]


@pytest.mark.django_db
def test_the_text_of_a_file_is_kept_once():
    submission, member = make_city_at_work()
    evidence = hand_in(submission, member, text_pdf("Low Carbon", "Second"), "plan.pdf")

    assert keep_text(evidence) == keep_text(evidence) == 2

    pages = EvidencePage.objects.values_list("number", "text", "words")
    assert list(pages) == [(1, "Low Carbon", "low carbon"), (2, "Second", "second")]
    assert EvidenceText.objects.get().is_whole


ENTITIES = "".join(f'<!ENTITY b{n} "' + f"&b{n - 1};" * 10 + '">' for n in range(1, 12))
LAUGHS = f'<!DOCTYPE a [<!ENTITY b0 "bbbbbbbbbb">{ENTITIES}]><a>&b11;</a>'
DOCX = reading.kinds.DOCX.content_type
BROKEN = {
    "pdf": (reading.kinds.PDF.content_type, b"%PDF-1.4 broken"),
    "no archive": (DOCX, b"PK no archive"),
    "half": (DOCX, files.zipped(**{"word__document.xml": "<a><b>"})),
    "laughs": (DOCX, files.zipped(**{"word__document.xml": LAUGHS})),
}


@pytest.mark.django_db
@pytest.mark.parametrize("what", BROKEN)
def test_a_file_that_breaks_its_reader_breaks_nothing_else(what):
    content_type, content = BROKEN[what]
    submission, member = make_city_at_work()
    evidence = hand_in(submission, member, text_pdf("Once readable"), "plan.pdf")
    Path(evidence.file.path).write_bytes(content)
    Evidence.objects.filter(pk=evidence.pk).update(content_type=content_type)
    evidence.refresh_from_db()

    assert keep_text(evidence) == 0

    assert not EvidenceText.objects.get().is_whole


@pytest.mark.django_db
def test_a_picture_has_no_text():
    submission, member = make_city_at_work()
    assert keep_text(hand_in(submission, member, files.png(), "photo.png")) == 0


@pytest.mark.django_db
def test_only_checked_files_are_read_and_a_lost_message_is_made_up_for():
    submission, member = make_city_at_work()
    evidence = hand_in(submission, member, text_pdf("Low Carbon"), "plan.pdf")
    EvidenceText.objects.all().delete()
    Evidence.objects.filter(pk=evidence.pk).update(state=Evidence.State.WAITING, examined_at=None)
    reading.read(evidence.pk)
    assert not EvidenceText.objects.exists()

    Evidence.objects.filter(pk=evidence.pk).update(state=Evidence.State.CHECKED)
    assert reading.unread(timezone.now()) == [evidence.pk]
    sweeping.catch_up()

    assert EvidencePage.objects.get().text == "Low Carbon"
    assert reading.unread(timezone.now()) == []


@pytest.mark.django_db
def test_bytes_that_are_gone_are_not_looked_for_again_and_again(caplog):
    submission, member = make_city_at_work()
    evidence = hand_in(submission, member, text_pdf("Low Carbon"), "plan.pdf")
    EvidenceText.objects.all().delete()
    Path(evidence.file.path).unlink()

    reading.read(evidence.pk)

    assert "not in the store" in caplog.text
    assert not EvidenceText.objects.get().is_whole
