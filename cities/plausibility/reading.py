"""The rows that are checked, taken from the content of a draft or version."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from cities.plausibility.rows import DatedRow

EVIDENCE = "evidence"


def dated_rows(content: dict[str, Any]) -> Iterator[DatedRow]:
    """Everything with a date of issue."""
    for piece in content["evidence"]:
        if piece["issued_on"]:
            dates = {"issued_on": date.fromisoformat(piece["issued_on"])}
            yield DatedRow(EVIDENCE, str(piece["id"]), piece["title"], dates)
