"""What the store promises beside its laws, each both ways."""

from __future__ import annotations

from dataclasses import replace

import orjson
import pytest

from graph import relations
from graph.acts import SourceSpec
from graph.engines.base import Engine
from graph.model import OPEN, Key, Observation, Rejected
from graph.store import Store
from graph.syncs import SyncEnd, SyncStart
from graph.writer import SyncMark
from ontology.errors import Conflict, Invalid, NotFound
from ontology.vocabulary import Ontology
from tests.graph.worlds import READER, WORDS, customer, deleted, order, picture, present

ERP, CRM, HELP = (Key(source, "customers", (1,)) for source in ("erp", "crm", "help"))
ORDER = Key("erp", "orders", (10,))


@pytest.fixture
def store(engine: Engine) -> Store:
    return Store(engine, WORDS)


def test_one_customer_under_three_names_is_one_thing(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "Alfreds", email="a@x.example")])
        writer.write([order(ORDER, ERP)])
        writer.write(
            [customer(CRM, "Alfreds GmbH", email="a@x.example", phone="+491"), customer(HELP, "alfi", phone="+491")]
        )
    snapshot = store.read(READER)
    thing = snapshot.resolve("Alfreds GmbH")
    assert snapshot.resolve("alfi") == snapshot.resolve("erp/customers/1") == snapshot.resolve(ERP.text) == thing
    members = snapshot.things([thing])[thing].members
    assert [one.key for one in members] == [CRM, ERP, HELP]
    name = snapshot.facts(snapshot.things([thing])[thing])["name"]
    assert (name.value, name.record.key) == ("Alfreds", ERP)
    assert [one.key for one in name.conflicts] == [CRM, HELP]
    assert [(one.because, one.by) for one in snapshot.judgements(thing)] == [
        ("email", "rule:Organization.email"),
        ("phone", "rule:Organization.phone"),
    ]
    rows = store.engine.ask("MATCH (c:Customer)-[:PLACED]->(o:Order) RETURN c.name AS name, count(o) AS orders")
    assert rows == [{"name": "Alfreds", "orders": 1}]


def test_a_merged_id_answers_with_what_it_became_and_as_of_then_with_itself(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "Alfreds")])
        apart = writer.write([customer(CRM, "Alfi")]).seq
        young = store.read(READER).resolve("Alfi")
        writer.judge(ERP, CRM, "same", "ann", "the invoices say so")
    assert store.read(READER).resolve(young) == ERP.thing
    assert store.read(READER, apart).resolve(young) == young == CRM.thing


def test_a_value_that_too_many_share_identifies_nobody(store: Store) -> None:
    keys = [Key("crm", "customers", (number,)) for number in range(5)]
    with store.writer("t") as writer:
        writer.write([customer(key, f"c{key.parts[0]}", email="info@x.example") for key in keys[:4]])
        assert len(present(store)["entities"]) == 1
        writer.write([customer(keys[4], "c4", email="info@x.example")])
        assert len(present(store)["entities"]) == 5
        writer.write([deleted(keys[0])])
        assert len(present(store)["entities"]) == 1
    assert store.verify() == []


def test_people_and_organizations_are_never_one(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "Alfreds", email="a@x.example")])
        writer.write([customer(CRM, "Alfred", email="a@x.example", kind="Person")])
        assert len(present(store)["entities"]) == 2
        with pytest.raises(Invalid, match="cannot be the same"):
            writer.judge(ERP, CRM, "same", "ann")


def test_a_different_splits_and_its_withdrawal_joins_again(store: Store) -> None:
    rows = [customer(key, str(key), email="a@x.example") for key in (ERP, CRM, HELP)]
    with store.writer("t") as writer:
        writer.write(rows)
        whole = present(store)
        judgement = writer.judge(ERP, CRM, "different", "ann", "two firms")
        assert len(present(store)["entities"]) == 2
        assert store.verify() == []
        assert writer.judge(ERP, HELP, "unsure", "ann").verdict == "unsure"
        writer.withdraw(judgement.id, "bob")
        assert present(store) == whole
        with pytest.raises(NotFound, match="no open judgement"):
            writer.withdraw(judgement.id, "bob")


@pytest.mark.parametrize(
    ("left", "right", "verdict", "error", "says"),
    [
        (ERP, CRM, "equal", Invalid, "not a verdict: `equal`"),
        (ERP, ERP, "same", Invalid, "both keys are"),
        (ERP, Key("crm", "customers", (99,)), "same", NotFound, "no record `crm/customers/99`"),
    ],
)
def test_judgements_that_cannot_be_are_refused(
    store: Store, left: Key, right: Key, verdict: str, error: type[Exception], says: str
) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "a"), customer(CRM, "b")])
        head = store.head()
        with pytest.raises(error, match=says):
            writer.judge(left, right, verdict, "ann")
    assert store.head() == head


def test_a_judgement_by_rule_is_not_for_people_to_withdraw(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "a", email="a@x.example")])
        writer.write([customer(CRM, "b", email="a@x.example")])
        (judgement,) = store.read(READER).judgements(ERP.thing)
        with pytest.raises(Invalid, match="made by a rule"):
            writer.withdraw(judgement.id, "ann")


def test_deleting_the_founder_keeps_the_id_of_the_thing(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "Alfreds", email="a@x.example")])
        writer.write([customer(CRM, "Alfi", email="a@x.example"), order(ORDER, ERP)])
        writer.write([deleted(ERP)])
        snapshot = store.read(READER)
        assert snapshot.resolve("Alfi") == ERP.thing
        assert present(store)["waits"] == [(ORDER.text, "buyer", ERP.text, "")]
        assert store.verify() == []
        writer.write([customer(ERP, "Alfreds", email="a@x.example")])
        assert present(store)["relations"] == [("PLACED", (CRM.text, ERP.text), (ORDER.text,))]
    assert store.verify() == []


def test_a_relation_holds_once_however_many_say_so(store: Store) -> None:
    second = Key("crm", "orders", (10,))
    with store.writer("t") as writer:
        writer.write([customer(ERP, "a"), order(ORDER, ERP)])
        writer.write([order(second, ERP)])
        writer.judge(ORDER, second, "same", "ann")
        assert len(present(store)["relations"]) == 1
        writer.write([order(ORDER, None)])
        assert len(present(store)["relations"]) == 1
        writer.write([order(second, None)])
        assert present(store)["relations"] == []
    assert store.verify() == []
    formerly = store.engine.ask("MATCH ()-[x:FORMERLY]->() RETURN x.since AS since, x.until AS until ORDER BY since")
    assert [(row["since"], row["until"]) for row in formerly] == [(1, 5), (2, 3)]


def test_a_relation_to_itself_leaves_the_view_and_comes_back(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "a"), customer(CRM, "b", parent=ERP)])
        assert len(present(store)["relations"]) == 1
        judgement = writer.judge(ERP, CRM, "same", "ann")
        assert present(store)["relations"] == []
        assert store.verify() == []
        writer.withdraw(judgement.id, "ann")
        assert len(present(store)["relations"]) == 1
    assert store.verify() == []


def test_cyclic_references_are_relations_like_others(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "a", parent=CRM)])
        writer.write([customer(CRM, "b", parent=HELP), customer(HELP, "c", parent=ERP)])
    assert len(present(store)["relations"]) == 3
    assert store.verify() == []


def test_late_rows_are_stored_closed_and_once(store: Store) -> None:
    new = customer(ERP, "new", version="2026-02-01T00:00:00.000000Z")
    old = customer(ERP, "old", version="2026-01-01T00:00:00.000000Z")
    with store.writer("t") as writer:
        writer.write([new])
        assert writer.write([old]).late == 1
        head = store.head()
        assert writer.write([old]).late == 0
    assert store.head() == head
    snapshot = store.read(READER)
    assert snapshot.facts(snapshot.things([ERP.thing])[ERP.thing])["name"].value == "new"
    assert sorted(str(one.fields["name"]) for one in snapshot.versions(ERP)) == ["new", "old"]
    assert store.verify() == []


def test_an_explicit_null_competes_and_an_absent_field_does_not(store: Store) -> None:
    with store.writer("t") as writer:
        absent = Observation(ERP, ("Customer", "Organization"), {"email": ("a@x.example",)}, payload="1")
        writer.write([absent])
        writer.write([customer(CRM, "b")])
        writer.judge(ERP, CRM, "same", "ann")
        name = _fact(store, "name")
        assert (name.value, name.record.key, name.conflicts) == ("b", CRM, ())
        writer.write([replace(absent, fields={"name": None})])
        name = _fact(store, "name")
        assert (name.value, name.record.key) == (None, ERP)
        assert [one.key for one in name.conflicts] == [CRM]
    assert store.verify() == []


def test_a_multi_valued_property_may_be_explicitly_empty(store: Store) -> None:
    none = Observation(ERP, ("Customer", "Organization"), {"name": "a", "email": None}, payload="1")
    empty = Observation(CRM, ("Customer", "Organization"), {"name": "b", "email": ()}, payload="2")
    with store.writer("t") as writer:
        writer.write([none, empty])
        assert store.verify() == []
        writer.judge(ERP, CRM, "same", "ann")
    assert store.verify() == []
    assert store.engine.ask("MATCH (c:Customer) WHERE c.email IS NOT NULL RETURN count(c) AS many") == [{"many": 0}]
    snapshot = store.read(READER)
    assert [one.fields["email"] for one in (*snapshot.versions(ERP), *snapshot.versions(CRM))] == [None, None]


def _fact(store: Store, name: str):  # type: ignore[no-untyped-def]
    snapshot = store.read(READER)
    return snapshot.facts(snapshot.things([ERP.thing])[ERP.thing])[name]


def test_trust_decides_where_the_vocabulary_does_not_and_is_versioned(store: Store) -> None:
    words = Ontology.of(
        "plain", WORDS.classes.values(), [replace(one, sources=()) for one in WORDS.properties.values()],
        WORDS.relations.values(),
    )  # fmt: skip
    store = Store(store.engine, words)
    with store.writer("t") as writer:
        writer.register(SourceSpec("erp", "sql", 40), "ann")
        writer.register(SourceSpec("crm", "files", 60), "ann")
        writer.write([customer(ERP, "a", email="x@x.example")])
        writer.write([customer(CRM, "b", email="x@x.example")])
        before, _ = store.head()
        assert _fact(store, "name").value == "b"
        writer.trust("erp", 90, "ann")
        assert _fact(store, "name").value == "a"
        assert store.engine.ask("MATCH (c:Customer) RETURN c.name AS name") == [{"name": "a"}]
        assert store.verify() == []
        head = store.head()
        writer.trust("erp", 90, "ann")
        assert store.head() == head
        with pytest.raises(NotFound, match="no source `exp`"):
            writer.trust("exp", 10, "ann")
        with pytest.raises(Invalid, match="trust `101`"):
            writer.trust("erp", 101, "ann")
    snapshot = store.read(READER, before)
    assert snapshot.facts(snapshot.things([ERP.thing])[ERP.thing])["name"].value == "b"


def test_the_ontology_in_force_is_read_as_of_then(store: Store) -> None:
    other = Ontology.of(
        "2", WORDS.classes.values(), [replace(one, sources=("crm",)) for one in WORDS.properties.values()],
        WORDS.relations.values(),
    )  # fmt: skip
    with store.writer("t") as writer:
        writer.activate(WORDS, "ann")
        writer.write([customer(ERP, "a", email="x@x.example")])
        writer.write([customer(CRM, "b", email="x@x.example")])
        before, _ = store.head()
        after = writer.activate(other, "ann")
        assert writer.activate(other, "ann") == after
    assert _fact(store, "name").value == "b"
    snapshot = Store(store.engine, other).read(READER, before)
    assert snapshot.ontology == WORDS
    assert snapshot.facts(snapshot.things([ERP.thing])[ERP.thing])["name"].value == "a"
    assert store.verify() == []


def test_an_activated_ontology_judges_anew_and_a_writer_with_another_is_refused(store: Store) -> None:
    keys = [Key("crm", "customers", (number,)) for number in range(6)]
    properties = [one for one in WORDS.properties.values() if one.name != "email"]
    wider = replace(WORDS.properties["email"], guard=9)
    words = [Ontology.of(str(place), WORDS.classes.values(), [*properties, *more], WORDS.relations.values())
             for place, more in enumerate([[wider], []])]  # fmt: skip
    with store.writer("t") as writer, store.writer("stale") as stale:
        writer.activate(WORDS, "ann")
        writer.write([customer(key, f"c{key.parts[0]}", email="info@x.example") for key in keys])
        assert len(present(store)["entities"]) == 6
        writer.activate(words[0], "ann")
        assert len(present(store)["entities"]) == 1
        assert store.verify() == []
        writer.lease.release()
        with pytest.raises(Conflict, match="another ontology is in force"):
            stale.write([customer(ERP, "late")])
        stale.lease.release()
        writer.activate(words[1], "ann")
        assert len(present(store)["entities"]) == 6
        writer.write([deleted(keys[0])])
    assert store.verify() == []


def test_a_different_holds_for_a_key_that_is_gone(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "a", email="a@x.example")])
        writer.write([customer(CRM, "b", email="a@x.example")])
        writer.write([deleted(ERP)])
        assert store.read(READER).thing_of(CRM) == ERP.thing
        judgement = writer.judge(ERP, CRM, "different", "ann")
        assert store.read(READER).thing_of(CRM) == CRM.thing
        assert store.verify() == []
        writer.withdraw(judgement.id, "ann")
    assert store.verify() == []


def test_a_thing_that_begins_as_a_hub_is_marked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "WIDE", 400)
    with store.writer("t") as writer:
        for start in range(0, 400, 100):
            writer.write([order(Key("erp", "orders", (start + number,)), ERP) for number in range(100)])
        writer.write([customer(ERP, "hub")])
    assert store.read(READER).wide([ERP.thing]) == {ERP.thing}


def test_what_a_killed_writer_left_pending_is_done_by_the_next(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "a"), order(ORDER, ERP)])
        store.engine.write(lambda tx: tx.ask("MATCH (t:Order) SET t:Customer"))
        store.engine.write(lambda tx: tx.ask("MATCH (h:Head) SET h.pending = [$one]", one=f"{ORDER.thing}:Customer"))
        writer.lease.release()
        writer.write([customer(HELP, "c")])
    assert store.engine.ask("MATCH (t:Order:Customer) RETURN t.id AS id") == []
    assert store.verify() == []


def test_what_is_erased_is_nowhere_and_its_versions_stay_known(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "Secretname", email="secret@x.example", phone="+491")])
        writer.write([customer(CRM, "b", phone="+491"), order(ORDER, ERP)])
        writer.write([customer(ERP, "Secretname 2", email="secret@x.example", phone="+491")])
        commitment = store.read(READER).versions(ERP)[0].commitment("name")
        writer.erase(ERP, "ann")
    assert commitment
    text = repr(store.engine.ask("MATCH (n) OPTIONAL MATCH (n)-[x]->() RETURN properties(n), properties(x)"))
    assert "ecretname" not in text
    assert "secret@" not in text
    versions = store.read(READER).versions(ERP)
    assert [one.erased for one in versions] == [True, True]
    with pytest.raises(Invalid, match="was erased"):
        versions[0].commitment("name")
    assert store.verify() == []
    with store.writer("t") as writer, pytest.raises(NotFound, match="no record `erp/customers/77`"):
        writer.erase(Key("erp", "customers", (77,)), "ann")


def test_erasure_reaches_what_syncs_quoted_and_the_ids_of_rows_held_back(store: Store) -> None:
    start = SyncStart("s1", "erp", "customers", "files", "1", "m", None, "2026-01-01T00:00:00Z")
    store.begin_sync(start)
    bad = Rejected("erp", "customers", "line 7", '{"name":"Ann Secret"}', "column `name`: `Ann Secret`", ERP.text)
    with store.writer("t") as writer:
        mark = SyncMark("s1", "erp", "customers", "", 1)
        writer.write([customer(ERP, "Ann Secret", email="secret@x.example")], mark, [bad])
    report = {
        "changes": [{"column": "name", "examples": ["Ann Secret", "Bob"], "says": "found `Ann Secret` in it"}],
        "profile": {"categories": {"Ann Secret": 1, "secret@x.example": 2, "Bob": 1}},
    }
    store.end_sync(
        SyncEnd("s1", "done", "2026-01-01T00:01:00Z", "stopped at `Ann Secret`", orjson.dumps(report).decode())
    )
    with store.writer("t") as writer:
        writer.erase(ERP, "ann", "she asked")
    (sync,) = store.sync_history("erp", "customers")
    assert sync["reason"] == "stopped at `erased`"
    assert orjson.loads(sync["quality"]) == {
        "changes": [{"column": "name", "examples": ["erased", "Bob"], "says": "found `erased` in it"}],
        "profile": {"categories": {"secret@x.example": 2, "Bob": 1}},
    }
    (row,) = store.quarantined("erp")
    assert (row["payload"], row["reason"]) == ("", "erased")
    assert row["id"] != bad.id
    assert store.changes()[-1]["because"] == "she asked"
    assert store.verify() == []


def test_valid_time_filters_reads_and_never_the_plain_graph(store: Store) -> None:
    row = replace(customer(ERP, "a"), valid_from="2026-01-01T00:00:00.000000Z", valid_to="2026-02-01T00:00:00.000000Z")
    with store.writer("t") as writer:
        writer.write([row])
    assert store.read(READER, at="2026-01-15").things([ERP.thing])
    assert not store.read(READER, at="2026-02-01").things([ERP.thing])
    assert not store.read(READER, at="2025-12-31T23:59:59Z").things([ERP.thing])
    assert store.engine.ask("MATCH (c:Customer) RETURN c.name AS name") == [{"name": "a"}]


def test_a_hub_is_marked_and_not_expanded(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(relations, "WIDE", 400)
    with store.writer("t") as writer:
        writer.write([customer(ERP, "hub")])
        orders = [order(Key("erp", "orders", (number,)), ERP) for number in range(400)]
        for start in range(0, 398, 100):
            narrow = writer.write(orders[start : min(start + 100, 398)]).seq
        writer.write(orders[398:])
    snapshot = store.read(READER)
    assert snapshot.wide([ERP.thing]) == {ERP.thing}
    assert snapshot.links([ERP.thing], "PLACED", True) == {}
    then = store.read(READER, narrow)
    assert then.wide([ERP.thing]) == set()
    assert len(then.links([ERP.thing], "PLACED", True, limit=10)[ERP.thing]) == 10


def test_names_that_several_have_are_told_apart_by_class_or_refused(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "Alfred"), customer(CRM, "Alfred", kind="Person")])
    snapshot = store.read(READER)
    assert snapshot.resolve("Alfred", ["Person"]) == CRM.thing
    with pytest.raises(Conflict, match="is the name of 2 things"):
        snapshot.resolve("Alfred")
    with pytest.raises(NotFound, match=r"nothing is known by `Nobody`: give an id, a key .*, or a whole name"):
        snapshot.resolve("Nobody")


def test_a_key_that_is_not_there_is_told_with_the_nearest_stream(store: Store) -> None:
    store.begin_sync(SyncStart("s-1", "erp", "customers", "files", "1", "d", None, "2026-03-09T00:00:00.000000Z"))
    snapshot = store.read(READER)
    with pytest.raises(NotFound, match=r"nothing is known by `erp/custmers/7`: did you mean `erp/customers`\?"):
        snapshot.resolve("erp/custmers/7")
    with pytest.raises(NotFound, match="nothing is known by `erp/customers/7`: `erp/customers` has no key `7`"):
        snapshot.resolve("erp/customers/7")
    with pytest.raises(NotFound, match="nothing is known by `zzz/qqq/7`: give an id"):
        snapshot.resolve("zzz/qqq/7")


def test_reading_ahead_of_the_head_or_at_no_date_is_refused(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "a")])
    with pytest.raises(Invalid, match="sequence `2` is not in this graph"):
        store.read(READER, 2)
    with pytest.raises(Invalid, match="not a date: `soon`"):
        store.read(READER, "soon")
    assert store.read(READER, "2000-01-01").seq == 0
    assert store.read(READER, store.head()[1]).seq == 1


def test_two_observations_of_one_key_in_a_batch_are_refused(store: Store) -> None:
    with store.writer("t") as writer, pytest.raises(Invalid, match="two observations of key"):
        writer.write([customer(ERP, "a"), customer(ERP, "b")])
    assert store.head() == (0, "")


def test_the_cursor_and_rejected_rows_move_with_the_batch(store: Store) -> None:
    start = SyncStart("s1", "erp", "customers", "files", "1", "m", None, "2026-01-01T00:00:00Z")
    store.begin_sync(start)
    (begun,) = store.status()
    assert begun.sync is not None
    assert (begun.sync["id"], begun.sync["status"]) == ("s1", "running")
    bad = Rejected("erp", "customers", "line 7", "x;y", "ragged row", None)
    mark = SyncMark("s1", "erp", "customers", '{"row":1}', 2)
    with store.writer("t") as writer:
        writer.write([customer(ERP, "a")], mark, [bad])
        head = store.head()
        writer.write([customer(ERP, "a")], mark, [bad])
        assert store.head() == head
    assert store.cursor("erp", "customers") == '{"row":1}'
    assert [(row["position"], row["payload"], row["reason"]) for row in store.quarantined("erp")] == [
        ("line 7", "x;y", "ragged row")
    ]
    sync = store.sync("s1")
    assert sync is not None
    assert (sync["read"], sync["new"], sync["same"], sync["refused"]) == (4, 1, 1, 2)
    (status,) = store.status()
    assert (status.records, status.quarantined, (status.sync or {}).get("id")) == (1, 1, "s1")
    with store.writer("t") as writer, pytest.raises(Invalid):
        writer.write([customer(ERP, "b"), customer(ERP, "c")], SyncMark("s1", "erp", "customers", '{"row":9}', 2))
    assert store.cursor("erp", "customers") == '{"row":1}'


def test_changes_name_the_records_and_things_of_every_commit(store: Store) -> None:
    with store.writer("ann") as writer:
        writer.write([customer(ERP, "a"), customer(CRM, "b")])
        writer.judge(ERP, CRM, "same", "bob")
    first, second = store.changes()
    assert (first["kind"], first["by"], len(first["records"])) == ("records", "ann", 2)
    assert set(first["things"]) == {ERP.thing, CRM.thing}
    assert (second["kind"], second["by"], second["records"]) == ("judgement", "bob", [])
    assert set(second["things"]) == {ERP.thing, CRM.thing}
    assert store.changes(since=1) == [second]
    assert first["at"] <= second["at"]


DAMAGE = {
    "relation": "MATCH ()-[x:PLACED]->() DELETE x",
    "relation twice": "MATCH (a)-[x:PLACED]->(b) CREATE (a)-[:PLACED {rid: x.rid, since: 1, keys: x.keys}]->(b)",
    "thing": "MATCH (t:Order) SET t.amount = 999",
    "identifier": "MATCH (i:Identifier) SET i.keys = []",
    "judgement": "MATCH (j:Judgement) SET j.until = 2",
    "record": "MATCH (r:Record {source: 'crm'}) SET r.entity = 'elsewhere'",
    "describes": "MATCH (:Record {source: 'crm'})-[d:DESCRIBES]->() SET d.until = 2",
    "wait": "MATCH ()-[w:AWAITS]->() SET w.until = 2",
}


@pytest.mark.parametrize("damage", DAMAGE)
def test_verify_finds_damage_and_rebuild_mends_it(store: Store, damage: str) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "a", email="a@x.example"), customer(CRM, "b", email="a@x.example")])
        writer.write([order(ORDER, ERP), order(Key("erp", "orders", (11,)), HELP)])
        sound = present(store), picture(store)
        store.engine.write(lambda tx: tx.ask(DAMAGE[damage]))
        assert store.verify()
        assert writer.rebuild()
        assert store.verify() == []
        assert (present(store), picture(store)) == sound


def test_verify_finds_broken_versions_and_missing_commits(store: Store) -> None:
    with store.writer("t") as writer:
        writer.write([customer(ERP, "a")])
        writer.write([customer(ERP, "b")])
    store.engine.write(lambda tx: tx.ask("MATCH (r:Record) WHERE r.since = 1 SET r.until = 9", open=OPEN))
    store.engine.write(lambda tx: tx.ask("MATCH (c:Commit {seq: 1}) DELETE c"))
    assert {one.about for one in store.verify()} == {"versions of", "commits up to"}


def test_erasure_reaches_what_was_quoted_shortened_as_a_list_or_as_a_part_of_a_key(store: Store) -> None:
    note = "Ann was ill in March and asked us, twice, not to be called before noon"
    store.begin_sync(SyncStart("s1", "erp", "customers", "files", "1", "m", None, "2026-01-01T00:00:00Z"))
    with store.writer("t") as writer:
        mails = ["ann@x.example", "ann@y.example", "a@z.example"]
        row = {"note": note, "mails": mails, "tel": "4930123456", "code": "A-77"}
        said = replace(customer(ERP, "Ann Secret"), payload=orjson.dumps(row).decode())
        writer.write([said], SyncMark("s1", "erp", "customers", "", 1))
    kept = "`Anna was never here, and neither was anybody else…` of customers, code=A-778"
    reason = f"customers, code=A-77: `{note[:60]}…`, {kept}"
    report = {
        "changes": [{"examples": [f"{note[:40]}…", "Bob"], "says": f"a list, `{str(mails)[:40]}…`"}],
        "profile": {"numbers": [4930123456.0, 7.5, 7.5]},
    }
    store.end_sync(SyncEnd("s1", "halted", "2026-01-01T00:01:00Z", reason, orjson.dumps(report).decode()))
    with store.writer("t") as writer:
        writer.erase(ERP, "ann")
    (sync,) = store.sync_history("erp", "customers")
    assert sync["reason"] == f"customers, code=erased: `erased`, {kept}"
    assert orjson.loads(sync["quality"]) == {
        "changes": [{"examples": ["erased", "Bob"], "says": "a list, `erased`"}],
        "profile": {"numbers": [7.5, 7.5]},
    }


def test_pages_of_keys_leave_none_out_whatever_letters_they_have(store: Store) -> None:
    texts = [*'aAzZ\ufffd😀éßﬀ日~"\\', "e\u0301", "ss", "10", "9", "a b", "a\tb"]
    keys = [Key("erp", "customers", (text,)) for text in texts]
    with store.writer("t") as writer:
        writer.write([customer(key, "N") for key in keys])
    for limit in (1, 4):
        met: list[str] = []
        while page := store.keys("erp", "customers", met[-1] if met else "", limit):
            assert page == [key for key, _ in store.things_of_stream("erp", "customers", met[-1] if met else "", limit)]
            met += page
            assert len(met) <= len(keys)
        assert sorted(met) == sorted(key.text for key in keys)
