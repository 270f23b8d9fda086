"""Which keys are one thing: clusters of keys under judgements, the same whatever the order they came in.

Judgements that say *same* are edges with a score, judgements that say *different* and disjoint classes keep keys
apart. Edges are taken strongest first (ties by key), and one that would join what must stay apart is passed over:
so a *different* splits a cluster at its weakest evidence. This is Kruskal's maximum spanning forest under
cannot-link constraints.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from graph.model import Key

ALGORITHM = "kruskal-cannot-link-1"

PERSON = 1_000_000
"""The score of a person's *same*: above every rule's."""


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """A judgement that two keys are the same, `left < right`; `on` is the identifier it rests on, '' for a person's."""

    left: str
    right: str
    on: str
    score: int


@dataclass(frozen=True, slots=True)
class Member:
    """What clustering must know of a key: when it was first seen, and the classes of its record."""

    key: str
    first: int
    classes: frozenset[str]


@dataclass(frozen=True, slots=True)
class Rule:
    """Under which terms an equal value joins: at most `guard` keys that share it, of one stream at most `within`.

    A system has one record for a thing: a value that several of its records share is a group's, a building's, or was
    given away, and says of no other record which of them it is.
    """

    guard: int
    within: int
    strength: int


def chain(keys: Iterable[str], rule: Rule, on: str) -> list[Edge]:
    """The edges by which one shared value joins its keys: neighbours in key order, none beyond the guards.

    A chain joins as much as all pairs would, with n − 1 judgements, and depends on the set of keys alone.
    """
    ordered = sorted(set(keys))
    if len(ordered) > rule.guard:
        return []
    if rule.within < len(ordered) and _most_of_a_stream(ordered) > rule.within:
        return []
    return [Edge(left, right, on, rule.strength) for left, right in itertools.pairwise(ordered)]


def _most_of_a_stream(keys: Iterable[str]) -> int:
    parsed = map(Key.parse, keys)
    return max(Counter((key.source, key.stream) for key in parsed).values())


class _Forest:
    """Union-find that refuses unions across what must stay apart."""

    def __init__(
        self,
        members: Mapping[str, Member],
        apart: Iterable[tuple[str, str]],
        disjoint: Callable[[Iterable[str], Iterable[str]], bool],
    ) -> None:
        self.root = {key: key for key in members}
        self.keys = {key: {key} for key in members}
        self.classes = {key: set(member.classes) for key, member in members.items()}
        self.disjoint = disjoint
        self.enemies: dict[str, set[str]] = {key: set() for key in members}
        for left, right in apart:
            if left in members and right in members:
                self.enemies[left].add(right)
                self.enemies[right].add(left)

    def find(self, key: str) -> str:
        while self.root[key] != key:
            self.root[key] = self.root[self.root[key]]
            key = self.root[key]
        return key

    def union(self, left: str, right: str) -> None:
        a, b = self.find(left), self.find(right)
        if a == b or self.enemies[a] & self.keys[b] or self.disjoint(self.classes[a], self.classes[b]):
            return
        if len(self.keys[a]) < len(self.keys[b]):
            a, b = b, a
        self.root[b] = a
        self.keys[a] |= self.keys.pop(b)
        self.classes[a] |= self.classes.pop(b)
        self.enemies[a] |= self.enemies.pop(b)


def clusters(
    members: Mapping[str, Member],
    edges: Iterable[Edge],
    apart: Iterable[tuple[str, str]],
    disjoint: Callable[[Iterable[str], Iterable[str]], bool],
) -> list[list[str]]:
    """The clusters of keys, each sorted, in the order of their first key."""
    forest = _Forest(members, apart, disjoint)
    for edge in sorted(edges, key=lambda edge: (-edge.score, edge.left, edge.right, edge.on)):
        if edge.left in members and edge.right in members:
            forest.union(edge.left, edge.right)
    return sorted(sorted(keys) for keys in forest.keys.values())


def founder(members: Sequence[Member]) -> str:
    """The key whose thing stands for a cluster: the first seen, ties by key."""
    return min(members, key=lambda member: (member.first, member.key)).key
