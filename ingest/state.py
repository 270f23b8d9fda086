"""Where reading a stream got to: the cursor that every batch stores with it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import orjson

from ontology.digest import canonical


@dataclass(frozen=True, slots=True)
class State:
    """`rows` were handled of what `fingerprint` stands for, with the mapping of that digest, up to `cursor`.

    `complete`: the stream was read to its end, and deletes were looked for. `reading` is the sync that began to read.
    `keyed` and `read_as` are the mapping's digests of its key and of what it reads, `streams` those that it gives.
    While stored rows are mapped again, `target` is the digest of the mapping that does, and `after` the key
    that it got to. `generation` counts the keys that the stream has had. `owed`: stored rows were mapped again, and the
    rows in quarantine are still to be tried.
    """

    mapping: str
    fingerprint: str | None = None
    rows: int = 0
    cursor: Any = None
    complete: bool = False
    reading: str = ""
    keyed: str = ""
    read_as: str = ""
    streams: tuple[str, ...] = ()
    target: str | None = None
    after: str = ""
    generation: int = 1
    owed: bool = False

    @property
    def text(self) -> str:
        return canonical(asdict(self)).decode()


def parse(text: str | None) -> State | None:
    """The state of that text; None when there is none, or it is of another make: the stream is read from its start."""
    if not text:
        return None
    try:
        found = orjson.loads(text)
        return State(**found | {"streams": tuple(found.get("streams", ()))})
    except (ValueError, TypeError, AttributeError):
        return None
