"""Which of the things at the end of a path a need asks for: those in its window, the latest ones up to its limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from agents.gather import Neighbourhood
from agents.needs import Hop, Wanted
from agents.times import moment
from graph.clock import instant
from graph.model import Link, Thing
from ontology.vocabulary import Ontology


@dataclass(frozen=True, slots=True)
class Reached:
    """A thing at the end of a path, and all relations by which it was reached, with the paths that they end."""

    thing: str
    ways: tuple[tuple[str, Link], ...]


@dataclass(frozen=True, slots=True)
class Broken:
    """Things on the way from which one hop leads nowhere, out of how many stand there."""

    at: str
    hop: Hop
    things: tuple[str, ...]
    of: int


@dataclass(frozen=True, slots=True)
class Selection:
    """What one need is answered from: the things kept, how many were older than its window or beyond its limit,
    where its path broke, and the things that were not wholly expanded, by reason."""

    kept: tuple[Reached, ...]
    older: int
    beyond: int
    broken: tuple[Broken, ...]
    unexpanded: dict[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class _Walk:
    """What stands at the end of a path, and what went wrong on the way."""

    reached: list[Reached]
    broken: tuple[Broken, ...] = ()
    unexpanded: tuple[tuple[str, str], ...] = ()


Which = tuple[str, timedelta | None, int | None]
"""What tells one selection from another: a path, a window and a limit."""


@dataclass(slots=True)
class Selector:
    """Selects what the needs of one answer ask for. What several of them share is walked and narrowed once."""

    found: Neighbourhood
    ontology: Ontology
    _walks: dict[str, _Walk] = field(default_factory=dict)
    _selections: dict[Which, Selection] = field(default_factory=dict)

    def select(self, wanted: Wanted) -> Selection:
        """The things that one need asks for, latest first where it has a window or a limit."""
        which = (wanted.steps[-1], wanted.need.window, wanted.need.limit)
        if which not in self._selections:
            self._selections[which] = self._select(wanted)
        return self._selections[which]

    def _select(self, wanted: Wanted) -> Selection:
        walk = self._walk(wanted, len(wanted.hops))
        kept, older, beyond = _narrow(self.found, wanted, self.ontology, walk.reached)
        cuts: dict[str, tuple[str, ...]] = {}
        for reason, thing in walk.unexpanded:
            cuts[reason] = (*cuts.get(reason, ()), thing)
        return Selection(tuple(kept), older, beyond, walk.broken, cuts)

    def _walk(self, wanted: Wanted, length: int) -> _Walk:
        """Walk so many hops of a need's path."""
        path = wanted.steps[length]
        if path not in self._walks:
            self._walks[path] = self._further(wanted, length) if length else _Walk([Reached(self.found.subject, ())])
        return self._walks[path]

    def _further(self, wanted: Wanted, length: int) -> _Walk:
        """Walk one hop further."""
        found, before = self.found, self._walk(wanted, length - 1)
        at, path = wanted.steps[length - 1 : length + 1]
        ahead = [(one.thing, _ahead(found, path, one)) for one in before.reached]
        cuts = tuple((found.cuts[path, thing], thing) for thing, _ in ahead if (path, thing) in found.cuts)
        bare = tuple(thing for thing, some in ahead if not some and (path, thing) not in found.cuts)
        broken = (Broken(at, wanted.hops[length - 1], bare, len(before.reached)),) if bare else ()
        reached = _joined(one for _, some in ahead for one in some)
        return _Walk(reached, before.broken + broken, before.unexpanded + cuts)


def dated(found: Neighbourhood, ontology: Ontology, thing: Thing) -> datetime:
    """When a thing happened: the value of the property that dates its class, else its newest declared version, else
    the commit by which it was first learnt."""
    for name in sorted(ontology.closure(thing.classes)):
        dating = ontology.classes[name].dated_by
        fact = found.fact(thing.id, dating) if dating else None
        value = moment(fact.value) if fact is not None else None
        if value is not None:
            return value
    versions = [value for record in thing.members if (value := moment(record.version)) is not None]
    return max(versions) if versions else instant(found.learnt[min(record.since for record in thing.members)])


def _ahead(found: Neighbourhood, path: str, one: Reached) -> list[Reached]:
    """The things one hop further; a path does not go back over the one relation that it came by."""
    here = path.rpartition("/")[0]
    links = found.links.get((path, one.thing), ())
    if here:
        came_by = {link.rid for at, link in one.ways if at == here and link.other == one.thing}
        links = tuple(link for link in links if came_by != {link.rid})
    return [Reached(link.other, (*one.ways, (path, link))) for link in links]


def _joined(reached: Iterable[Reached]) -> list[Reached]:
    """Things that were reached several times, once each with all ways."""
    ways: dict[str, dict[tuple[str, str, str], tuple[str, Link]]] = {}
    for one in reached:
        known = ways.setdefault(one.thing, {})
        known.update({(path, link.rid, link.thing): (path, link) for path, link in one.ways})
    return [Reached(thing, tuple(known.values())) for thing, known in ways.items()]


def _narrow(
    found: Neighbourhood, wanted: Wanted, ontology: Ontology, reached: list[Reached]
) -> tuple[list[Reached], int, int]:
    need = wanted.need
    if not wanted.hops or (need.window is None and need.limit is None):
        return reached, 0, 0
    at = instant(found.at)
    dates = {one.thing: dated(found, ontology, found.things[one.thing]) for one in reached}
    inside = [one for one in reached if need.window is None or at - need.window <= dates[one.thing] <= at]
    latest = sorted(sorted(inside, key=lambda one: one.thing), key=lambda one: dates[one.thing], reverse=True)
    kept = latest if need.limit is None else latest[: need.limit]
    return kept, len(reached) - len(inside), len(latest) - len(kept)
