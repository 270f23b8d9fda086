"""What of a row goes into the batch: its own thing and those that it carries, each key once as far as one can tell."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence

import orjson

from graph.model import Key, Observation, Rejected, RejectionKind
from graph.store import Store
from ingest.cells import RowError
from ingest.connector import Raw, Skip
from ingest.connectors.text import legible
from ingest.mapping import StreamMapping
from ingest.seen import Seen

REMEMBERED = 10_000
"""How many things that rows share are remembered, so that equal ones are not written again and again."""


DOUBLE = "its key was read already"
"""Why the second of two rows with one key is refused, where no version tells which is newer."""


class Intake:
    """Takes the rows of one pass. `seen` notes keys where deletes and doubles are found by them, else it is None."""

    def __init__(self, mapping: StreamMapping, seen: Seen | None) -> None:
        self._mapping = mapping
        self._seen = seen
        self._shared = dict(shared(mapping))
        self._known: OrderedDict[str, str] = OrderedDict()

    def note(self, row: Raw) -> bool:
        """Note the keys of a row that is not taken now; whether all of them could be read."""
        try:
            for key in self._mapping.keys(row.data):
                if self._seen is not None and key.stream not in self._shared:
                    self._seen.put(key.text, row.position)
            for one in self._carried(row):
                self._first(one, one.digest)
        except RowError:
            return False
        return True

    def first(self, key: str | None, position: str) -> str | None:
        """Where a key was read before in this pass; None when it was not, or that is not known."""
        return self._seen.put(key, position) if self._seen is not None and key is not None else None

    def admit(self, found: Sequence[Observation], position: str) -> tuple[list[Observation], list[Rejected]]:
        """What of a row's observations is written, and what is kept as rejected."""
        own = found[0]
        first = self._seen.put(own.key.text, position) if self._seen is not None else None
        if first is not None and self._mapping.version is None:
            return [], [_rejected(own, position, f"{DOUBLE}, at {first}")]
        taken, refused = [own], []
        for one in found[1:]:
            if one.key.stream not in self._shared:
                taken.append(one)
                if self._seen is not None:
                    self._seen.put(one.key.text, position)
                continue
            digest = one.digest
            before = self._first(one, digest)
            if before in {None, digest} or self._shared[one.key.stream].version is not None:
                taken += [one] if self._fresh(one.key.text, digest) else []
            else:
                refused.append(_rejected(one, position, "another row that was read before carries it otherwise"))
        return taken, refused

    def _carried(self, row: Raw) -> Iterator[Observation]:
        """The things of a row that other rows may carry as well."""
        if self._shared and self._seen is not None:
            yield from (one for one in self._mapping.apply(row)[1:] if one.key.stream in self._shared)

    def _first(self, one: Observation, digest: str) -> str | None:
        """The digest with which a shared thing was met first in this pass."""
        return self._seen.put(one.key.text, digest) if self._seen is not None else None

    def _fresh(self, key: str, digest: str) -> bool:
        """Whether a shared thing is not the same as when it was last taken."""
        if self._known.get(key) == digest:
            return False
        self._known[key] = digest
        self._known.move_to_end(key)
        if len(self._known) > REMEMBERED:
            self._known.popitem(last=False)
        return True


def unreadable(mapping: StreamMapping, item: Skip) -> Rejected:
    """A row that its connector could not read, as it is kept."""
    return _kept(mapping, item.position, item.text, item.message, None, "unreadable")


def refused(mapping: StreamMapping, item: Raw, error: RowError, first: str | None) -> Rejected:
    """A row that was read and cannot be taken, as it is kept; its key was read before at `first`, if it was."""
    reason, kind = error.message, error.kind
    if first is not None and mapping.version is None:
        reason, kind = f"{reason}; {DOUBLE}, at {first}", "double"
    payload, exact = mapping.kept(item)
    return _kept(mapping, item.position, payload, reason, error.key, kind if exact else "unreadable")


def _kept(
    mapping: StreamMapping, position: str, payload: str, reason: str, key: str | None, kind: RejectionKind
) -> Rejected:
    """A connector may have put into a row what is no text."""
    texts = legible(position), legible(payload), legible(reason)
    return Rejected(mapping.source, mapping.stream, *texts, key, kind)


def owning(mapping: StreamMapping) -> bool:
    """Whether rows of the stream own others, so that what they owned before must be known to write them."""
    return any(one.owned for one in mapping.carried)


def settled(store: Store, mapping: StreamMapping, observations: Sequence[Observation]) -> list[Observation]:
    """A batch, with what its rows owned when they were stored last, and own no more: elements that left their lists.

    A row that was overtaken brings no element back: those that the newer row does not have are gone as of its version.
    """
    if not owning(mapping):
        return list(observations)
    held = store.stored([one.key.text for one in observations if one.key.stream == mapping.stream])
    result = {one.key: one for one in observations}
    for row in observations:
        if row.key.stream != mapping.stream or (stored := held.get(row.key.text)) is None:
            continue
        before = set() if stored.gone else _owned(mapping, stored.payload)
        if overtaken(row.version, stored.version):
            lost, version = _owned(mapping, row.payload) - before, stored.version
        else:
            lost, version = before - result.keys(), row.version
        result.update({key: Observation(key, version=version, gone=True) for key in lost})
    return list(result.values())


def _owned(mapping: StreamMapping, payload: str) -> set[Key]:
    """The keys of what a stored row owns."""
    try:
        return set(mapping.keys(orjson.loads(payload), owned=True)) - {mapping.key(orjson.loads(payload))}
    except RowError:
        return set()


def overtaken(left: object, right: object) -> bool:
    """Whether a version is older than another; never, where they cannot be compared."""
    if isinstance(left, str) and isinstance(right, str):
        return left < right
    return isinstance(left, int) and isinstance(right, int) and left < right


def shared(mapping: StreamMapping) -> Iterator[tuple[str, StreamMapping]]:
    """The streams whose things several rows may carry, with their mappings."""
    for one in mapping.carried:
        if not one.owned:
            yield one.mapping.stream, one.mapping
        yield from shared(one.mapping)


def _rejected(one: Observation, position: str, reason: str) -> Rejected:
    return Rejected(one.key.source, one.key.stream, position, one.payload, reason, one.key.text, "double")
