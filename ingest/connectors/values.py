"""Typed values as plain JSON, without losing a digit; and cursors that remember their types."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from hashlib import sha256
from typing import Any

from ingest.connector import Raw, Skip
from ingest.connectors.text import Tally, blemish, legible
from ontology.digest import canonical

WORD = 2**63


class Unfit(Exception):
    """A value that JSON, or the graph, cannot hold; `shown` is what can be shown of it."""

    def __init__(self, reason: str, shown: str) -> None:
        super().__init__(reason)
        self.shown = shown


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that has no form as plain JSON: why, and what can be shown of it."""

    reason: str
    shown: str = ""


def row(values: Mapping[str, Any], position: str, cursor: Any, limit: int) -> Raw | Skip:
    """A row as plain JSON; or, when a value does not fit, the row with what can be shown of it, and why."""
    data: dict[str, Any] = {}
    reasons: list[str] = []
    for name, value in values.items():
        try:
            data[name] = plain(value, limit)
        except Unfit as unfit:
            data[name] = unfit.shown
            reasons.append(f"column `{name}`: {unfit}")
    if reasons:
        return Skip("; ".join(reasons), canonical(data).decode(), position, cursor)
    return Raw(data, cursor, position)


def plain(value: Any, limit: int) -> Any:
    """A value as JSON has it. Decimals and floats become the shortest text that means the same number, dates and
    times ISO 8601, bytes their SHA-256.

    Raises:
        Unfit: the value has no such form, or is longer than `limit` characters.
    """
    kind = type(value)
    if kind is str:
        return _text(value, limit)
    if value is None or kind is bool:
        return value
    if kind is int:
        return value if -WORD <= value < WORD else str(value)
    if kind is float:
        return repr(value)
    if kind is Decimal:
        return format(value, "f") if value.is_finite() and abs(value.adjusted()) < 1000 else str(value)
    return _rare(value, limit)


def _rare(value: Any, limit: int) -> Any:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"sha256:{sha256(value).hexdigest()}"
    if isinstance(value, timedelta):
        return f"PT{Decimal(value // timedelta(microseconds=1)) / 1_000_000:f}S"
    if isinstance(value, (datetime, date, time, uuid.UUID)):
        return value.isoformat() if not isinstance(value, uuid.UUID) else str(value)
    if isinstance(value, Mapping):
        return {str(name): plain(one, limit) for name, one in value.items()}
    if isinstance(value, (list, tuple, set, frozenset)):
        return [plain(one, limit) for one in value]
    if isinstance(value, str):
        return _text(str(value), limit)
    if isinstance(value, Broken):
        raise Unfit(value.reason, value.shown)
    raise Unfit(f"values of the type `{type(value).__name__}` are not understood", legible(str(value))[:limit])


def _text(value: str, limit: int) -> str:
    if len(value) > limit:
        raise Unfit(f"longer than {limit} characters", Tally(value).long.text)
    if problem := blemish(value, "utf_8"):
        raise Unfit(problem.removesuffix(": say the file's `encoding`"), legible(value))
    return value


_TYPES: dict[str, Any] = {
    "decimal": (Decimal, str, Decimal),
    "float": (float, repr, float),
    "datetime": (datetime, datetime.isoformat, datetime.fromisoformat),
    "date": (date, date.isoformat, date.fromisoformat),
    "time": (time, time.isoformat, time.fromisoformat),
    "uuid": (uuid.UUID, str, uuid.UUID),
    "bytes": (bytes, bytes.hex, bytes.fromhex),
}


def pack(value: Any) -> Any:
    """A cursor's value as JSON that `unpack` gives back with its type."""
    if isinstance(value, str) and blemish(value, "utf_8"):
        raise Unfit("a text that is none", legible(value))
    if isinstance(value, (str, int)) or value is None:
        return value
    for name, (kind, write, _) in _TYPES.items():
        if isinstance(value, kind):
            return {name: write(value)}
    raise Unfit(f"a cursor cannot be of the type `{type(value).__name__}`", str(value))


def unpack(value: Any) -> Any:
    """The value that was packed."""
    if isinstance(value, dict):
        ((name, text),) = value.items()
        return _TYPES[name][2](text)
    return value
