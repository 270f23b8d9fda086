"""The order of events: which must come before which, and where that leads back to itself (section 6.2).

All starts of an activity are at one instant, and so are all of its ends, all generations of an entity, and all of its
invalidations (constraints 31, 32, 39, 40). They are tied in a ring, and the other constraints are told of one of them.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from graph.constraints.normal import Fact, Instance
from graph.constraints.statements import EVENTS
from graph.constraints.terms import NONE
from graph.constraints.titles import TIMES

Events = Mapping[int, list[Fact]]
"""The events of an entity or an activity, by its term."""


@dataclass(frozen=True, slots=True)
class Step:
    """An event precedes another, strictly or not, by a constraint and the facts that it speaks of."""

    before: Fact
    after: Fact
    strict: bool
    constraint: int | str
    by: Fact | None = None


class Order:
    """The order of an instance's events. `timed` lets an earlier time come first, which PROV leaves open."""

    def __init__(self, instance: Instance, timed: bool = False) -> None:
        self._find = instance.terms.find
        self._instance = instance
        self.next: dict[int, list[tuple[int, Step]]] = {}
        self.starts, self.ends = (self._events(relation, 0) for relation in ("wasStartedBy", "wasEndedBy"))
        self.made, self.gone = (self._events(relation, 0) for relation in ("wasGeneratedBy", "wasInvalidatedBy"))
        self.used = instance.facts["used"]
        for number, events in ((31, self.starts), (32, self.ends), (39, self.made), (40, self.gone)):
            self._rings(number, events)
        for step in (*self._activities(), *self._entities(), *self._derivations(), *self._agents()):
            self._put(step)
        if timed:
            self._times()

    def cycles(self) -> Iterator[list[Step]]:
        """For each event that would strictly precede itself: the steps that lead from it to itself, shortest first."""
        group = components(self.next)
        told: set[frozenset[int]] = set()
        for one, steps in self.next.items():
            for other, step in steps:
                if step.strict and group[one] == group[other]:
                    cycle = [step, *self._way(other, one, group)]
                    nodes = frozenset(self._node(each.before) for each in cycle)
                    if nodes not in told:
                        told.add(nodes)
                        yield cycle

    def _events(self, relation: str, place: int) -> dict[int, list[Fact]]:
        events: dict[int, list[Fact]] = {}
        for fact in self._instance.facts[relation]:
            events.setdefault(self._find(fact.args[place]), []).append(fact)
        return events

    def _node(self, event: Fact) -> int:
        return self._find(event.id)

    def _put(self, step: Step) -> None:
        after = self._node(step.after)
        self.next.setdefault(self._node(step.before), []).append((after, step))
        self.next.setdefault(after, [])

    def _rings(self, number: int, events: Events) -> None:
        for several in events.values():
            if len(several) > 1:
                for one, other in pairwise([*several, several[0]]):
                    self._put(Step(one, other, False, number))

    def _first(self, events: Events, term: int) -> Fact | None:
        found = events.get(self._find(term))
        return found[0] if found else None

    def _steps(self, one: Fact | None, other: Fact | None, number: int, by: Fact | None = None) -> Iterator[Step]:
        if one is not None and other is not None:
            yield Step(one, other, number == 42, number, by)

    def _within(self, event: Fact, activity: int, number: int) -> Iterator[Step]:
        yield from self._steps(self._first(self.starts, activity), event, number)
        yield from self._steps(event, self._first(self.ends, activity), number)

    def _activities(self) -> Iterator[Step]:
        """Constraints 30, 33, 34, 35."""
        for activity in self.starts:
            yield from self._steps(self._first(self.starts, activity), self._first(self.ends, activity), 30)
        for use in self.used:
            yield from self._within(use, use.args[0], 33)
        for makings in self.made.values():
            for making in makings:
                yield from self._within(making, making.args[1], 34)
        for told in self._instance.facts["wasInformedBy"]:
            start, end = self._first(self.starts, told.args[1]), self._first(self.ends, told.args[0])
            yield from self._steps(start, end, 35, told)

    def _entities(self) -> Iterator[Step]:
        """Constraints 36, 37, 38, 43, 44, 45, 46."""
        for entity in self.made:
            yield from self._steps(self._first(self.made, entity), self._first(self.gone, entity), 36)
        for use in self.used:
            yield from self._steps(self._first(self.made, use.args[1]), use, 37)
            yield from self._steps(use, self._first(self.gone, use.args[1]), 38)
        for number, several in ((43, self.starts), (44, self.ends)):
            for event in (one for some in several.values() for one in some):
                yield from self._steps(self._first(self.made, event.args[1]), event, number)
                yield from self._steps(event, self._first(self.gone, event.args[1]), number)
        for (low, top), fact in self._instance.specializations.items():
            yield from self._steps(self._first(self.made, top), self._first(self.made, low), 45, fact)
            yield from self._steps(self._first(self.gone, low), self._first(self.gone, top), 46, fact)

    def _derivations(self) -> Iterator[Step]:
        """Constraints 41, 42."""
        by_id = {self._node(use): use for use in self.used}
        makings = {self._node(one): one for some in self.made.values() for one in some}
        for fact in self._instance.facts["wasDerivedFrom"]:
            to, source, *path = fact.args
            if NONE not in map(self._find, path):
                making, use = makings.get(self._find(path[1])), by_id.get(self._find(path[2]))
                yield from self._steps(use, making, 41, fact)
            yield from self._steps(self._first(self.made, source), self._first(self.made, to), 42, fact)

    def _agents(self) -> Iterator[Step]:
        """Constraints 47, 48, 49."""
        first, facts = self._first, self._instance.facts
        for fact in facts["wasAssociatedWith"]:
            activity, agent = fact.args[:2]
            start, end = first(self.starts, activity), first(self.ends, activity)
            yield from self._steps(start, first(self.gone, agent), 47, fact)
            yield from self._steps(first(self.made, agent), end, 47, fact)
            yield from self._steps(start, first(self.ends, agent), 47, fact)
            yield from self._steps(first(self.starts, agent), end, 47, fact)
        for fact in facts["wasAttributedTo"]:
            making, agent = first(self.made, fact.args[0]), fact.args[1]
            yield from self._steps(first(self.made, agent), making, 48, fact)
            yield from self._steps(first(self.starts, agent), making, 48, fact)
        for fact in facts["actedOnBehalfOf"]:
            delegate, responsible = fact.args[:2]
            yield from self._steps(first(self.made, responsible), first(self.gone, delegate), 49, fact)
            yield from self._steps(first(self.starts, responsible), first(self.ends, delegate), 49, fact)

    def _times(self) -> None:
        """Of events of one clock, those of each time strictly precede those of the next."""
        terms = self._instance.terms
        clocks: dict[str, dict[Any, list[Fact]]] = {}
        for fact in (one for relation in EVENTS for one in self._instance.facts[relation]):
            time: Any = terms.value(fact.args[-1])
            if terms.known(fact.args[-1]):
                clocks.setdefault(_clock(time), {}).setdefault(time, []).append(fact)
        for times in clocks.values():
            for earlier, later in pairwise(sorted(times)):
                between = Fact(TIMES, terms.fresh(), [])
                for one in times[earlier]:
                    self._put(Step(one, between, True, TIMES))
                for other in times[later]:
                    self._put(Step(between, other, False, TIMES))

    def _way(self, start: int, goal: int, group: Mapping[int, int]) -> list[Step]:
        """The shortest way from an event to another of its component."""
        came: dict[int, Step] = {}
        todo = deque([start])
        while todo and goal not in came and start != goal:
            for node, step in self.next[todo.popleft()]:
                if node not in came and node != start and group[node] == group[start]:
                    came[node] = step
                    todo.append(node)
        way: list[Step] = []
        while goal != start:
            way.append(came[goal])
            goal = self._node(came[goal].before)
        return way[::-1]


def _clock(time: Any) -> str:
    """Times compare with those of their kind alone; an instant without a zone does not compare with one that has it."""
    zone = getattr(time, "tzinfo", None)
    return f"{type(time).__name__}{'' if zone is None else ' with a zone'}"


def components(edges: Mapping[int, Iterable[tuple[int, object]]]) -> dict[int, int]:
    """The strongly connected component of each node: Tarjan's algorithm, without recursion."""
    index: dict[int, int] = {}
    low: dict[int, int] = {}
    found: dict[int, int] = {}
    stack: list[int] = []
    for root in edges:
        if root in index:
            continue
        path = [(root, iter(edges[root]))]
        index[root] = low[root] = len(index)
        stack.append(root)
        while path:
            node, rest = path[-1]
            step = next(rest, None)
            if step is None:
                path.pop()
                _close(node, index, low, stack, found)
                if path:
                    low[path[-1][0]] = min(low[path[-1][0]], low[node])
            elif step[0] not in index:
                index[step[0]] = low[step[0]] = len(index)
                stack.append(step[0])
                path.append((step[0], iter(edges[step[0]])))
            elif step[0] not in found:
                low[node] = min(low[node], index[step[0]])
    return found


def _close(node: int, index: dict[int, int], low: dict[int, int], stack: list[int], found: dict[int, int]) -> None:
    """End a node: if nothing before it can be reached from it, what lies above it on the stack is its component."""
    if low[node] == index[node]:
        while node not in found:
            found[stack.pop()] = index[node]
