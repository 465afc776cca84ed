"""Footnotes of a DOCX: python-docx knows the part's type, not how to write one."""

from typing import Any

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from lxml import etree

SEPARATORS = """\
<w:footnotes %s>
  <w:footnote w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:footnote>
  <w:footnote w:type="continuationSeparator" w:id="0"><w:p><w:r><w:continuationSeparator/></w:r></w:p></w:footnote>
</w:footnotes>"""


class Footnotes:
    """The notes of one document, numbered from 1."""

    def __init__(self, file: Any) -> None:
        self._file = file
        self._root = parse_xml(SEPARATORS % nsdecls("w"))
        self._count = 0

    def add(self, paragraph: Any, text: str) -> None:
        """A mark at the end of the paragraph, and the note at the foot of the page."""
        self._count += 1
        run = paragraph.add_run()
        run.style = "footnote reference"
        reference = OxmlElement("w:footnoteReference")
        reference.set(qn("w:id"), str(self._count))
        run._r.append(reference)
        self._root.append(_note(self._count, text))

    def finish(self) -> None:
        """Put the notes into the document, if there are any."""
        if not self._count:
            return
        content = etree.tostring(self._root, xml_declaration=True, encoding="UTF-8", standalone=True)
        package = self._file.part.package
        part = Part(PackURI("/word/footnotes.xml"), CONTENT_TYPE.WML_FOOTNOTES, content, package)
        self._file.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)


def _note(number: int, text: str) -> Any:
    note = OxmlElement("w:footnote")
    note.set(qn("w:id"), str(number))
    paragraph = parse_xml(
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="footnotetext"/></w:pPr>'
        '<w:r><w:rPr><w:rStyle w:val="footnotereference"/></w:rPr><w:footnoteRef/></w:r>'
        '<w:r><w:t xml:space="preserve"> </w:t></w:r></w:p>'
    )
    run, written = OxmlElement("w:r"), OxmlElement("w:t")
    written.text = text
    written.set(qn("xml:space"), "preserve")
    run.append(written)
    paragraph.append(run)
    note.append(paragraph)
    return note
