"""What the graph holds and shows to nobody who asks in Cypher, and how a statement is kept from reading it.

Hidden are the nodes by which the store works, and the salts that attest values. They are refused by name; ways to read
a property without its name (one that is computed, all of them at once; a thing turned into text, see `graph.astext`)
are refused as well, and what is returned whole is stripped (`graph.plain`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph.brackets import Brackets
from graph.tokens import Token, after, before, words
from ontology.errors import Refused

LABELS = frozenset(["Head", "ProvHead", "Lease", "Claim", "Migration", "AccessKey"])
"""Nodes by which the store works: leases, heads, keys. Nothing of them is shown."""

PROPERTIES = frozenset(["salt", "token", "wanted_token", "asked_token", "key_digest"])
"""What attests values (whoever has it can guess what was erased), and by what the store knows writers and keys.

By name, whatever carries it: a node of the store can be found without its label.
"""

OPENERS = words("AND BY CASE DISTINCT ELSE IN NOT OR RETURN THEN UNWIND WHEN WHERE WITH XOR")
"""Words after which `[` opens a list. They are no names of variables, unless in backticks (`graph.astext`)."""


def check(found: Sequence[Token], pairs: Brackets, parameters: Mapping[str, Any]) -> None:
    """See that a statement does not read what is hidden.

    Raises:
        Refused: it names it, or could read it without its name; the error names the place.
    """
    for place, token in enumerate(found):
        _named(found, place, token)
        _computed(found, place, token)
        _subscript(found, pairs, place, parameters)


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


def _subscript(found: Sequence[Token], pairs: Brackets, place: int, parameters: Mapping[str, Any]) -> None:
    """`x[…]` may be a place in a list or a name that is written out, never a name that is computed."""
    token, one = found[place], before(found, place)
    if not token.sign("[") or one is None or not _ends_value(one, before(found, place, 2)) or place in pairs.slices:
        return
    end = pairs.partner[place]
    value = _constant(found[place + 1 : min(end, place + 4)], parameters)
    if isinstance(value, str) and value in PROPERTIES:
        raise Refused(f"`{value}` at {token.place} is not shown to anybody", "leave it out")
    one_call = found[place + 1].word("TOINTEGER") and pairs.partner.get(place + 2) == end - 1
    if value is None and not one_call:
        mend = "for a place in a list write `[toInteger(…)]`, for a property its name"
        raise Refused(f"a name that is computed, at {token.place}", mend)


def _ends_value(token: Token, further: Token | None) -> bool:
    if token.word(*OPENERS):
        return further is not None and further.sign(".")
    return token.named or token.kind in ("text", "parameter") or token.sign(")", "]", "}")


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
