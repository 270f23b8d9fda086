"""What an action must know, as a tree of steps from its subject: what several needs share is read once."""

from __future__ import annotations

import builtins
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from graph.reaching import Reach, Scope
from ontology.vocabulary import Need, Ontology, Property, Relation


@dataclass(frozen=True, slots=True)
class Hop:
    """One relation of a path, in the direction the path reads it; `name` is what the path calls it."""

    name: str
    relation: Relation
    outward: bool

    @builtins.property
    def single(self) -> bool:
        """Whether a thing has at most one of it, read this way."""
        return self.relation.functional if self.outward else self.relation.inverse_functional

    @builtins.property
    def leads_to(self) -> frozenset[str]:
        """The classes at the far end."""
        return self.relation.range if self.outward else self.relation.domain


@dataclass(frozen=True)
class Wanted:
    """One need with its path looked up, and its rank: what is required comes first, then the order of declaration."""

    need: Need
    hops: tuple[Hop, ...]
    property: Property
    rank: int

    @cached_property
    def steps(self) -> tuple[str, ...]:
        """The paths of the things on the way, the subject's (empty) first."""
        names = [hop.name for hop in self.hops]
        return tuple("/".join(names[:length]) for length in range(len(names) + 1))


@dataclass(slots=True)
class Step:
    """The things at the end of `path`, and the hops that lead on from them."""

    path: str
    ahead: dict[str, tuple[Hop, Step]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    """What to read for an action: the needs in order of rank, and the tree of their paths.

    `reach` is that tree as the graph reads it ahead, whole; `scope` is the same with no more than what is used.
    """

    subject: str
    wanted: tuple[Wanted, ...]
    root: Step
    reach: tuple[Reach, ...]
    scope: Scope


@lru_cache(maxsize=128)
def plan(ontology: Ontology, action: str) -> Plan:
    """The plan of what must be read before an action.

    Raises:
        NotFound: there is no such action.
    """
    declared = ontology.action(action)
    order = sorted(enumerate(declared.needs), key=lambda pair: (not pair[1].required, pair[0]))
    wanted = tuple(_look_up(ontology, need, rank) for rank, (_, need) in enumerate(order))
    root = Step("")
    for one in wanted:
        _grow(root, one)
    fields = _fields(ontology, wanted)
    return Plan(declared.subject, wanted, root, _reach(root), Scope(_reach(root, fields), fields.get("", ())))


def _reach(step: Step, fields: Mapping[str, tuple[str, ...]] | None = None) -> tuple[Reach, ...]:
    """The hops that lead on from a step, as the graph reads them ahead; `fields` are those used, by path."""
    return tuple(
        Reach(
            hop.relation.type,
            hop.outward,
            _reach(ahead, fields),
            fields.get(ahead.path, ()) if fields is not None else None,
        )
        for hop, ahead in step.ahead.values()
    )


def _fields(ontology: Ontology, wanted: Iterable[Wanted]) -> dict[str, tuple[str, ...]]:
    """The fields that are used of the things at the end of each path: what is told of them, and what dates them."""
    dating = {one.dated_by for one in ontology.classes.values() if one.dated_by}
    used: dict[str, set[str]] = {}
    for one in wanted:
        names = used.setdefault(one.steps[-1], set())
        names.update(one.property.stored)
        if one.need.window is not None or one.need.limit is not None:
            names |= dating
    return {path: tuple(sorted(names)) for path, names in used.items()}


def _look_up(ontology: Ontology, need: Need, rank: int) -> Wanted:
    steps, property_ = ontology.path(need.path)
    names = need.path.split("/")
    hops = tuple(Hop(name, relation, outward) for name, (relation, outward) in zip(names, steps, strict=False))
    return Wanted(need, hops, property_, rank)


def _grow(root: Step, wanted: Wanted) -> None:
    step = root
    for hop, path in zip(wanted.hops, wanted.steps[1:], strict=True):
        if hop.name not in step.ahead:
            step.ahead[hop.name] = (hop, Step(path))
        step = step.ahead[hop.name][1]
