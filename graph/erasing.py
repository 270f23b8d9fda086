"""Erasure: what a key's versions said is destroyed, that they were there is not."""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from graph import identity, relations, view
from graph.acts import known
from graph.change import Change
from graph.engines.base import Transaction
from graph.identifiers import Identifier
from graph.model import OPEN, Key, Ref
from graph.questions import cypher
from graph.scrubbing import leaves, scrub, texts
from graph.transact import Author, Transactor, move, redescribe
from ontology.terms import FIELDS


def erase(writer: Transactor, key: Key, by: str, because: str = "") -> int:
    """Destroy what every version of a key said: payload, fields, identifiers and salt. Returns the sequence.

    That the versions were there stays known, and every digest over their commitments stays checkable. References by
    keys stay, those by values that identify go. Rows of the key in quarantine lose their payload and get another id,
    judgements that have ended lose what they rested on, and syncs of the source what they quoted of it. A source that
    still has the row brings it back at its next sync: erase it there first.

    Raises:
        NotFound: the key was never seen.
    """

    def work(tx: Transaction, seq: int) -> tuple[int, Change]:
        change = Change(tx, writer.ontology, seq + 1)
        change.hold([key.text])
        was = known(change, key.text)
        change.after[key.text] = was._replace(identifiers=(), digest="", refs=_by_key(was.refs))
        change.versioned.add(key.text)
        plan = identity.plan(change)
        change.versioned.clear()
        identity.settle(change, plan)
        change.touched |= {was.thing, change.after[key.text].thing}
        move(change)
        redescribe(change)
        said = _destroy(tx, key.text)
        identity.write(change, plan)
        tx.ask(cypher("erase_judged"), key=key.text, open=OPEN)
        scrub(tx, key.source, said | _forget(tx, key.text))
        relations.update(change, {key.text})
        _unseek(tx, key.text)
        view.update(change)
        return change.seq, change

    return writer.transact(Author("erasure", by, because=because), work)


def _by_key(refs: Sequence[str]) -> tuple[str, ...]:
    return tuple(text for text in refs if not isinstance(Ref.parse(text).target, Identifier))


def _destroy(tx: Transaction, key: str) -> set[str]:
    """Leave of the versions of a key that they were; what they said is returned."""
    said: set[str] = set()
    for row in tx.ask(cypher("version_properties"), key=key):
        said |= texts(row["properties"].get("payload"))
        said |= {one for name, value in row["properties"].items() if name not in FIELDS for one in leaves(value)}
        kept = {name: value for name, value in row["properties"].items() if name in KEPT}
        kept["refs"] = list(_by_key(kept["refs"]))
        tx.ask(cypher("erase"), id=row["id"], kept={**kept, "digest": "", "identifiers": [], "nulls": []})
    return said


def _forget(tx: Transaction, key: str) -> set[str]:
    """Leave nothing of a key in quarantine, whose ids are digests of what they hold; what that was is returned."""
    rows = tx.ask(cypher("rows_of_key"), key=key)
    ids = {row["id"]: f"erased-{secrets.token_hex(16)}" for row in rows}
    changed = [[row["id"], ids[row["id"]], ids.get(row["successor"], row["successor"])] for row in rows]
    if changed:
        tx.ask(cypher("erase_rows"), rows=changed)
    return {text for row in rows for text in texts(row["payload"])}


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
