"""What a graph would hold of one stream, in memory: rows by key, and the state that reading was left in.

It reads as a sync does, resumes where one would, and finds deletes as one would; after every row a process could die
and another one go on. Tests hold it against syncs into real graphs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import orjson

from ingest.conformance.system import Breach, System
from ingest.connector import Connector, Data, Item, Mark, Raw, Skip, StreamInfo
from ingest.state import State, parse

MAPPING = "testkit"


@dataclass
class Replica:
    """A copy of the stream of a system, kept by syncs. `left` is the text of the state that the last one left."""

    system: System
    rows: dict[str, Data] = field(default_factory=dict)
    skipped: list[str] = field(default_factory=list)
    left: str | None = None

    def sync(
        self, connector: Connector, cut: int | None = None, meanwhile: Callable[[], object] | None = None,
        sweep: bool = False,
    ) -> None:  # fmt: skip
        """Read on from where it was left.

        Killed after `cut` items. `meanwhile` is called after the first one. With `sweep`, deletes are looked for.
        """
        stream = self.system.stream
        info = connector.stream(stream)
        fingerprint = connector.fingerprint(stream)
        stored = parse(self.left)
        tracked = not (info.incremental or unique(self.system, info))
        if stored and stored.complete and fingerprint is not None and stored.fingerprint == fingerprint:
            return
        state = _begun(stored, fingerprint, info.incremental, tracked)
        seen: set[str] = set()
        for place, item in enumerate(connector.read(stream, None if tracked else state.cursor), 1):
            state = self._take(item, state, info, seen)
            if place == cut:
                return
            if place == 1 and meanwhile:
                meanwhile()
        if sweep:
            there = seen if tracked else keys(self.system, connector, info)
            self.rows = {key: row for key, row in self.rows.items() if key in there}
        self.left = replace(state, complete=True).text

    def _take(self, item: Item, state: State, info: StreamInfo, seen: set[str]) -> State:
        """Hold what was read, and store where that got to."""
        if isinstance(item, Raw):
            key = key_of(self.system, info, item.data)
            seen.add(key)
            self.rows[key] = item.data
        elif isinstance(item, Skip):
            self.skipped.append(item.position)
        cursor = item.cursor if isinstance(item, Mark) else item.cursor or state.cursor
        state = replace(state, cursor=cursor)
        self.left = state.text
        return state


def _begun(stored: State | None, fingerprint: str | None, incremental: bool, tracked: bool) -> State:
    fresh = State(MAPPING, fingerprint)
    if stored is None or tracked or (stored.complete and not incremental):
        return fresh
    return replace(fresh, cursor=stored.cursor)


def unique(system: System, info: StreamInfo) -> bool:
    """Whether the key of the stream is unique for certain."""
    return bool(info.primary_key) and set(key_columns(system, info)) == set(info.primary_key)


def key_columns(system: System, info: StreamInfo) -> tuple[str, ...]:
    """The columns of the key. Raises: Breach."""
    found = system.key or info.primary_key
    if not found:
        raise Breach(f"`{info.name}` tells no primary key: say in `{type(system).__name__}.key` what a row is known by")
    return found


def key_of(system: System, info: StreamInfo, data: Data) -> str:
    """The key of a row, as text. Raises: Breach."""
    columns = key_columns(system, info)
    missing = [name for name in columns if data.get(name) is None]
    if missing:
        raise Breach(f"a row without its key: no `{missing[0]}` in {shown(data)}")
    return shown([data[name] for name in columns])


def keys(system: System, connector: Connector, info: StreamInfo) -> set[str]:
    """The keys that the connector says exist. Raises: Breach."""
    columns = key_columns(system, info)
    return {key_of(system, info, one) for one in connector.keys(system.stream, columns) if one is not None}


def items(system: System) -> list[Item]:
    """All that a first read gives, by a connector of its own."""
    with system.opened() as connector:
        return list(connector.read(system.stream, None))


def contents(system: System) -> dict[str, Data]:
    """The rows by key as a first read gives them, by a connector of its own."""
    with system.opened() as connector:
        info = connector.stream(system.stream)
        read = connector.read(system.stream, None)
        return {key_of(system, info, item.data): item.data for item in read if isinstance(item, Raw)}


def compare(found: dict[str, Data], meant: dict[str, Data], when: str) -> None:
    """Hold rows against what they should be. Raises: Breach, telling the first that differs."""
    for difference in _differences(found, meant):
        raise Breach(f"{when}: {difference}")


def _differences(found: dict[str, Data], meant: dict[str, Data]) -> Iterator[str]:
    for key, row in meant.items():
        if key not in found:
            yield f"row {key} is lost"
        elif shown(found[key]) != shown(row):
            yield f"row {key} is {shown(found[key])}, and should be {shown(row)}"
    for key in found:
        if key not in meant:
            yield f"row {key} is there, and should not be"


def shown(value: Any) -> str:
    """A value as JSON, in one way."""
    return orjson.dumps(value, default=repr, option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS).decode()
