"""Canonical bytes and the digests made of them: the same value gives the same digest on every machine."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson


def canonical(value: Any) -> bytes:
    """The canonical JSON of a value: keys sorted, no white space, UTF-8.

    Equal to RFC 8785 for ASCII keys, strings, booleans, null and integers up to 2^53; floats are not accepted
    by the callers' types (decimals are strings).

    Raises:
        TypeError: the value holds something JSON has no form for.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def digest(value: Any) -> str:
    """SHA-256 over the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def identify(*parts: Any) -> str:
    """An opaque id made of parts: the first 128 bits of their digest, 32 hexadecimal digits."""
    return hashlib.sha256(canonical(parts)).hexdigest()[:32]


def commitment(salt: str, name: str, value: Any) -> str:
    """SHA-256(salt ‖ name ‖ 0 ‖ canonical value): stands for a value, and tells nothing of it once the salt is gone."""
    return hashlib.sha256(salt.encode() + name.encode() + b"\0" + canonical(value)).hexdigest()
