"""A ledger with decisions of several days, a witness, and somebody who may write to the database as they please."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import orjson

from agents.ledger.commands import Ledger
from agents.ledger.findings import Verified
from agents.ledger.witnesses import Around
from graph import merkle
from graph.engines.base import Engine
from graph.store import Store
from tests.agents.world import ask, built, decided


def ledger(engine: Engine, folder: Path) -> Ledger:
    """The ledger of a graph, whose key and witnesses are kept in a folder."""
    return Ledger(
        engine, folder / "home" / "ledger.key", Around(folder / "home" / "ledger", lambda path: path.read_text())
    )


def decide(store: Store, name: str) -> int:
    """Make a decision, and return the number of its leaf."""
    answer = ask(store)
    made = decided(store, answer, idempotency_key=name)
    (row,) = store.engine.ask("MATCH (e:LedgerEntry {of: $of}) RETURN e.n AS n", of=made.id)
    return int(row["n"])


def kept(engine: Engine, folder: Path, decisions: int = 4) -> tuple[Store, Ledger, list[int]]:
    """A store and its ledger, witnessed by a folder up to its last leaf; and the leaves of its decisions."""
    store = built(engine)
    made = ledger(engine, folder)
    made.add_witness("elsewhere", f"folder:{folder}/elsewhere")
    leaves = []
    for number in range(decisions):
        leaves.append(decide(store, f"decision {number}"))
        if number == 1:
            made.checkpoint("tests")
    signed = made.checkpoint("tests")
    assert not [one.fault for one in signed.witnesses if one.fault]
    return store, made, leaves


def touched(found: Verified) -> set[int]:
    """The leaves that findings name."""
    return {
        number
        for one in found.findings
        if one.first is not None and one.last is not None
        for number in range(one.first, one.last + 1)
    }


def change(engine: Engine, cypher: str, **parameters: Any) -> list[dict[str, Any]]:
    """What somebody does who may write to the database."""
    return engine.write(lambda tx: tx.ask(cypher, **parameters))


def entries(engine: Engine) -> list[dict[str, Any]]:
    return [row["e"] for row in engine.ask("MATCH (e:LedgerEntry) RETURN e {.*} AS e ORDER BY e.n")]


def recompute(engine: Engine) -> None:
    """Compute every hash anew, as whoever knows how the ledger is made can: leaves, trees, and the ledger's end."""
    peaks: list[bytes] = []
    found = entries(engine)
    for number, one in enumerate(found):
        leaf = merkle.leaf_hash(one["body"].encode())
        peaks, made = merkle.grown(number, peaks, leaf)
        change(
            engine, "MATCH (e:LedgerEntry {n: $n}) SET e.leaf = $leaf, e.tree = $tree",
            n=number, leaf=leaf.hex(), tree=[node.hex() for node in made],
        )  # fmt: skip
    change(
        engine, "MATCH (h:ProvHead {id: 1}) SET h.leaves = $size, h.peaks = $peaks",
        size=len(found), peaks=[peak.hex() for peak in peaks],
    )  # fmt: skip


def reseal(engine: Engine, number: int) -> None:
    """Let the body of a leaf say of its first node what the graph says now, under the salt that the entry holds."""
    from graph.entries import elements, node_commitment

    (one,) = [entry for entry in entries(engine) if entry["n"] == number]
    body = orjson.loads(one["body"])
    kind, props = elements(engine, one["ids"]).nodes[one["ids"][0]]
    body["nodes"][0][1] = node_commitment(one["salt"], kind, one["ids"][0], props)
    text = orjson.dumps(body, option=orjson.OPT_SORT_KEYS).decode()
    change(engine, "MATCH (e:LedgerEntry {n: $n}) SET e.body = $body", n=number, body=text)
