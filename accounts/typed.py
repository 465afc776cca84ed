"""What people and programs send as numbers."""

MOST_DIGITS = 18
"""More do not fit into a column, and Python refuses to read several thousand."""


def whole_number(text: str | None, otherwise: int = 0) -> int:
    """The number that is written in plain digits; ``otherwise`` for anything else."""
    written = (text or "").strip()
    return int(written) if written.isascii() and written.isdecimal() and len(written) <= MOST_DIGITS else otherwise
