"""One list of blocks as PDF and DOCX: the same texts, the rules of GB/T 9704, and the same bytes each time."""

import io
import shutil
import subprocess
import time
import zipfile
from dataclasses import replace
from datetime import date

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn

from reports.blocks import (
    Bullets,
    Column,
    Contents,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Table,
    Title,
    runs,
)
from reports.writing.docx import docx_of
from reports.writing.faces import missing_characters
from reports.writing.pdf import pdf_of

FULL_LINE = "试点城市围绕编制低碳发展规划制定促进低碳产业发展的政策建"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 300 80" width="300" height="80">'
    '<text x="10" y="40" font-family="Noto Sans SC" font-size="16">深圳、青岛</text></svg>'
)
TABLE = Table(
    "表1 指标体系",
    (Column("指标", share=3), Column("分值", "right")),
    (("提升碳汇水平", "4分"), ('a "quoted" #text $x$ \\ [b]', "5分")),
    ("默认分值，非官方。",),
)


def document(*blocks: object, **fields: object) -> Document:
    return Document(
        **{"title": "评估报告", "author": "评估秘书处", "language": "zh", "dated": date(2023, 7, 12)}
        | fields
        | {"blocks": blocks}
    )


WHOLE = document(
    Title("国家低碳城市试点进展评估报告", "公开版"),
    Contents("目录"),
    PageBreak(),
    Heading(1, "一、整体进展"),
    Heading(2, "（一）经济"),
    Paragraph(
        runs("增速达", Run("5.8%", note="77个城市有数据"), "，", Run("〔缺数据: S3〕", is_missing=True), "。")
    ),
    Bullets((runs("其一"), runs("其二"))),
    Figure("图1 发布情况", SVG, "两个城市"),
    TABLE,
)


def pages(content: bytes) -> list[str]:
    with pypdfium2.PdfDocument(content) as reader:
        return [page.get_textpage().get_text_bounded().replace("\r\n", "\n") for page in reader]


def close_set(text: str) -> str:
    """Without line breaks and spaces: some stand between Chinese and figures only."""
    return text.replace("\n", "").replace(" ", "")


def test_the_pdf_has_every_text():
    text = close_set("".join(pages(pdf_of(WHOLE).content)))

    wanted = [
        "国家低碳城市试点进展评估报告",
        "公开版",
        "目录",
        "一、整体进展",
        "（一）经济",
        "增速达5.8%",
        "〔缺数据:S3〕",
        "其一",
        "其二",
        "图1发布情况",
        "表1指标体系",
        'a"quoted"#text$x$\\[b]',
        "默认分值，非官方。",
    ]
    assert [words for words in wanted if words not in text] == []


def test_the_pdf_keeps_the_order_of_the_blocks_and_only_figures_float():
    """A figure that finds no room stands on top or at the foot of a page near by; all else stays where it is."""
    blocks = []
    for number in range(1, 13):
        blocks += [Heading(2, f"（{number}）标题"), Paragraph(runs(FULL_LINE * 6 + f"止{number}。"))]
        blocks.append(Figure(f"图{number} 绘图", SVG, "绘图"))
        if number % 4 == 0:
            blocks.append(replace(TABLE, caption=f"表{number // 4} 指标体系"))

    text = [close_set(page) for page in pages(pdf_of(document(*blocks)).content)]

    whole = "".join(text)
    fixed = [f"（{n}）标题|止{n}。" + (f"|表{n // 4}指标体系" if n % 4 == 0 else "") for n in range(1, 13)]
    places = [whole.index(words) for words in "|".join(fixed).split("|")]
    assert places == sorted(places)
    drawn = [whole.index(f"图{n}绘图") for n in range(1, 13)]
    assert drawn == sorted(drawn)
    page_of = {
        words: next(at for at, page in enumerate(text) if words in page)
        for n in range(1, 13)
        for words in (f"止{n}。", f"图{n}绘图")
    }
    assert {page_of[f"图{n}绘图"] - page_of[f"止{n}。"] for n in range(1, 13)} <= {0, 1}


def test_a_fixed_figure_stays_below_the_words_before_it():
    blocks = [Title("反馈函"), Paragraph(runs("甲市：")), Figure("图1 得分率", SVG, "得分率", is_fixed=True)]

    text = close_set(pages(pdf_of(document(*blocks)).content)[0])

    assert text.index("反馈函") < text.index("甲市：") < text.index("图1得分率")


@pytest.mark.parametrize("rows", range(22, 31))
def test_the_notes_of_a_table_never_begin_a_page_alone(rows):
    table = replace(TABLE, rows=tuple((f"行{n}", "1分") for n in range(rows)))

    text = [close_set(page) for page in pages(pdf_of(document(table)).content)]

    page = next(page for page in text if "默认分值，非官方。" in page)
    assert f"行{rows - 1}" in page


def test_a_page_of_the_pdf_has_22_lines_of_28_characters():
    full = document(Paragraph(runs(FULL_LINE * 30), is_indented=False))

    first = [line for line in pages(pdf_of(full).content)[0].split("\n") if line and "—" not in line]

    assert (len(first), {len(line) for line in first}) == (22, {28})


def test_pages_are_numbered_between_dashes_on_the_outer_side():
    full = pdf_of(document(Paragraph(runs(FULL_LINE * 50), is_indented=False))).content

    with pypdfium2.PdfDocument(full) as reader:
        found = [next(iter_search(page, "—")) for page in reader][:2]
        width = reader[0].get_width()
    assert [line.strip() for text in pages(full)[:2] for line in text.split("\n") if "—" in line] == [
        "— 1 —",
        "— 2 —",
    ]
    assert (found[0] > width / 2, found[1] < width / 2) == (True, True)


def iter_search(page, word):
    text = page.get_textpage()
    index = text.search(word).get_next()[0]
    yield text.get_charbox(index)[0]


def test_the_faces_are_embedded():
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf_of(WHOLE).content)) as reader:
        faces = [
            item
            for item in reader.objects
            if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/FontDescriptor"
        ]
    embedded = [any(name in face for name in ("/FontFile", "/FontFile2", "/FontFile3")) for face in faces]
    assert (bool(faces), all(embedded)) == (True, True)


def test_the_same_document_gives_the_same_bytes_two_seconds_later():
    first = (pdf_of(WHOLE).content, docx_of(WHOLE))
    time.sleep(2.1)

    assert (pdf_of(WHOLE).content, docx_of(WHOLE)) == first


def test_the_edition_dates_both_files():
    import pikepdf

    with pikepdf.open(io.BytesIO(pdf_of(WHOLE).content)) as reader:
        assert str(reader.docinfo["/CreationDate"]).startswith("D:20230712")
    assert docx.Document(io.BytesIO(docx_of(WHOLE))).core_properties.created.date() == date(2023, 7, 12)


def test_the_docx_has_real_styles():
    file = docx.Document(io.BytesIO(docx_of(WHOLE)))

    styles = [(p.style.name, p.text) for p in file.paragraphs if p.text]
    assert ("Title", "国家低碳城市试点进展评估报告") in styles
    assert ("Heading 1", "一、整体进展") in styles
    assert ("Heading 2", "（一）经济") in styles
    assert [text for name, text in styles if name == "Caption"] == ["图1 发布情况", "表1 指标体系"]
    assert [text for name, text in styles if name == "List Bullet"] == ["其一", "其二"]


def test_the_docx_has_fields_for_contents_captions_and_page_numbers():
    content = docx_of(WHOLE, (2, 2))
    file = docx.Document(io.BytesIO(content))

    instructions = [item.text.strip() for item in file.element.body.iter(qn("w:instrText"))]
    assert instructions[0].startswith('TOC \\o "1-2"')
    assert [i for i in instructions if i.startswith("SEQ")] == ["SEQ 图 \\* ARABIC", "SEQ 表 \\* ARABIC"]
    footers = [file.sections[0].footer, file.sections[0].even_page_footer]
    assert [footer.paragraphs[0].text for footer in footers] == ["— 1 —", "— 1 —"]
    assert [p.text for p in file.paragraphs if p.style.name == "toc 1"] == ["一、整体进展\t2"]


def test_the_docx_names_official_faces_for_chinese():
    file = docx.Document(io.BytesIO(docx_of(WHOLE)))

    faces = [
        file.styles[name].element.rPr.rFonts.get(qn("w:eastAsia"))
        for name in ("Body Text", "Title", "Heading 1", "Heading 2")
    ]
    assert faces == ["仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312"]


def test_the_docx_has_notes_and_the_drawing_as_vector_and_picture():
    with zipfile.ZipFile(io.BytesIO(docx_of(WHOLE))) as archive:
        names = set(archive.namelist())
        notes = archive.read("word/footnotes.xml").decode()
        drawing = archive.read("word/media/drawing1.svg").decode()

    assert ("77个城市有数据" in notes, drawing, "word/media/image1.png" in names) == (True, SVG, True)


def test_a_head_of_a_table_is_repeated():
    table = docx.Document(io.BytesIO(docx_of(WHOLE))).tables[0]

    assert [bool(row._tr.trPr.findall(qn("w:tblHeader"))) for row in table.rows] == [True, False, False]


def test_characters_that_no_face_has_are_named():
    assert missing_characters(["低碳\n试点 A1 — 〔〕", "乐😀呀"]) == ["😀"]


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not on this machine")
def test_libreoffice_opens_the_docx(tmp_path):
    (tmp_path / "report.docx").write_bytes(docx_of(WHOLE, (2, 2)))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", tmp_path, tmp_path / "report.docx"], check=True, capture_output=True)

    assert "一、整体进展" in "".join(pages((tmp_path / "report.pdf").read_bytes()))
