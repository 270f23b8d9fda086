"""What syncs have quoted of rows, in reasons and reports: taken out where a row is erased."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

from graph.engines.base import Transaction
from graph.questions import cypher
from ontology.digest import canonical

SHORTEST = 3
"""The fewest characters of a text that tells of anybody."""

BEGINNING = 40
"""So much of a longer text is quoted at least."""

NUMBER = re.compile(r"[+-]?\d{1,30}(\.\d{1,30})?", re.ASCII)

GONE = "erased"


def texts(payload: str | None) -> set[str]:
    """The texts and numbers of a row as it was kept, as texts; of what is no JSON, all of it."""
    if not payload:
        return set()
    try:
        return set(leaves(orjson.loads(payload)))
    except orjson.JSONDecodeError:
        return {payload}


def leaves(value: Any) -> Iterator[str]:
    """What stands in a value, however deep, as texts; lists and objects whole as well, as a reason quotes them."""
    if isinstance(value, (dict, list)) and value:
        yield str(value)
        for one in list(value.values()) if isinstance(value, dict) else value:
            yield from leaves(one)
    elif value is not None and not isinstance(value, (bool, dict, list)) and len(text := str(value)) >= SHORTEST:
        yield text


def scrub(tx: Transaction, source: str, said: set[str]) -> None:
    """Leave nothing of some texts in what the syncs of a source have quoted and counted."""
    begun = {one[:BEGINNING] for one in said}
    sought = {*begun, *(canonical(one).decode()[1:-1] for one in begun), *map(repr, _numbers(said))}
    rows = tx.ask(cypher("syncs_quoting"), source=source, texts=sorted(sought)) if sought else []
    changed = [[row["id"], _reason(row["reason"], said), _report(row["quality"], said)] for row in rows]
    if changed:
        tx.ask(cypher("scrub_syncs"), rows=changed)


def _reason(text: str | None, said: set[str]) -> str | None:
    """A sentence without the texts, or their beginnings, that stand in it between backticks, or as a part of a key."""
    for one in sorted(said, key=len, reverse=True) if text is not None else ():
        text = str(text).replace(f"`{one}`", f"`{GONE}`")
        text = re.sub(f"={re.escape(one)}(?=[,:;]|$)", f"={GONE}", text)
        for begun in re.findall(f"`({re.escape(one[:BEGINNING])}[^`]*?)…?`", text) if len(one) > BEGINNING else ():
            if one.startswith(begun):
                text = text.replace(f"`{begun}…`", f"`{GONE}`").replace(f"`{begun}`", f"`{GONE}`")
    return text


def _report(text: str | None, said: set[str]) -> str | None:
    return canonical(_without(orjson.loads(text), said, _numbers(said))).decode() if text else text


def _without(value: Any, said: set[str], numbers: set[float]) -> Any:
    """A document without the texts: as a value, in a sentence, or counted once, by which one row is known."""
    if isinstance(value, dict):
        return {name: _without(one, said, numbers) for name, one in value.items() if one != 1 or name not in said}
    if isinstance(value, list):
        once = {one for one in numbers if value.count(one) == 1}
        return [_without(one, said, numbers) for one in value if not (isinstance(one, float) and one in once)]
    if isinstance(value, str):
        begun = value.endswith("…") and any(one.startswith(value[:-1]) for one in said)
        return GONE if begun or value in said else _reason(value, said)
    return value


def _numbers(said: set[str]) -> set[float]:
    """The texts that are numbers, as reports keep those."""
    return {float(one) for one in said if NUMBER.fullmatch(one)}
