"""References that lead nowhere: what is waited for, by how many records, and why."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from graph.engines.base import Engine
from graph.model import OPEN, Target, parse_target
from graph.questions import cypher


@dataclass(frozen=True, slots=True)
class Waiting:
    """What `records` current records of a stream refer to in one field, in vain.

    `why` is that of an identifier: *nobody* carries it, *several* things do, or it is *shared* by more records than
    the guard of its property allows. Of a key it is '': the key is not there.
    """

    source: str
    stream: str
    field: str
    target: Target
    why: Literal["", "nobody", "several", "shared"]
    records: int


def waiting(
    engine: Engine, source: str | None, stream: str | None, limit: int, seq: int = OPEN - 1, skip: int = 0
) -> list[Waiting]:
    """What the records of a source, or of all, wait for, or did as of a sequence; the most awaited first."""
    rows = engine.ask(cypher("waiting"), source=source, stream=stream, limit=limit, seq=seq, skip=skip)
    return [Waiting(**{**row, "target": parse_target(row["target"])}) for row in rows]
