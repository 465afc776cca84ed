"""The styles and the page of a DOCX after GB/T 9704."""

from typing import Any

from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.writing import measures as m
from reports.writing import word_fields as fields

MISSING_COLOUR = RGBColor(0xB0, 0x00, 0x20)
BLACK = RGBColor(0, 0, 0)


def set_up_styles(file: Any, *, is_chinese: bool) -> None:
    indent = Pt(2 * m.BODY_SIZE) if is_chinese else Pt(0)
    _style(file, "Normal", m.OFFICIAL_BODY, m.BODY_SIZE)
    _spaced(_style(file, "Body Text", m.OFFICIAL_BODY, m.BODY_SIZE), indent=indent)
    _spaced(_style(file, "Title", m.OFFICIAL_TITLE, m.TITLE_SIZE), centred=True, line=36)
    _spaced(_style(file, "Subtitle", m.OFFICIAL_KAI, m.BODY_SIZE), centred=True)
    for level, face in enumerate((m.OFFICIAL_HEI, m.OFFICIAL_KAI, m.OFFICIAL_BODY, m.OFFICIAL_BODY), start=1):
        heading = _spaced(_style(file, f"Heading {level}", face, m.BODY_SIZE), indent=indent)
        heading.paragraph_format.keep_with_next = True
    for name in ("List Bullet", "List Number"):
        _spaced(_style(file, name, m.OFFICIAL_BODY, m.BODY_SIZE))
    caption = _spaced(_style(file, "Caption", m.OFFICIAL_HEI, 12), centred=True, line=20)
    caption.paragraph_format.keep_with_next = True
    _spaced(
        _new(file, "Figure", m.OFFICIAL_BODY, m.BODY_SIZE), centred=True, line=None
    ).paragraph_format.keep_with_next = True
    _spaced(_new(file, "Table Head", m.OFFICIAL_HEI, m.SMALL_SIZE), line=16)
    _spaced(_new(file, "Table Text", m.OFFICIAL_SONG, m.SMALL_SIZE), line=16)
    _spaced(_new(file, "Small Note", m.OFFICIAL_SONG, m.SMALL_SIZE), line=16)
    _spaced(_new(file, "footnote text", m.OFFICIAL_SONG, 9), line=12)
    _new(file, "footnote reference", m.OFFICIAL_SONG, 9, kind=WD_STYLE_TYPE.CHARACTER).font.superscript = True
    _set_up_contents(file)
    _spaced(_style(file, "Normal", m.OFFICIAL_BODY, m.BODY_SIZE))


def set_up_page(file: Any) -> None:
    """A4, the margins, and page numbers on the outer side."""
    section = file.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(m.MARGIN_TOP_MM), Mm(m.MARGIN_BOTTOM_MM)
    section.left_margin, section.right_margin = Mm(m.MARGIN_LEFT_MM), Mm(m.MARGIN_RIGHT_MM)
    section.footer_distance = Mm(m.MARGIN_BOTTOM_MM - 7 - 5)
    file.settings.odd_and_even_pages_header_footer = True
    _page_number(section.footer.paragraphs[0], WD_ALIGN_PARAGRAPH.RIGHT)
    _page_number(section.even_page_footer.paragraphs[0], WD_ALIGN_PARAGRAPH.LEFT)


def _page_number(paragraph: Any, side: Any) -> None:
    paragraph.alignment = side
    paragraph.paragraph_format.left_indent = paragraph.paragraph_format.right_indent = Pt(m.PAGE_NUMBER_SIZE)
    paragraph.add_run("— ")
    fields.simple(paragraph, "PAGE", "1")
    paragraph.add_run(" —")
    for run in paragraph.runs:
        _face(run, m.OFFICIAL_SONG, m.PAGE_NUMBER_SIZE)


def _set_up_contents(file: Any) -> None:
    _spaced(_style(file, "TOC Heading", m.OFFICIAL_HEI, m.BODY_SIZE), centred=True)
    for level in (1, 2):
        style = _spaced(_new(file, f"toc {level}", m.OFFICIAL_BODY, 14), line=24)
        style.paragraph_format.left_indent = Pt(28 * (level - 1))
        style.paragraph_format.tab_stops.add_tab_stop(Pt(m.TEXT_WIDTH), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)


def _style(file: Any, name: str, face: str, size: float) -> Any:
    """One of python-docx's own styles, made ours."""
    style = file.styles[name]
    _face(style, face, size)
    style.font.bold = style.font.italic = False
    style.font.color.rgb = BLACK
    for border in style.element.findall(f"{qn('w:pPr')}/{qn('w:pBdr')}"):
        border.getparent().remove(border)
    return style


def _new(file: Any, name: str, face: str, size: float, *, kind: Any = WD_STYLE_TYPE.PARAGRAPH) -> Any:
    style = file.styles.add_style(name, kind, builtin=True)
    if kind == WD_STYLE_TYPE.PARAGRAPH:
        style.base_style = file.styles["Normal"]
    _face(style, face, size)
    return style


def _spaced(style: Any, *, indent: Any = None, centred: bool = False, line: float | None = m.LINE) -> Any:
    spacing = style.paragraph_format
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.first_line_indent = indent
    if line is None:
        spacing.line_spacing_rule = WD_LINE_SPACING.SINGLE
    else:
        spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(line)
    spacing.alignment = WD_ALIGN_PARAGRAPH.CENTER if centred else None
    return style


def _face(styled: Any, face: str, size: float) -> None:
    """Latin in Times, Chinese in ``face``; themes' faces are taken out, they would win."""
    styled.font.size, styled.font.name = Pt(size), m.LATIN
    properties = styled._element.get_or_add_rPr() if hasattr(styled, "_r") else styled.element.get_or_add_rPr()
    fonts = properties.find(qn("w:rFonts"))
    if fonts is None:
        fonts = OxmlElement("w:rFonts")
        properties.insert(0, fonts)
    for name in [name for name in fonts.attrib if name.endswith("Theme")]:
        del fonts.attrib[name]
    for script, wanted in (("ascii", m.LATIN), ("hAnsi", m.LATIN), ("cs", m.LATIN), ("eastAsia", face)):
        fonts.set(qn(f"w:{script}"), wanted)
