"""A thing is never turned into text by a statement of other people: one engine would write all its properties.

Variables are taken for things unless all that binds them holds values alone, which is all that may become text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from graph.brackets import Brackets
from graph.tokens import BEFORE_BRACKET, KEPT, WORDS, Token, after, before, words
from ontology.errors import Refused

PASSING = words(
    "collect head last tail nodes relationships startnode endnode coalesce nullif reduce min max shortestpath "
    "allshortestpaths"
)
"""Functions that return what they were given, or things of it."""

TELLING = words("id elementid labels type keys size count length exists isempty any all none single")
"""Functions that take things and return something else about them."""

ENDS = KEPT | words("CALL UNION LIMIT SKIP OFFSET ORDER ASC DESC ON OPTIONAL")
"""Words at which an operand or an item ends."""

JOINS = ("+", "=~", "||")
ROUNDS = 4
"""How often variables that are bound by one another are followed; what is not followed is taken for a thing."""

Range = tuple[int, int]


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


class _Reading:
    """A statement as far as it is known which variables hold values, and which hold maps with things in them."""

    def __init__(self, found: Sequence[Token], pairs: Brackets) -> None:
        self.found, self.pairs = found, pairs
        self.values: set[str] = {"score"}
        self.mixed: set[str] = set()
        bound: dict[str, list[Range]] = {}
        patterned: set[str] = set()
        for place, token in enumerate(found):
            if token.named and self._patterned(place):
                patterned.add(token.value)
            for at, ranges in self._bindings(place):
                bound.setdefault(found[at].value, []).extend(ranges)
        self.values -= patterned | bound.keys()
        self._mix(bound)
        for _ in range(ROUNDS):
            for name in bound.keys() - patterned - self.values:
                self._bind(name, bound[name])

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

    def _patterned(self, place: int) -> bool:
        """Whether a name stands where a pattern binds a thing, a relation or a path."""
        found = self.found
        one, further = before(found, place), before(found, place, 2)
        if one is None:
            return False
        if one.sign("("):
            return further is None or not (further.kind == "word" and self.called(place - 2))
        if one.sign("["):
            return further is not None and further.sign("-")
        opens = after(found, place, 2)
        return (
            (after(found, place) or one).sign("=")
            and opens is not None
            and opens.sign("(")
            and not self._in_reduce(place)
        )

    def _in_reduce(self, place: int) -> bool:
        return place >= 2 and self.found[place - 2].word("REDUCE")

    def _bindings(self, place: int) -> Iterator[tuple[int, list[Range]]]:
        """What a word binds: the place of the name, and the ranges of what it is bound to."""
        found, pairs = self.found, self.pairs
        if place + 1 >= len(found):
            return
        token = found[place]
        if token.word("AS"):
            yield place + 1, [(self.left(place, item=True), place)]
        elif token.word("IN") and place > 1 and found[place - 2].sign("[", "(", ","):
            within = pairs.around[place]
            end = pairs.partner[within] if within >= 0 else len(found)
            yield place - 1, [(place + 1, self._until(place + 1, end))]
        elif token.word("REDUCE") and found[place + 1].sign("(") and place + 2 < len(found):
            end, bar = pairs.partner[place + 1], pairs.bar.get(place + 1, place + 3)
            comma = self._until(place + 4, end)
            yield place + 2, [(place + 4, comma), (bar + 1, end)]

    def _until(self, place: int, end: int) -> int:
        """Where an item of a list ends: before `,`, `|` or WHERE, within the same brackets."""
        while place < end and not (self.found[place].sign(",", "|") or self.found[place].word("WHERE")):
            place = self.pairs.partner.get(place, place) + 1
        return min(place, end)

    def called(self, place: int) -> bool:
        """Whether the name at a place is that of a function that is called."""
        other = after(self.found, place)
        token = self.found[place]
        opens = token.word(*BEFORE_BRACKET) and not token.word("COUNT", "COLLECT", "EXISTS")
        return token.named and not opens and other is not None and other.sign("(")

    def left(self, place: int, item: bool = False) -> int:
        """Where an operand (or a whole item) begins that ends before a place."""
        while place:
            one = self.found[place - 1]
            if (paired := self.pairs.partner.get(place - 1)) is not None and paired < place - 1:
                place = paired
            elif self._ends(place - 1, item) or one.sign("(", "[", "{"):
                break
            else:
                place -= 1
        return place

    def right(self, place: int) -> int:
        """Where the operand ends that begins at a place."""
        while place < len(self.found):
            paired = self.pairs.partner.get(place)
            if paired is not None and paired < place and self.found[place].kind == "sign":
                break
            if paired is not None and paired > place:
                place = paired + 1
            elif self._ends(place, False):
                break
            else:
                place += 1
        return place

    def _ends(self, place: int, item: bool) -> bool:
        token = self.found[place]
        if token.kind == "word" and place and self.found[place - 1].sign("."):
            return False
        if item:
            return token.sign(",") or token.word("RETURN", "UNWIND", "YIELD", "DISTINCT") or self._opening(place)
        return token.word(*ENDS) or (
            token.kind == "sign" and token.value not in (".", ":", "$", "::", ")", "]", "}", "(", "[", "{")
        )

    def _opening(self, place: int) -> bool:
        """Whether this is the WITH of a clause, not of STARTS WITH."""
        return self.found[place].word("WITH") and not (place and self.found[place - 1].word("STARTS", "ENDS"))

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
            elif token.named and not self._other(place):
                subquery = token.word("EXISTS", "COUNT") and place + 1 in self.pairs.partner
                if subquery and self.found[place + 1].sign("{"):
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
                place += 1
        return True

    def _into(self, place: int, opens: int) -> int:
        """The next place to look at: in brackets, after the `|` of a comprehension, or after a property of theirs."""
        end, bar = self.pairs.partner[opens], self.pairs.bar.get(opens)
        while (one := after(self.found, end)) is not None and one.sign("["):
            end = self.pairs.partner[end + 1]
        named = end + 2 < len(self.found) and self.found[end + 1].sign(".") and self.found[end + 2].named
        if named and not self._maps(opens, end):
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

    def _other(self, place: int) -> bool:
        """Whether a word is none of a variable: of Cypher, of a property, of a label, or the key of a map."""
        token, one, other = self.found[place], before(self.found, place), after(self.found, place)
        if one is not None and one.sign("."):
            return True
        if one is not None and other is not None and other.sign(":") and one.sign("{", ","):
            return self.found[self.pairs.around[place]].sign("{")
        return token.word(*WORDS)

    def _value(self, place: int) -> bool:
        """Whether a variable is followed by its property, or holds a value."""
        name, other, further = self.found[place].value, after(self.found, place), after(self.found, place, 2)
        if name in self.values:
            return True
        if name in self.mixed or other is None:
            return False
        if other.sign(".") and further is not None and further.named:
            return True
        return other.sign("[") and further is not None and further.kind == "text"
