"""Small worlds for the laws of the store: a vocabulary, observations, and canonical pictures of what a graph holds."""

from __future__ import annotations

from typing import Any

from graph.identifiers import Identifier
from graph.model import Key, Observation, Reader, Ref, Target, Value
from graph.reader import Snapshot
from graph.store import Store
from ontology.vocabulary import Class, Ontology, Property, Relation

PARTY = frozenset({"Party"})
WORDS = Ontology.of(
    "test",
    [
        Class("Party", "party", "Whoever may act."),
        Class("Person", "person", "A human being.", ("Party",), frozenset({"Organization"})),
        Class("Organization", "organization", "A body of people.", ("Party",), frozenset({"Person"})),
        Class("Customer", "customer", "A party that buys.", ("Party",)),
        Class("Order", "order", "What a party asked for.", (), PARTY),
    ],
    [
        Property("name", "name", "What it is called.", PARTY, "string", True, sources=("erp",)),
        Property(
            "email", "e-mail", "Where it is written to.", PARTY, "string",
            identifying=frozenset({"Organization", "Person"}), guard=4, strength=800,
        ),
        Property(
            "phone", "phone", "Where it is called.", PARTY, "string",
            identifying=frozenset({"Organization"}), guard=3, within=2, strength=600,
        ),
        Property("amount", "amount", "What it comes to.", frozenset({"Order"}), "money", True),
    ],
    [
        Relation("placed", "placed", "Asked for.", PARTY, frozenset({"Order"}), inverse="placed_by"),
        Relation("part_of", "part of", "Belongs to.", PARTY, PARTY, inverse="has_part"),
    ],
)  # fmt: skip
READER = Reader("tester", "testing")


def customer(key: Key, name: str | None = None, *, email: str = "", phone: str = "", parent: Target | None = None,
             kind: str = "Organization", version: str | None = None) -> Observation:  # fmt: skip
    """A customer's row: empty texts are absent fields."""
    fields: dict[str, Value] = {"name": name}
    identifiers = []
    if email:
        fields["email"] = (email,)
        identifiers.append(Identifier(kind, "email", email))
    if phone:
        fields["phone"] = (phone,)
        if kind == "Organization":
            identifiers.append(Identifier(kind, "phone", phone))
    refs = (Ref("parent", "PART_OF", True, "Party", parent),) if parent else ()
    payload = f'{{"key":"{key}","name":"{name}"}}'
    return Observation(key, ("Customer", kind), fields, refs, tuple(identifiers), payload, version)


def order(key: Key, buyer: Target | None, amount: int = 100) -> Observation:
    """An order's row."""
    refs = (Ref("buyer", "PLACED", False, "Party", buyer),) if buyer else ()
    fields: dict[str, Value] = {"amount": amount, "amount_currency": "EUR"}
    return Observation(key, ("Order",), fields, refs, payload=f'{{"amount":{amount}}}')


def deleted(key: Key) -> Observation:
    """The source no longer has the key."""
    return Observation(key, gone=True)


def picture(store: Store, as_of: int | None = None) -> dict[str, Any]:
    """What the graph holds as of a sequence, up to ids and sequence numbers, through the reader."""
    snapshot = store.read(READER, as_of)
    rows = store.engine.ask("MATCH (t:Thing) RETURN t.id AS id ORDER BY id")
    ids = [row["id"] for row in rows]
    things = snapshot.things(ids)
    names = {id_: tuple(one.key.text for one in thing.members) for id_, thing in things.items()}
    return {
        "things": {names[id_]: _facts(snapshot, id_, things) for id_ in things},
        "relations": _relations(snapshot, ids, names),
    }


def _facts(snapshot: Snapshot, id_: str, things: dict[str, Any]) -> Any:
    facts = snapshot.facts(things[id_])
    shown = {
        name: (fact.value, fact.record.key.text, sorted(lost.key.text for lost in fact.conflicts))
        for name, fact in facts.items()
    }
    return sorted(things[id_].classes), shown


def _relations(snapshot: Snapshot, ids: list[str], names: dict[str, tuple[str, ...]]) -> list[Any]:
    found = []
    for relation in ("PLACED", "PART_OF"):
        outward = [link for links in snapshot.links(ids, relation, True).values() for link in links]
        inward = [link for links in snapshot.links(ids, relation, False).values() for link in links]
        assert sorted((link.rid, link.thing, link.other) for link in outward) == sorted(
            (link.rid, link.other, link.thing) for link in inward
        )
        assert len({(link.rid, link.since) for link in outward}) == len(outward)
        found += [(relation, names[link.thing], names[link.other]) for link in outward]
    return sorted(found)


def present(store: Store) -> dict[str, Any]:
    """What a person sees in the plain graph, up to ids and sequence numbers."""
    ask = store.engine.ask
    entities = {
        row["id"]: (tuple(sorted(row["keys"])), sorted(row["labels"]), _plain(row["fields"]))
        for row in ask(
            "MATCH (t:Entity) CALL (t) { MATCH (t)<-[d:DESCRIBES]-(r:Record) WHERE r.until = 9007199254740991 "
            "AND d.until = 9007199254740991 AND NOT r.gone RETURN collect(r.key) AS keys } "
            "RETURN t.id AS id, keys, labels(t) AS labels, properties(t) AS fields"
        )
    }
    relations = ask(
        "MATCH (a:Thing)-[x:PLACED|PART_OF]->(b:Thing) RETURN a.id AS start, type(x) AS type, b.id AS end, x.rid AS rid"
    )
    waits = ask(
        "MATCH (r:Record)-[w:AWAITS]->(a:Awaited) WHERE w.until = 9007199254740991 "
        "RETURN r.key AS key, w.field AS field, a.key AS target, w.why AS why"
    )
    seeks = ask(
        "MATCH (r:Record)-[:SEEKS]->(s:Sought) WHERE r.until = 9007199254740991 AND NOT r.gone "
        "RETURN r.key AS key, s.key AS target"
    )
    assert len({row["rid"] for row in relations}) == len(relations)
    return {
        "entities": sorted(map(repr, entities.values())),
        "relations": sorted((row["type"], entities[row["start"]][0], entities[row["end"]][0]) for row in relations),
        "waits": sorted((row["key"], row["field"], row["target"], row["why"] or "") for row in waits),
        "seeks": sorted((row["key"], row["target"]) for row in seeks),
    }


def _plain(fields: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in sorted(fields.items()) if name not in ("id", "wide_since")}
