"""What a read begins with: the sequence it is as of, the ontology and the trust of sources then, and what is near."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from graph.engines.base import Engine
from graph.questions import cypher
from graph.reaching import FANOUT, Scope, statement
from ontology.vocabulary import Ontology


@dataclass(frozen=True, slots=True)
class Near:
    """A thing, and what to read of it and around it by the words of an ontology."""

    id: str
    scope: Callable[[Ontology], Scope]


def begin(engine: Engine, seq: int | None, near: Near | None, words: Ontology) -> Mapping[str, Any]:
    """What a read begins with, and what is near a thing where that is there: by these words, if they are in force."""
    if near is not None:
        scope = near.scope(words)
        rows = engine.ask(statement(scope.ahead, scope.fields, True), id=near.id, seq=seq, limit=FANOUT + 1)
        if rows:
            return rows[0]
    return engine.ask(cypher("opening"), seq=seq)[0]
