"""The record of acts: written in the transaction of the act, chained by SHA-256, checkable by anyone."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC
from typing import Any

from django.db import models
from django.utils import timezone

from accounts.models import AuditEvent, User
from accounts.prepared import run_prepared

GENESIS = bytes(32)
FIELDS = ("at", "actor_id", "actor_name", "verb", "subject_type", "subject_id", "round_id", "data")

# One statement moves the head and writes the row: the lock on the head is held for nothing but this. It is the
# beginning of a statement, which may go on with what must follow at once.
APPEND = """
WITH head AS (
  INSERT INTO accounts_audithead AS h (id, number, hash)
  VALUES (1, 1, sha256(%(genesis)s || convert_to('1' || E'\\n' || %(payload)s, 'UTF8')))
  ON CONFLICT (id) DO UPDATE
    SET number = h.number + 1,
        hash = sha256(h.hash || convert_to((h.number + 1)::text || E'\\n' || %(payload)s, 'UTF8'))
  RETURNING number, hash
),
event AS (
  INSERT INTO accounts_auditevent
    (number, at, actor_id, actor_name, verb, subject_type, subject_id, round_id, data, hash)
  SELECT number, %(at)s, %(actor_id)s, %(actor_name)s, %(verb)s, %(subject_type)s, %(subject_id)s, %(round_id)s,
         %(data)s, hash
  FROM head
  RETURNING number
)
"""
RECORD = APPEND + "SELECT number FROM event"  # noqa: S608 - our own statement


def record(by: User | None, verb: str, subject: models.Model, *, round_id: int | None = None, **data: Any) -> None:
    """Write down that ``by`` (None: the portal) did ``verb`` to ``subject``.

    Call it inside the transaction of the act, after the act's own rows and before any counter.
    """
    run_prepared(RECORD, entry(by, verb, subject, round_id=round_id, **data))


def entry(
    by: User | None, verb: str, subject: models.Model, *, round_id: int | None = None, **data: Any
) -> dict[str, Any]:
    """The values of ``APPEND``."""
    fields: dict[str, Any] = {
        "at": timezone.now(),
        "actor_id": by.pk if by else None,
        "actor_name": str(by) if by else "",
        "verb": verb,
        "subject_type": subject._meta.label_lower,
        "subject_id": str(subject.pk),
        "round_id": round_id,
        "data": json.dumps(data, ensure_ascii=False, sort_keys=True, default=str),
    }
    return {**fields, "payload": _payload(fields), "genesis": GENESIS}


def _payload(fields: dict[str, Any]) -> str:
    """What is hashed: every field, as a JSON list. ``at`` is written in UTC with microseconds."""
    at = fields["at"].astimezone(UTC).isoformat(timespec="microseconds")
    return json.dumps([at, *(fields[name] for name in FIELDS[1:])], ensure_ascii=False)


def broken_links() -> Iterator[int]:
    """Numbers of events whose hash does not follow from the event before; none if nobody touched the table."""
    events = AuditEvent.objects.order_by("number").values("number", *FIELDS, "hash")
    return chain_breaks(events.iterator())


def chain_breaks(events: Iterable[Mapping[str, Any]]) -> Iterator[int]:
    """The same of any copy of the record, in order from its first event; ``at`` as a moment, ``hash`` as bytes."""
    previous, expected = GENESIS, 1
    for event in events:
        payload = _payload({name: event[name] for name in FIELDS})
        follows = hashlib.sha256(previous + f"{event['number']}\n{payload}".encode()).digest()
        if event["number"] != expected or bytes(event["hash"]) != follows:
            yield event["number"]
        previous, expected = bytes(event["hash"]), event["number"] + 1
