"""Every committed row that belongs to a round, table by table, found by the foreign keys that lead to it."""

from collections.abc import Iterator, Sequence

from django.apps import apps
from django.core import serializers
from django.db import models

from rounds.models import Round

APPS = ("rounds", "cities", "reviews", "reports")
LEFT_OUT = {
    "cities.draftindex",
    "cities.evidencepage",
    "cities.evidencetext",
    "cities.invitation",  # carries what opens an account
    "cities.passage",
    "cities.upload",
    "cities.uploadpart",
    "reports.archive",
    "reviews.advice",
    "reviews.rankingsnapshot",  # the frozen ones are files of their own
    "reviews.rankingstate",
}
"""Derived, passing, or not for others' eyes."""

Table = type[models.Model]


def tables() -> list[tuple[Table, str | None]]:
    """What is kept, with the way to the round; None: a table beyond any one round, kept whole."""
    every = [model for app in APPS for model in apps.get_app_config(app).get_models()]
    return [(model, way_to_round(model)) for model in every if model._meta.label_lower not in LEFT_OUT]


def way_to_round(model: Table) -> str | None:
    """The shortest chain of foreign keys, as a filter has it; empty for the round itself."""
    waiting: list[tuple[Table, tuple[str, ...]]] = [(model, ())]
    seen: set[Table] = {model}
    while waiting:
        here, way = waiting.pop(0)
        if here is Round:
            return "__".join(way)
        for name, there in _keys(here):
            if there not in seen:
                seen.add(there)
                waiting.append((there, (*way, name)))
    return None


def rows_of(model: Table, way: str | None, round: Round) -> Iterator[bytes]:
    """One JSON line a row, in the order of primary keys."""
    rows = model._default_manager.order_by("pk")
    if way is not None:
        rows = rows.filter(**{way or "pk": round.pk})
    for row in rows.iterator(chunk_size=500):
        yield serializers.serialize("jsonl", [row], ensure_ascii=False).encode()


def _keys(model: Table) -> Sequence[tuple[str, Table]]:
    found = [f for f in model._meta.concrete_fields if f.is_relation and not f.null]
    return [(f.name, f.related_model) for f in found if isinstance(f.related_model, type)]
