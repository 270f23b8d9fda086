"""Other people's Cypher: judged before it runs, run as one who may only read, and explained where it fails.

What they see is the present, without a filter to remember: things with their classes, relations, records, decisions
(docs/cypher.md). They are readers who are cleared for every class of data.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from graph.engines.base import Found, Limits, Unstorable
from graph.explaining import explained, unknown
from graph.model import Reader
from graph.questions import cypher
from graph.readonly import checked
from graph.returned import returned
from graph.store import Store
from ontology.errors import Invalid

LARGEST = 2**63 - 1
DEEPEST = 20
"""How deep lists and maps of a parameter may lie in each other."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What a statement returned. `seq` is the newest commit when it began; `steady` when nothing was written meanwhile.

    `notes` name what the statement asks for and the ontology does not know.
    """

    found: Found
    seq: int
    steady: bool
    seconds: float
    notes: tuple[str, ...]


def ask(store: Store, statement: str, parameters: Mapping[str, Any], limits: Limits, reader: Reader) -> Answer:
    """Run a statement that somebody wrote; it may read what is not hidden, and nothing else.

    Raises:
        Refused: it would do more than that.
        Invalid: it cannot be understood, or a parameter is missing; TooMuch: it takes more than its limits.
        Busy: too many of them run.
    """
    for name, value in parameters.items():
        _check(f"${name}", value)
    _check_text("the statement", statement)
    text, tokens = checked(statement, parameters)
    before = _heads(store)
    notes = tuple(unknown(tokens, store.in_force(before[0])))
    began = time.monotonic()
    try:
        found = store.engine.look(text, parameters, limits, _tag(reader))
    except Unstorable as error:
        raise explained(error, tokens, notes) from error
    seconds = round(time.monotonic() - began, 4)
    names = returned(text, tokens)
    if not any(found.columns) and (not found.columns or len(names) == 1):
        found = replace(found, columns=names)
    return Answer(found, before[0], before == _heads(store), seconds, notes)


def _heads(store: Store) -> tuple[int, int]:
    """The newest commit and the newest decision."""
    row = store.engine.ask(cypher("heads"))[0]
    return int(row["seq"]), int(row["number"])


def _check(name: str, value: Any, depth: int = 0) -> None:
    """See that both engines take a parameter, and the same way. Raises: Invalid."""
    if depth > DEEPEST:
        raise Invalid(f"`{name}` is nested too deep", f"at most {DEEPEST} levels")
    if isinstance(value, list):
        for one in value:
            _check(name, one, depth + 1)
    elif isinstance(value, dict):
        for key, one in value.items():
            _check(name, key)
            _check(name, one, depth + 1)
    elif isinstance(value, str):
        _check_text(f"`{name}`", value)
    elif isinstance(value, float) and not math.isfinite(value):
        raise Invalid(f"`{name}` is no number that JSON has", "give another one")
    elif not isinstance(value, bool | int | float | None):
        raise Invalid(f"`{name}` is a {type(value).__name__}", "give texts, numbers, booleans, lists and objects")
    elif isinstance(value, int) and abs(value) > LARGEST:
        raise Invalid(f"`{name}` does not fit into 64 bits", "give it as a text")


def _check_text(what: str, text: str) -> None:
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        raise Invalid(f"{what} holds half a character", "leave it out")


def _tag(reader: Reader) -> str:
    """Whose the statement is, as a log may have it."""
    return re.sub(r"[^ -~]", "?", f"{reader.who}: {reader.purpose}")[:200]
