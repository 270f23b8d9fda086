"""Holding leaves against the graph: every element that a leaf attests is read again, and must commit to the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from agents.ledger.findings import Findings
from graph import entries
from graph.engines.base import Engine
from graph.entries import Elements
from graph.ledger import ERASED, committed
from graph.merkle import leaf_hash
from graph.provenance import RECORD


class Comparing:
    """Compares entries, in their order, with what the graph holds now; what is found is told to `findings`.

    `_added` are relations that lead from sealed nodes and that no leaf has attested yet; `_erased` are nodes that say
    of themselves that they were erased, of which no leaf has told yet: type or kind, and the leaf of the node.
    """

    def __init__(self, engine: Engine, findings: Findings) -> None:
        self._engine = engine
        self._findings = findings
        self._added: dict[str, tuple[str, int]] = {}
        self._erased: dict[str, tuple[str, int]] = {}

    def page(self, page: Sequence[Mapping[str, Any]]) -> None:
        """Compare some entries."""
        ids = list(dict.fromkeys(id_ for one in page for id_ in one.get("ids") or ()))
        found = entries.elements(self._engine, ids) if ids else Elements()
        keys = list(dict.fromkeys(key for one in page for key in one.get("rows") or ()))
        try:
            rows = entries.rows(self._engine, keys) if keys else {}
        except (ValueError, TypeError):
            rows = {}
        for one in page:
            try:
                self._entry(one, found, rows)
            except (KeyError, ValueError, TypeError, AttributeError, IndexError):
                self._tell(one["n"], "its entry is no entry of a ledger")

    def end(self) -> None:
        """Tell what was left open: relations that were added, and erasures that nobody sealed."""
        for kind, number in self._added.values():
            self._findings.add("added", f"a relation {kind} was added to what is sealed", number)
        for kind, number in self._erased.values():
            self._findings.add("altered", f"texts of a {kind} are gone, and no erasure was sealed", number)

    def _entry(self, one: Mapping[str, Any], found: Elements, rows: Mapping[str, dict[str, Any]]) -> None:
        number, salt, text = one["n"], one["salt"], one["body"].encode()
        if leaf_hash(text).hex() != one["leaf"]:
            self._tell(number, "its body is not what the leaf is the hash of")
        body = orjson.loads(text)
        if (body["n"], body["kind"], body["at"]) != (number, one["kind"], one["at"]):
            self._tell(number, f"its body is that of leaf {body['n']}, {body['kind']}, of {body['at']}")
        self._nodes(one, body["nodes"], found)
        self._relations(one, body["edges"], found)
        for key, (label, names, commitment) in zip(one.get("rows") or (), body["rows"], strict=True):
            stored = rows.get(key)
            if stored is None:
                self._tell(number, f"the {label} `{_named(key)}` is gone")
            elif entries.row_commitment(salt, key, names, stored) != commitment:
                self._tell(number, f"the {label} `{_named(key)}` is not as it was sealed")
        said = orjson.loads(one["said"]) if one.get("said") is not None else None
        if (committed(salt, "said", said) if said is not None else None) != body.get("said"):
            self._tell(number, "what it says of itself is not what was sealed")
        for id_ in said.get("erased", ()) if said is not None else ():
            self._erased.pop(id_, None)

    def _nodes(self, one: Mapping[str, Any], sealed: Sequence[Any], found: Elements) -> None:
        for id_, (kind, commitment) in zip(one.get("ids") or (), sealed, strict=False):
            now, props = found.nodes.get(id_, ("", {}))
            if not now:
                self._tell(one["n"], f"the {kind} `{id_}` is gone")
            elif now != kind or entries.node_commitment(one["salt"], kind, id_, props) != commitment:
                self._tell(one["n"], f"the {kind} `{id_}` is not as it was sealed")
            if props.get(ERASED):
                self._erased.setdefault(id_, (kind, one["n"]))
        if len(one.get("ids") or ()) < len(sealed):
            self._tell(one["n"], "it does not say any more where all that it attests is")

    def _relations(self, one: Mapping[str, Any], sealed: Sequence[Any], found: Elements) -> None:
        wanted = Counter(commitment for _, commitment in sealed)
        ids, made = set(one.get("ids") or ()), set((one.get("ids") or ())[: one["made"]])
        for start in one.get("ids") or ():
            for relation in found.relations.get(start, ()):
                type_, id_, far, _ = relation
                near = far in ids or far.startswith(RECORD)
                commitment = entries.relation_commitment(one["salt"], start, relation) if near else ""
                if wanted[commitment] > 0:
                    wanted[commitment] -= 1
                    self._added.pop(f"{start} {id_}", None)
                elif start in made:
                    self._added.setdefault(f"{start} {id_}", (type_, one["n"]))
        types = {commitment: type_ for type_, commitment in sealed}
        for commitment in wanted.elements():
            self._tell(one["n"], f"a relation {types[commitment]} is gone, or not as it was sealed")

    def _tell(self, number: int, says: str) -> None:
        self._findings.add("altered", says, number)


def _named(key: str) -> str:
    """What a node beside provenance is found by, as it is read."""
    return "/".join(map(str, orjson.loads(key)[1:]))
