"""Record versions as the driver returns them, made into what the model calls a record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.model import Key, Record, Ref
from ontology.terms import FIELDS

STORED = (
    "id", "key", "since", "until", "first", "gone", "classes", "version", "valid_from", "valid_to", "sync", "digest",
    "salt", "identifiers", "refs", "nulls",
)  # fmt: skip
"""What is told of a record beside its mapped fields, where it is told as a list."""


def listed(row: Sequence[Any], names: Sequence[str]) -> Record:
    """The record version of a list: what is `STORED`, then the values of some of its fields; without its payload."""
    id_, key, since, until, first, gone, classes, version, valid_from, valid_to, sync, digest, salt = row[:13]
    identifiers, refs, nulls = row[13:16]
    fields: dict[str, Any] = {
        name: tuple(value) if type(value) is list else value
        for name, value in zip(names, row[16:], strict=True)
        if value is not None
    }
    if nulls:
        fields.update(dict.fromkeys(nulls))
    return Record(
        id_, Key.stored(key), since, until, first, gone, tuple(classes), fields, tuple(map(Ref.parse, refs)),
        version, valid_from, valid_to, sync, digest, salt, None, tuple(identifiers),
    )  # fmt: skip


def record(row: Mapping[str, Any]) -> Record:
    """The record version of a map of its node's properties; the payload only where the question asked for it."""
    fields: dict[str, Any] = {
        name: tuple(value) if type(value) is list else value
        for name, value in row.items()
        if value is not None and name not in FIELDS
    }
    if row["nulls"]:
        fields.update(dict.fromkeys(row["nulls"]))
    return Record(
        id=row["id"],
        key=Key.stored(row["key"]),
        since=row["since"],
        until=row["until"],
        first=row["first"],
        gone=row["gone"],
        classes=tuple(row["classes"]),
        fields=fields,
        refs=tuple(map(Ref.parse, row["refs"])),
        version=row.get("version"),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        sync=row.get("sync"),
        digest=row["digest"],
        salt=row.get("salt"),
        payload=row.get("payload"),
        identifiers=tuple(row["identifiers"]),
    )
