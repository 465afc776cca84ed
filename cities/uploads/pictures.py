"""Pictures: really of their kind, and not so large that showing them would take a server down."""

from typing import IO

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from cities.errors import CityError
from cities.uploads.kinds import PNG, Kind

MOST_PIXELS = 80_000_000


def check(file: IO[bytes], kind: Kind) -> None:
    """Pillow reads it as what it is; CityError if not."""
    file.seek(0)
    try:
        with Image.open(file, formats=["PNG" if kind is PNG else "JPEG"]) as picture:
            pixels = picture.width * picture.height
            picture.verify()
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        pixels = MOST_PIXELS + 1
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError):
        raise CityError(_("The picture is damaged and cannot be opened.")) from None
    if pixels > MOST_PIXELS:
        raise CityError(
            _("The picture has too many pixels; at most %(limit)d million are accepted.")
            % {"limit": MOST_PIXELS // 1_000_000}
        )
