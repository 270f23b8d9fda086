"""Reading files in tests: what a path gives under some options."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.connector import Connector, Item, Mark, Raw, find, parse_options


def files(path: Path, **options: Any) -> Connector:
    """The connector of files for a path."""
    kind = find("files")
    return kind(parse_options(kind, {"path": path, **options}), {})


def read(path: Path, stream: str, **options: Any) -> list[Item]:
    """All that one stream of a path gives."""
    return list(files(path, **options).read(stream, None))


def shown(items: list[Item]) -> list[Any]:
    """Rows as their values, skips as their reasons."""
    return [list(one.data.values()) if isinstance(one, Raw) else str(one) for one in items if not isinstance(one, Mark)]


def positions(items: list[Item]) -> list[str]:
    """Where the items stand."""
    return [one.position for one in items if not isinstance(one, Mark)]
