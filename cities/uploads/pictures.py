"""Pictures: decoded whole, and not so large that showing them would take a server down."""

from pathlib import Path
from typing import IO

from django.utils.translation import gettext as _

from cities.errors import CityError
from cities.uploads import apart, inside
from cities.uploads.kinds import PNG, Kind
from cities.uploads.pdf import too_heavy


def format_of(kind: Kind) -> str:
    """The name by which Pillow knows it."""
    return "PNG" if kind is PNG else "JPEG"


def check(file: IO[bytes], kind: Kind, path: Path | None) -> None:
    """CityError unless every pixel can be read; by another process where the file lies at a ``path``."""
    found = apart.look("picture", path, format_of(kind)) if path else inside.picture(file, format_of(kind))
    problem = found.get("problem")
    if problem == "damaged":
        raise CityError(_("The picture is damaged and cannot be opened."))
    if problem == "heavy":
        raise CityError(too_heavy())
    if problem == "pixels":
        raise CityError(
            _("The picture has too many pixels; at most %(limit)d million are accepted.")
            % {"limit": inside.MOST_PIXELS // 1_000_000}
        )
