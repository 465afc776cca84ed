"""A drawing in a DOCX: the vector for programs that know SVG, a picture for the others."""

import io
from typing import Any

from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Pt

SVG_NAMESPACE = "http://schemas.microsoft.com/office/drawing/2016/SVG/main"
SVG_EXTENSION = "{96DAC541-7B7A-43D3-8B79-37D633B846F1}"
DRAWING_NAMESPACE = "http://schemas.openxmlformats.org/drawingml/2006/main"
OFFICE_NAMESPACE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
IMAGE = f"{OFFICE_NAMESPACE}/image"


def add_drawing(paragraph: Any, svg: str, picture: bytes, width: float, alt: str) -> None:
    """``width`` in points; ``alt`` is read to those who cannot see it."""
    shape = paragraph.add_run().add_picture(io.BytesIO(picture), width=Pt(width))
    properties = shape._inline.docPr
    properties.set("descr", alt)
    blip = shape._inline.graphic.graphicData.pic.blipFill.find(qn("a:blip"))
    blip.append(parse_xml(_extension(_relate(paragraph.part, svg))))


def _relate(document: Any, svg: str) -> str:
    """The drawing as a part of its own."""
    package = document.package
    number = 1 + sum(1 for part in package.iter_parts() if str(part.partname).endswith(".svg"))
    part = Part(PackURI(f"/word/media/drawing{number}.svg"), "image/svg+xml", svg.encode(), package)
    relationship: str = document.relate_to(part, IMAGE)
    return relationship


def _extension(relationship: str) -> str:
    return (
        f'<a:extLst xmlns:a="{DRAWING_NAMESPACE}"><a:ext uri="{SVG_EXTENSION}">'
        f'<asvg:svgBlip xmlns:asvg="{SVG_NAMESPACE}" xmlns:r="{OFFICE_NAMESPACE}" r:embed="{relationship}"/>'
        "</a:ext></a:extLst>"
    )
