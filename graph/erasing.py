"""Erasure: what a key's versions said is destroyed, that they were there is not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from graph import identity, relations, view
from graph.acts import known
from graph.change import Change
from graph.engines.base import Transaction
from graph.identifiers import Identifier
from graph.model import OPEN, Key, Ref
from graph.questions import cypher
from graph.transact import Author, Transactor, move, redescribe


def erase(writer: Transactor, key: Key, by: str) -> int:
    """Destroy what every version of a key said: payload, fields, identifiers and salt. Returns the sequence.

    References by keys stay, references by values that identify go.
    That the versions were there stays known, and every digest over their commitments stays checkable. Rows of the key
    in quarantine lose their payload, and judgements that have ended what they rested on. A source that still has the
    row brings it back at its next sync: erase it there first.

    Raises:
        NotFound: the key was never seen.
    """

    def work(tx: Transaction, seq: int) -> tuple[int, Change]:
        change = Change(tx, writer.ontology, seq + 1)
        change.hold([key.text])
        was = known(change, key.text)
        change.after[key.text] = replace(was, identifiers=(), digest="", refs=_by_key(was.refs))
        change.versioned.add(key.text)
        plan = identity.plan(change)
        change.versioned.clear()
        identity.settle(change, plan)
        change.touched |= {was.thing, change.after[key.text].thing}
        move(change)
        redescribe(change)
        _destroy(tx, key.text)
        identity.write(change, plan)
        tx.ask(cypher("erase_beside"), key=key.text, open=OPEN)
        relations.update(change, {key.text})
        _unseek(tx, key.text)
        view.update(change)
        return change.seq, change

    return writer.transact(Author("erasure", by), work)


def _by_key(refs: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for text in refs if not isinstance(Ref.parse(text).target, Identifier))


def _destroy(tx: Transaction, key: str) -> None:
    for row in tx.ask(cypher("version_properties"), key=key):
        kept = {name: value for name, value in row["properties"].items() if name in KEPT}
        kept["refs"] = list(_by_key(kept["refs"]))
        tx.ask(cypher("erase"), id=row["id"], kept={**kept, "digest": "", "identifiers": [], "nulls": []})


def _unseek(tx: Transaction, key: str) -> None:
    """Leave nothing of the identifiers that versions of a key referred to, but what others refer to as well."""
    for erase, drop in (("erase_seeks", "drop_seeks"), ("erase_waits", "drop_waits")):
        targets = [row["key"] for row in tx.ask(cypher(erase), key=key)]
        if targets:
            tx.ask(cypher(drop), keys=targets)


KEPT = frozenset(
    {"id", "key", "entity", "source", "stream", "first", "since", "until", "gone", "classes", "refs", "sync"}
    | {"version", "valid_from", "valid_to"}
)
"""What stays of an erased version: that it was, not what it said."""
