"""The normal form of an instance: what its statements imply, with everything made one that must be one (section 6.1).

Inferences 5, 6, 12, 16, 17, 18 and 20 are left out, for what they add decides nothing. The alternates of 12, 16, 17,
18 and 20 relate what is typed as entities already, and no constraint but typing speaks of alternates. The
communications of 6 and the generations and usages of 5 are between events and activities that the constraints 33, 34,
35 and 37 have put in the same order already, and nothing else speaks of the variables that they bring.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations

from graph.constraints.statements import OBJECTS, SIGNATURES, UNIDENTIFIED, Statement
from graph.constraints.terms import NONE, Terms
from graph.constraints.titles import MENTION, USAGE

INFLUENCES: Mapping[str, tuple[int, int]] = {
    relation: (0, 1) for relation in SIGNATURES if relation not in UNIDENTIFIED and relation not in OBJECTS
}
"""Which arguments of a relation are the influencee and the influencer (inference 15)."""
UNIQUE: Mapping[str, tuple[int, tuple[int, int]]] = {
    "wasGeneratedBy": (24, (0, 1)),
    "wasInvalidatedBy": (25, (0, 1)),
    "wasStartedBy": (26, (0, 2)),
    "wasEndedBy": (27, (0, 2)),
}
"""The constraint that lets there be one statement for some arguments, and those arguments."""


@dataclass(slots=True, eq=False)
class Fact:
    """A statement of the instance, as stated or as inferred: its terms by number, and the statements it comes from."""

    relation: str
    id: int
    args: list[int]
    types: set[str] = field(default_factory=set)
    sources: tuple[Statement, ...] = ()
    rule: int = 0


@dataclass(frozen=True, slots=True)
class Clash:
    """Facts that cannot be true together, by the number of the constraint, or its title where it has none."""

    constraint: int | str
    facts: tuple[Fact, ...]


class Instance:
    """A set of statements in normal form, with the clashes that were met on the way to it."""

    def __init__(self, statements: Iterable[Statement], recommended: bool = True) -> None:
        self.terms = Terms()
        self._recommended = recommended
        self.facts: dict[str, list[Fact]] = {relation: [] for relation in SIGNATURES}
        self.specializations: dict[tuple[int, int], Fact] = {}
        self.clashes: list[Clash] = []
        self._told: set[tuple[int | str, int, int]] = set()
        self._begun: set[tuple[str, int]] = set()
        self._todo: deque[Fact] = deque()
        for statement in statements:
            self._state(statement)
        self._normalise()

    def _state(self, statement: Statement) -> None:
        relation, terms = statement.relation, self.terms
        signature = SIGNATURES[relation]
        args: list[int] = []
        for place, sort in enumerate(signature.sorts):
            term = statement.args[place] if place < len(statement.args) else None
            if term is not None:
                args.append(terms.number(term, sort == "time"))
            elif self._none(relation, place) or (sort in ("generation", "usage") and args[2] == NONE):
                args.append(NONE)
            else:
                args.append(terms.fresh())
        id_ = terms.fresh() if statement.id is None else terms.number(statement.id)
        self._add(relation, id_, args, statement.types, (statement,))

    def _none(self, relation: str, place: int) -> bool:
        """Whether an argument that is not given means that there is none."""
        return place in SIGNATURES[relation].none or (
            not self._recommended and (relation, place) == ("actedOnBehalfOf", 2)
        )

    def _add(
        self,
        relation: str,
        id_: int,
        args: list[int],
        types: Iterable[str] = (),
        sources: tuple[Statement, ...] = (),
        rule: int = 0,
    ) -> Fact:
        fact = Fact(relation, id_, args, set(types), sources, rule)
        self.facts[relation].append(fact)
        self._todo.append(fact)
        self._begun.add((relation, self.terms.find(args[0] if args and relation not in OBJECTS else id_)))
        return fact

    def _normalise(self) -> None:
        while True:
            before = self.terms.unions
            while self._todo:
                self._infer(self._todo.popleft())
            self._merge()
            self._specialize()
            if self.terms.unions == before and not self._todo:
                return

    def _infer(self, fact: Fact) -> None:
        if fact.relation in INFLUENCES and fact.relation != "wasInfluencedBy" and self._named(fact):
            one, other = INFLUENCES[fact.relation]
            args = [fact.args[one], fact.args[other]]
            self._add("wasInfluencedBy", fact.id, args, (), fact.sources, 15)
        rule = _RULES.get(fact.relation)
        if rule is not None:
            rule(self, fact)

    def _named(self, fact: Fact) -> bool:
        """Whether another statement may speak of a fact's identifier: the influence of one without is nothing new."""
        return self.terms.value(fact.id) is not None

    def _new(self, relation: str, args: Sequence[int | None], fact: Fact, rule: int) -> None:
        """Add what a rule infers from a fact; None stands for what exists and is not known."""
        known = [self.terms.fresh() if one is None else one for one in args]
        self._add(relation, self.terms.fresh(), known, (), fact.sources, rule)

    def _has(self, relation: str, term: int) -> bool:
        return (relation, self.terms.find(term)) in self._begun

    def _entity(self, fact: Fact) -> None:
        for relation in ("wasGeneratedBy", "wasInvalidatedBy"):
            if not self._has(relation, fact.id):
                self._new(relation, (fact.id, None, None), fact, 7)

    def _activity(self, fact: Fact) -> None:
        for relation, time in (("wasStartedBy", fact.args[0]), ("wasEndedBy", fact.args[1])):
            if not self._has(relation, fact.id):
                self._new(relation, (fact.id, None, None, time), fact, 8)

    def _started(self, fact: Fact) -> None:
        self._new("wasGeneratedBy", (fact.args[1], fact.args[2], None), fact, 9)

    def _ended(self, fact: Fact) -> None:
        self._new("wasGeneratedBy", (fact.args[1], fact.args[2], None), fact, 10)

    def _derived(self, fact: Fact) -> None:
        to, source, activity, generation, usage = fact.args
        if NONE in map(self.terms.find, (activity, generation, usage)):
            return
        self._add("used", usage, [activity, source, self.terms.fresh()], (), fact.sources, 11)
        self._add("wasGeneratedBy", generation, [to, activity, self.terms.fresh()], (), fact.sources, 11)

    def _attributed(self, fact: Fact) -> None:
        activity = self.terms.fresh()
        self._new("wasGeneratedBy", (fact.args[0], activity, None), fact, 13)
        self._new("wasAssociatedWith", (activity, fact.args[1], None), fact, 13)

    def _delegated(self, fact: Fact) -> None:
        delegate, responsible, activity = fact.args
        for agent in (delegate, responsible):
            self._new("wasAssociatedWith", (activity, agent, None), fact, 14)

    def _mentioned(self, fact: Fact) -> None:
        """A mention is a specialization (PROV-Links)."""
        self._add("specializationOf", self.terms.fresh(), fact.args[:2], (), fact.sources)

    def _specialize(self) -> None:
        """Inferences 19 and 21: what specializes an entity is one, with its attributes."""
        above: dict[int, dict[int, Fact]] = {}
        for fact in self.facts["specializationOf"]:
            one, other = map(self.terms.find, fact.args)
            above.setdefault(one, {}).setdefault(other, fact)
        self.specializations = {}
        for low, direct in above.items():
            todo = deque(direct.items())
            while todo:
                top, fact = todo.popleft()
                if (low, top) in self.specializations:
                    continue
                self.specializations[low, top] = fact
                for higher, step in above.get(top, {}).items():
                    sources = (*fact.sources, *step.sources)
                    todo.append((higher, Fact("specializationOf", NONE, [low, higher], set(), sources, 19)))
        self._inherit(self.specializations)

    def _inherit(self, pairs: Mapping[tuple[int, int], Fact]) -> None:
        entities = {self.terms.find(fact.id): fact for fact in self.facts["entity"]}
        for (below, above), pair in pairs.items():
            if above in entities:
                known, types = entities.get(below), entities[above].types
                if known is None:
                    sources = (*entities[above].sources, *pair.sources)
                    entities[below] = self._add("entity", below, [], types, sources, 21)
                elif not types <= known.types:
                    known.types |= types
                    known.sources = _united(known.sources, (*entities[above].sources, *pair.sources))

    def _merge(self) -> None:
        """Constraints 22 to 29."""
        for relation, facts in self.facts.items():
            self.facts[relation] = list(self._distinct(facts) if relation in UNIDENTIFIED else self._keyed(facts))
        for relation, (number, places) in UNIQUE.items():
            first: dict[tuple[int, ...], Fact] = {}
            for fact in self.facts[relation]:
                key = tuple(self.terms.find(fact.args[place]) for place in places)
                other = first.setdefault(key, fact)
                if not self.terms.unify(other.id, fact.id):
                    self._clash(number, other, fact)
        self._timed("wasStartedBy", 0, 28)
        self._timed("wasEndedBy", 1, 29)
        self._unmentioned()
        if not self._recommended:
            self._used_once()

    def _distinct(self, facts: Iterable[Fact]) -> Iterator[Fact]:
        seen: dict[tuple[int, ...], Fact] = {}
        for fact in facts:
            if seen.setdefault(tuple(map(self.terms.find, fact.args)), fact) is fact:
                yield fact

    def _keyed(self, facts: Sequence[Fact]) -> Iterator[Fact]:
        """The facts of a relation, one for each identifier: its arguments must be one, its attributes are united."""
        first: dict[int, Fact] = {}
        for fact in facts:
            other = first.setdefault(self.terms.find(fact.id), fact)
            if other is fact:
                yield fact
            elif all(map(self.terms.unify, other.args, fact.args)):
                other.types |= fact.types
                other.sources = _united(other.sources, fact.sources)
                other.rule = min(other.rule, fact.rule)
            else:
                self._clash(22 if fact.relation in OBJECTS else 23, other, fact)
                yield fact

    def _timed(self, relation: str, place: int, number: int) -> None:
        activities = {self.terms.find(fact.id): fact for fact in self.facts["activity"]}
        for fact in self.facts[relation]:
            activity = activities.get(self.terms.find(fact.args[0]))
            if activity is not None and not self.terms.unify(activity.args[place], fact.args[3]):
                self._clash(number, activity, fact)

    def _unmentioned(self) -> None:
        first: dict[int, Fact] = {}
        for fact in self.facts["mentionOf"]:
            other = first.setdefault(self.terms.find(fact.args[0]), fact)
            if not all(map(self.terms.unify, other.args, fact.args)):
                self._clash(MENTION, other, fact)

    def _used_once(self) -> None:
        """The corpus's constraint, of usages as stated."""
        groups: dict[tuple[int, ...], list[Fact]] = {}
        for fact in self.facts["used"]:
            if not fact.rule:
                groups.setdefault(tuple(map(self.terms.find, fact.args[:2])), []).append(fact)
        for one, other in (pair for group in groups.values() for pair in combinations(group, 2)):
            times, ids = (one.args[2], other.args[2]), (one.id, other.id)
            if self.terms.find(one.id) == self.terms.find(other.id):
                continue
            if self._apart(*ids) and (self._apart(*times) or _attributes(one) != _attributes(other)):
                continue
            if self._apart(*times) or not self.terms.unify(*ids):
                self._clash(USAGE, one, other)

    def _apart(self, one: int, other: int) -> bool:
        """Whether two terms are two constants."""
        terms = self.terms
        return terms.known(one) and terms.known(other) and terms.find(one) != terms.find(other)

    def _clash(self, constraint: int | str, one: Fact, other: Fact) -> None:
        key = (constraint, id(one), id(other))
        if key not in self._told:
            self._told.add(key)
            self.clashes.append(Clash(constraint, (one, other)))


def _attributes(fact: Fact) -> frozenset[tuple[str, str]]:
    return frozenset[tuple[str, str]]().union(*(source.attributes for source in fact.sources))


def _united(one: tuple[Statement, ...], other: tuple[Statement, ...]) -> tuple[Statement, ...]:
    return (*one, *(source for source in other if source not in one))


_RULES: Mapping[str, Callable[[Instance, Fact], None]] = {
    "entity": Instance._entity,
    "activity": Instance._activity,
    "wasStartedBy": Instance._started,
    "wasEndedBy": Instance._ended,
    "wasDerivedFrom": Instance._derived,
    "wasAttributedTo": Instance._attributed,
    "actedOnBehalfOf": Instance._delegated,
    "mentionOf": Instance._mentioned,
}
