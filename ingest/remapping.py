"""A changed mapping makes of the stored rows what it would have made of them as they were read; nothing is read again.

What is enough for it: what decides which rows a stream has is as it was. A changed key opens a new *generation* of the
stream: each row goes on under its new key, whose record describes the thing that the old one described, and the old
key is gone. References by old keys await them from then on, which is told.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import orjson

from graph.model import Key, Observation, Rejected
from graph.store import Store
from ingest.carrying import Carried
from ingest.cells import RowError
from ingest.connector import Raw, Stop
from ingest.mapping import StreamMapping
from ingest.seen import Seen
from ingest.state import State

PAGE = 20_000
"""How many keys of the graph are looked up at once."""

ROWS = 200
"""How many stored rows are fetched at once."""


@dataclass(frozen=True, slots=True)
class Step:
    """One stored row, mapped again; `state` is where that got to with it."""

    observations: tuple[Observation, ...]
    rejected: Rejected | None
    state: State


@dataclass(frozen=True, slots=True)
class Remapping:
    """The stored rows of a stream, mapped again from where an earlier run was stopped."""

    store: Store
    mapping: StreamMapping
    stored: State

    @property
    def rekeys(self) -> bool:
        """Whether the key has changed as well."""
        return self.stored.keyed != self.mapping.keying

    @property
    def begun(self) -> State:
        """The state in which it begins, or goes on."""
        same = self.stored.target == self.mapping.digest
        return replace(self.stored, target=self.mapping.digest, after=self.stored.after if same else "")

    @property
    def done(self) -> State:
        """The state in which all rows are mapped again; those in quarantine are to be tried next."""
        told = stamped(self.stored, self.mapping)
        return replace(told, target=None, after="", generation=self.stored.generation + self.rekeys, owed=True)

    @property
    def told(self) -> str:
        """What one should know when it is done."""
        if not self.rekeys:
            return ""
        waits = self.store.waiting_for(self.mapping.source, self.mapping.stream)
        left = f"; {waits} references name keys of it that are not there" if waits else ""
        return f"its key has changed: generation {self.done.generation}{left}"

    def steps(self) -> Iterator[Step]:
        """The rows in the order of their keys, which for a new key are as they were before it began.

        Raises:
            Stop: the new key does not tell the rows apart; nothing is written then.
        """
        if self.rekeys:
            self._check()
        state = self.begun
        for key, payload in self._rows(state.after):
            state = replace(state, after=key)
            yield self._step(key, payload, state)

    def _rows(self, after: str) -> Iterator[tuple[str, str]]:
        """Key and payload of the stream's present records."""
        while keys := self.store.keys(self.mapping.source, self.mapping.stream, after, PAGE):
            for start in range(0, len(keys), ROWS):
                found = self.store.stored(keys[start : start + ROWS])
                yield from ((key, found[key].payload) for key in keys[start : start + ROWS] if key in found)
            after = keys[-1]

    def _step(self, key: str, payload: str, state: State) -> Step:
        data = orjson.loads(payload)
        try:
            found = self.mapping.apply(Raw(data, None, f"record {key}"))
        except RowError as error:
            told = Rejected(self.mapping.source, self.mapping.stream, f"record {key}", payload, error.message, key)
            return Step((), told, state)
        new = found[0].key
        if new.text == key:
            return Step(found, None, state)
        return Step(tuple(_succeeding(found, Key.parse(key))), None, state)

    def _check(self) -> None:
        """Whether each row has a new key of its own, which is not another row's old one."""
        seen = Seen()
        try:
            for key, payload in self._rows(""):
                try:
                    new = self.mapping.key(orjson.loads(payload)).text
                except RowError:
                    continue
                first = seen.put(new, key)
                if first is not None and self.mapping.version is None:
                    self._refuse(f"`{first}` and `{key}` would both be `{new}`")
            for key, payload in self._rows(""):
                self._free(key, payload, seen)
        finally:
            seen.close()

    def _free(self, key: str, payload: str, seen: Seen) -> None:
        """Whether no other row goes by the key that this one has now."""
        other = seen.met(key)
        if other is not None and other != key and not self._stays(key, payload):
            self._refuse(f"`{key}`, which is a row's key now, would be that of another, `{other}`")

    def _stays(self, key: str, payload: str) -> bool:
        try:
            return self.mapping.key(orjson.loads(payload)).text == key
        except RowError:
            return False

    def _refuse(self, reason: str) -> None:
        advice = "choose columns that tell rows apart, or give the stream another name"
        raise Stop(f"the new key of `{self.mapping.stream}` cannot be taken: {reason}", advice)


def remapping(store: Store, mapping: StreamMapping, stored: State | None) -> Remapping | None:
    """How to make of the stored rows what the mapping says; None when it is the old one, or they are not enough.

    They are not enough when other rows are meant, or when rows share things: what they say last may come from a row
    that has been overtaken since, or was deleted.
    """
    settled = stored is None or (stored.mapping == mapping.digest and stored.target is None)
    if stored is None or settled or stored.read_as != mapping.reading:
        return None
    shared = any(not one.owned for one in _inner(mapping))
    return None if shared or stored.streams != mapping.streams else Remapping(store, mapping, stored)


def stamped(state: State, mapping: StreamMapping) -> State:
    """The state with the digests of the mapping."""
    return replace(
        state, mapping=mapping.digest, keyed=mapping.keying, read_as=mapping.reading, streams=mapping.streams
    )


def begun(state: State, mapping: StreamMapping) -> State:
    """The state as reading begins by the mapping: the streams that it does not give any more are still to be closed."""
    turned = state.keyed not in {"", mapping.keying}
    told = replace(stamped(state, mapping), target=None, after="", generation=state.generation + turned)
    return replace(told, streams=tuple(dict.fromkeys([*state.streams, *mapping.streams])))


def _inner(mapping: StreamMapping) -> Iterator[Carried]:
    for one in mapping.carried:
        yield one
        yield from _inner(one.mapping)


def _succeeding(found: tuple[Observation, ...], old: Key) -> Iterator[Observation]:
    """The observations of a row and what it owns under its new key, each with the one of its old key, which is gone."""
    many = len(found[0].key.parts)
    for one in found:
        before = Key(one.key.source, one.key.stream, (*old.parts, *one.key.parts[many:]))
        yield replace(one, succeeds=before)
        yield Observation(before, gone=True)
