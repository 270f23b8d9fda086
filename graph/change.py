"""One change of the graph while it is being made: what was held before it, and what is held after."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from graph.engines.base import Transaction
from graph.ledger import Row
from graph.memory import Memory
from graph.model import OPEN, Ref
from graph.questions import cypher
from ontology.vocabulary import Ontology

CHUNK = 5_000
"""How many rows one statement takes at the most: hubs are written in several statements of one transaction."""


class Held(NamedTuple):
    """The open version of one key, as far as a change must know it."""

    key: str
    id: str
    thing: str
    first: int
    gone: bool
    version: str | int | None
    digest: str
    refs: tuple[str, ...]
    identifiers: tuple[str, ...]
    classes: tuple[str, ...]

    @property
    def present(self) -> bool:
        return not self.gone

    def references(self) -> tuple[Ref, ...]:
        return tuple(map(Ref.parse, self.refs))


@dataclass
class Change:
    """The working set of one transaction.

    `before` holds what was read (None: no such key), `after` what this change makes of it. `made` are the things
    that it creates, `touched` those whose description it alters. `heirs` are keys that succeed others. `own` are the
    things that keys found which were never seen, `parsed` references by their texts. `pending` holds labels to take off
    after the commit, `awaited` keys that it lets be awaited, `carriers` who carried an identifier before it and who
    does after it, `sought` identifiers that it lets be referred to. `grown` tells how many relations things gain,
    `degrees` how many they have where that was looked up (None: a hub). `memory` spares questions; there is a void one
    where nothing is remembered. `sealed` is what the ledger's leaf attests of it beside its commit, if it has one.
    """

    tx: Transaction
    ontology: Ontology
    seq: int
    before: dict[str, Held | None] = field(default_factory=dict)
    after: dict[str, Held] = field(default_factory=dict)
    versioned: set[str] = field(default_factory=set)
    heirs: set[str] = field(default_factory=set)
    own: dict[str, str] = field(default_factory=dict)
    parsed: dict[tuple[str, ...], tuple[Ref, ...]] = field(default_factory=dict)
    made: set[str] = field(default_factory=set)
    touched: set[str] = field(default_factory=set)
    settled: set[str] = field(default_factory=set)
    records: list[str] = field(default_factory=list)
    pending: list[str] = field(default_factory=list)
    awaited: set[str] = field(default_factory=set)
    grown: Counter[str] = field(default_factory=Counter)
    degrees: dict[str, int | None] = field(default_factory=dict)
    carriers: dict[str, tuple[set[str], set[str]]] = field(default_factory=dict)
    sought: set[str] = field(default_factory=set)
    sealed: list[Row] = field(default_factory=list)
    memory: Memory = field(default_factory=Memory)

    def hold(self, keys: Iterable[str]) -> None:
        """Read the open versions of keys that this change has not read yet."""
        missing = []
        for key in sorted({key for key in keys if key not in self.before}):
            if (one := self.memory.held(key)) is not None:
                self.before[key] = one
            else:
                missing.append(key)
        for start in range(0, len(missing), CHUNK):
            part = missing[start : start + CHUNK]
            self.before.update(dict.fromkeys(part))
            found = [held_of(row) for row in self.tx.ask(cypher("held"), keys=part, open=OPEN)[0]["found"]]
            self.before.update({one.key: one for one in found})
            self.memory.keep(found)

    def was(self, key: str) -> Held | None:
        """The key before this change; it must have been held."""
        return self.before[key]

    def now(self, key: str) -> Held | None:
        """The key after this change; it must have been held."""
        return self.after[key] if key in self.after else self.before[key]

    def references(self, one: Held) -> tuple[Ref, ...]:
        """What a version refers to."""
        found = self.parsed.get(one.refs)
        if found is None:
            found = self.parsed[one.refs] = one.references()
        return found

    def move(self, key: str, thing: str) -> None:
        """Let the key describe another thing from this change on."""
        current = self.now(key)
        if current is not None and current.thing != thing:
            self.after[key] = current._replace(thing=thing)

    def moved(self) -> list[Held]:
        """The keys that stay as they are but describe another thing."""
        moves = []
        for key, one in self.after.items():
            old = self.before.get(key)
            if key not in self.versioned and old is not None and old.thing != one.thing:
                moves.append(one)
        return moves

    def write(self, question: str, rows: list[list[object]], **parameters: object) -> None:
        """Run a writing question over rows, in chunks."""
        for start in range(0, len(rows), CHUNK):
            self.tx.tell(question, rows=rows[start : start + CHUNK], seq=self.seq, open=OPEN, **parameters)


def held_of(row: list[Any]) -> Held:
    """A held key from what the question `held` finds of it."""
    key, id_, thing, first, gone, version, digest, refs, identifiers, classes = row
    return Held(key, id_, thing, first, gone, version, digest, tuple(refs), tuple(identifiers), tuple(classes))
