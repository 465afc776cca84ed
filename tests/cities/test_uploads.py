"""What a file is follows from its bytes; what is refused is refused with its reason."""

import io

import pytest

from cities.errors import CityError
from cities.uploads import check_upload, kinds, safe_name
from tests.cities import files


def check(content: bytes, name: str):
    return check_upload(io.BytesIO(content), given_name=name, size=len(content))


def refusal(content: bytes, name: str) -> str:
    with pytest.raises(CityError) as caught:
        check(content, name)
    return caught.value.message


@pytest.mark.parametrize(
    ("content", "name", "kind", "pages"),
    [
        (files.pdf(3), "方案.pdf", kinds.PDF, 3),
        (files.innocent_pdf(), "方案.PDF", kinds.PDF, 1),
        (files.png(), "照片.png", kinds.PNG, 1),
        (files.picture("JPEG"), "照片.jpeg", kinds.JPEG, 1),
        (files.HEIC, "照片.heic", kinds.HEIC, None),
        (files.docx(), "报告.docx", kinds.DOCX, None),
        (
            files.zipped(content_types=files.CONTENT_TYPE % "spreadsheetml.sheet"),
            "表.xlsx",
            kinds.XLSX,
            None,
        ),
        (
            files.zipped(
                content_types=files.CONTENT_TYPE % "presentationml.presentation",
                **{"ppt__slides__slide1.xml": "x", "ppt__slides__slide2.xml": "x"},
            ),
            "汇报.pptx",
            kinds.PPTX,
            2,
        ),
        (files.zipped(**{"OFD.xml": "<ofd/>"}), "公文.ofd", kinds.OFD, None),
        (files.doc(), "报告.doc", kinds.DOC, None),
        (files.doc("1", "2", "3", "4", "5"), "报告.wps", kinds.DOC, None),
        (files.xls(files.LONG_RECORD, files.xls_sheet(0), size=20_000), "表.xls", kinds.XLS, None),
        (files.xls(size=1000), "表.et", kinds.XLS, None),
        (files.xls(stream="Book"), "表.xls", kinds.XLS, None),
        (files.ppt(), "汇报.ppt", kinds.PPT, None),
        (files.ppt(macros=files.vba_info(0, 0)), "汇报.dps", kinds.PPT, None),
        ("编号,名称\n1,低碳".encode(), "表.csv", kinds.TEXT, None),
        ("编号,名称\n1,低碳".encode("utf-8-sig"), "表.csv", kinds.TEXT, None),
        ("编号,名称\n1,低碳".encode("gb18030"), "说明.txt", kinds.TEXT, None),
    ],
)
def test_an_accepted_file_is_known_by_its_bytes(content, name, kind, pages):
    checked = check(content, name)

    assert (checked.kind, checked.pages, checked.name.name) == (kind, pages, name)


UNKNOWN = "Nobody can tell whether this old Office file holds macros or needs a password"


@pytest.mark.parametrize(
    ("content", "name", "says"),
    [
        (b"", "空.pdf", "The file is empty (0 bytes)."),
        (files.png(), "方案.pdf", "The name ends in .pdf, but the content is: PNG picture."),
        (files.pdf(), "方案.docx", "The name ends in .docx, but the content is: PDF."),
        (files.pdf(), "方案.exe", "The name ends in .exe, but the content is: PDF."),
        (files.EXE, "方案.pdf", "This is a file of the type “exe”, which is not accepted."),
        (files.SVG, "图.svg", "This is a file of the type “SVG”, which is not accepted."),
        (files.SVG, "图.png", "This is a file of the type “SVG”, which is not accepted."),
        (b"\xef\xbb\xbf" + files.HTML, "页.txt", "This is a file of the type “HTML / XML”"),
        (files.zipped(a="1"), "材料.zip", "This is a ZIP archive, which is not accepted."),
        (files.zipped(a="1"), "材料.docx", "This is a ZIP archive, which is not accepted."),
        (files.zipped(a="1")[:40], "材料.docx", "The file is damaged: its contents cannot be listed."),
        (files.docx(**{"word__vbaProject.bin": "x"}), "报告.docx", "The document contains macros."),
        (files.zipped(content_types="application/epub"), "书.docx", "This kind of Office file is not accepted."),
        (files.ole("EncryptedPackage"), "表.xlsx", "The document is protected by a password."),
        (files.doc(encrypted=True), "报告.doc", "The document is protected by a password."),
        (files.xls(files.FILE_PASS), "表.xls", "The document is protected by a password."),
        (files.xls(files.FILE_PASS, stream="Book"), "表.xls", "The document is protected by a password."),
        (files.xls(files.FILE_PASS, size=200), "表.et", "The document is protected by a password."),
        (files.ppt(encrypted=True), "汇报.ppt", "The document is protected by a password."),
        (files.doc("Macros", "VBA"), "报告.doc", "The document contains macros."),
        (files.xls(files.LONG_RECORD, files.xls_sheet(1), size=9000), "表.xls", "The document contains macros."),
        (files.ppt(macros=files.vba_info(7, 1)), "汇报.ppt", "The document contains macros."),
        (
            files.ppt(macros=files.vba_info(7, 1), before=1024 * 1024 - 16),
            "汇报.ppt",
            "The document contains macros.",
        ),
        (files.doc(mark=0xA5DC), "报告.doc", UNKNOWN),
        (files.ole("WordDocument"), "报告.doc", UNKNOWN),
        (files.ole(contents={"Workbook": bytes(4096)}), "表.xls", UNKNOWN),
        (files.ole(contents={"Workbook": b"\x09\x08\x10\0".ljust(400, b"\1")}), "表.xls", UNKNOWN),
        (files.ole("PowerPoint Document"), "汇报.ppt", UNKNOWN),
        (files.ppt_of_claimed_size(4_000_000_000), "汇报.ppt", UNKNOWN),
        (files.ppt(*["PowerPoint Document"] * 20), "汇报.ppt", UNKNOWN),
        (files.ppt_that_goes_on_in(1), "汇报.ppt", UNKNOWN),
        (files.ppt_that_goes_on_in(120), "汇报.ppt", UNKNOWN),
        (files.doc_with_a_table_twice(), "报告.doc", "The file is damaged: its contents cannot be listed."),
        (files.doc_with_tables_without_end(), "报告.doc", "The file is damaged: its contents cannot be listed."),
        (files.ole("__nameid_version1.0"), "信.doc", "This is an old Office container of a kind"),
        (files.OLE_SIGNATURE + b"\0" * 20, "报告.doc", "The file is damaged: its contents cannot be listed."),
        (files.pdf(password="1"), "方案.pdf", "The PDF is encrypted."),
        (files.active_pdf(), "方案.pdf", "The PDF contains JavaScript or other active content."),
        (files.launching_pdf(), "方案.pdf", "The PDF contains JavaScript or other active content."),
        (files.pdf(0), "方案.pdf", "The PDF has no pages."),
        (b"%PDF-1.7\nnothing", "方案.pdf", "The PDF is damaged and cannot be opened."),
        (files.png()[:20], "图.png", "The picture is damaged and cannot be opened."),
        (files.png((20_000, 5_000)), "图.png", "The picture has too many pixels; at most 80 million"),
        (b"\x00\x01\x02\x03" * 100, "数据.txt", "The kind of this file cannot be recognised"),
        (files.pdf(), "秘密 方案.pdf", "The name contains “秘密”. Classified material must never be uploaded"),
        (files.pdf(), "方案（机密）.pdf", "The name contains “机密”."),
        (files.pdf(), "绝密.pdf", "The name contains “绝密”."),
        (files.pdf(), "../..", "The file has no name."),
        (files.pdf(), "\u202e\x00", "The file has no name."),
    ],
)
@pytest.mark.usefixtures("english")
def test_a_bad_file_is_refused_with_its_reason(content, name, says):
    assert refusal(content, name).startswith(says)


@pytest.mark.usefixtures("english")
def test_a_file_over_the_limit_is_refused_with_the_limit(settings):
    settings.EVIDENCE_MAX_BYTES = 1024

    assert refusal(b"x" * 1025, "说明.txt") == "The file is larger than 1.0\xa0KB, the most that is accepted."


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/方案.pdf", "方案.pdf"),
        ("C:\\资料\\方案.pdf", "方案.pdf"),
        ("方\x00案\u202efdp.pdf", "方案fdp.pdf"),
        ("  方案   二.pdf", "方案 二.pdf"),
    ],
)
def test_a_name_is_kept_without_folders_and_unseen_characters(given, kept):
    assert safe_name(given).name == kept


def test_a_very_long_name_is_cut_and_says_so():
    name = safe_name("碳" * 300 + ".pdf")

    assert (len(name.name), name.name[-5:], bool(name.note)) == (120, "碳.pdf", True)


def test_a_name_without_extension_gets_the_one_of_its_content():
    assert check(files.pdf(), "方案").name.name == "方案.pdf"
