"""Terms and their unification (section 4.3 of PROV-CONSTRAINTS): constants, the placeholder, existential variables."""

from __future__ import annotations

from graph.constraints.statements import Blank, Term

NONE = 0
"""The placeholder `-` where it means that there is none: a constant that equals itself alone."""


class Terms:
    """Terms by number, in classes of what was unified. A class has at most one constant."""

    def __init__(self) -> None:
        self._parents = [NONE]
        self._constants: list[Term] = [None]
        self._bound = [True]
        self._numbers: dict[tuple[bool, Term], int] = {}
        self.unions = 0

    def fresh(self) -> int:
        """A new existential variable."""
        return self._add(None, bound=False)

    def number(self, term: Term, time: bool = False) -> int:
        """The term of an identifier, a blank or a time. Times are apart from identifiers."""
        key = (time, term)
        known = self._numbers.get(key)
        if known is None:
            known = self._numbers[key] = self._add(term, bound=not isinstance(term, Blank))
        return known

    def _add(self, constant: Term, bound: bool) -> int:
        self._parents.append(len(self._parents))
        self._constants.append(constant)
        self._bound.append(bound)
        return len(self._parents) - 1

    def find(self, term: int) -> int:
        """The one that stands for all that were unified with a term."""
        parents = self._parents
        while parents[term] != term:
            parents[term] = parents[parents[term]]
            term = parents[term]
        return term

    def unify(self, one: int, other: int) -> bool:
        """Make two terms one, and return whether that can be."""
        one, other = self.find(one), self.find(other)
        if one == other:
            return True
        if self._bound[one] and self._bound[other]:
            return False
        if self._bound[other] or (not self._bound[one] and self._constants[one] is None):
            one, other = other, one
        self._parents[other] = one
        self.unions += 1
        return True

    def known(self, term: int) -> bool:
        """Whether a term is a constant."""
        return self._bound[self.find(term)]

    def value(self, term: int) -> Term:
        """The constant that a term is, or the blank or None that stands for what is not known."""
        return self._constants[self.find(term)]
