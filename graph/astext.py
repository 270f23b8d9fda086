"""A thing is never turned into text by a statement of other people: one engine would write all its properties.

Variables are taken for things unless all that binds them holds values alone, which is all that may become text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from graph.brackets import Brackets
from graph.operands import ANY, Operands, Range
from graph.tokens import KEPT, Token, after, before, words
from ontology.errors import Refused

PASSING = words(
    "collect head last tail nodes relationships startnode endnode coalesce nullif reduce min max shortestpath "
    "allshortestpaths"
)
"""Functions that return what they were given, or things of it."""

TELLING = words("id elementid labels type keys size count length exists isempty any all none single")
"""Functions that take things and return something else about them."""

JOINS = ("+", "=~", "||")
ROUNDS = 4
"""How often variables that are bound by one another are followed; what is not followed is taken for a thing."""


def check(found: Sequence[Token], pairs: Brackets) -> None:
    """See that no thing is turned into text.

    Raises:
        Refused: one could be, or a variable is called by a word of Cypher; the error names the place.
    """
    reading = _Reading(found, pairs)
    for place, token in enumerate(found):
        if token.word(*KEPT) and _binds(found, place):
            mend = f"put it in backticks: `` `{token.value}` ``"
            raise Refused(f"a variable called `{token.value}` at {token.place}", mend)
        if token.sign(*JOINS) or token.word("STARTS", "ENDS", "CONTAINS"):
            reading.joined(place)
        elif reading.called(place) and token.value.lower() not in PASSING | TELLING:
            reading.see(place, place + 2, pairs.partner[place + 1])


def _binds(found: Sequence[Token], place: int) -> bool:
    """Whether a word stands where a variable is bound."""
    one, other = before(found, place), after(found, place)
    if one is None or other is None:
        return one is not None and one.word("AS")
    if one.word("AS", "YIELD"):
        return True
    opened = one.sign("(", "[", ",") and (other.word("IN") or other.sign("="))
    pattern = one.sign("(", "[") and (other.sign(":", ")", "]", "{", "*") or other.word("IS", "WHERE"))
    return (opened or pattern or (one.word("MATCH") and other.sign("="))) and not found[place].word(
        "NULL", "TRUE", "FALSE"
    )


class _Reading(Operands):
    """A statement as far as it is known which variables hold values, and which hold maps with things in them."""

    def __init__(self, found: Sequence[Token], pairs: Brackets) -> None:
        super().__init__(found, pairs)
        self.values: set[str] = {"score"}
        self.mixed: set[str] = set()
        self.lists: set[str] = set()
        self.keys: dict[str, list[Range]] = {}
        self.safe: set[str] = set()
        bound: dict[str, list[Range]] = {}
        patterned: set[str] = set()
        for place, token in enumerate(found):
            if token.named and self.patterned(place):
                patterned.add(token.value)
            if token.word("YIELD"):
                patterned.update(self.yielded(place))
            for at, ranges in self.bindings(place):
                bound.setdefault(found[at].value, []).extend(ranges)
            for key, value in self.keyed(place):
                self.keys.setdefault(key, []).append(value)
        self.values -= patterned | bound.keys()
        self._mix(bound)
        for _ in range(ROUNDS):
            for name in bound.keys() - patterned - self.values:
                self._bind(name, bound[name])
            self.safe |= {key for key, ranges in self.keys.items() if all(self.plain(*one) for one in ranges)}
            self.lists |= {name for name in bound.keys() - patterned if all(self._list(*one) for one in bound[name])}

    def _mix(self, bound: Mapping[str, list[Range]]) -> None:
        """Find what may hold a map; where it takes too many rounds everything may."""
        for _ in range(ROUNDS):
            more = {name for name, ranges in bound.items() if any(self._maps(*one) for one in ranges)} - self.mixed
            self.mixed |= more
            if not more:
                return
        self.mixed |= bound.keys()

    def _bind(self, name: str, ranges: list[Range]) -> None:
        self.values.add(name)
        if not all(start < end and self.plain(start, end) for start, end in ranges):
            self.values.discard(name)

    def _maps(self, start: int, end: int) -> bool:
        return any(one.sign("{") or (one.named and one.value in self.mixed) for one in self.found[start:end])

    def joined(self, place: int) -> None:
        """See that both operands are values, or both lists."""
        token = self.found[place]
        after_ = place + 2 if token.word("STARTS", "ENDS") else place + 1
        if token.kind == "word" and place and self.found[place - 1].sign(".", ":"):
            return
        if (other := after(self.found, place)) is not None and token.kind == "word" and other.sign(":"):
            return
        if token.kind == "sign" and other is not None and other.sign("-"):
            after_ += 1
        start, end = self.left(place), self.right(after_)
        if token.sign("+") and self._list(start, place) and self._list(after_, end):
            return
        if token.sign("+") and self._quantifies(place):
            return
        if start == place or after_ == end < len(self.found):
            raise self._refused(place)
        self.see(place, start, place)
        self.see(place, after_, end)

    def _quantifies(self, place: int) -> bool:
        """Whether `+` says how often a relation is repeated: `-->+(b)`."""
        one, other = before(self.found, place), after(self.found, place)
        return one is not None and other is not None and one.sign("-", ">") and other.sign("(")

    def _list(self, start: int, end: int) -> bool:
        """Whether an operand is a list for certain: written out, or returned by a function of lists."""
        if start >= end:
            return False
        if end - start == 1:
            return self.found[start].named and self.found[start].value in self.lists
        if self.found[start].sign("["):
            return self.pairs.partner[start] == end - 1
        named = self.found[start].word("COLLECT", "NODES", "RELATIONSHIPS", "LABELS", "KEYS")
        return named and self.pairs.partner.get(start + 1) == end - 1

    def see(self, place: int, start: int, end: int) -> None:
        """Refuse unless a range holds values alone."""
        if not self.plain(start, end):
            raise self._refused(place)

    def _refused(self, place: int) -> Refused:
        token = self.found[place]
        return Refused(f"a thing as text, by `{token.value}` at {token.place}", "name the property that is meant")

    def plain(self, start: int, end: int) -> bool:
        """Whether what a range computes is of values alone: no thing, nor what holds one."""
        place = start
        while place < end:
            token = self.found[place]
            if token.sign("[", "(", "{"):
                place = self._into(place, place)
            elif token.named and not self.other(place):
                other = after(self.found, place)
                if token.word("EXISTS", "COUNT", "COLLECT") and other is not None and other.sign("{"):
                    if token.word("COLLECT") and not self._collects_values(place + 1):
                        return False
                    place = self.pairs.partner[place + 1] + 1
                elif self.called(place) and not (place and self.found[place - 1].sign(".")):
                    name = token.value.lower()
                    inside = name in PASSING
                    place = self._into(place, place + 1) if inside else self.pairs.partner[place + 1] + 1
                elif self._value(place):
                    place += 1
                else:
                    return False
            else:
                place = self.pairs.results.get(place, place + 1)
                if place > end:
                    return False
        return True

    def _collects_values(self, opens: int) -> bool:
        """Whether a subquery returns values alone."""
        ranges = self.collected(opens)
        starred = any(one.sign("*") for start, end in ranges for one in self.found[start:end])
        return bool(ranges) and not starred and all(self.plain(*one) for one in ranges)

    def _into(self, place: int, opens: int) -> int:
        """The next place to look at: in brackets, after the `|` of a comprehension, or after a property of theirs."""
        end, bar = self.pairs.partner[opens], self.pairs.bar.get(opens)
        while (one := after(self.found, end)) is not None and one.sign("["):
            end = self.pairs.partner[end + 1]
        named = end + 2 < len(self.found) and self.found[end + 1].sign(".") and self.found[end + 2].named
        if named and (not self._maps(opens, end) or self._safe(self.found[end + 2].value)):
            return end + 3
        if bar is not None and (self._comprehends(opens) or self._reduced(place, opens)):
            return bar + 1
        return opens + 1

    def _comprehends(self, opens: int) -> bool:
        """Whether a bracket makes a list of each of another, or of each match of a pattern."""
        one, other = after(self.found, opens), after(self.found, opens, 2)
        if not self.found[opens].sign("[") or opens in self.pairs.commas or one is None or other is None:
            return False
        return one.sign("(") or (one.named and (other.word("IN") or other.sign("=")))

    def _reduced(self, place: int, opens: int) -> bool:
        """Whether these are the brackets of a `reduce` that begins with a value."""
        return self.found[place].value.upper() == "REDUCE" and self.found[opens + 1].value in self.values

    def _value(self, place: int) -> bool:
        """Whether a variable is followed by its property, or holds a value."""
        name, other, further = self.found[place].value, after(self.found, place), after(self.found, place, 2)
        if name in self.values:
            return True
        if other is None or further is None:
            return False
        if name in self.mixed:
            return self._safe_in_map(place)
        return (other.sign(".") and further.named) or (other.sign("[") and further.kind == "text")

    def _safe_in_map(self, place: int) -> bool:
        """Whether what a variable is followed by is a value although it may hold a map, by the last key of a row."""
        other, further = after(self.found, place), after(self.found, place, 2)
        key = None
        while other is not None and further is not None and other.sign(".") and further.named:
            key, place = further.value, place + 2
            other, further = after(self.found, place), after(self.found, place, 2)
        if key is None and other is not None and other.sign("[") and further is not None and further.kind == "text":
            key = further.value
        return key is not None and self._safe(key)

    def _safe(self, key: str) -> bool:
        """Whether a key leads to values alone: things have no others, and the maps of this statement none but these."""
        return ANY not in self.keys and (key.lower() not in self.keys or key.lower() in self.safe)
