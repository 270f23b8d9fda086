"""Searching from two things at once until both searches meet: what shortest paths are made of.

Each side is widened by whole levels, the smaller one first, so that what is found does not depend on the order in which
an engine answers. Hubs are not expanded, and paths do not lead through them, though one may begin or end a path.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from agents.gather import Neighbourhood, supporters
from graph.model import Link, Thing
from graph.reader import Snapshot
from graph.ties import order, ties

REACH = 10_000
"""So many things are looked at from either end."""
BATCH = 100
"""The relations of so many things are read together."""


@dataclass(slots=True)
class Side:
    """What is reached from one end: how far each thing is, by which relations it is reached, and the furthest ones.

    A side that is `closed` cannot be widened: its end is a hub, or nothing lies further.
    """

    root: str
    closed: bool
    distance: dict[str, int] = field(default_factory=dict)
    reached: dict[str, list[Link]] = field(default_factory=dict)
    frontier: list[str] = field(default_factory=list)
    depth: int = 0

    def __post_init__(self) -> None:
        self.distance[self.root], self.frontier = 0, [self.root]


@dataclass(slots=True)
class Meeting:
    """How two searches met: the length of the shortest paths (None: they did not meet), and what makes them up.

    `hubs` were come by and not expanded; `cut` says that there was more around an end than is looked at.
    """

    snapshot: Snapshot
    sides: tuple[Side, Side]
    length: int | None = None
    hubs: set[str] = field(default_factory=set)
    cut: bool = False

    def ways(self) -> Iterator[tuple[Link, ...]]:
        """Every shortest path as relations that lead from the first end to the second, by the ids of those."""
        ahead: dict[str, list[Link]] = {}
        middle = sorted(set(self.sides[0].frontier) & set(self.sides[1].frontier))
        for side, backward in zip(self.sides, (False, True), strict=True):
            level, seen = middle, set(middle)
            while level:
                links = [link for id_ in level for link in side.reached.get(id_, ())]
                for link in (_turned(one) if backward else one for one in links):
                    ahead.setdefault(link.thing, []).append(link)
                level = sorted({link.thing for link in links} - seen)
                seen.update(level)
        ordered = {id_: sorted(set(links), key=order) for id_, links in ahead.items()}
        yield from _walk(ordered, self.sides[0].root, self.sides[1].root, ())


def _walk(ahead: dict[str, list[Link]], here: str, end: str, way: tuple[Link, ...]) -> Iterator[tuple[Link, ...]]:
    if here == end:
        yield way
        return
    for link in ahead[here]:
        yield from _walk(ahead, link.other, end, (*way, link))


def _turned(link: Link) -> Link:
    """The same relation, seen from its other end."""
    return replace(link, outward=not link.outward, thing=link.other, other=link.thing)


def meeting(snapshot: Snapshot, start: str, end: str, longest: int) -> Meeting:
    """Widen the searches from two things until they meet, or have gone `longest` relations far together."""
    wide = snapshot.wide([start, end])
    sides = (Side(start, start in wide), Side(end, end in wide))
    met = Meeting(snapshot, sides)
    while not set(sides[0].frontier) & set(sides[1].frontier):
        open_ = [side for side in sides if not side.closed]
        if sides[0].depth + sides[1].depth == longest or any(not side.frontier for side in sides) or not open_:
            met.hubs |= {side.root for side in sides if side.root in wide}
            return met
        _widen(met, min(open_, key=lambda side: len(side.frontier)))
        if met.cut:
            return met
    met.length = sides[0].depth + sides[1].depth
    return met


def _widen(met: Meeting, side: Side) -> None:
    """Reach what is one relation further."""
    goal = next(other.root for other in met.sides if other is not side)
    things = met.snapshot.things(side.frontier) if met.snapshot.at is not None else {}
    reached: dict[str, list[Link]] = {}
    for start in range(0, len(side.frontier), BATCH):
        found = ties(met.snapshot, side.frontier[start : start + BATCH])
        links = [one for some in found.values() for one in some if one.other not in side.distance]
        for link in _holding(met.snapshot, things, links):
            reached.setdefault(link.other, []).append(link)
        met.cut = met.cut or len(side.distance) + len(reached) > REACH
        if met.cut:
            return
    hubs = met.snapshot.wide(reached) - {goal}
    met.hubs |= hubs
    side.depth += 1
    side.frontier = sorted(reached.keys() - hubs)
    side.distance.update(dict.fromkeys(side.frontier, side.depth))
    side.reached.update({id_: reached[id_] for id_ in side.frontier})


def _holding(snapshot: Snapshot, near: dict[str, Thing], links: list[Link]) -> list[Link]:
    """Those of some relations that hold in the world at the time that is asked for, if one is."""
    if snapshot.at is None:
        return links
    things = {**near, **snapshot.things({link.other for link in links})}
    around = Neighbourhood("", snapshot.at, things)
    return [one for one in links if one.thing in things and one.other in things and supporters(around, one)]
