"""The words that ship, as labels and relation types of both engines."""

from __future__ import annotations

from graph.engines.base import Engine, Transaction
from ontology.loading import load

OURS = load()


def test_every_class_is_written_and_asked_for_without_quotes(engine: Engine) -> None:
    def write(tx: Transaction) -> None:
        for name in OURS.classes:
            tx.ask(f"CREATE (n:Thing:{name} {{id: $id}})", id=name)

    engine.write(write)
    found = {name: engine.ask(f"MATCH (n:{name}) RETURN n.id AS id") for name in OURS.classes}
    assert found == {name: [{"id": name}] for name in OURS.classes}


def test_every_relation_is_written_and_asked_for_without_quotes(engine: Engine) -> None:
    def write(tx: Transaction) -> None:
        tx.ask("CREATE (:Thing {id: 'from'}), (:Thing {id: 'to'})")
        for one in OURS.relations.values():
            question = (
                f"MATCH (a:Thing {{id: 'from'}}), (b:Thing {{id: 'to'}}) CREATE (a)-[:{one.type} {{rid: $rid}}]->(b)"
            )
            tx.ask(question, rid=one.name)

    engine.write(write)
    asked = {
        name: engine.ask(f"MATCH (:Thing {{id: 'from'}})-[r:{one.type}]->(:Thing) RETURN r.rid AS rid")
        for name, one in OURS.relations.items()
    }
    assert asked == {name: [{"rid": name}] for name in OURS.relations}
