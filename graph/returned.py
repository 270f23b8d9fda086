"""What the columns of a statement are called: as written after the RETURN that ends it."""

from __future__ import annotations

from collections.abc import Sequence

from graph.tokens import Token

_ENDS = ("ORDER", "SKIP", "OFFSET", "LIMIT", "UNION")


def returned(statement: str, found: Sequence[Token]) -> list[str]:
    """The names of the columns: the alias of each, or its text; `*` stands for all that there is."""
    names: list[str] = []
    depth, item = 0, _begin(found)
    for place in range(item, len(found) + 1):
        token = found[place] if place < len(found) else None
        ends = token is None or (depth == 0 and token.word(*_ENDS))
        if ends or (depth == 0 and token is not None and token.sign(",")):
            names.append(_name(statement, found[item:place]))
            item = place + 1
        if ends or token is None:
            break
        depth += token.sign("(", "[", "{") - token.sign(")", "]", "}")
    return names


def _begin(found: Sequence[Token]) -> int:
    """The place after the last RETURN that is not within brackets."""
    depth, begin = 0, 0
    for place, token in enumerate(found):
        depth += token.sign("(", "[", "{") - token.sign(")", "]", "}")
        if depth == 0 and token.word("RETURN"):
            begin = place + 1
    return begin + 1 if begin < len(found) and found[begin].word("DISTINCT") else begin


def _name(statement: str, item: Sequence[Token]) -> str:
    if len(item) > 2 and item[-2].word("AS"):
        return item[-1].value
    if len(item) == 1 and item[0].named:
        return item[0].value
    return statement[item[0].start : item[-1].end] if item else ""
