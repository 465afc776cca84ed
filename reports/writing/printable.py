"""A document that the faces can print whole."""

from typing import Any

from reports.blocks import Document
from reports.writing.faces import missing_characters
from reports.writing.pdf import pdf_of

PLAIN = {ord("₂"): "2"}
"""What no face of ours has, but reads the same without: CO₂ is printed as CO2."""

LACKING = "□"
"""Stands in a small paper for a character that no face of ours draws: a file's name may have any."""


def printed(document: Document) -> bytes:
    """A small paper as PDF; what a person typed can never keep it from being made."""
    plain: Document = _translated(document, PLAIN)
    lacking = {ord(character): LACKING for character in missing_characters(plain.texts())}
    return pdf_of(_translated(plain, lacking)).content


def printable(document: Document) -> tuple[Document, list[str]]:
    """The document, and the characters that no face has: those are spelled as 〔U+1F600〕."""
    plain: Document = _translated(document, PLAIN)
    lacking = missing_characters(plain.texts())
    spelled: Document = _translated(plain, {ord(c): f"〔U+{ord(c):04X}〕" for c in lacking}) if lacking else plain
    return spelled, lacking


def _translated(value: Any, table: dict[int, str]) -> Any:
    """Every text of a block, whatever it is made of; drawings too."""
    if isinstance(value, str):
        return value.translate(table)
    if isinstance(value, tuple):
        return tuple(_translated(item, table) for item in value)
    if hasattr(value, "__dataclass_fields__"):
        fields = {name: _translated(getattr(value, name), table) for name in value.__dataclass_fields__}
        return type(value)(**fields)
    return value
