"""What the graph holds and shows to nobody who asks in Cypher, and how a statement is kept from reading it.

Hidden are the nodes by which the store works, and the salts that attest values. They are refused by name; ways to read
a property without its name (one that is computed, all of them at once, a thing turned into text) are refused as well,
and what is returned whole is stripped (`graph.plain`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.tokens import BEFORE_BRACKET, Token, after, before
from ontology.errors import Refused

LABELS = frozenset(["Head", "ProvHead", "Lease", "Claim", "Migration", "AccessKey"])
"""Nodes by which the store works: leases, heads, keys. Nothing of them is shown."""

PROPERTIES = frozenset(["salt"])
"""What attests values: whoever has it can guess what was erased."""


def check(found: Sequence[Token], parameters: Mapping[str, Any]) -> None:
    """See that a statement does not read what is hidden.

    Raises:
        Refused: it names it, or could read it without its name; the error names the place.
    """
    things = _things(found)
    for place, token in enumerate(found):
        _named(found, place, token)
        _computed(found, place, token)
        _subscript(found, place, token, parameters)
        _text(found, place, token, things)


def _named(found: Sequence[Token], place: int, token: Token) -> None:
    if not token.named:
        return
    if token.value in PROPERTIES:
        raise Refused(f"`{token.value}` at {token.place} is not shown to anybody", "leave it out")
    one = before(found, place)
    if token.value in LABELS and one is not None and (one.sign(":", "|", "&", "!", "(") or one.word("IS")):
        raise Refused(f"`{token.value}` at {token.place} belongs to the store itself", "nothing of it is shown")


def _computed(found: Sequence[Token], place: int, token: Token) -> None:
    if token.sign("$"):
        raise Refused(
            f"a name that is computed, at {token.place}", "write labels, relations and properties as they are"
        )
    other = after(found, place)
    if token.sign(".") and other is not None and other.sign("*"):
        raise Refused(f"`.*` at {token.place} shows what is hidden", "name the properties, or return the thing itself")


def _subscript(found: Sequence[Token], place: int, token: Token, parameters: Mapping[str, Any]) -> None:
    """`x[…]` may be a place in a list or a name that is written out, never a name that is computed."""
    one = before(found, place)
    if not token.sign("[") or one is None or not _ends_value(one):
        return
    inside = _inside(found, place)
    if any(each.sign("..") for each in inside):
        return
    value = _constant(inside, parameters)
    if isinstance(value, str) and value in PROPERTIES:
        raise Refused(f"`{value}` at {token.place} is not shown to anybody", "leave it out")
    if value is None and not (len(inside) > 2 and inside[0].word("TOINTEGER") and _one_call(inside)):
        mend = "for a place in a list write `[toInteger(…)]`, for a property its name"
        raise Refused(f"a name that is computed, at {token.place}", mend)


def _text(found: Sequence[Token], place: int, token: Token, things: frozenset[str]) -> None:
    """A thing is not turned into text: one engine would write all its properties."""
    if not token.sign("+", "=~"):
        return
    one, other, further = before(found, place), after(found, place), after(found, place, 2)
    bare = further is None or not further.sign(".", "(", "[")
    left = one is not None and one.named and one.value in things and not _property(found, place - 1)
    right = other is not None and other.named and other.value in things and bare
    if left or right:
        raise Refused(f"a thing as text, by `{token.value}` at {token.place}", "name the property that is meant")


def _things(found: Sequence[Token]) -> frozenset[str]:
    """The variables that patterns bind to things, relations and paths."""
    names = set()
    for place, token in enumerate(found):
        one, other = before(found, place), after(found, place)
        if not token.named or one is None or other is None:
            continue
        node = one.sign("(") and (other.sign(":", "{") or (other.sign(")") and _in_pattern(found, place)))
        relation = one.sign("[") and other.sign(":", "]", "*") and _follows(found, place - 1, "-")
        path = other.sign("=") and (opens := after(found, place, 2)) is not None and opens.sign("(")
        if node or relation or path:
            names.add(token.value)
    return frozenset(names)


def _in_pattern(found: Sequence[Token], place: int) -> bool:
    """Whether `(name)` stands where a pattern does: after MATCH, or beside a relation."""
    one, other = before(found, place, 2), after(found, place, 2)
    return (one is not None and (one.word("MATCH") or one.sign("-", ">"))) or (
        other is not None and other.sign("-", "<")
    )


def _follows(found: Sequence[Token], place: int, sign: str) -> bool:
    one = before(found, place)
    return one is not None and one.sign(sign)


def _property(found: Sequence[Token], place: int) -> bool:
    return _follows(found, place, ".")


def _ends_value(token: Token) -> bool:
    if token.kind == "word":
        return token.value.upper() not in BEFORE_BRACKET
    return token.kind in ("quoted", "text", "parameter") or token.sign(")", "]", "}")


def _inside(found: Sequence[Token], place: int) -> list[Token]:
    depth, end = 0, place
    while True:
        depth += found[end].sign("[") - found[end].sign("]")
        if depth == 0:
            return list(found[place + 1 : end])
        end += 1


def _one_call(inside: Sequence[Token]) -> bool:
    """Whether the bracket of a call that opens at the second token closes at the last."""
    depth = 0
    for place, one in enumerate(inside[1:], 1):
        depth += one.sign("(") - one.sign(")")
        if depth == 0:
            return place == len(inside) - 1
    return False


def _constant(inside: Sequence[Token], parameters: Mapping[str, Any]) -> str | int | None:
    """What stands in brackets, if it is written out: a number, a text or a parameter of either kind."""
    if len(inside) == 2 and inside[0].sign("-") and inside[1].kind == "number":
        return 0
    if len(inside) != 1:
        return None
    (one,) = inside
    if one.kind == "parameter":
        value = parameters.get(one.value)
        return value if isinstance(value, str | int) else None
    return one.value if one.kind == "text" else 0 if one.kind == "number" else None
