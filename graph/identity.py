"""Identity: from shared identifiers to judgements, from judgements to clusters, from clusters to the thing of each key.

The result is a function of what is held: current records, open judgements, the ontology. Gone records have no
identifiers, so they join nothing; they stay with the thing they described, so that deleting its founder does not
change a thing's id.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

import orjson

from graph.change import Change, Held
from graph.identifiers import Identifier
from graph.judgements import ALGORITHM, Edge, Member, Rule, chain, clusters, founder
from graph.model import OPEN, Key
from graph.questions import cypher
from ontology.digest import identify
from ontology.vocabulary import Ontology

NOBODY: frozenset[str] = frozenset()


@dataclass
class Plan:
    """What a change does to judgements: edges that begin and end, pairs that are set apart or free again.

    `seeds` are the keys whose clusters may differ after it; `values` the carriers, by its id, of each identifier that
    it touches, and `names` its class and property.
    """

    begun: set[Edge] = field(default_factory=set)
    ended: set[Edge] = field(default_factory=set)
    apart: set[tuple[str, str]] = field(default_factory=set)
    freed: set[tuple[str, str]] = field(default_factory=set)
    seeds: set[str] = field(default_factory=set)
    values: dict[str, list[str]] = field(default_factory=dict)
    names: dict[str, tuple[str, str]] = field(default_factory=dict)


def plan(change: Change) -> Plan:
    """Which judgements by rule begin and end with the versions of this change."""
    lost: dict[str, set[str]] = defaultdict(set)
    gained: dict[str, set[str]] = defaultdict(set)
    result = Plan(seeds=set(change.heirs))
    for key in change.versioned:
        was, now = change.before[key], change.after[key]
        old = set(was.identifiers) if was is not None else set()
        for text in old - set(now.identifiers):
            lost[text].add(key)
        for text in set(now.identifiers) - old:
            gained[text].add(key)
        if was is not None and (was.gone != now.gone or was.classes != now.classes):
            result.seeds.add(key)
    known = {text: Identifier(*orjson.loads(text)) for text in sorted(lost.keys() | gained.keys())}
    ids = {text: one.id for text, one in known.items()}
    held = carriers(change, ids)
    for text, one in known.items():
        id_, before = ids[text], held[text]
        after = (before - lost.get(text, NOBODY)) | gained.get(text, NOBODY)
        change.carriers[text] = before, after
        result.values[id_] = sorted(after)
        result.names[id_] = (one.cls, one.property)
        if len(before) < 2 and len(after) < 2:
            continue
        terms = rule(change.ontology, one)
        old_edges = set(chain(before, terms, id_))
        new_edges = set(chain(after, terms, id_))
        result.begun |= new_edges - old_edges
        result.ended |= old_edges - new_edges
    result.seeds |= {key for edge in result.begun | result.ended for key in (edge.left, edge.right)}
    return result


def rule(ontology: Ontology, one: Identifier) -> Rule:
    """Under which terms an identifier joins; where it no longer identifies, a guard of 0, so that it joins nothing."""
    known = ontology.properties.get(one.property)
    if known is None or one.cls not in known.identifying:
        return Rule(0, 0, 0)
    return Rule(known.guard, known.guard if one.named else known.within, known.strength)


def carriers(change: Change, ids: Mapping[str, str]) -> dict[str, set[str]]:
    """The keys that carry some identifiers, by their texts, as the engine has it; `ids` are theirs."""
    asked = list(ids.values())
    found = dict(change.tx.ask(cypher("carriers"), ids=asked)[0]["found"]) if asked else {}
    return {text: set(found.get(id_, ())) for text, id_ in ids.items()}


def settle(change: Change, plan: Plan) -> None:
    """Give every key near the seeds the thing of its cluster, as judgements stand after this change."""
    near, edges, enemies = _neighbourhood(change, plan)
    held = {key: now for key in near if (now := change.now(key)) is not None}
    bound = {key for edge in edges for key in (edge.left, edge.right)} | {key for pair in enemies for key in pair}
    members = {
        key: Member(key, now.first, change.ontology.closure(now.classes))
        for key, now in held.items()
        if now.present or key in bound
    }
    groups = clusters(members, edges, enemies, change.ontology.disjoint)
    for keys in _with_gone(held, members, groups):
        first = founder([Member(key, held[key].first, frozenset()) for key in keys])
        thing = Key.parse(first).thing
        for key in keys:
            if len(keys) > 1 or held[key].thing != thing:
                change.touched |= {held[key].thing, thing}
            change.move(key, thing)
    _make(change, held)


def _neighbourhood(change: Change, plan: Plan) -> tuple[set[str], set[Edge], set[tuple[str, str]]]:
    """The keys whose thing may differ after this change, and the judgements among them."""
    edges, enemies = set(plan.begun), set(plan.apart)
    seen: set[str] = set()
    frontier = set(plan.seeds)
    while frontier:
        change.hold(frontier)
        seen |= frontier
        ended = {(edge.left, edge.right, edge.on) for edge in plan.ended}
        judged = change.tx.ask(cypher("judged"), keys=sorted(frontier), open=OPEN)[0]["found"]
        for left, right, verdict, score, on in judged:
            if verdict == "different" and (left, right) not in plan.freed:
                enemies.add((left, right))
            if verdict == "same" and (left, right, on) not in ended:
                edges.add(Edge(left, right, on, score))
        mates = _mates(change, frontier)
        frontier = {key for edge in edges for key in (edge.left, edge.right)} | mates
        frontier -= seen
    return seen, edges, enemies


def _mates(change: Change, keys: set[str]) -> set[str]:
    """Every key that described a thing of these keys before this change."""
    things = sorted({was.thing for key in keys if (was := change.before[key]) is not None})
    return set(change.tx.ask(cypher("mates"), things=things, open=OPEN)[0]["keys"]) if things else set()


def _with_gone(held: dict[str, Held], members: dict[str, Member], groups: list[list[str]]) -> list[list[str]]:
    """The groups, each with the gone keys that stay with it: with the oldest group of the thing they described."""
    result = [list(group) for group in groups]
    homes: dict[str, int] = {}
    for place in sorted(range(len(groups)), key=lambda place: min((members[key].first, key) for key in groups[place])):
        for key in groups[place]:
            homes.setdefault(held[key].thing, place)
    for key, now in sorted(held.items()):
        if key not in members and now.thing in homes:
            result[homes[now.thing]].append(key)
    return result


def _make(change: Change, held: dict[str, Held]) -> None:
    """Note which things this change must create: those of fresh keys, and those that never stood for a cluster."""
    fresh = {change.after[key].thing for key in change.versioned if change.before[key] is None}
    fresh |= {now.thing for key in held if (now := change.now(key)) is not None}
    stood = {was.thing for was in change.before.values() if was is not None}
    own = set(change.own.values())
    change.made |= fresh & own
    unsure = sorted(fresh - own - stood)
    if unsure:
        there = change.tx.ask(cypher("things_there"), ids=unsure)[0]["ids"]
        change.made |= set(unsure) - set(there)


def write(change: Change, plan: Plan) -> None:
    """Write the judgements that begin and end, and who carries which identifier."""
    ended: list[list[object]] = [[edge.left, edge.right, edge.on] for edge in sorted(plan.ended)]
    change.write(cypher("end_judgements"), ended)
    begin(change, plan.begun, plan.names)
    carry(change, plan.values)


def begin(change: Change, edges: set[Edge], names: dict[str, tuple[str, str]]) -> None:
    """Begin judgements by rule. `names` gives class and property of the identifier that an edge rests on."""
    rows: list[list[object]] = []
    for edge in sorted(edges):
        cls, name = names[edge.on]
        id_ = identify("judgement", edge.left, edge.right, edge.on, change.seq)
        rows.append([id_, edge.left, edge.right, "same", edge.score, edge.on, f"rule:{cls}.{name}", name, ALGORITHM])
    change.write(cypher("begin_judgements"), rows)


def carry(change: Change, held: dict[str, list[str]]) -> None:
    """Set who carries some identifiers; one that nobody carries is dropped."""
    rows: list[list[object]] = [[id_, keys] for id_, keys in sorted(held.items())]
    change.write(cypher("carry"), [row for row in rows if row[1]])
    change.write(cypher("drop_carriers"), [[row[0]] for row in rows if not row[1]])
