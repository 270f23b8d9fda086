"""A changed mapping makes of the stored rows what it would have made of them as they were read."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from graph.engines.base import Engine
from graph.model import OPEN
from graph.store import Store
from ingest.connector import Stop
from ingest.progress import Outcome
from ingest.sync import sync
from ontology.errors import Unavailable
from tests.graphs import blank
from tests.ingest.test_carried_sync import MAPPING as CARRYING
from tests.ingest.test_carried_sync import OWNING, Orders, order
from tests.ingest.world import MAPPING, Shop, content

OTHER = MAPPING.replace("      name: name\n", "      alias: name\n").replace("ordered_at: day", "required_at: day")
LENIENT = MAPPING.replace("clean: email}", "clean: email, invalid: drop}")
ROWS = ["A,Ann,ann@x.example,1", "B,Bob,bob@x.example,1", "C,Cid,,1", "D,Dan,dan@x.example,1"]


NAMES = ["Ann", "Bob", "Cid", "Dan"]


@pytest.fixture
def shop(engine: Engine, tmp_path: Path) -> Shop:
    found = Shop(engine, tmp_path)
    found.customers(*ROWS)
    found.orders("1,2024-01-01,A", "2,2024-01-02,B", "3,2024-01-03,C")
    return found


def told(shop: Shop, **how: Any) -> dict[str, Outcome]:
    return {one.stream: one for one in sync(shop.store, shop.job, **how)}


def present(store: Store) -> dict[str, str]:
    rows = store.engine.ask(
        "MATCH (r:Record {until: $open}) WHERE NOT r.gone RETURN r.key AS key, r.digest AS digest", open=OPEN
    )
    return {row["key"]: row["digest"] for row in rows}


def names(store: Store) -> list[str]:
    rows = store.engine.ask("MATCH (r:Record {until: $open}) WHERE NOT r.gone RETURN r.name AS name", open=OPEN)
    return sorted(row["name"] for row in rows if row["name"])


def test_stored_rows_are_mapped_again_without_reading_the_source(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    told(shop)
    shop.map(OTHER)

    def never(*_: object) -> None:
        raise AssertionError("the source was read")

    monkeypatch.setattr(type(shop.job.connector), "read", never)
    outcomes = told(shop)
    assert [one.reason for one in outcomes.values()] == ["", ""]
    assert {name: (one.status, one.read, one.remapped, one.changed) for name, one in outcomes.items()} == {
        "customers": ("done", 0, 4, 4), "orders": ("done", 0, 3, 3),
    }  # fmt: skip
    assert names(shop.store) == []
    assert shop.store.verify() == []
    again = told(shop)
    assert [(one.status, one.remapped) for one in again.values()] == [("unchanged", 0)] * 2


def test_mapping_again_equals_a_fresh_load(shop: Shop) -> None:
    told(shop)
    shop.map(OTHER)
    told(shop)
    remapped = content(shop.store)
    blank(shop.store.engine)
    told(shop)
    assert content(shop.store) == remapped


def test_what_was_said_before_stays_in_the_past(shop: Shop) -> None:
    told(shop)
    shop.map(OTHER)
    told(shop)
    rows = shop.store.engine.ask(
        "MATCH (r:Record {key: $key}) RETURN r.name AS name, r.alias AS alias, r.until AS until ORDER BY r.since",
        key='["shop","customers",["A"]]',
    )
    assert [(row["name"], row["alias"], row["until"] == OPEN) for row in rows] == [
        ("Ann", None, False), (None, ["Ann"], True),
    ]  # fmt: skip


@pytest.mark.parametrize("rows", range(1, 7))
def test_cut_off_anywhere_it_goes_on(shop: Shop, rows: int) -> None:
    told(shop)
    shop.map(OTHER)
    asked = iter(range(100))
    told(shop, stop=lambda: next(asked) >= rows)
    outcomes = told(shop)
    assert sum(one.remapped for one in outcomes.values()) <= 7
    assert names(shop.store) == []
    assert shop.store.verify() == []


@pytest.mark.parametrize("rows", range(1, 8))
def test_a_mapping_that_is_taken_back_meanwhile_is_taken_back_wholly(shop: Shop, rows: int) -> None:
    told(shop)
    before = present(shop.store)
    shop.map(OTHER)
    asked = iter(range(100))
    told(shop, stop=lambda: next(asked) >= rows)
    shop.map(MAPPING)
    told(shop)
    assert names(shop.store) == ["Ann", "Bob", "Cid", "Dan"]
    assert present(shop.store) == before
    assert shop.store.verify() == []


def test_then_the_source_is_read_on_as_ever(shop: Shop) -> None:
    told(shop)
    shop.map(OTHER)
    shop.customers(*ROWS[:3], "E,Eve,,1")
    one = told(shop)["customers"]
    assert (one.remapped, one.read, one.new, one.gone) == (4, 4, 1, 1)


def test_rows_that_the_new_mapping_refuses_are_told_and_stay(shop: Shop) -> None:
    told(shop)
    shop.map(MAPPING.replace("      name: name\n", "      name: name\n      tax_number: name\n").replace(
        "tax_number: name", "tax_number: {column: name, clean: tax_number}"))  # fmt: skip
    one = told(shop)["customers"]
    assert (one.remapped, one.refused, one.changed) == (4, 4, 0)
    assert names(shop.store) == ["Ann", "Bob", "Cid", "Dan"]
    assert shop.store.quarantined("shop", "customers")[0]["position"].startswith("record ")


@pytest.mark.parametrize(
    ("right", "wrong"), [("      name: name\n", "      name: nmae\n"), ("key: [id]", "key: [ide]")]
)
def test_a_mapping_that_names_no_column_of_the_source_changes_nothing(shop: Shop, right: str, wrong: str) -> None:
    told(shop)
    before = content(shop.store)
    shop.map(MAPPING.replace(right, wrong, 1))
    one = told(shop)["customers"]
    assert (one.status, one.remapped, one.refused) == ("failed", 0, 0)
    assert "`customers` has no column" in one.reason
    assert content(shop.store) == before
    assert shop.store.quarantined("shop", "customers") == []


def test_rows_in_quarantine_are_tried_again(shop: Shop) -> None:
    shop.customers(*ROWS, "E,Eve,nobody,1")
    assert told(shop)["customers"].refused == 1
    shop.map(LENIENT)
    one = told(shop)["customers"]
    assert (one.remapped, one.told) == (4, "rows taken out of quarantine: 1")
    assert names(shop.store) == [*NAMES, "Eve"]
    assert shop.store.quarantined("shop", "customers") == []


def test_they_are_where_no_row_was_taken_at_all(shop: Shop) -> None:
    shop.customers("E,Eve,nobody,1", "F,Fay,noone,1")
    blank(shop.store.engine)
    assert told(shop)["customers"].refused == 2
    shop.map(LENIENT)
    one = told(shop)["customers"]
    assert (one.status, one.remapped, one.told) == ("unchanged", 0, "rows taken out of quarantine: 2")
    assert (names(shop.store), shop.store.quarantined("shop", "customers")) == (["Eve", "Fay"], [])
    again = told(shop)["customers"]
    assert (again.status, again.told) == ("unchanged", "")
    assert "running" not in {one["status"] for one in shop.store.syncs("shop")}


def test_they_are_where_the_source_cannot_be_read_then(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.customers(*ROWS, "E,Eve,nobody,1")
    told(shop)
    shop.map(LENIENT)
    shop.customers(*ROWS)

    def broken(*_: object) -> None:
        raise Stop("the file cannot be read", "mend it")

    with monkeypatch.context() as patch:
        patch.setattr(type(shop.job.connector), "read", broken)
        one = told(shop)["customers"]
    assert (one.status, one.remapped, one.told) == ("failed", 4, "rows taken out of quarantine: 1")
    assert sorted(one["status"] for one in shop.store.syncs("shop")) == ["done", "done", "failed", "unchanged"]
    assert shop.store.quarantined("shop", "customers") == []


@pytest.mark.parametrize("rows", range(3, 7))
def test_they_are_when_it_was_stopped_before_that(shop: Shop, rows: int) -> None:
    shop.customers(*ROWS, "E,Eve,nobody,1")
    told(shop)
    shop.map(LENIENT)
    asked = iter(range(100))
    told(shop, stop=lambda: next(asked) >= rows)
    told(shop)
    assert names(shop.store) == [*NAMES, "Eve"]
    assert shop.store.quarantined("shop", "customers") == []


def test_they_are_when_that_was_cut_off(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.customers(*ROWS, "E,Eve,nobody,1")
    told(shop)
    shop.map(LENIENT)

    def cut(*_: object) -> None:
        raise Unavailable("the graph does not answer", "start it")

    with monkeypatch.context() as patch:
        patch.setattr("ingest.sync.replay_all", cut)
        with pytest.raises(Unavailable):
            told(shop)
    one = told(shop)["customers"]
    assert (one.status, one.told) == ("unchanged", "rows taken out of quarantine: 1")
    assert names(shop.store) == [*NAMES, "Eve"]


def test_other_rows_are_read_anew(shop: Shop) -> None:
    told(shop)
    (shop.folder / "clients.csv").write_text((shop.folder / "customers.csv").read_text())
    shop.map(MAPPING.replace("  customers:\n", "  customers:\n    from: clients\n"))
    one = told(shop)["customers"]
    assert (one.remapped, one.read, one.same) == (0, 4, 4)


CHANGED = CARRYING.replace("quantity: qty", "discount: qty").replace("name: customer.name", "alias: customer.name")
KEYED = MAPPING.replace("    key: [id]\n", "    key: [name]\n")


def test_a_changed_key_opens_a_generation_and_things_keep_their_ids(shop: Shop) -> None:
    told(shop)
    before = {row["id"] for row in shop.store.engine.ask("MATCH (t:Customer) RETURN t.id AS id")}
    shop.map(KEYED)
    outcomes = told(shop)
    one = outcomes["customers"]
    assert (one.remapped, one.new, one.gone, one.read) == (4, 4, 4, 0)
    assert one.told.startswith("its key has changed: generation 2; 3 references name keys of it that are not there")
    assert shop.store.keys("shop", "customers") == [
        f'["shop","customers",["{n}"]]' for n in ("Ann", "Bob", "Cid", "Dan")
    ]
    assert {row["id"] for row in shop.store.engine.ask("MATCH (t:Customer) RETURN t.id AS id")} == before
    assert shop.store.verify() == []
    assert told(shop)["customers"].status == "unchanged"


def test_references_follow_when_they_are_mapped_by_the_new_key(shop: Shop) -> None:
    told(shop)
    relations = content(shop.store)["relations"]
    shop.map(KEYED)
    told(shop)
    assert content(shop.store)["relations"] == []
    shop.map(MAPPING)
    assert "generation 3" in told(shop)["customers"].told
    assert content(shop.store)["relations"] == relations
    assert shop.store.verify() == []


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (["A,Ann,,1", "B,Ann,,1"], "would both be"),
        (["A,B,,1", "B,C,,1"], "which is a row's key now, would be that of another"),
    ],
)
def test_a_key_that_does_not_tell_rows_apart_changes_nothing(shop: Shop, rows: list[str], reason: str) -> None:
    shop.customers(*rows)
    told(shop)
    before = content(shop.store)
    shop.map(KEYED)
    one = told(shop)["customers"]
    assert one.status == "failed"
    assert reason in one.reason
    assert content(shop.store)["records"] == before["records"]


def test_a_generation_takes_along_what_rows_own(engine: Engine, tmp_path: Path) -> None:
    shop = Orders(engine, tmp_path, OWNING)
    shop.put(order(1, "A", "B", code="N1"), order(2, "A", buyer="BONAP", code="N2"))
    lines = {row["id"] for row in engine.ask("MATCH (t:OrderLine) RETURN t.id AS id")}
    shop.map(OWNING.replace("{column: id, as: integer}", "code", 1))
    told = shop.sync()
    assert (told.remapped, told.new, told.gone) == (2, 7, 7)
    assert shop.keys("orders") == shop.keys("buyers") == [["N1"], ["N2"]]
    assert shop.keys("lines") == [["N1", "A"], ["N1", "B"], ["N2", "A"]]
    assert {row["id"] for row in engine.ask("MATCH (t:OrderLine) RETURN t.id AS id")} == lines
    assert shop.store.verify() == []


def test_what_rows_share_is_read_anew(engine: Engine, tmp_path: Path) -> None:
    shop = Orders(engine, tmp_path, CARRYING)
    shop.put(order(1, "A"), order(1, "B", v=2, buyer="BONAP"))
    shop.map(CHANGED)
    told = shop.sync()
    assert (told.remapped, told.read) == (0, 2)
    assert names(shop.store) == []


def test_what_rows_do_not_carry_any_more_is_gone(engine: Engine, tmp_path: Path) -> None:
    shop = Orders(engine, tmp_path, CARRYING)
    shop.put(order(1, "A", "B"), order(2, "A"))
    text = CARRYING[: CARRYING.index("      lines:")]
    shop.map(text)
    (tried,) = sync(shop.store, shop.job, dry=True)
    assert (tried.status, len(shop.keys("lines"))) == ("done", 3)
    assert (shop.sync().gone, shop.keys("lines"), shop.keys("orders")) == (3, [], [[1], [2]])
    shop.map(CARRYING)
    assert (shop.sync().new, len(shop.keys("lines"))) == (0, 3)
    assert shop.store.verify() == []


orders = st.lists(
    st.builds(
        lambda number, skus, v, buyer, gone: order(number, *skus, v=v, buyer=buyer, **gone),
        st.integers(1, 3), st.lists(st.sampled_from("AB"), max_size=2, unique=True), st.integers(1, 4),
        st.sampled_from(["ALFKI", "BONAP"]), st.sampled_from([{}, {"state": "deleted"}]),
    ),
    min_size=1, max_size=5, unique_by=lambda row: (row["v"], 0),
)  # fmt: skip


@given(orders)
@settings(
    max_examples=12, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
def test_any_rows_mapped_again_equal_a_fresh_load(engine: Engine, tmp_path: Path, rows: list[dict[str, Any]]) -> None:
    blank(engine)
    shop = Orders(engine, tmp_path, OWNING)
    shop.put(*rows)
    shop.map(OWNING.replace("quantity: qty", "discount: qty").replace("name: customer.name", "alias: customer.name"))
    shop.sync()
    remapped = present(shop.store)
    assert shop.store.verify() == []
    blank(engine)
    shop.put(*reversed(rows))
    assert present(shop.store) == remapped
