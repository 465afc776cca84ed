"""What people and programs send as numbers, moments and words."""

from datetime import datetime

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

MOST_DIGITS = 18
"""More do not fit into a column, and Python refuses to read several thousand."""


def whole_number(text: str | None, otherwise: int = 0) -> int:
    """The number that is written in plain digits; ``otherwise`` for anything else."""
    written = (text or "").strip()
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= MOST_DIGITS else otherwise


def moment_in(text: str) -> datetime | None:
    """A moment such as 2023-06-01T12:00, in the portal's time unless it names another; None for anything else."""
    try:
        found = parse_datetime(text.strip())
    except ValueError:
        return None
    return timezone.make_aware(found) if found and timezone.is_naive(found) else found


def too_long(text: str, limit: int) -> str:
    """Why a text is refused that has more than ``limit`` characters; empty if it may be kept."""
    if len(text) <= limit:
        return ""
    return _("At most %(limit)s characters; these are %(length)s.") % {"limit": limit, "length": len(text)}
