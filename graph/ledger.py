"""The ledger: a leaf for everything that must not be altered unnoticed, in the order in which it came about.

A leaf is the hash of a *body*, canonical JSON (RFC 8785) that names nobody: of every node and relation that it attests
it holds the kind, and a commitment under a salt of the leaf's own to all that the graph says of it. Texts of an element
that carries a salt itself are attested by commitments under that one, so that a text can be erased, and the leaf still
be held against everything else. Body and leaf are written with what they attest, in one transaction; the tree over the
leaves is that of `graph.merkle`, of which every entry keeps what it completes.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from graph import merkle
from graph.clock import now
from graph.engines.base import Transaction
from graph.questions import cypher
from ontology.digest import exact

VERSION = 1
"""The version of the bodies that are written now."""

SALT = "salt"
ERASED = "erased"
"""The property of an element that holds, as `NAME:COMMITMENT`, what was erased of it."""

ATTESTED: Mapping[str, tuple[str, ...]] = {"Principal": ("kind", "name")}
"""Of kinds that go on being described after they were sealed, what a leaf attests; of all others it is everything."""


@dataclass(frozen=True, slots=True)
class Tail:
    """The end of the ledger, as whoever has the turn to write finds it: how many leaves there are, and their peaks."""

    size: int = 0
    peaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A node that is no provenance, as far as a leaf attests it: its label, what it is found by, and some fields."""

    label: str
    key: Sequence[str | int]
    fields: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Attested:
    """What one leaf attests.

    `nodes` are kinds, URNs and properties; `edges` types, ids, ends and properties. The first `made` of `nodes` are
    made with the leaf. `ends` are other nodes that relations lead from or to. `said` is kept in the entry alone.
    """

    kind: str
    of: str
    at: str
    nodes: Sequence[tuple[str, str, Mapping[str, Any]]] = ()
    edges: Sequence[tuple[str, str, str, str, Mapping[str, Any]]] = ()
    made: int = 0
    ends: Sequence[str] = ()
    rows: Sequence[Row] = ()
    said: Mapping[str, Any] | None = None
    late: bool = False


def seal(
    tx: Transaction,
    kind: str,
    said: Mapping[str, Any] | None = None,
    *,
    of: str = "",
    rows: Sequence[Row] = (),
    at: str | None = None,
) -> int:
    """Seal something that happens in this transaction, and return the number of its leaf.

    This is the one way to seal what is no provenance; provenance is sealed by `write_subgraph`. For instance, when
    policies are activated: `seal(tx, "policy", {"policies": digest, "version": 3, "by": "maria"}, of=urn)`.

    `kind` is a short word for what happened. `said` is kept in the ledger's entry as it is, and attested: texts, whole
    numbers, booleans, null, lists and maps of them; say who did it, under `by`. `of` is the URN by which the entry is
    found. `rows` are nodes of the graph that the leaf attests too: they are read again whenever the ledger is verified,
    and must then hold the same fields; name none that changes later. Call it last in a transaction, where others wait
    for their turn from here on, and never between `provenance.begin` and `write_subgraph`.

    Raises:
        Invalid: what is said has no canonical form.
    """
    return write(tx, Attested(kind, of, at or now(), rows=rows, said=said))


def write(tx: Transaction, one: Attested) -> int:
    """Write the entry of what is there already, and return the number of its leaf. Raises: Invalid, as `seal`."""
    (row,) = tx.ask(cypher("ledger_begin"))
    tail = Tail(row["leaves"], tuple(row["peaks"]))
    tx.ask(cypher("ledger_seal"), **entry(tail, one))
    return tail.size


def entry(tail: Tail, one: Attested) -> dict[str, Any]:
    """The next entry of a ledger and the peaks with it, as the parameters of the statement that writes them."""
    salt = secrets.token_hex(16)
    text = exact(body(one, tail.size, salt))
    leaf = merkle.leaf_hash(text)
    peaks, made = merkle.grown(tail.size, [bytes.fromhex(peak) for peak in tail.peaks], leaf)
    ids = [id_ for _, id_, _ in one.nodes]
    props: dict[str, Any] = {
        "n": tail.size,
        "kind": one.kind,
        "of": one.of,
        "at": one.at,
        "leaf": leaf.hex(),
        "body": text.decode(),
        "salt": salt,
        "ids": [*ids, *one.ends],
        "made": one.made,
        "rows": [exact([row.label, *row.key]).decode() for row in one.rows],
        "tree": [node.hex() for node in made],
    }
    if one.said is not None:
        props["said"] = exact(one.said).decode()
    return {"entry": props, "leaves": tail.size + 1, "peaks": [peak.hex() for peak in peaks]}


def body(one: Attested, number: int, salt: str) -> dict[str, Any]:
    """What a leaf is the hash of."""
    made: dict[str, Any] = {
        "v": VERSION,
        "n": number,
        "kind": one.kind,
        "at": one.at,
        "nodes": [[kind, committed(salt, kind, node(kind, id_, props))] for kind, id_, props in one.nodes],
        "edges": [[edge[0], committed(salt, edge[0], relation(*edge[1:]))] for edge in one.edges],
        "rows": [[row.label, sorted(row.fields), committed(salt, row.label, fields(row))] for row in one.rows],
    }
    if one.said is not None:
        made["said"] = committed(salt, "said", one.said)
    return {**made, "late": True} if one.late else made


def committed(salt: str, name: str, value: Any) -> str:
    """SHA-256(salt ‖ name ‖ 0 ‖ RFC 8785 of the value): tells nothing of the value to whoever has not the salt."""
    return sha256(salt.encode() + name.encode() + b"\0" + exact(value)).hexdigest()


def node(kind: str, id_: str, props: Mapping[str, Any]) -> list[Any]:
    """What is attested of a node."""
    names = ATTESTED.get(kind)
    return [id_, content(props if names is None else {name: props.get(name) for name in names})]


def relation(id_: str, start: str, end: str, props: Mapping[str, Any]) -> list[Any]:
    """What is attested of a relation."""
    return [id_, start, end, content(props)]


def fields(row: Row) -> list[Any]:
    """What is attested of a node that is no provenance."""
    return [list(row.key), dict(row.fields)]


def content(props: Mapping[str, Any]) -> dict[str, Any]:
    """What is attested of an element's properties: under a salt of its own, of texts only commitments."""
    salt, erased = props.get(SALT), props.get(ERASED)
    if salt is None and erased is None:
        return {name: value for name, value in props.items() if value is not None and name != "id"}
    found = {
        name: committed(salt, name, value) if type(value) is str and salt is not None else value
        for name, value in props.items()
        if value is not None and name not in ("id", SALT, ERASED)
    }
    return found | dict(one.split(":", 1) for one in erased or ())


def without(props: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    """An element's properties without some texts, in whose place their commitments stay, and without its salt.

    Without its salt the other texts could be held against nothing: their commitments stay beside them.
    """
    gone, salt = {SALT, *names}, str(props[SALT])
    texts = {name: value for name, value in props.items() if type(value) is str and name not in ("id", SALT)}
    told = [f"{name}:{committed(salt, name, value)}" for name, value in texts.items()]
    return {name: value for name, value in props.items() if name not in gone} | {ERASED: told}
