"""Blocks as Typst's language. Every text is a quoted string: nothing that a person typed is ever a command."""

from collections.abc import Callable, Sequence

from reports.blocks import (
    Block,
    Bullets,
    Contents,
    Document,
    Figure,
    Heading,
    PageBreak,
    Paragraph,
    Run,
    Runs,
    Table,
    Title,
)
from reports.writing import measures as m


def source_of(document: Document) -> str:
    """The whole document; its date is the edition's."""
    parts = [_preamble(document), *(_block(block) for block in document.blocks)]
    return "\n\n".join(parts) + "\n"


def drawing_source(svg: str, width: float) -> str:
    """One drawing on a page of its own size."""
    page = "#set page(width: auto, height: auto, margin: 0pt)"
    return f'{page}\n#image(bytes({quoted(svg)}), format: "svg", width: {width}pt)'


def quoted(text: str) -> str:
    """A string of Typst."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\r", "").replace("\n", "\\n")
    return f'"{escaped}"'


def _text(text: str) -> str:
    return f"#{quoted(text)}" if text else ""


LEADING = round(m.LINE - m.BODY_SIZE, 2)
INDENT = 2


def _preamble(document: Document) -> str:
    dated = document.dated
    date = f"datetime(year: {dated.year}, month: {dated.month}, day: {dated.day})"
    vertical = f"top: {m.MARGIN_TOP_MM}mm, bottom: {m.MARGIN_BOTTOM_MM}mm"
    across = f"left: {m.MARGIN_LEFT_MM}mm, right: {m.MARGIN_RIGHT_MM}mm"
    language = 'lang: "zh", region: "cn"' if document.language == "zh" else 'lang: "en"'
    indent = f"(amount: {INDENT}em, all: true)" if document.language == "zh" else "0pt"
    tracking = m.TRACKING if document.language == "zh" else 0
    return f"""\
#set document(title: {quoted(document.title)}, author: {quoted(document.author)}, date: {date})
#let dash(n) = [— #n —]
#set page(paper: "a4", footer-descent: 7mm,
  margin: ({vertical}, {across}),
  footer: context {{
    let n = counter(page).get().first()
    set text(size: {m.PAGE_NUMBER_SIZE}pt, tracking: 0pt)
    align(if calc.odd(n) {{ right }} else {{ left }}, pad(x: 1em, dash(n)))
  }})
#set text(font: ({quoted(m.SONG)},), {language}, size: {m.BODY_SIZE}pt, tracking: {tracking}pt,
  top-edge: 0.88em, bottom-edge: -0.12em, hyphenate: auto)
#set par(justify: true, leading: {LEADING}pt, spacing: {LEADING}pt, first-line-indent: {indent})
#set list(marker: [•], indent: {INDENT}em, spacing: {LEADING}pt)
#set enum(indent: {INDENT}em, spacing: {LEADING}pt)
#set footnote.entry(indent: 0em, gap: 4pt)
#show footnote.entry: set text(size: {m.SMALL_SIZE}pt, tracking: 0pt)
#show footnote.entry: set par(leading: 5pt, first-line-indent: 0em)
#show heading: set block(above: {LEADING}pt, below: {LEADING}pt, sticky: true)
#show heading: set text(size: {m.BODY_SIZE}pt, weight: "regular")
#show heading: it => block(pad(left: {INDENT if document.language == "zh" else 0}em, it.body))
#show heading.where(level: 1): set text(font: ({quoted(m.HEI)},), weight: 500)
#show heading.where(level: 2): set text(weight: "bold")
#set figure(gap: 8pt, supplement: none, numbering: none)
#show figure.where(kind: image): set figure(gap: 4pt)
#set place(clearance: {LEADING}pt)
#show figure: set block(above: {LEADING + 4}pt, below: {LEADING + 4}pt)
#show figure.where(kind: table): set block(breakable: true)
#show figure.where(kind: table): set figure.caption(position: top)
#show figure.caption: set text(size: 12pt, tracking: 0pt, font: ({quoted(m.HEI)},))
#show figure.caption: it => block(sticky: true, par(first-line-indent: 0em, leading: 6pt, justify: false, it.body))
#show table: set text(size: {m.SMALL_SIZE}pt, tracking: 0pt)
#show table: set par(leading: 5pt, spacing: 5pt, justify: false, first-line-indent: 0em)
#set table(stroke: 0.5pt, inset: (x: 4pt, y: 5pt))
#show outline.entry: set text(size: 14pt, tracking: 0pt)
#show outline.entry: set par(first-line-indent: 0em, leading: 8pt)
#set outline(indent: 2em)
#let small(body) = block(above: 6pt, below: {LEADING}pt, {{
  set text(size: {m.SMALL_SIZE}pt, tracking: 0pt)
  set par(leading: 5pt, spacing: 5pt, first-line-indent: 0em)
  body
}})
#let missing(body) = text(fill: rgb("#b00020"), body)"""


def _block(block: Block) -> str:
    write: Callable[..., str] = WRITERS[type(block)]
    return write(block)


def _title(title: Title) -> str:
    lines = [f'#text(size: {m.TITLE_SIZE}pt, weight: "bold", tracking: 0pt){_content(title.text)}']
    if title.subtitle:
        lines.append(_text(title.subtitle))
    inside = "#par(first-line-indent: 0em, leading: 12pt)[" + " #linebreak() ".join(lines) + "]"
    return f"#align(center, block(below: {m.LINE}pt)[{inside}])"


def _heading(heading: Heading) -> str:
    return f"#heading(level: {heading.level}){_content(heading.text)}"


def _paragraph(paragraph: Paragraph) -> str:
    content = _runs(paragraph.content)
    indent = "" if paragraph.is_indented else "(first-line-indent: 0em)"
    inside = f"#par{indent}[{content}]"
    return inside if paragraph.align == "left" else f"#align({paragraph.align})[{inside}]"


def _bullets(bullets: Bullets) -> str:
    items = ", ".join(f"[{_runs(item)}]" for item in bullets.items)
    return f"#{'enum' if bullets.is_numbered else 'list'}({items})"


def _table(table: Table) -> str:
    shares = ", ".join(f"{column.share}fr" for column in table.columns)
    aligns = ", ".join(column.align for column in table.columns)
    head = ", ".join(
        f"text(font: ({quoted(m.HEI)},), weight: 500){_content(column.label)}" for column in table.columns
    )
    rows = [", ".join(_content(cell) for cell in row) for row in table.rows]
    kept, foot = _foot(table, rows)
    parts = ",\n  ".join([f"table.header({head})", *kept, *foot])
    body = f"table(columns: ({shares},), align: ({aligns},),\n  {parts})"
    return f"#figure(kind: table, caption: {_content(table.caption)}, {body})"


def _foot(table: Table, rows: list[str]) -> tuple[list[str], list[str]]:
    """The notes below the table go with its last row, so that no page begins with them alone."""
    if not table.notes:
        return rows, []
    open_sides = "(left: none, right: none, bottom: none)"
    look = f"colspan: {len(table.columns)}, align: left, stroke: {open_sides}, inset: (x: 0pt, y: 6pt)"
    words = " #linebreak() ".join(_text(note) for note in table.notes)
    return rows[:-1], [f"table.footer(repeat: false, {', '.join([*rows[-1:], f'table.cell({look})[{words}]'])})"]


def _figure(figure: Figure) -> str:
    image = f'image(bytes({quoted(figure.svg)}), format: "svg", width: {figure.width}%, alt: {quoted(figure.alt)})'
    body = f"[#{image}{_notes(figure.notes)}]" if figure.notes else image
    place = "none" if figure.is_fixed else "auto"
    return f"#figure(kind: image, placement: {place}, caption: {_content(figure.caption)}, {body})"


def _notes(notes: Sequence[str]) -> str:
    return "\n#small[" + " #parbreak() ".join(_text(note) for note in notes) + "]" if notes else ""


def _contents(contents: Contents) -> str:
    title = f"text(font: ({quoted(m.HEI)},), size: {m.BODY_SIZE}pt){_content(contents.title)}"
    return f"#align(center, par(first-line-indent: 0em, {title}))\n#outline(title: none, depth: 2)"


def _page_break(_block: PageBreak) -> str:
    return "#pagebreak(weak: true)"


def _content(text: str) -> str:
    """A text as content in brackets."""
    return f"[{_text(text)}]"


def _runs(content: Runs) -> str:
    return "".join(_run(run) for run in content)


def _run(run: Run) -> str:
    written = _text(run.text)
    if run.is_bold:
        written = f"#strong[{written}]"
    if run.is_missing:
        written = f"#missing[{written}]"
    return written + (f"#footnote[{_text(run.note)}]" if run.note else "")


WRITERS: dict[type, Callable[..., str]] = {
    Title: _title,
    Heading: _heading,
    Paragraph: _paragraph,
    Bullets: _bullets,
    Table: _table,
    Figure: _figure,
    Contents: _contents,
    PageBreak: _page_break,
}
