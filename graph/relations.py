"""Relations of the present, kept in step with the references of records.

A record supports the relation that its reference names while the record and the target are both present; otherwise
the record awaits the target. This module compares what was supported before a change with what is supported after it,
and begins, extends and ends relations by the difference. A relation that would point to itself is not in the view.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass, field

from graph import seeking
from graph.change import CHUNK, Change, Held
from graph.identifiers import Identifier
from graph.model import OPEN, Ref
from graph.questions import checked, cypher
from ontology.digest import identify

Edge = tuple[str, str, str]
"""Relation type, the id of the thing it leads from, the id of the thing it leads to."""

Wait = tuple[str, str, str, str]

WIDE = 5_000
"""The degree from which on a thing counts as a hub."""


@dataclass
class Support:
    """Who supports which relation, which references await their target, and who refers to which identifier.

    A wait is a key, a field, a target, and why, where that is an identifier.
    """

    edges: dict[Edge, set[str]] = field(default_factory=lambda: defaultdict(set))
    awaits: set[Wait] = field(default_factory=set)
    seeks: set[tuple[str, str]] = field(default_factory=set)


def rid(edge: Edge) -> str:
    """The id of a relation: the same whenever the same things are related in the same way."""
    return identify("relation", *edge)


def update(change: Change, recast: Set[str] = frozenset()) -> None:
    """Bring relations, their past and what is awaited in step with the change.

    `recast` are keys whose open versions it alters in place.
    """
    concerned = _concerned(change) | recast
    change.hold(concerned)
    change.hold(seeking.targets(change, (ref for key in concerned for ref in _refs(change, key))))
    before = _support(change, concerned, late=False)
    after = _support(change, concerned, late=True)
    edges = sorted(set(before.edges) | set(after.edges))
    gained = {edge: after.edges[edge] - before.edges[edge] for edge in edges}
    lost = {edge: before.edges[edge] for edge in edges if before.edges[edge] and not after.edges[edge]}
    end(change, _unsupported(change, lost, concerned))
    begin(change, {edge: keys for edge, keys in gained.items() if keys})
    wait(change, before.awaits, after.awaits)
    seeking.seek(change, (one for one in after.seeks if one[0] in change.versioned))


def _refs(change: Change, key: str) -> Iterator[Ref]:
    """What a key refers to, before or after the change."""
    was, now = change.before[key], change.now(key)
    for one in (now,) if now is was else (was, now):
        if one is not None and one.refs:
            yield from change.references(one)


def _concerned(change: Change) -> set[str]:
    """Every key whose support may differ: changed and moved keys, and those that refer to what came, went or moved."""
    moved = {one.key for one in change.moved()}
    keys = {key for key in change.versioned if change.after[key].refs or _had_refs(change.before[key])} | moved
    shifted: set[str] = set()
    arrived: set[str] = set()
    for key in change.versioned | moved:
        was, now = change.before[key], change.after[key]
        if was is not None and was.present and (now.gone or now.thing != was.thing):
            shifted.add(was.thing)
        if now.present and (was is None or was.gone):
            arrived.add(key)
    arrived = change.memory.awaited(change.tx, arrived)
    keys |= seeking.seekers(change, moved)
    if arrived:
        keys |= set(change.tx.ask(cypher("awaiting"), keys=sorted(arrived), open=OPEN)[0]["keys"])
    if shifted:
        found = change.tx.ask(cypher("supporters"), things=sorted(shifted))[0]["found"]
        keys |= {key for supporters in found for key in supporters}
        keys |= set(change.tx.ask(cypher("mates"), things=sorted(shifted), open=OPEN)[0]["keys"])
    return keys


def _had_refs(was: Held | None) -> bool:
    return was is not None and bool(was.refs)


def _support(change: Change, keys: Iterable[str], late: bool) -> Support:
    """What the keys support, after the change if `late`, else before it."""
    result = Support()
    for key in keys:
        one = change.now(key) if late else change.was(key)
        if one is None or one.gone:
            continue
        for ref in change.references(one):
            text = ref.target.text
            if isinstance(ref.target, Identifier):
                thing, why = seeking.led(change, ref.target, late)
                result.seeks.update((key, form.text) for form in ref.target.forms)
            else:
                target = change.now(text) if late else change.was(text)
                thing, why = (None, "") if target is None or target.gone else (target.thing, "")
            if thing is None:
                result.awaits.add((key, ref.field, text, why))
                continue
            ends = (one.thing, thing) if ref.outward else (thing, one.thing)
            if ends[0] != ends[1]:
                result.edges[(ref.relation, *ends)].add(key)
    return result


def _unsupported(change: Change, lost: dict[Edge, set[str]], concerned: set[str]) -> list[Edge]:
    """Those of the relations that no record outside the change supports either."""
    if not lost:
        return []
    others: dict[Edge, set[str]] = {}
    for relation, part in _by_type(lost).items():
        others.update({edge: keys - concerned for edge, keys in _holding(change, relation, part).items()})
    change.hold(key for keys in others.values() for key in keys)
    known = [key for keys in others.values() for key in keys if change.now(key) is not None]
    change.hold(seeking.targets(change, (ref for key in known for ref in _refs(change, key))))
    kept = _support(change, known, late=True).edges
    return [edge for edge in sorted(lost) if not kept.get(edge)]


def _by_type(edges: Iterable[Edge]) -> dict[str, list[Edge]]:
    groups: dict[str, list[Edge]] = defaultdict(list)
    for edge in edges:
        groups[edge[0]].append(edge)
    return dict(sorted(groups.items()))


def end(change: Change, edges: list[Edge]) -> None:
    """End relations: they become the past."""
    for relation, part in _by_type(edges).items():
        rows: list[list[object]] = [[edge[1], edge[2]] for edge in part]
        change.write(cypher("end_relations", relation=checked(relation)), rows, relation=relation)


def single(change: Change, edges: list[Edge]) -> None:
    """Let relations hold once, under their own rid: the oldest of doubles stays."""
    for relation, part in _by_type(edges).items():
        rows: list[list[object]] = [[edge[1], edge[2], rid(edge)] for edge in part]
        change.write(cypher("single_relations", relation=checked(relation)), rows)


def begin(change: Change, gained: dict[Edge, set[str]]) -> None:
    """Begin relations for their supporters, or extend those that hold already."""
    ends: Counter[str] = Counter()
    for relation, part in _by_type(gained).items():
        old = [edge for edge in part if edge[1] not in change.made and edge[2] not in change.made]
        there = _holding(change, relation, old)
        news = {edge: sorted(gained[edge] - there[edge]) for edge in there}
        more: list[list[object]] = [[edge[1], edge[2], keys] for edge, keys in news.items() if keys]
        change.write(cypher("extend_relations", relation=checked(relation)), more)
        rows: list[list[object]] = [[e[1], e[2], rid(e), sorted(gained[e])] for e in part if e not in there]
        change.write(cypher("begin_relations", relation=checked(relation)), rows)
        ends.update(end for edge in part for end in edge[1:])
    _widen(change, ends)


def _holding(change: Change, relation: str, edges: list[Edge]) -> dict[Edge, set[str]]:
    """Those of the relations of one type that hold, with the keys that were named as their supporters."""
    found: dict[Edge, set[str]] = {}
    for start in range(0, len(edges), CHUNK):
        rows = [[edge[1], edge[2]] for edge in edges[start : start + CHUNK]]
        held = change.tx.ask(cypher("relation_keys", relation=checked(relation)), rows=rows)[0]["found"]
        found.update({(relation, start, end): set(keys) for start, end, keys in held})
    return found


def _widen(change: Change, ends: Counter[str]) -> None:
    """Mark things whose degree has crossed the cap, so that reads do not expand through them.

    The engine is asked for the degrees of those that may have crossed it, as far as the writer remembers.
    """
    change.grown += ends
    unsure = sorted(end for end, many in ends.items() if change.memory.degree(end, end in change.made) + many >= WIDE)
    for start in range(0, len(unsure), CHUNK):
        ids = unsure[start : start + CHUNK]
        change.degrees.update(change.tx.ask(cypher("widen"), ids=ids, seq=change.seq, cap=WIDE)[0]["degrees"])


def wait(change: Change, before: set[Wait], after: set[Wait]) -> None:
    """Open and close what is awaited. Versions that closed took their open waits with them."""
    news = {one for one in after if one[0] in change.versioned or one not in before}
    done = {one for one in before - after if one[0] not in change.versioned}
    change.awaited |= {one[2] for one in news}
    change.write(cypher("stop_awaiting"), [list(one) for one in sorted(done)])
    change.write(cypher("await_targets"), [[key] for key in sorted({one[2] for one in news})])
    change.write(cypher("await"), [[*one[:3], one[3] or None] for one in sorted(news)])
