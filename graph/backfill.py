"""What the graph lacks that was written by an earlier version, computed from what it holds: run by migrations.

Commit by commit, or decision by decision, each page in a transaction of its own. Whoever is interrupted begins again,
and finds done what was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from graph.clock import now
from graph.decisions import newest, numbered
from graph.engines.base import Engine
from graph.ledger import write
from graph.lineage import lineage
from graph.model import OPEN, Value
from graph.provenance import Subgraph, attested
from graph.questions import cypher
from graph.words import searched, words
from ontology.vocabulary import Ontology

COMMITS = 100
"""How many commits are looked at together."""

RECORDS = 1000
"""How many records are read and written together."""

Alive = Callable[[], None]
"""Called between two pages. Raises: Conflict, when somebody else has taken over."""


def fill_words(engine: Engine, alive: Alive) -> None:
    """Give the records without words those that their fields hold, by the ontology in force, so that they are found."""
    ontology = _in_force(engine)
    if ontology is None:
        return
    for ids in _versions(engine):
        alive()
        found = [row["record"] for row in engine.ask(cypher("wordless"), ids=ids)]
        rows = [[one["id"], told] for one in found if (told := words(_fields(one, ontology), ontology)) is not None]
        if rows:
            engine.write(lambda tx, rows=rows: tx.ask(cypher("set_words"), rows=rows))  # type: ignore[misc]


def _in_force(engine: Engine) -> Ontology | None:
    """The ontology in force; None where none was ever activated."""
    rows = engine.ask(cypher("ontology_in_force"), seq=OPEN - 1)
    if not rows:
        return None
    return Ontology.from_json(engine.ask(cypher("ontology_text"), digest=rows[0]["digest"])[0]["text"])


def _versions(engine: Engine) -> Iterator[list[str]]:
    """The ids of all record versions, by pages, in the order of the commits that made them."""
    since, ids = 0, list[str]()
    while commits := engine.ask(cypher("commits"), since=since, limit=COMMITS):
        since = commits[-1]["seq"]
        for commit in commits:
            ids += commit["records"] or ()
        while len(ids) >= RECORDS:
            yield ids[:RECORDS]
            ids = ids[RECORDS:]
    if ids:
        yield ids


def _fields(record: Mapping[str, object], ontology: Ontology) -> dict[str, Value]:
    """The fields of a record that are searched, as a mapping says them."""
    found: dict[str, Value] = {}
    for name in searched(ontology):
        value = record.get(name)
        if isinstance(value, str):
            found[name] = value
        elif isinstance(value, Sequence):
            found[name] = tuple(map(str, value))
    return found


def fill_ledger(engine: Engine, alive: Alive) -> None:
    """Seal the decisions that were made before there was a ledger, in their order, once; their leaves say so."""
    for number in range(1, newest(engine) + 1):
        alive()
        id_ = numbered(engine, number)
        if id_ is None or engine.ask(cypher("ledger_of"), of=id_):
            continue
        found = lineage(engine, id_)
        if found is not None:
            one = attested(_own(found.subgraph, id_), "decision", now(), late=True)
            engine.write(lambda tx, one=one: write(tx, one))  # type: ignore[misc]


def _own(subgraph: Subgraph, decision: str) -> Subgraph:
    """A decision's own subgraph: without other decisions, but for its relations to them."""
    nodes = [node for node in subgraph.nodes if node.kind != "Decision" or node.id == decision]
    others = {node.id for node in subgraph.nodes} - {node.id for node in nodes}
    return Subgraph(nodes, [edge for edge in subgraph.edges if edge.start not in others])


FILLS: Mapping[str, Callable[[Engine, Alive], None]] = {"words": fill_words, "ledger": fill_ledger}
"""What is computed at a migration of that name."""
