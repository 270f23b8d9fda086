"""Cypher as a list of tokens, each with its place, so that a statement can be judged before any engine reads it.

What two readers could read differently is refused rather than guessed at: unicode escapes (one engine replaces them
before it looks for quotes), letters beyond ASCII outside of quotes, and numbers that end with a point.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from ontology.errors import Invalid

Kind = Literal["word", "quoted", "text", "number", "parameter", "sign"]

LONGEST = 20_000
"""How many characters a statement may have."""

_TOKEN = re.compile(
    r"""
    (?P<space>[ \t\r\n]+)
  | (?P<line>//[^\r\n]*)
  | (?P<block>/\*.*?\*/)
  | (?P<text>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
  | (?P<quoted>`[^`]*`)
  | (?P<parameter>\$(?:[A-Za-z_][A-Za-z0-9_]*|[0-9]+(?![0-9A-Za-z_])))
  | (?P<word>[A-Za-z_][A-Za-z0-9_]*)
  | (?P<number>0[xX][0-9A-Fa-f]+|0[oO][0-7]+|(?:[0-9]+(?:_[0-9]+)*(?:\.(?!\.)[0-9]+)?|\.[0-9]+)(?:[eE][-+]?[0-9]+)?)
  | (?P<sign>\.\.|<>|<=|>=|=~|\+=|\|\||::|[-+*/%^=<>()\[\]{},.:;|&!$])
    """,
    re.VERBOSE | re.DOTALL,
)
_UNCLOSED = {"'": "text", '"': "text", "`": "name in backticks", "/": "comment"}
_ESCAPES = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f"}


def words(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


WORDS = words("AND OR XOR NOT IN IS NULL TRUE FALSE CASE WHEN THEN ELSE END WHERE STARTS ENDS WITH CONTAINS DISTINCT")
"""Words within expressions."""

KEPT = WORDS | words("BY RETURN UNWIND AS MATCH YIELD")
"""Words that are no names of variables, unless in backticks."""


BEFORE_BRACKET = words(
    "AND AS ASC BY CALL CASE COLLECT CONTAINS COUNT DESC DISTINCT ELSE ENDS EXISTS IN IS LIMIT MATCH NOT ON OR ORDER "
    "RETURN SHORTEST SKIP OFFSET STARTS THEN UNION UNWIND WHEN WHERE WITH XOR YIELD OPTIONAL"
)
"""Words after which a bracket opens something of its own: a pattern, a list, a condition."""


@dataclass(frozen=True, slots=True)
class Token:
    """One token. `value` is what it means: a text without quotes and escapes, a name without backticks or `$`.

    `start` and `end` are places in the statement, `line` and `column` are counted from 1.
    """

    kind: Kind
    value: str
    start: int
    end: int
    line: int
    column: int

    @property
    def named(self) -> bool:
        """Whether it may be a name: a word, or anything in backticks."""
        return self.kind in ("word", "quoted")

    def word(self, *words: str) -> bool:
        """Whether it is one of these words, whatever its case; never when it is in backticks."""
        return self.kind == "word" and self.value.upper() in words

    def sign(self, *signs: str) -> bool:
        """Whether it is one of these signs."""
        return self.kind == "sign" and self.value in signs

    @property
    def place(self) -> str:
        return f"line {self.line}, column {self.column}"


def before(found: Sequence[Token], place: int, back: int = 1) -> Token | None:
    """The token so many places before one, if there is one."""
    return found[place - back] if place >= back else None


def after(found: Sequence[Token], place: int, ahead: int = 1) -> Token | None:
    """The token so many places after one, if there is one."""
    return found[place + ahead] if place + ahead < len(found) else None


def tokens(statement: str) -> list[Token]:
    """The tokens of a statement, without blanks and comments.

    Raises:
        Invalid: it is too long, something in it is not closed, or it cannot be read without doubt.
    """
    if len(statement) > LONGEST:
        raise Invalid(f"the statement has {len(statement):,} characters", f"at most {LONGEST:,} are read")
    if (escape := re.search(r"\\u", statement, re.IGNORECASE)) is not None:
        raise _wrong(statement, escape.start(), "a unicode escape", "write the character itself, or use a parameter")
    return list(_scan(statement))


def blanked(statement: str) -> str:
    """The statement with its comments as blanks: what an engine gets, each token at its place."""
    return _TOKEN.sub(lambda one: _blank(one[0]) if one.lastgroup in ("line", "block") else one[0], statement)


def _blank(text: str) -> str:
    return re.sub(r"[^\r\n]", " ", text)


def _scan(statement: str) -> Iterator[Token]:
    place, line, begun = 0, 1, 0
    while place < len(statement):
        found = _TOKEN.match(statement, place)
        if found is None or found.lastgroup is None:
            raise _unreadable(statement, place)
        if found.lastgroup not in ("space", "line", "block"):
            value = _value(found.lastgroup, found[0], statement, place)
            kind: Kind = found.lastgroup  # type: ignore[assignment]
            yield Token(kind, value, place, found.end(), line, place - begun + 1)
        lines = found[0].count("\n")
        if lines:
            line, begun = line + lines, place + found[0].rindex("\n") + 1
        place = found.end()


def _value(kind: str, text: str, statement: str, place: int) -> str:
    if kind == "text":
        return re.sub(r"\\(.)", lambda one: _ESCAPES.get(one[1], one[1]), text[1:-1], flags=re.DOTALL)
    if kind == "quoted":
        inner = text[1:-1]
        if not inner or not inner.isprintable() or "\\" in inner or statement[place + len(text) :].startswith("`"):
            raise _wrong(statement, place, "a name that is not plain", "leave out backticks and backslashes")
        return inner
    if kind == "number" and re.match(r"\.(?!\.)|[A-Za-z_]", statement[place + len(text) :]):
        raise _wrong(statement, place, "a number that does not end", "write `1.0`, and a blank before a word")
    return text[1:] if kind == "parameter" else text


def _unreadable(statement: str, place: int) -> Invalid:
    sign = statement[place]
    if sign in "'\"`" or statement.startswith("/*", place):
        return _wrong(statement, place, f"a {_UNCLOSED[sign]} that is not closed", "close it")
    if ord(sign) > 127:
        return _wrong(statement, place, f"`{sign!a}` outside of quotes".replace("'", ""), "put the name in backticks")
    return _wrong(statement, place, f"`{sign}`", "Cypher has no such sign")


def _wrong(statement: str, place: int, what: str, mend: str) -> Invalid:
    line = statement.count("\n", 0, place) + 1
    column = place - (statement.rfind("\n", 0, place) + 1) + 1
    return Invalid(f"{what} at line {line}, column {column}", mend)
