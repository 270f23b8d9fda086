"""Canonical bytes and the digests made of them: the same value gives the same digest on every machine."""

from __future__ import annotations

import hashlib
from typing import Any

import orjson
import rfc8785

from ontology.errors import Invalid

SAFE = 2**53 - 1
"""The largest whole number that every reader of JSON reads alike."""


def canonical(value: Any) -> bytes:
    """The canonical JSON of a value: keys sorted, no white space, UTF-8.

    Equal to RFC 8785 for ASCII keys, strings, booleans, null and integers up to 2^53; floats are not accepted
    by the callers' types (decimals are strings).

    Raises:
        TypeError: the value holds something JSON has no form for.
    """
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def exact(value: Any) -> bytes:
    """The canonical JSON of a value after RFC 8785, whatever the value: the same bytes as any other implementation's.

    What `canonical` gives the same for takes its quick way, anything else the slow one of the library.

    Raises:
        Invalid: the value has no such form, as NaN, whole numbers beyond 2^53, lone surrogates and dates have none.
    """
    if _plain(value):
        try:
            return canonical(value)
        except TypeError:
            pass  # a lone surrogate: the slow way says so
    try:
        return rfc8785.dumps(value)
    except (rfc8785.CanonicalizationError, UnicodeError, TypeError) as error:
        raise Invalid(f"no canonical JSON: {error}", "write decimals, dates and long numbers as texts") from error


def _plain(value: Any) -> bool:
    """Whether a value is made of what both write alike: texts, booleans, null, safe integers, and ASCII keys."""
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return True
    if kind is int:
        return bool(-SAFE <= value <= SAFE)
    if kind is list or kind is tuple:
        return all(type(one) is str or _plain(one) for one in value)
    if kind is dict:
        return all(type(name) is str and name.isascii() and _plain(one) for name, one in value.items())
    return False


def digest(value: Any) -> str:
    """SHA-256 over the canonical JSON, 64 hexadecimal digits."""
    return hashlib.sha256(canonical(value)).hexdigest()


def identify(*parts: Any) -> str:
    """An opaque id made of parts: the first 128 bits of their digest, 32 hexadecimal digits."""
    return hashlib.sha256(canonical(parts)).hexdigest()[:32]


def commitment(salt: str, name: str, value: Any) -> str:
    """SHA-256(salt ‖ name ‖ 0 ‖ canonical value): stands for a value, and tells nothing of it once the salt is gone."""
    return hashlib.sha256(salt.encode() + name.encode() + b"\0" + canonical(value)).hexdigest()
