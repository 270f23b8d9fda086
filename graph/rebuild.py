"""Restoring the view from what is held: what `verify` reports is mended, and nothing else is touched."""

from __future__ import annotations

from collections import Counter

from graph import relations, seeking, view
from graph.change import Change
from graph.engines.base import Transaction
from graph.expected import Expected, expect
from graph.identity import Plan, begin, carry
from graph.questions import cypher
from graph.relations import Edge as RelationEdge
from graph.transact import Author, Transactor, move
from graph.verify import Difference, Found, differences, look


def rebuild(writer: Transactor) -> list[Difference]:
    """Mend every difference between the view and what it must be, in one commit; return what was mended.

    A clean graph is left as it is, without a commit. Broken chains of versions are truth, and are not mended.
    """

    def work(tx: Transaction, seq: int) -> tuple[list[Difference], Change | None]:
        trust = {row["id"]: row["trust"] for row in tx.ask(cypher("trusts"), seq=seq)}
        reported = list(differences(tx, writer.ontology, trust))
        if not reported:
            return [], None
        change = Change(tx, writer.ontology, seq + 1)
        restore(change)
        change.touched |= {one.which for one in reported if one.about == "thing"}
        view.update(change)
        return reported, change

    return writer.transact(Author("rebuild", writer.owner), work)


def restore(change: Change) -> None:
    """Let judgements by rule, things, relations and waits be what follows from what is held."""
    found = look(change.tx, change.ontology)
    expected = expect(found.held, found.people, change.ontology)
    _judgements(change, found, expected)
    _things(change, found, expected)
    _edges(change, found, expected)


def _judgements(change: Change, found: Found, expected: Expected) -> None:
    plan = Plan(begun=expected.rules - found.rules, ended=found.rules - expected.rules)
    change.write(cypher("end_judgements"), [[edge.left, edge.right, edge.on] for edge in sorted(plan.ended)])
    begin(change, plan.begun, expected.names)
    stale: dict[str, list[str]] = {id_: [] for id_ in set(found.carriers) - set(expected.carriers)}
    news = {id_: keys for id_, keys in expected.carriers.items() if found.carriers.get(id_) != keys}
    carry(change, {**stale, **news})


def _things(change: Change, found: Found, expected: Expected) -> None:
    """Let every key describe the thing of its cluster, and nothing else."""
    right = {key: expected.things.get(key, one.thing) for key, one in found.held.items()}
    wrong = {
        key: thing for key, thing in right.items() if found.described[key] != [thing] or found.held[key].thing != thing
    }
    there = set(change.tx.ask(cypher("things_there"), ids=sorted(set(wrong.values())))[0]["ids"]) if wrong else set()
    for key, thing in wrong.items():
        change.before[key] = found.held[key]
        change.touched |= {thing, found.held[key].thing, *found.described[key]}
        if thing not in there:
            change.made.add(thing)
    change.write(cypher("stop_describing"), [[key] for key in sorted(wrong)])
    move(change)
    change.write(cypher("describe"), [[key, thing] for key, thing in sorted(wrong.items())])


def _edges(change: Change, found: Found, expected: Expected) -> None:
    """End what nobody supports, drop doubles, begin and extend what is missing, and set waits and seeking right."""
    relations.end(change, sorted(edge for edge in found.relations if edge not in expected.edges))
    doubled = [edge for edge, have in found.relations.items() if edge in expected.edges and not _right(edge, have)]
    relations.single(change, sorted(doubled))
    missing = {
        edge: want
        for edge, want in expected.edges.items()
        if not found.relations.get(edge) or edge in doubled or not found.relations[edge][0][1] >= want
    }
    relations.begin(change, missing)
    relations.wait(change, set(found.awaits), expected.awaits)
    twice = {wait for wait, many in Counter(found.awaits).items() if many > 1} & expected.awaits
    relations.wait(change, twice, set())
    relations.wait(change, set(), twice)
    unsure = {one for one, many in Counter(found.seeks).items() if many > 1 or one not in expected.seeks}
    change.write(cypher("stop_seeking"), [list(one) for one in sorted(unsure)])
    seeking.seek(change, expected.seeks - (set(found.seeks) - unsure))


def _right(edge: RelationEdge, have: list[tuple[str, frozenset[str]]]) -> bool:
    return len(have) == 1 and have[0][0] == relations.rid(edge)
