"""Record versions as the driver returns them, made into what the model calls a record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graph.model import Key, Record, Ref
from ontology.terms import FIELDS


def record(row: Mapping[str, Any]) -> Record:
    """The record version of a map of its node's properties; the payload only where the question asked for it."""
    fields: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value
        for name, value in row.items()
        if name not in FIELDS and value is not None
    }
    fields.update(dict.fromkeys(row["nulls"]))
    return Record(
        id=row["id"],
        key=Key.parse(row["key"]),
        since=row["since"],
        until=row["until"],
        first=row["first"],
        gone=row["gone"],
        classes=tuple(row["classes"]),
        fields=fields,
        refs=tuple(Ref.parse(text) for text in row["refs"]),
        version=row.get("version"),
        valid_from=row.get("valid_from"),
        valid_to=row.get("valid_to"),
        sync=row.get("sync"),
        digest=row["digest"],
        salt=row.get("salt"),
        payload=row.get("payload"),
        identifiers=tuple(row["identifiers"]),
    )
