"""References to identifiers: to the one thing that carries the value, in whatever system, and to none in doubt."""

from __future__ import annotations

from typing import Any

import pytest

from graph.engines.base import Engine
from graph.identifiers import Identifier
from graph.model import OPEN, Key, Target, parse_target
from graph.store import Store
from tests.graph.worlds import READER, WORDS, customer, deleted, order, picture, present

ERP, CRM, HELP = (Key(source, "customers", (1,)) for source in ("erp", "crm", "help"))
OTHER = Key("erp", "customers", (2,))
ORDER = Key("erp", "orders", (10,))
MAIL = "a@x.example"
BY_MAIL = Identifier("Organization", "email", MAIL)
BY_PHONE = Identifier("Organization", "phone", "+4930111")


@pytest.fixture
def store(engine: Engine) -> Store:
    return Store(engine, WORDS)


def buyers(store: Store) -> list[str]:
    """The things that placed orders, as they show in the plain graph."""
    rows = store.engine.ask("MATCH (c:Thing)-[:PLACED]->(:Thing) RETURN c.id AS id")
    assert store.verify() == []
    return sorted(row["id"] for row in rows)


def waits(store: Store) -> list[tuple[str, str]]:
    """What is awaited, and why."""
    rows = store.engine.ask(
        "MATCH (:Record)-[w:AWAITS]->(a:Awaited) WHERE w.until = $open RETURN a.key AS key, w.why AS why", open=OPEN
    )
    return sorted((row["key"], row["why"]) for row in rows)


def bought(store: Store, as_of: int | None = None) -> list[Any]:
    """The relations of the order as of a sequence: whose it was."""
    links = store.read(READER, as_of).links([ORDER.thing], "PLACED", outward=False)
    return [link.other for link in links.get(ORDER.thing, [])]


@pytest.mark.parametrize("order_first", [True, False])
def test_it_leads_to_whoever_carries_the_value_in_whatever_system(store: Store, order_first: bool) -> None:
    rows = [[order(ORDER, BY_MAIL)], [customer(CRM, "a", email=MAIL)]]
    with store.writer("t") as writer:
        for batch in rows if order_first else reversed(rows):
            writer.write(batch)
    assert buyers(store) == [CRM.thing]
    assert waits(store) == []


def test_it_awaits_the_identifier_while_nobody_carries_it_and_again_when_nobody_does(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([order(ORDER, BY_MAIL)])
        assert (buyers(store), waits(store)) == ([], [(BY_MAIL.text, "nobody")])
        writer.write([customer(CRM, "a", email=MAIL)])
        writer.write([deleted(CRM)])
        assert (buyers(store), waits(store)) == ([], [(BY_MAIL.text, "nobody")])


def test_the_relation_moves_with_the_value_and_the_past_stays(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([order(ORDER, BY_MAIL), customer(CRM, "a", email=MAIL), customer(ERP, "b")])
        first, _ = store.head()
        writer.write([customer(CRM, "a")])
        second, _ = store.head()
        writer.write([customer(ERP, "b", email=MAIL)])
        third, _ = store.head()
    assert buyers(store) == [ERP.thing]
    assert [bought(store, seq) for seq in (first, second, third)] == [[CRM.thing], [], [ERP.thing]]


def test_in_one_batch_the_value_moves_too(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([order(ORDER, BY_MAIL), customer(CRM, "a", email=MAIL)])
        writer.write([customer(CRM, "a"), customer(ERP, "b", email=MAIL)])
    assert buyers(store) == [ERP.thing]


def test_of_several_things_it_means_none_until_they_are_one(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([order(ORDER, BY_MAIL), customer(CRM, "a", email=MAIL), customer(ERP, "b", email=MAIL)])
        assert buyers(store) == [CRM.thing]
        apart = writer.judge(CRM, ERP, "different", "ann")
        assert (buyers(store), waits(store)) == ([], [(BY_MAIL.text, "several")])
        writer.withdraw(apart.id, "ann")
        assert (buyers(store), waits(store)) == ([CRM.thing], [])
        writer.judge(CRM, ERP, "different", "ann")
        writer.write([customer(ERP, "b")])
        assert (buyers(store), waits(store)) == ([CRM.thing], [])


def test_several_records_of_one_stream_become_one_thing_by_a_person(store: Store) -> None:
    third = Key("erp", "customers", (3,))
    with store.writer("t") as writer:
        writer.write([order(ORDER, BY_PHONE), *(customer(key, "a", phone="+4930111") for key in (ERP, OTHER, third))])
        assert (buyers(store), waits(store)) == ([], [(BY_PHONE.text, "several")])
        writer.judge(ERP, OTHER, "same", "ann")
        assert (buyers(store), waits(store)) == ([], [(BY_PHONE.text, "several")])
        writer.judge(OTHER, third, "same", "ann")
        assert (buyers(store), waits(store)) == ([ERP.thing], [])


def test_what_more_share_than_the_guard_allows_means_nobody(store: Store) -> None:
    keys = [Key(source, "customers", (1,)) for source in ("crm", "erp", "help", "web")]
    sharing = [customer(key, "a", phone="+4930111") for key in keys]
    with store.writer("t") as writer:
        writer.write([order(ORDER, BY_PHONE), *sharing[:3]])
        assert buyers(store) == [CRM.thing]
        writer.write(sharing[3:])
        assert (buyers(store), waits(store)) == ([], [(BY_PHONE.text, "shared")])
        writer.write([deleted(sharing[0].key)])
        assert (len(buyers(store)), waits(store)) == (1, [])


def test_with_a_name_it_means_who_carries_both_and_else_who_carries_the_value(store: Store) -> None:
    named = Identifier("Organization", "phone", "+4930111 ~ acme")
    ann = customer(CRM, "Acme", phone="+4930111")
    ann = type(ann)(ann.key, ann.classes, ann.fields, ann.refs, (*ann.identifiers, named), ann.payload)
    with store.writer("t") as writer:
        writer.write([order(ORDER, named), customer(ERP, "Other", phone="+4930111")])
        assert buyers(store) == [ERP.thing]
        writer.write([ann])
        writer.judge(ERP, CRM, "different", "ann")
        assert (buyers(store), waits(store)) == ([CRM.thing], [])
        writer.write([deleted(CRM)])
        assert buyers(store) == [ERP.thing]


def test_a_thing_does_not_refer_to_itself(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(CRM, "a", email=MAIL, parent=BY_MAIL)])
    assert store.verify() == []
    assert present(store)["relations"] == []
    assert waits(store) == []


def test_a_reference_that_is_said_no_more_seeks_no_more(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([order(ORDER, BY_MAIL), customer(CRM, "a", email=MAIL)])
        writer.write([order(ORDER, None)])
        writer.write([customer(CRM, "a")])
        writer.write([customer(ERP, "b", email=MAIL)])
    assert (buyers(store), waits(store)) == ([], [])
    assert present(store)["seeks"] == []


def test_an_erased_record_leaves_nothing_of_what_it_referred_to(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([order(ORDER, BY_MAIL), customer(CRM, "a", email=MAIL)])
        writer.write([order(ORDER, BY_PHONE)])
        writer.write([order(ORDER, BY_MAIL)])
        writer.erase(ORDER, "ann")
        assert (buyers(store), waits(store), present(store)["seeks"]) == ([], [], [])
        writer.write([deleted(CRM)])
    assert store.verify() == []
    for text in (MAIL, "+4930111"):
        nodes = store.engine.ask("MATCH (n) WHERE n.key CONTAINS $text RETURN n.key AS key", text=text)
        refs = "MATCH (r:Record {stream: 'orders'}) UNWIND r.refs AS ref RETURN ref AS key"
        assert not [row for row in [*nodes, *store.engine.ask(refs)] if text in row["key"]]


def test_a_reference_to_an_erased_record_awaits_and_was_there_in_the_past(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([order(ORDER, BY_MAIL), customer(CRM, "a", email=MAIL)])
        seq, _ = store.head()
        writer.erase(CRM, "ann")
    assert (buyers(store), waits(store)) == ([], [(BY_MAIL.text, "nobody")])
    assert bought(store, seq) == [CRM.thing]


DAMAGE = {
    "seeking": "MATCH (:Record)-[x:SEEKS]->() DELETE x",
    "seeking twice": "MATCH (r:Record)-[:SEEKS]->(s) CREATE (r)-[:SEEKS]->(s)",
    "why": "MATCH ()-[w:AWAITS {why: 'nobody'}]->() SET w.why = 'several'",
    "relation": "MATCH ()-[x:PLACED]->() DELETE x",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_verify_recomputes_it_and_rebuild_mends_it(store: Store, damage: str) -> None:
    unmet = Identifier("Organization", "email", "nobody@x.example")
    with store.writer("t") as writer:
        writer.write([order(ORDER, BY_MAIL), order(Key("erp", "orders", (11,)), unmet)])
        writer.write([customer(CRM, "a", email=MAIL)])
        sound = present(store), picture(store)
        store.engine.write(lambda tx: tx.ask(DAMAGE[damage]))
        assert store.verify()
        assert writer.rebuild()
        assert store.verify() == []
        assert (present(store), picture(store)) == sound


def test_the_target_of_a_reference_is_read_back_from_its_text() -> None:
    targets: list[Target] = [ERP, Key("a", "b", ("]",)), BY_MAIL, Identifier("Order", "number", "x]]")]
    assert [parse_target(one.text) for one in targets] == targets
