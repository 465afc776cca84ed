"""Page ranges of a citation: “3-5, 12”, read as people type them and kept in one spelling."""

import re
import unicodedata

from django.utils.translation import gettext as _

from cities.errors import CityError

LONGEST = 60
SEPARATORS = re.compile(r"[,;、\s]+")
DASHES = re.compile(r"\s*[-‐‑‒–—―~至]+\s*")
RANGE = re.compile(r"(\d{1,5})(?:-(\d{1,5}))?")


def tidy_pages(typed: str, *, page_count: int | None) -> str:
    """The ranges in one spelling; CityError if they make no sense or lie outside the file.

    ``page_count`` None: nobody counted the pages, so there is no upper end. Empty means the whole file.
    """
    plain = DASHES.sub("-", unicodedata.normalize("NFKC", typed)).strip(" ,;、")
    parts = [part for part in SEPARATORS.split(plain) if part]
    tidy = ", ".join(_tidy_range(part, page_count) for part in parts)
    if len(tidy) > LONGEST:
        raise CityError(
            _("Too many page ranges: %(length)d characters, at most %(limit)d.")
            % {"length": len(tidy), "limit": LONGEST}
        )
    return tidy


def _tidy_range(part: str, page_count: int | None) -> str:
    match = RANGE.fullmatch(part)
    if not match:
        raise CityError(_("“%(part)s” is not a page or a range. Write pages such as 3-5, 12.") % {"part": part})
    first = int(match[1])
    last = int(match[2]) if match[2] else first
    if first < 1 or last < first:
        raise CityError(_("“%(part)s” is not a range: it begins after its end, or at 0.") % {"part": part})
    if page_count is not None and last > page_count:
        raise CityError(
            _("Page %(page)d does not exist: the file has %(count)d pages.") % {"page": last, "count": page_count}
        )
    return str(first) if first == last else f"{first}-{last}"


def cited_numbers(pages: str) -> list[int]:
    """The page numbers of tidy ranges, in order: “3-5, 12” is 3, 4, 5, 12; none where the whole file is meant."""
    numbers: list[int] = []
    for part in SEPARATORS.split(pages):
        if match := RANGE.fullmatch(part):
            numbers += range(int(match[1]), int(match[2] or match[1]) + 1)
    return numbers
