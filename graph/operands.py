"""Where the operands of a statement begin and end, and what binds its variables to what."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from graph.brackets import Brackets
from graph.tokens import BEFORE_BRACKET, KEPT, WORDS, Token, after, before, words

ENDS = KEPT | words("CALL UNION LIMIT SKIP OFFSET ORDER ASC DESC ON OPTIONAL")
"""Words at which an operand or an item ends."""

ANY = "*"
Range = tuple[int, int]


class Operands:
    """A statement, its brackets, and which ranges of its tokens belong together."""

    def __init__(self, found: Sequence[Token], pairs: Brackets) -> None:
        self.found, self.pairs = found, pairs

    def patterned(self, place: int) -> bool:
        """Whether a name stands where a pattern binds a thing, a relation or a path."""
        found = self.found
        one, further = before(found, place), before(found, place, 2)
        if one is None:
            return False
        if one.sign("("):
            return further is None or not (further.kind == "word" and self.called(place - 2))
        named = (after(found, place) or one).sign("=")
        if one.sign("["):
            return named or (further is not None and further.sign("-"))
        opens = after(found, place, 2)
        path = opens is not None and opens.sign("(") and not self._in_reduce(place)
        return named and (path or one.word("MATCH") or one.sign(","))

    def yielded(self, place: int) -> Iterator[str]:
        """The names under which a YIELD gives things on: all but those that get others, and the score of a search."""
        found = self.found
        if (first := after(found, place)) is not None and first.sign("*"):
            yield from ("node", "relationship")
        while place + 1 < len(found) and (found[place + 1].named or found[place + 1].sign(",")):
            place += 1
            one, other = found[place], after(found, place)
            if one.word(*KEPT):
                if not one.word("AS"):
                    return
                place += 1
            elif one.named and one.value != "score" and not (other is not None and other.word("AS")):
                yield one.value

    def _in_reduce(self, place: int) -> bool:
        return place >= 2 and self.found[place - 2].word("REDUCE")

    def bindings(self, place: int) -> Iterator[tuple[int, list[Range]]]:
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
            yield place - 1, [(place + 1, self.until(place + 1, end))]
        elif token.named and token.value.upper() == "REDUCE" and found[place + 1].sign("(") and place + 2 < len(found):
            end, bar = pairs.partner[place + 1], pairs.bar.get(place + 1, place + 3)
            comma = self.until(place + 4, end)
            yield place + 2, [(place + 4, comma), (bar + 1, end)]

    def until(self, place: int, end: int) -> int:
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

    def keyed(self, place: int) -> Iterator[tuple[str, Range]]:
        """What a token is in a map, if it is that: a key with the range of its value, or a variable under its own name.

        Keys are compared without regard to case; `ANY` is one that is computed.
        """
        token, one, other = self.found[place], before(self.found, place), after(self.found, place)
        within = self.pairs.around[place]
        if one is None or other is None or within < 0 or not self.found[within].sign("{") or not one.sign("{", ","):
            return
        if other.sign(",", "}") and token.named:
            yield token.value.lower(), (place, place + 1)
        elif other.sign(":"):
            key = token.value.lower() if token.named or token.kind == "text" else ANY
            yield key, (place + 2, self._value_end(place + 2, self.pairs.partner[within]))

    def _value_end(self, place: int, end: int) -> int:
        while place < end and not self.found[place].sign(","):
            place = self.pairs.partner.get(place, place) + 1
        return min(place, end)

    def collected(self, opens: int) -> list[Range]:
        """What a subquery in braces returns: the range of each RETURN of it."""
        ranges: list[Range] = []
        place, end, begun = opens + 1, self.pairs.partner[opens], 0
        while place < end:
            token = self.found[place]
            if begun and (token.sign(",") or token.word("AS", "ORDER", "SKIP", "OFFSET", "LIMIT", "UNION")):
                ranges.append((begun, place))
                begun = 0
            if token.word("RETURN"):
                begun = place + 1
            paired = self.pairs.partner.get(place, place)
            place = max(paired, place) + 1
        return [*ranges, (begun, end)] if begun else ranges

    def other(self, place: int) -> bool:
        """Whether a word is none of a variable: of Cypher, of a property, of a label, or the key of a map."""
        token, one, other = self.found[place], before(self.found, place), after(self.found, place)
        if one is not None and one.sign("."):
            return True
        if one is not None and other is not None and other.sign(":") and one.sign("{", ","):
            return self.found[self.pairs.around[place]].sign("{")
        return token.word(*WORDS)

    def unbound(self) -> Iterator[Token]:
        """The names that are used as variables, and that nothing binds anywhere."""
        bound, used = {"score"}, list[Token]()
        for place, token in enumerate(self.found):
            if token.named and self.patterned(place):
                bound.add(token.value)
            elif token.named and self._uses(place):
                used.append(token)
            if token.word("YIELD"):
                bound.update(self.yielded(place))
            bound.update(self.found[at].value for at, _ in self.bindings(place))
        yield from (one for one in used if one.value not in bound)

    def _uses(self, place: int) -> bool:
        """Whether a word can only be a variable: it stands among values, and is no word of Cypher, label or call."""
        one, end = before(self.found, place), place + 1
        if self.other(place) or self.found[place].word(
            *ENDS, *BEFORE_BRACKET, "SHORTEST", "ALL", "NULLS", "FIRST", "LAST"
        ):
            return False
        if one is None or one.sign(":", "|", "&", "!") or one.word("CALL", "AS", "IS", "YIELD"):
            return False
        while end + 1 < len(self.found) and self.found[end].sign(".") and self.found[end + 1].named:
            end += 2
        other = after(self.found, end - 1)
        return other is None or not other.sign("(")
