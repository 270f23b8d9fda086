"""Which of the things at the end of a path a need asks for: those in its window, the latest ones up to its limit."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

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


def select(found: Neighbourhood, wanted: Wanted, ontology: Ontology) -> Selection:
    """The things that one need asks for, latest first where it has a window or a limit."""
    reached = [Reached(found.subject, ())]
    broken: list[Broken] = []
    unexpanded: dict[str, list[str]] = {}
    for hop, at, path in zip(wanted.hops, wanted.steps, wanted.steps[1:], strict=False):
        ahead = {one: _ahead(found, path, one) for one in reached}
        for one in reached:
            if reason := found.cuts.get((path, one.thing)):
                unexpanded.setdefault(reason, []).append(one.thing)
        bare = tuple(one.thing for one in reached if not ahead[one] and (path, one.thing) not in found.cuts)
        if bare:
            broken.append(Broken(at, hop, bare, len(reached)))
        reached = _joined(one for some in ahead.values() for one in some)
    kept, older, beyond = _narrow(found, wanted, ontology, reached)
    cuts = {reason: tuple(things) for reason, things in unexpanded.items()}
    return Selection(tuple(kept), older, beyond, tuple(broken), cuts)


def dated(found: Neighbourhood, ontology: Ontology, thing: Thing) -> datetime:
    """When a thing happened: the value of the property that dates its class, else its newest declared version, else
    the commit by which it was first learnt."""
    facts = found.facts[thing.id]
    for name in sorted(ontology.closure(thing.classes)):
        dating = ontology.classes[name].dated_by
        value = moment(facts[dating].value) if dating and dating in facts else None
        if value is not None:
            return value
    versions = [value for record in thing.members if (value := moment(record.version)) is not None]
    return max(versions) if versions else instant(found.learnt[min(record.since for record in thing.members)])


def _ahead(found: Neighbourhood, path: str, one: Reached) -> list[Reached]:
    """The things one hop further; a path does not go back over the one relation that it came by."""
    here = path.rpartition("/")[0]
    came_by = {link.rid for at, link in one.ways if at == here and link.other == one.thing}
    links = [link for link in found.links.get((path, one.thing), ()) if came_by != {link.rid}]
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
