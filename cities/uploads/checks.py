"""All checks of one file, cheapest first. Each refusal names what is wrong and what to do."""

from dataclasses import dataclass
from typing import IO

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from cities.errors import CityError
from cities.uploads import archives, kinds, pdf, pictures
from cities.uploads.kinds import Kind
from cities.uploads.names import SafeName, refuse_secret, safe_name
from cities.uploads.sniff import identify


@dataclass(frozen=True)
class Checked:
    """A file that may be stored: its safe name, its kind, and its pages where it has such."""

    name: SafeName
    kind: Kind
    pages: int | None


def check_upload(file: IO[bytes], *, given_name: str, size: int) -> Checked:
    """Refuse (CityError) or tell what the file is. Nothing is stored here and the file is never held whole."""
    name = safe_name(given_name)
    refuse_secret(name)
    _refuse_size(size)
    kind = identify(file)
    name = _honest(name, kind)
    pages = _look_inside(file, kind)
    file.seek(0)
    return Checked(name, kind, pages)


def too_large() -> str:
    limit = {"limit": filesizeformat(settings.EVIDENCE_MAX_BYTES)}
    return _("The file is larger than %(limit)s, the most that is accepted.") % limit


def _refuse_size(size: int) -> None:
    if not size:
        raise CityError(_("The file is empty (0 bytes)."))
    if size > settings.EVIDENCE_MAX_BYTES:
        raise CityError(too_large())


def _honest(name: SafeName, kind: Kind) -> SafeName:
    """The name with an extension that agrees with the content."""
    if not name.extension:
        return name.with_extension(kind.extensions[0])
    if name.extension in kind.extensions:
        return name
    raise CityError(
        _(
            "The name ends in .%(extension)s, but the content is: %(kind)s. Give it its right ending (.%(right)s)"
            " or save it in the format that the name says."
        )
        % {"extension": name.extension, "kind": kind.label, "right": kind.extensions[0]}
    )


def _look_inside(file: IO[bytes], kind: Kind) -> int | None:
    """Pages or slides, where they can be counted."""
    if kind is kinds.PDF:
        return pdf.page_count(file)
    if kind is kinds.PPTX:
        return archives.slides(file) or None
    if kind in (kinds.PNG, kinds.JPEG):
        pictures.check(file, kind)
        return 1
    return None
