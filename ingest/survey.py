"""Which sources there are: those whose files can be read, and those whose cannot, as one wrong file stops no other."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from ingest import sources
from ingest.sources import Source
from ontology.errors import NotFound, ThroughlineError


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A source whose file cannot be read, and why."""

    name: str
    reason: str


Configured: TypeAlias = Source | Unreadable


def configured(folder: Path, names: Iterable[str] = ()) -> list[Configured]:
    """The sources of those names, or all of a folder. Raises: NotFound."""
    return [_read(folder, name) for name in list(names) or sources.names(folder)]


def _read(folder: Path, name: str) -> Configured:
    try:
        return sources.get(folder, name)
    except NotFound:
        raise
    except ThroughlineError as error:
        return Unreadable(name, str(error))
