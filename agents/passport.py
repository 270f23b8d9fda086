"""A passport: one file about one decision that somebody checks offline, without Throughline and without its database.

It holds every leaf of the decision and of what was done about it, with the nodes and relations that these attest, the
proof that each is in the tree of a checkpoint, the checkpoint with its countersignatures, what the context showed with
what its commitments are made of, the provenance as PROV-JSON, and a page for a person. `verify/` checks it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from agents.dossier import dossier
from agents.exports.formats import export
from agents.exports.network import network
from agents.exports.page import page
from agents.walks.reading import found, split
from graph import entries, merkle
from graph.actions import acted
from graph.decisions import Stored
from graph.entries import Elements
from graph.model import Reader, plain
from graph.notes import Note
from graph.provenance import RECORD
from graph.questions import cypher
from graph.store import Store
from ontology.errors import Refused

VERSION = 1


def passport(store: Store, decision: str, reader: Reader, keys: Mapping[str, Sequence[str]]) -> dict[str, Any]:
    """The passport of a decision. `keys` are those of the ledger (`log`) and its witnesses, for who has no others.

    Raises:
        NotFound: there is no such decision.
        Refused: not all of it lies within a checkpoint.
        Conflict: the ledger was altered.
    """
    stored = found(store, decision)
    note = entries.newest_checkpoint(store.engine)
    sealed = _sealed(store, stored)
    last = max(one["n"] for one in sealed)
    if note is None or note.checkpoint.size <= last:
        raise Refused(
            f"leaf {last} of decision {stored.decision['number']} is in no checkpoint yet",
            "`throughline ledger checkpoint` makes one",
        )
    size = note.checkpoint.size
    rows = entries.checkpoints(store.engine, size - 1)
    return {
        "passport": VERSION,
        "decision": stored.decision["id"],
        "number": stored.decision["number"],
        "checkpoint": rows[0]["note"],
        "keys": {name: list(some) for name, some in keys.items()},
        "leaves": [_leaf(store, one, size, note) for one in sealed],
        "evidence": _evidence(store, stored, reader),
        "prov": orjson.loads(export(store, decision, reader, "provjson").body),
        "page": page(dossier(store, decision, reader), network(store, decision, reader)),
    }


def _sealed(store: Store, stored: Stored) -> list[dict[str, Any]]:
    """The ledger's entries of a decision, of its intent, of the calls, of the effects."""
    id_ = stored.decision["id"]
    known = acted(store.engine, id_)
    steps = [*([known.intent] if known.intent is not None else []), *known.calls, *known.effects]
    numbers = sorted(
        row["n"]
        for urn in (id_, *(str(one["id"]) for one in steps))
        for row in store.engine.ask(cypher("ledger_of"), of=urn)
    )
    return [entry for number in numbers for entry in entries.entries(store.engine, number, number + 1)]


def _leaf(store: Store, entry: Mapping[str, Any], size: int, note: Note) -> dict[str, Any]:
    """One leaf: its entry, what it attests as the graph holds it, and the proof that it is in the checkpoint's tree."""
    number = int(entry["n"])
    path = entries.proof(store.engine, merkle.inclusion_nodes(number, size))
    if not merkle.includes(number, size, bytes.fromhex(entry["leaf"]), path, note.checkpoint.root):
        raise Refused(f"the ledger does not prove leaf {number}", "`throughline ledger verify` names what was altered")
    body = orjson.loads(entry["body"])
    nodes = list(entry["ids"])[: len(body["nodes"])]
    held = entries.elements(store.engine, list(entry["ids"]))
    return {
        "number": number,
        "body": entry["body"],
        "salt": entry["salt"],
        "leaf": entry["leaf"],
        "proof": [one.hex() for one in path],
        "nodes": [[held.nodes[id_][0], id_, _properties(held.nodes[id_][1])] for id_ in nodes if id_ in held.nodes],
        "edges": _edges(entry, body["edges"], held),
    }


def _edges(entry: Mapping[str, Any], sealed: Sequence[Sequence[str]], held: Elements) -> list[list[Any]]:
    """The relations that a leaf attests, in its order: type, id, ends and properties."""
    by_commitment: dict[str, list[list[Any]]] = {}
    for start in entry["ids"]:
        for one in held.relations.get(start, ()):
            type_, id_, far, props = one
            made = entries.relation_commitment(entry["salt"], start, one)
            by_commitment.setdefault(made, []).append([type_, id_, start, far, _properties(props)])
    left = Counter(commitment for _, commitment in sealed)
    edges = []
    for _, commitment in sealed:
        if left[commitment] > 0 and by_commitment.get(commitment):
            left[commitment] -= 1
            edges.append(by_commitment[commitment].pop(0))
    return edges


def _properties(props: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in props.items() if name != "id" and value is not None}


def _evidence(store: Store, stored: Stored, reader: Reader) -> list[dict[str, Any]]:
    """What the context showed, statement by statement: its value and the salt of its record; neither once erased."""
    context = stored.context
    snapshot = store.read(reader)
    records = snapshot.records(sorted({split(one)[0] for one in context["shown"]}))
    shown = []
    for statement in context["shown"]:
        id_, name = split(statement)
        record = records.get(id_)
        told: dict[str, Any] = {"statement": RECORD + id_ + "#" + name}
        if record is not None and not record.erased:
            told |= {"key": record.key.text, "field": name, "value": plain(record.said(name)), "salt": record.salt}
        shown.append(told)
    return shown
