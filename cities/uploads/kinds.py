"""The kinds of file that are accepted, by name, and words for some that are not."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Kind:
    """A kind of file, known from its bytes. The extensions are those its name may carry, the usual one first."""

    label: Any
    content_type: str
    extensions: tuple[str, ...]


_OFFICE = "application/vnd.openxmlformats-officedocument."
PDF = Kind("PDF", "application/pdf", ("pdf",))
OFD = Kind("OFD", "application/ofd", ("ofd",))
DOCX = Kind(_("Word document"), _OFFICE + "wordprocessingml.document", ("docx",))
XLSX = Kind(_("Excel workbook"), _OFFICE + "spreadsheetml.sheet", ("xlsx",))
PPTX = Kind(_("PowerPoint presentation"), _OFFICE + "presentationml.presentation", ("pptx",))
DOC = Kind(_("Word or WPS document (old format)"), "application/msword", ("doc", "wps"))
XLS = Kind(_("Excel or WPS workbook (old format)"), "application/vnd.ms-excel", ("xls", "et"))
PPT = Kind(_("PowerPoint or WPS presentation (old format)"), "application/vnd.ms-powerpoint", ("ppt", "dps"))
PNG = Kind(_("PNG picture"), "image/png", ("png",))
JPEG = Kind(_("JPEG picture"), "image/jpeg", ("jpg", "jpeg"))
HEIC = Kind(_("HEIC picture"), "image/heic", ("heic", "heif"))
TEXT = Kind(_("plain text or CSV"), "text/plain", ("txt", "csv"))

ACCEPTED = (PDF, OFD, DOCX, DOC, XLSX, XLS, PPTX, PPT, PNG, JPEG, HEIC, TEXT)


def accepted_extensions() -> list[str]:
    return [extension for kind in ACCEPTED for extension in kind.extensions]
