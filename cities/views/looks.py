"""Looks of the secretariat at what is not accepted yet, as they are shown."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from accounts.models import AuditEvent


class Look(NamedTuple):
    """Who looked at what, when."""

    at: datetime
    by: str
    what: str


def looks_of(events: Iterable[AuditEvent]) -> list[Look]:
    return [Look(event.at, event.actor_name, json.loads(event.data).get("what", "")) for event in events]
