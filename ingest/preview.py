"""What a mapping makes of a few real rows, by the code that a sync runs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from graph.model import Observation
from ingest.cells import RowError
from ingest.connector import Connector, Data, Mark, Skip, Stop
from ingest.mapping import StreamMapping

ROWS = 10


@dataclass(frozen=True, slots=True)
class Preview:
    """A row and what becomes of it: observations, of its own thing first, or the reasons why there are none."""

    position: str
    data: Data
    observations: tuple[Observation, ...]
    rejection: str | None


def preview(connector: Connector, mapping: StreamMapping, rows: int = ROWS) -> list[Preview]:
    """The first rows of a stream, mapped.

    Raises:
        Stop: the stream cannot be read, or lacks columns that the mapping reads.
    """
    info = connector.stream(mapping.origin)
    if problems := mapping.check(info):
        raise Stop(f"the mapping of `{mapping.stream}` does not fit", details=problems)
    return list(islice(_previews(connector, mapping), rows))


def _previews(connector: Connector, mapping: StreamMapping) -> Iterator[Preview]:
    for item in connector.read(mapping.origin, None):
        if isinstance(item, Mark):
            continue
        if isinstance(item, Skip):
            yield Preview(item.position, {"row": item.text}, (), item.message)
            continue
        try:
            yield Preview(item.position, item.data, mapping.apply(item), None)
        except RowError as error:
            yield Preview(item.position, item.data, (), error.message)
