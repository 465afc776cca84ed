"""All checks of one file, cheapest first. Each refusal names what is wrong and what to do."""

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _

from cities.errors import CityError
from cities.uploads import archives, kinds, malware, marks, old_office, pdf, pictures
from cities.uploads.kinds import Kind, accepted_extensions
from cities.uploads.names import SafeName, refuse_secret, safe_name
from cities.uploads.sniff import identify

ZIPPED = (kinds.DOCX, kinds.XLSX, kinds.PPTX, kinds.OFD)
OLE = (kinds.DOC, kinds.XLS, kinds.PPT)
PICTURES = (kinds.PNG, kinds.JPEG)


@dataclass(frozen=True)
class Checked:
    """A file that may be stored: its safe name, its kind, and its pages where it has such."""

    name: SafeName
    kind: Kind
    pages: int | None


@dataclass
class Examination:
    """A file under examination, and what the checks have found so far.

    With ``path``, what has to be opened is opened by another process (``apart``): for files of which nobody knows
    anything. Without, here: for what the portal made itself.
    """

    file: IO[bytes]
    size: int
    name: SafeName
    path: Path | None = None
    kind: Kind = kinds.TEXT
    pages: int | None = None
    found: dict[str, Any] = field(default_factory=dict)


def check_upload(file: IO[bytes], *, given_name: str, size: int, path: Path | None = None) -> Checked:
    """Refuse (CityError) or tell what the file is. Nothing is stored here and the file is never held whole.

    ``malware.NoScanner`` or ``malware.TooLargeForScanner``: everything else is well, but that is not known.
    """
    seen = Examination(file, size, check_name(given_name), path)
    for check in CHECKS:
        check(seen)
    file.seek(0)
    return Checked(seen.name, seen.kind, seen.pages)


def check_name(given: str) -> SafeName:
    """What can be said before a byte has come."""
    name = safe_name(given)
    refuse_secret(name)
    return name


def check_at_the_door(file: IO[bytes], *, given_name: str, size: int) -> SafeName:
    """What can be said at a glance, while the person waits: name, size and kind. The rest is for a worker."""
    seen = Examination(file, size, check_name(given_name))
    has_bytes_within_the_limit(seen)
    is_of_an_accepted_kind(seen)
    file.seek(0)
    return seen.name


def refuse_size(size: int) -> None:
    if not size:
        raise CityError(_("The file is empty (0 bytes)."))
    if size > settings.EVIDENCE_MAX_BYTES:
        raise CityError(too_large())


def refuse_extension(name: SafeName) -> None:
    """Before hundreds of megabytes are sent for nothing."""
    if name.extension and name.extension not in accepted_extensions():
        raise CityError(
            _("Files that end in .%(extension)s are not accepted. Accepted: %(accepted)s.")
            % {"extension": name.extension, "accepted": ", ".join(accepted_extensions())}
        )


def too_large() -> str:
    limit = {"limit": filesizeformat(settings.EVIDENCE_MAX_BYTES)}
    return _("The file is larger than %(limit)s, the most that is accepted.") % limit


def has_bytes_within_the_limit(seen: Examination) -> None:
    refuse_size(seen.size)


def is_of_an_accepted_kind(seen: Examination) -> None:
    """By its bytes; the name must not say otherwise."""
    seen.kind = identify(seen.file)
    seen.name = _honest(seen.name, seen.kind)


def opens_without_a_password(seen: Examination) -> None:
    if seen.kind is kinds.PDF:
        seen.found = pdf.look(seen.file, seen.path)
        pdf.refuse_locked(seen.found)
    elif seen.kind in ZIPPED:
        archives.refuse_locked(seen.file)
    elif seen.kind in OLE:
        old_office.refuse_locked(seen.file, seen.kind)


def does_nothing_by_itself(seen: Examination) -> None:
    """No macros, no JavaScript. (SVG and HTML are no accepted kinds.)"""
    if seen.kind is kinds.PDF:
        pdf.refuse_active(seen.found)
    elif seen.kind in ZIPPED:
        archives.refuse_macros(seen.file)
    elif seen.kind in OLE:
        old_office.refuse_macros(seen.file, seen.kind)


def does_not_explode(seen: Examination) -> None:
    if seen.kind in ZIPPED:
        archives.refuse_bomb(seen.file)
    elif seen.kind in PICTURES:
        pictures.check(seen.file, seen.kind, seen.path)


def bears_no_mark_of_secrecy(seen: Examination) -> None:
    lines = seen.found["text"].splitlines() if seen.kind is kinds.PDF else marks.first_lines(seen.file, seen.kind)
    marks.refuse_marked(lines)


def has_its_pages_counted(seen: Examination) -> None:
    if seen.kind is kinds.PDF:
        seen.pages = seen.found["pages"]
    elif seen.kind is kinds.PPTX:
        seen.pages = archives.slides(seen.file) or None
    elif seen.kind in PICTURES:
        seen.pages = 1


def is_no_malware(seen: Examination) -> None:
    malware.check(seen.file)


CHECKS: tuple[Callable[[Examination], None], ...] = (
    has_bytes_within_the_limit,
    is_of_an_accepted_kind,
    opens_without_a_password,
    does_nothing_by_itself,
    does_not_explode,
    bears_no_mark_of_secrecy,
    has_its_pages_counted,
    is_no_malware,
)
"""In this order; the first that refuses is the one the person reads."""


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
