"""The whole chain of a decision: its context, what that showed, and the record versions, syncs and sources behind."""

from __future__ import annotations

from agents.attest import holds
from agents.walks import reading
from agents.walks.reading import Evidence
from agents.walks.tree import Explanation, Node
from agents.walks.why import sentence
from agents.wording import count
from graph.decisions import Stored
from graph.model import Reader, Record
from graph.store import Store


def trace(store: Store, decision: str, reader: Reader, as_of: int | str | None = None) -> Explanation:
    """The chain decision → context → record version → statement, and record version → sync → source.

    As of a sequence or date, what was decided and learnt later is not told.

    Raises:
        NotFound: there is no such decision, or it had not been made.
        Invalid: `as_of` lies before the decision's context.
    """
    stored, now = reading.opened(store, decision, reader, as_of)
    found = reading.of(now, stored, stored.context["shown"])
    kinds = {row["id"]: row for row in store.sources(now.seq)}
    by_record: dict[str, list[str]] = {}
    for statement in stored.context["shown"]:
        by_record.setdefault(reading.split(statement)[0], []).append(statement)
    records = [
        _record(stored, found, found.records[id_], statements, kinds.get(found.records[id_].key.source, {}))
        for id_, statements in by_record.items()
    ]
    return Explanation(
        sentence=sentence(stored, [found.record(one) for one in stored.decision["cites"]]),
        decision=stored.decision["id"],
        number=stored.decision["number"],
        status=stored.status,
        tree=_root(stored, records),
    )


def _root(stored: Stored, records: list[Node]) -> Node:
    said, context = stored.decision, stored.context
    who = ", ".join(f"{one['role'].replace('_', ' ')} {one['name']} ({one['kind']})" for one in stored.principals)
    attested = "attested" if holds(context) else "NOT WHAT WAS ATTESTED"
    text = (
        f"context of `{context['action']}` at sequence {context['seq']}, for {context['reader']}: "
        f"{count(len(context['shown']), 'statement')}, {attested}"
    )
    return Node(
        kind="decision",
        text=f"decision {said['number']}: `{said['choice']}`, {stored.status}, made {said['at'][:19]}Z; {who}",
        id=said["id"],
        children=[Node(kind="context", text=text, id=context["id"], children=records)],
    )


def _record(stored: Stored, found: Evidence, record: Record, statements: list[str], source: dict[str, object]) -> Node:
    numbers = {one: place for place, one in enumerate(stored.context["shown"], 1)}
    ended = found.ended(record)
    until = "still holds" if ended is None else f"until {ended}"
    lines = []
    for one in statements:
        leaf = found.leaf(one)
        cited = ", cited" if one in stored.decision["cites"] else ""
        text = f"[{numbers[one]}] {leaf.field}: {reading.said(leaf)}{cited}"
        lines.append(Node(kind="statement", text=text, id=one, leaf=leaf))
    erased = ", erased" if record.erased else ""
    text = f"{record.key}, learnt at sequence {record.since} ({found.learnt[record.since][:19]}Z), {until}{erased}"
    return Node(
        kind="record", text=text, id=f"urn:tl:record:{record.id}", children=[*lines, _sync(found, record, source)]
    )


def _sync(found: Evidence, record: Record, source: dict[str, object]) -> Node:
    kind = f" ({source['kind']}, trust {source['trust']})" if source else ""
    origin = Node(kind="source", text=f"source {record.key.source}{kind}", id=record.key.source)
    sync = found.syncs.get(record.sync or "")
    if sync is None:
        return origin
    text = f"sync {str(sync['id'])[: reading.SHORT]} by {sync['connector']}, begun {str(sync['started'])[:19]}Z"
    return Node(kind="sync", text=text, id=str(sync["id"]), children=[origin])
