"""What records lack that were written by an earlier version, computed from what they hold: run by migrations.

Commit by commit, each page in a transaction of its own. Whoever is interrupted begins again, and finds done what was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from graph.engines.base import Engine
from graph.model import OPEN, Value
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


FILLS: Mapping[str, Callable[[Engine, Alive], None]] = {"words": fill_words}
"""What is computed at a migration of that name."""
