"""Whether a statement of other people may run: it must read, and read only what they may see.

It is judged by its tokens before an engine gets it, so that both engines refuse the same. That it cannot write is
held by the connection as well; that it calls nothing, and reads no file and no address, is held here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from graph import astext, hidden
from graph.brackets import Brackets, brackets
from graph.tokens import BEFORE_BRACKET, Token, after, before, blanked, tokens, words
from ontology.errors import Invalid, Refused, nearest

WRITES = words("CREATE MERGE SET DELETE DETACH NODETACH REMOVE FOREACH INSERT DROP ALTER RENAME")
ADMIN = words("GRANT DENY REVOKE SHOW TERMINATE USE ENABLE DEALLOCATE REALLOCATE PERIODIC TRANSACTIONS")
FILES = frozenset(["LOAD"])
OPENINGS = ("MATCH", "OPTIONAL", "UNWIND", "WITH", "RETURN", "CALL")
"""What a statement begins with."""

PROCEDURES = frozenset(["db.index.fulltext.querynodes", "db.index.fulltext.queryrelationships"])

FUNCTIONS = words(
    """
    abs acos all allshortestpaths any asin atan atan2 avg ceil char_length character_length coalesce collect cos cot
    count date date.truncate datetime datetime.fromepoch datetime.fromepochmillis datetime.truncate degrees duration
    duration.between duration.indays duration.inmonths duration.inseconds e elementid endnode exists exp floor haversin
    head id isempty isnan keys labels last left length localdatetime localdatetime.truncate localtime
    localtime.truncate log log10 lower ltrim max min none nodes nullif percentilecont percentiledisc pi point
    point.distance radians rand randomuuid range reduce relationships replace reverse right round rtrim shortestpath
    sign sin single size split sqrt startnode stdev stdevp substring sum tail tan time time.truncate timestamp toboolean
    tobooleanlist tobooleanornull tofloat tofloatlist tofloatornull tointeger tointegerlist tointegerornull tolower
    tostring tostringlist tostringornull toupper trim type upper valuetype
    """
)
"""What may be called: what reads its arguments and nothing else. Names are compared without regard to case."""


def checked(statement: str, parameters: Mapping[str, Any]) -> tuple[str, list[Token]]:
    """The statement as an engine may run it, and its tokens.

    Raises:
        Refused: it would write, call, read from elsewhere, or show what is hidden; the error names the place.
        Invalid: it is not one statement that returns something, or a parameter is not given.
    """
    found = tokens(statement)
    while found and found[-1].sign(";"):
        found.pop()
    pairs = _shape(found)
    for place, token in enumerate(found):
        _keywords(found, place, token)
        _procedures(found, place, token)
        _functions(found, place, token)
        _parameter(found, place, token, parameters)
    hidden.check(found, pairs, parameters)
    astext.check(found, pairs)
    return blanked(statement)[: found[-1].end], found


def _shape(found: Sequence[Token]) -> Brackets:
    if not found:
        raise Invalid("there is no statement", "write one that begins with MATCH")
    for token in found:
        if token.sign(";"):
            raise Refused(f"several statements, the second after {token.place}", "send them one by one")
    pairs = brackets(found)
    first = found[0]
    if not first.word(*OPENINGS) and not first.word(*WRITES | ADMIN | FILES):
        near = nearest(first.value.upper(), OPENINGS)
        raise Invalid(f"a statement cannot begin with `{first.value}`", near or "begin with MATCH or RETURN")
    if not any(token.word("RETURN") for token in found) and not any(token.word(*WRITES | ADMIN) for token in found):
        raise Invalid("the statement returns nothing", "end it with RETURN")
    return pairs


def _is_name(found: Sequence[Token], place: int) -> bool:
    """Whether the word at this place can only be a name: of a property, a label, a key of a map, a column."""
    one, other = before(found, place), after(found, place)
    if one is not None and one.sign("."):
        owner = before(found, place, 2)
        return owner is not None and (owner.named or owner.kind == "parameter" or owner.sign(")", "]", "}", "{", ","))
    if one is not None and one.sign(":", "&", "!"):
        return True
    return other is not None and other.sign(":") and one is not None and one.sign("{", ",")


def _keywords(found: Sequence[Token], place: int, token: Token) -> None:
    if token.kind != "word" or _is_name(found, place):
        return
    word = token.value.upper()
    if word in WRITES:
        raise Refused(f"`{token.value}` at {token.place} writes, and this only reads", _if_name(token))
    if word in FILES:
        raise Refused(f"`{token.value}` at {token.place} reads files or addresses", _if_name(token))
    if word in ADMIN:
        raise Refused(f"`{token.value}` at {token.place} is not for questions", _if_name(token))


def _if_name(token: Token) -> str:
    return f"if it is a name, put it in backticks: `` `{token.value}` ``"


def _procedures(found: Sequence[Token], place: int, token: Token) -> None:
    if not token.word("CALL") or _is_name(found, place):
        return
    called = after(found, place)
    if called is None or called.sign("{", "("):
        return
    name, _ = _chain(found, place + 1)
    if name.lower() not in PROCEDURES:
        allowed = "of procedures only `db.index.fulltext.queryNodes` and `.queryRelationships` may be called"
        raise Refused(f"the procedure `{name}` at {called.place}", allowed)


def _functions(found: Sequence[Token], place: int, token: Token) -> None:
    """A name before a bracket is a function, unless a word stands there that opens something."""
    if not token.named or (place and found[place - 1].sign(".")):
        return
    name, end = _chain(found, place)
    if end >= len(found) or not found[end].sign("(") or (token.word(*BEFORE_BRACKET) and name == token.value):
        return
    if place and found[place - 1].word("CALL") and not _is_name(found, place - 1):
        return
    if name.lower() not in FUNCTIONS:
        mend = nearest(name.lower(), FUNCTIONS) or "docs/cypher.md lists the functions that there are"
        kind = Refused if "." in name or _instead(name) else Invalid
        raise kind(f"no function `{name}` at {token.place}", _instead(name) or mend)


def _instead(name: str) -> str:
    return "return the thing itself, or name its properties" if name.lower() in ("properties", "values") else ""


def _chain(found: Sequence[Token], place: int) -> tuple[str, int]:
    """A name with points in it, and the place after it."""
    parts = [found[place].value]
    place += 1
    while place + 1 < len(found) and found[place].sign(".") and found[place + 1].named:
        parts.append(found[place + 1].value)
        place += 2
    return ".".join(parts), place


def _parameter(found: Sequence[Token], place: int, token: Token, parameters: Mapping[str, Any]) -> None:
    if token.kind != "parameter":
        return
    if (one := before(found, place)) is not None and one.sign(":", "|", "&", "!"):
        raise Refused(f"a name that is computed, at {token.place}", "write labels and relations as they are")
    if token.value not in parameters:
        raise Invalid(f"the parameter `${token.value}` at {token.place} is not given", nearest(token.value, parameters))
