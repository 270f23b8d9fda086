"""Reading the ledger back: its leaves, proofs about them, and what the graph says of what they attest."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import orjson

from graph import merkle
from graph.engines.base import Engine
from graph.ledger import Row, Tail, committed, fields, node, relation
from graph.merkle import Node
from graph.notes import Note
from graph.provenance import KINDS, RECORD
from graph.questions import cypher
from ontology.errors import Conflict, NotFound

PAGE = 10_000
"""How many leaves are read together."""

ROWS = {
    "Commit": "ledger_row_commit",
    "Judgement": "ledger_row_judgement",
    "Ontology": "ledger_row_ontology",
    "Source": "ledger_row_source",
    "Access": "ledger_row_access",
    "AccessKey": "ledger_row_accesskey",
}
"""What leaves attest beside provenance, and the question by which it is read."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """That something is sealed: its leaf, and the proof that this is in the tree of a size and root. All are hashes."""

    number: int
    leaf: bytes
    size: int
    root: bytes
    proof: tuple[bytes, ...]


@dataclass(slots=True)
class Elements:
    """Some nodes of provenance: kind and properties by URN, and the relations that lead from them, by type and id."""

    nodes: dict[str, tuple[str, dict[str, Any]]] = field(default_factory=dict)
    relations: dict[str, list[tuple[str, str, str, dict[str, Any]]]] = field(default_factory=dict)


def tail(engine: Engine) -> Tail:
    """How the ledger ends."""
    (row,) = engine.ask(cypher("ledger_head"))
    return Tail(row["leaves"], tuple(row["peaks"]))


def written(engine: Engine) -> int:
    """The number after the last entry that is there, whatever the ledger's head says."""
    return int(engine.ask(cypher("ledger_count"))[0]["end"])


def leaves(engine: Engine, low: int, high: int) -> Iterator[tuple[int, bytes]]:
    """The numbers and hashes of the leaves of a range that are there, in order."""
    for start in range(low, high, PAGE):
        (row,) = engine.ask(cypher("ledger_leaves"), low=start, high=min(start + PAGE, high))
        for number, leaf in sorted(zip(row["numbers"], row["leaves"], strict=True)):
            yield number, bytes.fromhex(leaf)


def entries(engine: Engine, low: int, high: int) -> list[dict[str, Any]]:
    """The entries of a range that are there, in order."""
    return [row["entry"] for row in engine.ask(cypher("ledger_entries"), low=low, high=high)]


def proof(engine: Engine, parts: Sequence[Sequence[Node]]) -> list[bytes]:
    """A proof, of what it is made of. Raises: Conflict, when the ledger has not what it takes: it was altered."""
    wanted = {one for part in parts for one in part}
    last = {one: ((one[1] + 1) << one[0]) - 1 for one in wanted}
    trees = {row["n"]: row["tree"] for row in engine.ask(cypher("ledger_tree"), numbers=sorted(set(last.values())))}
    try:
        found = {one: bytes.fromhex(trees[number][one[0]]) for one, number in last.items()}
    except (KeyError, IndexError, ValueError, TypeError) as error:
        raise Conflict("the ledger lacks leaves that it must have", "`throughline ledger verify` names them") from error
    return merkle.proof(parts, found.__getitem__)


def peaks(engine: Engine, size: int) -> list[bytes]:
    """The peaks of the ledger as it was at a size. Raises: Conflict, as `proof`."""
    return proof(engine, [[one] for one in merkle.peak_nodes(size)])


def receipt(engine: Engine, urn: str) -> Receipt:
    """The proof that what has a URN is sealed: its first leaf is in the ledger as it is now.

    Raises:
        NotFound: it has no leaf.
        Conflict: the ledger does not prove it: it was altered.
    """
    rows = engine.ask(cypher("ledger_of"), of=urn)
    if not rows:
        raise NotFound(f"`{urn}` is not sealed", "what is written through Throughline is sealed where it is written")
    now = tail(engine)
    number, leaf = int(rows[0]["n"]), bytes.fromhex(rows[0]["leaf"])
    root = merkle.root([bytes.fromhex(peak) for peak in now.peaks])
    path = proof(engine, merkle.inclusion_nodes(number, now.size))
    if not merkle.includes(number, now.size, leaf, path, root):
        raise Conflict(f"the ledger does not prove leaf {number}", "`throughline ledger verify` names what was altered")
    return Receipt(number, leaf, now.size, root, tuple(path))


def newest_checkpoint(engine: Engine) -> Note | None:
    """The newest checkpoint. Raises: Invalid, when it is none any more."""
    rows = newest_checkpoints(engine, 1)
    return Note.parse(rows[0]["note"]) if rows else None


def newest_checkpoints(engine: Engine, limit: int = 100) -> list[dict[str, Any]]:
    """The newest checkpoints, newest first: size, date and note."""
    return engine.ask(cypher("checkpoints_newest"), limit=limit)


def last_checkpoint(engine: Engine) -> int:
    """The size of the newest checkpoint; 0 without one."""
    rows = newest_checkpoints(engine, 1)
    return int(rows[0]["size"]) if rows else 0


def checkpoints(engine: Engine, size: int, limit: int = 1_000) -> list[dict[str, Any]]:
    """The checkpoints beyond a size, smallest first: size, date and note."""
    return engine.ask(cypher("checkpoints"), size=size, limit=limit)


def keep_checkpoint(engine: Engine, size: int, note: str, at: str) -> None:
    """Keep a checkpoint, or the same with more signatures."""
    engine.write(lambda tx: tx.ask(cypher("checkpoint_keep"), size=size, note=note, at=at))


def decided(engine: Engine) -> tuple[int, int]:
    """How many decisions there are, and the largest number of one, whatever is noted of that."""
    (row,) = engine.ask(cypher("ledger_decided"))
    return row["decisions"], row["last"]


def sealed(engine: Engine, low: int, high: int) -> dict[int, bool]:
    """The decisions of a range of numbers, and whether each has a leaf."""
    return {row["number"]: row["leaves"] > 0 for row in engine.ask(cypher("ledger_decisions"), low=low, high=high)}


def elements(engine: Engine, ids: Sequence[str]) -> Elements:
    """Nodes of provenance with what leads from them."""
    found = Elements()
    for row in engine.ask(cypher("ledger_elements"), ids=ids):
        kind = next((one for one in row["labels"] if one in KINDS), "")
        found.nodes[row["id"]] = (kind, row["node"])
        found.relations[row["id"]] = [
            (type_, props.get("id", ""), (RECORD if is_record else "") + str(end), props)
            for type_, props, end, is_record in row["relations"]
        ]
    return found


def rows(engine: Engine, keys: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Nodes beside provenance, by the keys that entries name them by."""
    by_label: dict[str, list[list[Any]]] = defaultdict(list)
    for text in keys:
        label, *key = orjson.loads(text)
        by_label[label].append(key)
    found = {}
    for label, asked in by_label.items():
        for row in engine.ask(cypher(ROWS[label]), rows=asked) if label in ROWS else ():
            found[_key(label, row["row"])] = row["node"]
    return found


def _key(label: str, key: Sequence[Any]) -> str:
    return orjson.dumps([label, *key]).decode()


def node_commitment(salt: str, kind: str, id_: str, props: dict[str, Any]) -> str:
    """The commitment to a node as it is now."""
    return committed(salt, kind, node(kind, id_, {name: value for name, value in props.items() if name != "id"}))


def relation_commitment(salt: str, start: str, one: tuple[str, str, str, dict[str, Any]]) -> str:
    """The commitment to a relation as it is now."""
    type_, id_, far, props = one
    return committed(salt, type_, relation(id_, start, far, props))


def row_commitment(salt: str, key: str, names: Sequence[str], stored: dict[str, Any]) -> str:
    """The commitment to some fields of a node beside provenance as it is now."""
    label, *parts = orjson.loads(key)
    return committed(salt, label, fields(Row(label, parts, {name: stored.get(name) for name in names})))
