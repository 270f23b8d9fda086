"""What a writer remembers of the graph: asked of the engine once, true for as long as nobody else writes.

It is void unless the head, by sequence and date, is where this process left it. It holds the newest open versions,
bounded in number; which keys are awaited and which identifiers sought, while they are few; and, of streams that were
empty when it began, which keys were written since, in a Bloom filter: a key that it does not know is certainly new.
"""

from __future__ import annotations

import struct
from collections.abc import Iterable
from itertools import islice
from typing import TYPE_CHECKING

from graph.engines.base import Transaction
from graph.model import OPEN, Key
from graph.questions import cypher

if TYPE_CHECKING:
    from graph.change import Change, Held

HELD = 60_000
"""How many open versions are remembered, at about 1 KB each."""

AWAITED = 10_000
"""How many awaited keys are remembered; while there are more, the engine is asked each time."""

BITS = 1 << 27
"""Of the filter, 16 MB: at ten million keys one in 200 is asked of the engine in vain."""


UNKNOWN, HUB = 1 << 40, -1 << 60
"""Stand for a degree that was never counted, and for that of a hub, which is counted no more."""


_FOUR = struct.Struct(">4I")


class Bloom:
    """A set of ids that forgets none, and takes a few for members that are not."""

    def __init__(self) -> None:
        self._bits: bytearray | None = None

    def add(self, id_: str) -> None:
        if self._bits is None:
            self._bits = bytearray(BITS // 8)
        for place in _places(id_):
            self._bits[place >> 3] |= 1 << (place & 7)

    def __contains__(self, id_: str) -> bool:
        bits = self._bits
        return bits is not None and all(bits[place >> 3] & 1 << (place & 7) for place in _places(id_))


def _places(id_: str) -> tuple[int, int, int, int]:
    """Where an id, 128 bits of a digest in hexadecimal digits, stands in the filter: four places, cut from it."""
    one, two, three, four = _FOUR.unpack(bytes.fromhex(id_))
    return one % BITS, two % BITS, three % BITS, four % BITS


class Memory:
    """What one writer at a time remembers. `left` is the head where it was left, None where that is not known."""

    def __init__(self) -> None:
        self.left: tuple[int, str] | None = None
        self.forget()

    def forget(self) -> None:
        """Remember nothing, not even where the head was left."""
        self.left = None
        self._held: dict[str, Held] = {}
        self._degrees: dict[str, int] = {}
        self._awaited: set[str] | None = None
        self._many = False
        self._sought: set[str] | None = None
        self._countless = False
        self._begun: dict[tuple[str, str], bool] = {}
        self._written = Bloom()

    def meet(self, seq: int, at: str) -> None:
        """Begin a transaction that finds the head there: what is remembered of another head is void."""
        if self.left != (seq, at):
            self.forget()
            self.left = (seq, at)

    def learn(self, change: Change, at: str) -> None:
        """Take in a change that was committed at that date."""
        self.left = (change.seq, at)
        for thing in change.own.values():
            self._written.add(thing)
        self._grow(change)
        self.keep(change.after.values())
        if self._awaited is not None:
            self._awaited |= change.awaited
            if len(self._awaited) > AWAITED:
                self._awaited, self._many = None, True

        if self._sought is not None:
            self._sought |= change.sought

    def _grow(self, change: Change) -> None:
        """Count what things gained; every version that came to describe one counts too."""
        degrees = self._degrees
        for thing in change.made:
            degrees.setdefault(thing, 0)
        change.grown.update(one.thing for one in change.after.values())
        for thing, many in change.grown.items():
            if thing in degrees:
                degrees[thing] += many
        for thing, found in change.degrees.items():
            degrees[thing] = HUB if found is None else found
        for thing in list(islice(degrees, max(0, len(degrees) - HELD))):
            del degrees[thing]

    def degree(self, thing: str, made: bool) -> int:
        """How many relations a thing has at the most, beyond all where that is not known; one that is `made` has none.

        Of a hub, which nothing can make one again, it is less than nothing.
        """
        return 0 if made else self._degrees.get(thing, UNKNOWN)

    def keep(self, found: Iterable[Held]) -> None:
        """Remember open versions; the oldest that were remembered make room."""
        for one in found:
            self._held.pop(one.key, None)
            self._held[one.key] = one
        for key in list(islice(self._held, max(0, len(self._held) - HELD))):
            del self._held[key]

    def held(self, key: str) -> Held | None:
        """The open version of a key, if it is remembered."""
        return self._held.get(key)

    def awaited(self, tx: Transaction, keys: set[str]) -> set[str]:
        """Those of the keys that may be awaited."""
        if self._awaited is None and not self._many:
            rows = tx.ask(cypher("awaited_keys"), limit=AWAITED + 1)
            self._many = len(rows) > AWAITED
            self._awaited = None if self._many else {row["key"] for row in rows}
        return keys if self._awaited is None else keys & self._awaited

    def sought(self, tx: Transaction, texts: set[str] | None) -> set[str]:
        """Those of the identifiers that records may refer to; of None, any that they may refer to."""
        if self._sought is None:
            rows = tx.ask(cypher("sought_keys"), limit=AWAITED + 1)
            self._countless = len(rows) > AWAITED
            self._sought = {row["key"] for row in rows}
        return self._sought if texts is None else texts if self._countless else texts & self._sought

    def certainly_new(self, tx: Transaction, key: Key) -> bool:
        """Whether the graph surely holds no version of a key."""
        name = (key.source, key.stream)
        if name not in self._begun:
            rows = tx.ask(cypher("stream_begun"), source=key.source, stream=key.stream, open=OPEN)
            self._begun[name] = bool(rows)
        return not self._begun[name] and key.thing not in self._written
