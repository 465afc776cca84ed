"""One spelling for a value, so that its SHA-256 can be printed with a result and recomputed anywhere."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal


def canonical_json(value: Mapping[str, object]) -> str:
    """JSON with sorted keys, no white space and Chinese written as itself."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def sha256_of(value: Mapping[str, object]) -> str:
    """SHA-256 of the canonical JSON in UTF-8, as 64 lower-case hexadecimal digits."""
    return hashlib.sha256(canonical_json(value).encode("utf-8")).hexdigest()


def plain_decimal(value: Decimal) -> str:
    """A decimal without exponent or trailing zeros: 0.10 and 0.1 are one value and have one spelling."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
