"""The properties and labels of things: a search cache of the present, never the answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.change import CHUNK, Change
from graph.engines.base import Transaction
from graph.model import OPEN, Record, plain
from graph.questions import cypher, labels
from graph.records import record
from graph.survivorship import merge
from ontology.vocabulary import Ontology


@dataclass(frozen=True)
class Appearance:
    """How a thing shows in the plain graph: its labels beside `Thing`, and its merged fields."""

    labels: frozenset[str]
    fields: Mapping[str, Any]


def appearance(members: Iterable[Record], ontology: Ontology, trust: Mapping[str, int]) -> Appearance:
    """How a thing shows that these open record versions describe; nothing shows while none of them is present."""
    present = [one for one in members if not one.gone]
    if not present:
        return Appearance(frozenset(), {})
    classes = ontology.closure({name for one in present for name in one.classes})
    facts = merge(present, ontology, trust)
    fields = {name: plain(fact.value) for name, fact in facts.items() if fact.value not in (None, ())}
    return Appearance(frozenset({"Entity", *classes}), fields)


def create_things(change: Change) -> None:
    """Create the things of this change that do not come with a record of their own."""
    rows: list[list[object]] = [[id_] for id_ in sorted(change.made & change.touched)]
    change.write(cypher("create_things"), rows)


def update(change: Change) -> None:
    """Let the things that the change touched show what describes them now."""
    things = sorted(change.touched)
    trust = trusts(change) if things else {}
    for start in range(0, len(things), CHUNK):
        rows = change.tx.ask(cypher("members"), ids=things[start : start + CHUNK], open=OPEN)[0]["found"]
        shows = [(row, appearance(map(record, row["records"]), change.ontology, trust)) for row in rows]
        paint(change, [(row["id"], frozenset(row["labels"]) - {"Thing"}, one) for row, one in shows])


def trusts(change: Change) -> dict[str, int]:
    """The trust of every source as it stands."""
    return {row["id"]: row["trust"] for row in change.tx.ask(cypher("trusts"), seq=change.seq, open=OPEN)}


def paint(change: Change, shows: list[tuple[str, frozenset[str], Appearance]]) -> None:
    """Set the properties of things, and add and remove labels, a statement for each difference of labels.

    The embedded engine takes one change of a node's labels in a transaction: where some are to come and others to go,
    those that go are left pending, for a transaction of their own.
    """
    change.write(cypher("set_fields"), [[id_, dict(one.fields)] for id_, _, one in shows])
    groups: dict[tuple[str, str], list[list[object]]] = defaultdict(list)
    for id_, had, one in shows:
        more, less = sorted(one.labels - had), sorted(had - one.labels)
        if more or less:
            groups[(labels(more), labels(less))].append([id_])
    for (more_text, less_text), rows in sorted(groups.items()):
        if more_text:
            change.write(cypher("add_labels", labels=more_text), rows)
            change.pending += [f"{row[0]}{less_text}" for row in rows if less_text]
        else:
            change.write(cypher("remove_labels", labels=less_text), rows)


def finish(tx: Transaction, pending: list[str]) -> None:
    """Take off the labels that a commit left pending: texts `ID:Label:Label`."""
    for one in pending:
        id_, _, less = one.partition(":")
        tx.ask(cypher("remove_labels", labels=labels(less.split(":"))), rows=[[id_]])
    tx.ask(cypher("nothing_pending"))
