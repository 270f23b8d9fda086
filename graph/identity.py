"""Identity: from shared identifiers to judgements, from judgements to clusters, from clusters to the thing of each key.

The result is a function of what is held: current records, open judgements, the ontology. Gone records have no
identifiers, so they join nothing; they stay with the thing they described, so that deleting its founder does not
change a thing's id.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

import orjson

from graph.change import Change, Held
from graph.identifiers import Identifier
from graph.judgements import ALGORITHM, Edge, Member, Rule, chain, clusters, founder
from graph.model import OPEN, Key
from graph.questions import cypher
from ontology.digest import identify
from ontology.vocabulary import Ontology


@dataclass
class Plan:
    """What a change does to judgements: edges that begin and end, pairs that are set apart or free again.

    `seeds` are the keys whose clusters may differ after it; `values` the carriers of each identifier that it touches.
    """

    begun: set[Edge] = field(default_factory=set)
    ended: set[Edge] = field(default_factory=set)
    apart: set[tuple[str, str]] = field(default_factory=set)
    freed: set[tuple[str, str]] = field(default_factory=set)
    seeds: set[str] = field(default_factory=set)
    values: dict[str, list[str]] = field(default_factory=dict)


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
    texts = sorted(set(lost) | set(gained))
    held = carriers(change, texts)
    for text in texts:
        before = held[text]
        after = (before - lost[text]) | gained[text]
        result.values[text] = sorted(after)
        change.carriers[text] = before, after
        one = Identifier(*orjson.loads(text))
        terms = rule(change.ontology, one)
        old_edges = set(chain(before, terms, one.id))
        new_edges = set(chain(after, terms, one.id))
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


def carriers(change: Change, texts: list[str]) -> dict[str, set[str]]:
    """The keys that carry some identifiers, by their texts, as the engine has it."""
    ids = [Identifier(*orjson.loads(text)).id for text in texts]
    found = {row["id"]: set(row["keys"]) for row in change.tx.ask(cypher("carriers"), ids=ids)} if ids else {}
    return {text: found.get(id_, set()) for text, id_ in zip(texts, ids, strict=True)}


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
        for row in change.tx.ask(cypher("judged"), keys=sorted(frontier), open=OPEN):
            left, right = row["left"], row["right"]
            if row["verdict"] == "different" and (left, right) not in plan.freed:
                enemies.add((left, right))
            if row["verdict"] == "same" and (left, right, row["on"]) not in ended:
                edges.add(Edge(left, right, row["on"], row["score"]))
        mates = _mates(change, frontier)
        frontier = {key for edge in edges for key in (edge.left, edge.right)} | mates
        frontier -= seen
    return seen, edges, enemies


def _mates(change: Change, keys: set[str]) -> set[str]:
    """Every key that described a thing of these keys before this change."""
    things = sorted({was.thing for key in keys if (was := change.before[key]) is not None})
    return {row["key"] for row in change.tx.ask(cypher("mates"), things=things, open=OPEN)} if things else set()


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
    own = {Key.parse(key).thing for key in change.versioned if change.before[key] is None}
    change.made |= fresh & own
    unsure = sorted(fresh - own - stood)
    if unsure:
        there = change.tx.ask(cypher("things_there"), ids=unsure)[0]["ids"]
        change.made |= set(unsure) - set(there)


def write(change: Change, plan: Plan) -> None:
    """Write the judgements that begin and end, and who carries which identifier."""
    ended: list[list[object]] = [[edge.left, edge.right, edge.on] for edge in sorted(plan.ended)]
    change.write(cypher("end_judgements"), ended)
    carried = {Identifier(*orjson.loads(text)): keys for text, keys in plan.values.items()}
    begin(change, plan.begun, {one.id: (one.cls, one.property) for one in carried})
    carry(change, {one.id: keys for one, keys in carried.items()})


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
