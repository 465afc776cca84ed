"""What a ranking was made of, as plain JSON: enough to evaluate it again anywhere, without the database."""

import base64
from dataclasses import asdict, fields
from typing import Any

from reviews.ranking.reading import Inputs, SheetGroup
from scoring.policy import ReconciliationPolicy
from scoring.system import IndicatorSpec, SystemSpec

Plain = dict[str, Any]


def plain_inputs(inputs: Inputs) -> Plain:
    """Every field under its name; bytes in base 64."""
    return {field.name: _plain(getattr(inputs, field.name)) for field in fields(inputs)}


def inputs_from(plain: Plain) -> Inputs:
    """What ``plain_inputs`` wrote. What is missing or unknown raises TypeError or KeyError."""
    given = {name: _tuples(value) for name, value in plain.items()}
    given["policy"] = ReconciliationPolicy.from_dict(plain["policy"])
    given["system"] = SystemSpec(tuple(IndicatorSpec(**spec) for spec in plain["system"]))
    given["sheets"] = tuple(_group(group) for group in plain["sheets"])
    given["settled"] = tuple((*row[:-1], list(row[-1])) for row in plain["settled"])
    given["weights"] = {int(expert): weight for expert, weight in plain["weights"].items()}
    for name in ("pairs", "verified"):
        given[name] = base64.b64decode(plain[name])
    return Inputs(**given)


def _plain(value: Any) -> Any:
    if isinstance(value, ReconciliationPolicy):
        return value.to_dict()
    if isinstance(value, SystemSpec):
        return [asdict(spec) for spec in value.indicators]
    if isinstance(value, SheetGroup):
        return {name: _plain(part) for name, part in vars(value).items()}
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, dict):
        return {str(key): _plain(part) for key, part in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(part) for part in value]
    return value


def _group(plain: Plain) -> SheetGroup:
    return SheetGroup(
        layout_id=plain["layout_id"],
        indicator_ids=tuple(plain["indicator_ids"]),
        packed=base64.b64decode(plain["packed"]),
        malformed=tuple(plain["malformed"]),
    )


def _tuples(value: Any) -> Any:
    return tuple(_tuples(part) for part in value) if isinstance(value, list) else value
