"""PDF files: counted, and refused if they are locked, do anything by themselves, or cannot be opened."""

from pathlib import Path
from typing import IO, Any

from django.utils.translation import gettext as _

from cities.errors import CityError
from cities.uploads import apart, inside


def look(file: IO[bytes], path: Path | None) -> dict[str, Any]:
    """What is in it; by another process where the file lies at a ``path``."""
    if path:
        return apart.look("pdf", path)
    file.seek(0)
    return inside.pdf(file)


def refuse_locked(found: dict[str, Any]) -> None:
    """CityError if it can't be opened: encrypted, damaged, or without a page."""
    problem = found.get("problem")
    if problem == "locked":
        raise CityError(_("The PDF is encrypted. Save it without a password and without restrictions."))
    if problem == "damaged":
        raise CityError(_("The PDF is damaged and cannot be opened. Save or scan it anew."))
    if problem == "heavy":
        raise CityError(too_heavy())
    if not problem and not found["pages"]:
        raise CityError(_("The PDF has no pages."))


def refuse_active(found: dict[str, Any]) -> None:
    if found.get("problem") == "active":
        raise CityError(
            _("The PDF contains JavaScript or other active content. Print it to PDF and hand in the result.")
        )


def too_heavy() -> str:
    return _(
        "The file could not be opened with %(memory)d GB of memory in %(seconds)d seconds. Save it anew, or hand"
        " it in in several parts."
    ) % {"memory": inside.MOST_MEMORY // 1024**3, "seconds": inside.MOST_SECONDS}
