"""Reading what a plan asks for, as of one sequence: one round trip per hop of the tree, then the rest in memory."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from agents.needs import Hop, Plan, Step
from graph.identifiers import Identifier
from graph.model import Fact, Link, Record, Thing
from graph.reader import Snapshot

FANOUT = 500
"""How many relations of one type a context follows from one thing."""
REACH = 2_000
"""How many things a context reads."""


@dataclass(slots=True)
class Neighbourhood:
    """What was read around a subject.

    `links` and `cuts` are by the path reached and the thing it starts from; a cut says why not all was followed.
    `learnt` dates the commits, `held` has the rows held back by their key, `waits` why an identifier that a record
    refers to means nothing, by record, field and identifier. `survive` tells what a property of a thing is.
    """

    subject: str
    at: str
    things: dict[str, Thing] = field(default_factory=dict)
    survive: Callable[[Thing, str], Fact | None] = lambda _thing, _name: None
    links: dict[tuple[str, str], tuple[Link, ...]] = field(default_factory=dict)
    cuts: dict[tuple[str, str], str] = field(default_factory=dict)
    learnt: Mapping[int, str] = field(default_factory=dict)
    held: Mapping[str, tuple[Held, ...]] = field(default_factory=dict)
    waits: Mapping[tuple[str, str, str], str] = field(default_factory=dict)
    _facts: dict[tuple[str, str], Fact | None] = field(default_factory=dict)
    _said: dict[tuple[str, int, str], list[tuple[Record, str]]] = field(default_factory=dict)

    def fact(self, thing: str, name: str) -> Fact | None:
        """What one property of a thing is; None where nobody says anything of it."""
        place = (thing, name)
        if place not in self._facts:
            self._facts[place] = self.survive(self.things[thing], name)
        return self._facts[place]

    def said(self, link: Link) -> list[tuple[Record, str]]:
        """The record versions that say that a relation holds; see `supporters`."""
        place = (link.rid, link.since, link.thing)
        if place not in self._said:
            self._said[place] = supporters(self, link)
        return self._said[place]


@dataclass(frozen=True, slots=True)
class Held:
    """A row held back, newer than what is shown of its key."""

    id: str
    source: str
    key: str
    reason: str


def gather(snapshot: Snapshot, plan: Plan, subject: str, at: str) -> Neighbourhood:
    """Everything that the plan asks for around a subject, as of the snapshot and the clock `at`."""
    found = Neighbourhood(subject, at, dict(snapshot.things([subject])), snapshot.fact)
    frontier: list[tuple[Step, list[str]]] = [(plan.root, [subject])]
    while frontier:
        ahead = [
            (step, _follow(snapshot, found, step.path, hop, starts))
            for here, starts in frontier
            for hop, step in here.ahead.values()
        ]
        unread = _meet(snapshot, found, [thing for _, things in ahead for thing in things])
        _settle(found, {step.path for step, _ in ahead}, unread)
        frontier = [(step, [thing for thing in things if thing in found.things]) for step, things in ahead]
        frontier = [(step, things) for step, things in frontier if things]
    members = [record for thing in found.things.values() for record in thing.members]
    found.learnt = dates(snapshot, {record.since for record in members})
    found.held = _held_back(snapshot, members)
    seeking = {one.id for one in members for ref in one.refs if isinstance(ref.target, Identifier)}
    found.waits = snapshot.waits(sorted(seeking)) if seeking else {}
    return found


def dates(snapshot: Snapshot, seqs: Iterable[int]) -> dict[int, str]:
    """When the commits of some sequences were made."""
    return snapshot.dates(seqs)


def supporters(found: Neighbourhood, link: Link) -> list[tuple[Record, str]]:
    """The record versions that say that a relation holds, and the field in which each says so; first seen first."""
    near, far = found.things[link.thing], found.things[link.other]
    said: dict[tuple[int, str, str], tuple[Record, str]] = {}
    for one, other, outward in ((near, far, link.outward), (far, near, not link.outward)):
        keys = {record.key.text for record in other.members}
        for record in one.members:
            for ref in record.refs:
                if ref.relation != link.relation or ref.outward != outward:
                    continue
                target = ref.target
                meant = _meant(target, record, link, other) if isinstance(target, Identifier) else target.text in keys
                if meant:
                    said[record.first, record.key.text, ref.field] = (record, ref.field)
    return [said[place] for place in sorted(said)]


def _meant(target: Identifier, record: Record, link: Link, other: Thing) -> bool:
    """Whether a record said that a relation holds by an identifier of the thing at its end, which may be erased."""
    carried = {text for one in other.members for text in one.identifiers}
    known = any(one.erased for one in other.members) or any(form.text in carried for form in target.forms)
    return known and record.key.text in link.keys


def _follow(snapshot: Snapshot, found: Neighbourhood, path: str, hop: Hop, starts: list[str]) -> list[str]:
    """Follow one hop from some things; what lies beyond the fan-out is cut, in the order of the relations' ids."""
    reached: dict[str, None] = {}
    followed = snapshot.links(starts, hop.relation.type, hop.outward, FANOUT + 1)
    found.cuts.update({(path, start): "wide" for start in starts if start not in followed})
    for start, links in followed.items():
        if len(links) > FANOUT:
            found.cuts[path, start] = "many"
        found.links[path, start] = tuple(links[:FANOUT])
        reached.update(dict.fromkeys(link.other for link in links[:FANOUT]))
    return list(reached)


def _held_back(snapshot: Snapshot, members: list[Record]) -> dict[str, tuple[Held, ...]]:
    """The rows held back of the keys of some records that came later than what is current of them.

    A record that was replayed came when it was held back.
    """
    current = {record.key.text: record for record in members}
    rows = snapshot.held_back(current)
    arrived = {row["record"]: row["arrived"] for row in rows if row["record"]}
    held: dict[str, tuple[Held, ...]] = {}
    for row in rows:
        record = current[row["key"]]
        if row["held"] and row["arrived"] > arrived.get(record.id, record.since):
            one = Held(row["id"], row["source"], row["key"], row["reason"])
            held[one.key] = (*held.get(one.key, ()), one)
    return held


def _meet(snapshot: Snapshot, found: Neighbourhood, things: list[str]) -> set[str]:
    """Read things that were not read before, as far as a context reads at all; return those that it does not."""
    new = [thing for thing in dict.fromkeys(things) if thing not in found.things]
    room = max(0, REACH - len(found.things))
    if new[:room]:
        found.things.update(snapshot.things(new[:room]))
    return set(new[room:])


def _settle(found: Neighbourhood, paths: set[str], unread: set[str]) -> None:
    """Keep the relations that hold at the context's clock: both ends are there, and a record that says so."""
    for (path, start), links in list(found.links.items()):
        if path not in paths:
            continue
        if any(link.other in unread for link in links):
            found.cuts[path, start] = "many"
        met = (link for link in links if link.other in found.things)
        found.links[path, start] = tuple(link for link in met if found.said(link))
