"""Syncs on both engines: twice is once, stopped and resumed equals never stopped, nothing is lost or half written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from graph.claims import Claim
from graph.engines.base import Engine
from graph.model import Observation
from graph.syncs import SyncStart
from graph.writer import Written
from ingest import sources
from ingest.connector import Item, Mark, Raw, Retry, Skip, Stop
from ingest.progress import Outcome, Progress
from ingest.sinks import Live
from ingest.sources import configure
from ingest.survey import Unreadable, configured
from ingest.sweeping import Deletes
from ingest.sync import sync, sync_all
from ontology.errors import Conflict, NotFound
from tests.graphs import blank
from tests.ingest.words import words
from tests.ingest.world import MAPPING, VERSIONED, Flaky, Shop, content, customer


class Killed(BaseException):
    """What SIGKILL does, as far as a process can do it to itself: nothing is written after it."""


@pytest.fixture
def shop(engine: Engine, tmp_path: Path) -> Iterator[Shop]:
    size = engine.batch
    yield Shop(engine, tmp_path)
    engine.batch = size


def go(shop: Shop, **terms: Any) -> dict[str, Outcome]:
    """Sync, without waiting for anything, and with a sound graph after it."""
    found = {one.stream: one for one in sync(shop.store, shop.job, sleep=lambda seconds: None, **terms)}
    assert shop.store.verify() == []
    return found


def counts(one: Outcome) -> tuple[int, ...]:
    return one.read, one.new, one.changed, one.same, one.gone, one.refused


def after(rows: int, act: Callable[[], None] | None = None) -> Callable[[], bool]:
    """A request to stop that comes after some rows; or something that happens then."""
    asked = count()

    def stop() -> bool:
        if next(asked) < rows:
            return False
        if act:
            act()
        return True

    return stop


def kill() -> None:
    raise Killed


def test_rows_become_records_and_their_references_relations(shop: Shop) -> None:
    shop.customers("A,Ann,a@x.example,1", "B,Bob,b@x.example,1", "C,Cid,,1", "D,Dan,,1")
    shop.orders("1,2024-01-01,A", "2,2024-01-02,A", "3,2024-01-03,")
    found = go(shop)
    assert [counts(one) for one in found.values()] == [(4, 4, 0, 0, 0, 0), (3, 3, 0, 0, 0, 0)]
    assert {one.status for one in found.values()} == {"done"}
    held = content(shop.store)
    assert len(held["records"]) == 7
    assert [relation[0] for relation in held["relations"]] == ["Ann", "Ann"]
    (source,) = shop.store.sources()
    assert (source["id"], source["kind"], source["zone"]) == ("shop", "files", "UTC")


def test_twice_is_once(shop: Shop) -> None:
    shop.customers("A,Ann,,1", "B,Bob,nobody,1")
    go(shop)
    held, head = content(shop.store), shop.store.head()
    assert {one.status for one in go(shop).values()} == {"unchanged"}
    shop.customers("A,Ann,,1", "B,Bob,nobody,1", "")
    assert counts(go(shop)["customers"]) == (2, 0, 0, 1, 0, 1)
    assert (content(shop.store), shop.store.head()) == (held, head)


def test_changes_and_deletes_follow_the_file(shop: Shop) -> None:
    shop.customers("A,Ann,,1", "B,Bob,,1", "C,Cid,,1", "D,Dan,,1", "E,Eve,,1")
    shop.orders("1,2024-01-01,A")
    go(shop)
    shop.customers("E,Eve,,1", "C,Carl,,1", "F,Fay,,1")
    assert counts(go(shop)["customers"]) == (3, 1, 1, 1, 3, 0)
    shop.customers("A,Ann,,1", "E,Eve,,1")
    assert counts(go(shop)["customers"]) == (2, 0, 1, 1, 2, 0)
    assert content(shop.store)["relations"] == [("Ann", '["shop","orders",[1]]')]


def test_a_dry_run_counts_and_writes_nothing(shop: Shop) -> None:
    shop.customers("A,Ann,,1", "B,Bob,,1", "C,Cid,,1", "D,Dan,,1")
    go(shop)
    held, head = content(shop.store), shop.store.head()
    shop.customers("A,Anna,,1", "B,Bob,,1", "E,Eve,,1", "F,Fay,nobody,1")
    expected = (4, 1, 1, 1, 2, 1)
    assert counts(go(shop, dry=True)["customers"]) == expected
    assert (content(shop.store), shop.store.head()) == (held, head)
    assert len(shop.store.syncs("shop")) == 2
    assert counts(go(shop)["customers"]) == expected


def test_bad_rows_are_kept_with_their_reason_and_the_rest_is_taken(shop: Shop) -> None:
    shop.customers("A,Ann,nobody,1", "B,Bob,,1", "ragged", ",Nameless,,1", "C,Cid,,1")
    one = go(shop)["customers"]
    assert counts(one) == (5, 2, 0, 0, 0, 3)
    kept = {row["position"]: (row["reason"], row.get("key")) for row in shop.store.quarantined("shop")}
    assert kept == {
        "customers.csv, line 2": ("column `mail`: not an e-mail address, `nobody`", '["shop","customers",["A"]]'),
        "customers.csv, line 4": ("1 fields where the header has 4", None),
        "customers.csv, line 5": ("column `id`: the key is empty", None),
    }


def test_a_row_that_is_refused_is_not_taken_for_deleted(shop: Shop) -> None:
    shop.customers("A,Ann,,1", "B,Bob,,1")
    go(shop)
    shop.customers("A,Ann,nobody,1")
    one = go(shop)["customers"]
    assert counts(one) == (1, 0, 0, 0, 1, 1)
    assert list(content(shop.store)["records"]) == ['["shop","customers",["A"]]']


def test_deletes_are_withheld_when_a_key_cannot_be_read(shop: Shop) -> None:
    shop.customers("A,Ann,,1", "B,Bob,,1")
    go(shop)
    shop.customers("A,Ann,,1", "ragged")
    one = go(shop)["customers"]
    assert (one.gone, one.withheld) == (0, "rows without a readable key: 1, so that what was deleted is not known")
    assert shop.store.sync(one.sync)["reason"] == one.withheld  # type: ignore[index]


def test_deletes_are_not_looked_for_where_the_mapping_says_so(shop: Shop) -> None:
    shop.customers("A,Ann,,1", "B,Bob,,1")
    shop.map(MAPPING.replace("    key: [id]\n", "    key: [id]\n    deletes: keep\n"))
    go(shop)
    shop.customers("C,Cid,,1")
    assert counts(go(shop)["customers"]) == (1, 1, 0, 0, 0, 0)


def test_a_stream_that_came_back_empty_halts_until_it_is_said(shop: Shop) -> None:
    shop.customers("A,Ann,,1")
    go(shop)
    shop.customers()
    for _ in range(2):
        one = go(shop)["customers"]
        assert (one.status, one.gone) == ("halted", 0)
        assert "`customers` has no rows any more, and the graph holds 1: none was deleted" in one.reason
    assert shop.store.sync(one.sync)["status"] == "halted"  # type: ignore[index]
    assert counts(go(shop, deletes=True)["customers"]) == (0, 0, 0, 0, 1, 0)
    assert content(shop.store)["records"] == {}


def test_a_stream_that_would_lose_too_much_halts_before_the_first_delete(shop: Shop) -> None:
    shop.customers(*(f"{number},N,,1" for number in range(100)))
    go(shop)
    held, head = content(shop.store), shop.store.head()
    shop.customers(*(f"{number},N,,1" for number in range(60)))
    for _ in range(2):
        one = go(shop)["customers"]
        assert (one.status, one.gone) == ("halted", 0)
        assert (
            "40 of the 100 rows of `customers` are no longer there (40 %), more than the 20 % that may go" in one.reason
        )
        assert "say `throughline sync shop --stream customers --deletes`" in one.reason
    assert (content(shop.store), shop.store.head()) == (held, head)
    shop.customers(*(f"{number},N,,1" for number in range(79)))
    assert go(shop)["customers"].status == "halted"
    shop.customers(*(f"{number},N,,1" for number in range(80)))
    assert counts(go(shop)["customers"]) == (80, 0, 0, 80, 20, 0)


def test_how_much_may_go_stands_in_the_source(shop: Shop) -> None:
    shop.customers(*(f"{number},N,,1" for number in range(100)))
    go(shop)
    shop.job = replace(shop.job, source=shop.job.source.model_copy(update={"deletes": Deletes(most=0.02, few=0)}))
    shop.customers(*(f"{number},N,,1" for number in range(97)))
    assert "3 of the 100 rows" in go(shop)["customers"].reason
    shop.job = replace(shop.job, source=shop.job.source.model_copy(update={"deletes": Deletes(most=0.03, few=0)}))
    assert counts(go(shop)["customers"])[4] == 3


def test_other_changes_are_taken_while_deletes_wait(shop: Shop) -> None:
    shop.customers(*(f"{number},N,,1" for number in range(50)))
    go(shop)
    shop.customers(*(f"{number},M,,1" for number in range(10)), "new,N,,1")
    one = go(shop)["customers"]
    assert (one.status, one.new, one.changed, one.gone) == ("halted", 1, 10, 0)
    assert counts(go(shop, deletes=True)["customers"]) == (0, 0, 0, 0, 40, 0)


def test_the_second_of_two_rows_with_one_key_is_refused_and_names_the_first(shop: Shop) -> None:
    shop.customers("A,Ann,,1", "B,Bob,,1", "C,Cid,,1", "D,Dan,,1", "A,Anna,,1")
    assert counts(go(shop)["customers"]) == (5, 4, 0, 0, 0, 1)
    (kept,) = shop.store.quarantined("shop")
    assert (kept["reason"], kept["position"]) == (
        "its key was read already, at customers.csv, line 2",
        "customers.csv, line 6",
    )


def test_doubles_are_told_after_a_resumption_as_well(shop: Shop) -> None:
    shop.customers("A,Ann,,1", "B,Bob,,1", "C,Cid,,1", "D,Dan,,1", "A,Anna,,1")
    assert go(shop, streams=["customers"], stop=after(5))["customers"].status == "stopped"
    one = go(shop)["customers"]
    assert (one.read, one.refused) == (1, 1)
    assert shop.store.quarantined("shop")[0]["reason"] == "its key was read already, at customers.csv, line 2"


def test_with_a_version_the_newest_of_several_rows_counts(shop: Shop) -> None:
    shop.map(VERSIONED)
    shop.customers("A,one,,1", "A,three,,3", "A,two,,2")
    one = go(shop)["customers"]
    assert (one.new, one.changed, one.late, one.refused) == (1, 1, 1, 0)
    rows = shop.store.engine.ask("MATCH (t:Thing {name: 'three'}) RETURN count(t) AS n")
    assert rows == [{"n": 1}]


CUSTOMERS = ["A,Ann,,1", "B,Bob,nobody,1", "ragged", "C,Cid,,1", "A,Anna,,1", "D,Dan,d@x.example,1", "E,Eve,,1"]
ORDERS = [f"{number},2024-01-01,{'ABCDEZ'[number % 6]}" for number in range(1, 6)]
LATER = ["E,Eva,,1", "D,Dan,d@x.example,1", "F,Fay,,1", "G,Guy,,1"]


@pytest.mark.parametrize(
    ("rows", "happens"), [(2, "killed"), (5, "stopped"), (6, "killed"), (9, "killed"), (11, "stopped"), (13, "killed")]
)
def test_cut_off_anywhere_and_resumed_equals_never_cut_off(shop: Shop, rows: int, happens: str) -> None:
    def story(stop: Callable[[], bool] | None) -> dict[str, Any]:
        blank(shop.store.engine)
        for customers in (CUSTOMERS, LATER):
            shop.customers(*customers)
            shop.orders(*ORDERS)
            if stop is not None:
                try:
                    sync(shop.store, shop.job, stop=stop)
                except Killed:
                    assert happens == "killed"
            go(shop)
        return content(shop.store)

    expected = story(None)
    assert story(after(rows, kill if happens == "killed" else None)) == expected


def test_a_resumption_goes_on_where_the_last_batch_ended(shop: Shop) -> None:
    shop.customers(*(f"{number},N,,1" for number in range(10)))
    with pytest.raises(Killed):
        sync(shop.store, shop.job, stop=after(8, kill))
    (killed,) = shop.store.syncs("shop")
    assert (killed["status"], killed["read"]) == ("running", 6)
    phases: list[Progress] = []
    assert counts(go(shop, watch=phases.append)["customers"]) == (4, 4, 0, 0, 0, 0)
    statuses = {one["id"]: one["status"] for one in shop.store.syncs("shop")}
    assert statuses.pop(killed["id"]) == "interrupted"
    assert set(statuses.values()) == {"done"}


def test_a_file_that_changed_since_it_was_cut_off_is_read_anew(shop: Shop) -> None:
    shop.customers(*(f"{number},N,,1" for number in range(10)))
    go(shop, streams=["customers"], stop=after(8))
    shop.customers(*(f"{number},M,,1" for number in range(10)))
    assert counts(go(shop)["customers"]) == (10, 3, 7, 0, 0, 0)


def test_another_mapping_maps_what_is_stored_anew(shop: Shop) -> None:
    shop.customers("A,Ann,a@x.example,1", "B,Bob,,1")
    shop.orders("1,2024-01-01,A")
    go(shop)
    shop.map(MAPPING.replace("      email: {column: mail, clean: email}\n", ""))
    found = go(shop)
    assert counts(found["customers"]) == (0, 0, 1, 1, 0, 0)
    assert found["orders"].status == "unchanged"


def test_another_key_closes_the_old_ones(shop: Shop) -> None:
    shop.customers("A,Ann,,1", "B,Bob,,2")
    go(shop, streams=["customers"])
    shop.map(MAPPING.replace("    key: [id]\n", "    key: [{column: v, as: integer}]\n"))
    assert counts(go(shop, streams=["customers"])["customers"]) == (0, 2, 0, 0, 2, 0)


def test_columns_that_are_not_there_halt_the_stream_and_no_other(shop: Shop) -> None:
    (shop.folder / "customers.csv").write_text("id,nome,mail\nA,Ann,\n")
    shop.orders("1,2024-01-01,A")
    found = go(shop)
    assert (found["customers"].status, found["orders"].status) == ("failed", "done")
    assert "`customers` has no column `name`: did you mean `nome`?" in found["customers"].reason
    stored = shop.store.sync(found["customers"].sync)
    assert stored is not None
    assert (stored["status"], stored["reason"]) == ("failed", found["customers"].reason)


@pytest.mark.parametrize("body", ["", "id,name,name,v\n", 'id,name,mail,v\nA,"Ann', "\0\0\0"])
def test_files_that_cannot_be_read_leave_the_graph_as_it_was(shop: Shop, body: str) -> None:
    shop.customers("A,Ann,,1", "B,Bob,,1")
    go(shop)
    held = content(shop.store)["records"]
    (shop.folder / "customers.csv").write_text(body)
    go(shop)
    assert content(shop.store)["records"] == held


def test_heavy_rows_are_written_in_small_batches(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    sizes: list[int] = []
    write = Live.write

    def noted(live: Live, observations: Sequence[Observation], *rest: Any) -> Written:
        sizes.append(len(observations))
        return write(live, observations, *rest)

    monkeypatch.setattr(Live, "write", noted)
    shop.store.engine.batch = 1000
    shop.map(MAPPING.replace("name: name", "alias: name"))
    shop.customers(*(f"{number},{'x' * 400_000},,1" for number in range(40)))
    assert counts(go(shop)["customers"]) == (40, 40, 0, 0, 0, 0)
    assert max(sizes) == 10


def test_progress_is_told(shop: Shop) -> None:
    told: list[Progress] = []
    shop.customers(*(f"{number},N,,1" for number in range(1200)))
    shop.store.engine.batch = 1000
    go(shop, watch=told.append)
    reading = [one for one in told if (one.stream, one.phase) == ("customers", "reading")]
    assert [one.rows for one in reading] == [500, 1000, 1200]
    assert reading[0].total is not None
    assert reading[0].rate > 0
    assert reading[-1].left == 0


# --- Systems that fail ------------------------------------------------------------------------------------------------


def flaky(shop: Shop, script: Callable[[Any], Iterator[Item]], incremental: bool = True) -> Flaky:
    connector = Flaky(script, incremental)
    shop.job = replace(shop.job, connector=connector)
    return connector


def test_a_system_that_does_not_answer_is_asked_again_from_the_last_row(shop: Shop) -> None:
    failures = iter([Retry("away"), Retry("away")])

    def script(cursor: Any) -> Iterator[Item]:
        for number in range((cursor or 0) + 1, 8):
            yield customer(number)
            if number in {2, 5} and (error := next(failures, None)):
                raise error

    connector = flaky(shop, script)
    connector.present = [{"id": str(number)} for number in range(1, 8)]
    one = go(shop, streams=["customers"])["customers"]
    assert (one.status, counts(one)) == ("done", (7, 7, 0, 0, 0, 0))
    assert connector.asked == [None, 2, 5]


def test_it_is_asked_a_few_times_only_and_what_was_read_stays(shop: Shop) -> None:
    def script(cursor: Any) -> Iterator[Item]:
        if cursor is None:
            yield customer(1)
        raise Retry("away", "look after it")

    connector = flaky(shop, script)
    pauses: list[float] = []
    (one,) = sync(shop.store, shop.job, ["customers"], sleep=pauses.append)
    assert (one.status, one.read, one.reason) == ("failed", 1, "away: look after it")
    assert connector.asked == [None, 1, 1, 1, 1]
    assert sum(pauses) == 1 + 2 + 4 + 8


def test_a_pause_can_be_stopped(shop: Shop) -> None:
    def script(cursor: Any) -> Iterator[Item]:
        yield customer(1)
        raise Retry("away")

    flaky(shop, script)
    assert go(shop, streams=["customers"], stop=after(2))["customers"].status == "stopped"


def test_what_stops_keeps_what_was_read(shop: Shop) -> None:
    def script(cursor: Any) -> Iterator[Item]:
        yield customer(1)
        yield Skip("odd", "text", "row 2", 2)
        raise Stop("gone for good", "ask its owner")

    flaky(shop, script)
    one = go(shop, streams=["customers"])["customers"]
    assert (one.status, one.reason, counts(one)) == ("failed", "gone for good: ask its owner", (2, 1, 0, 0, 0, 1))


def test_what_is_read_by_a_cursor_goes_on_from_its_mark_and_sweeps_by_keys(shop: Shop) -> None:
    def script(cursor: Any) -> Iterator[Item]:
        for number in range(cursor or 1, 4):
            yield customer(number)
        yield Mark(3)

    connector = flaky(shop, script)
    connector.present = [{"id": "1"}, {"id": "2"}, {"id": "3"}]
    assert counts(go(shop, streams=["customers"])["customers"]) == (3, 3, 0, 0, 0, 0)
    connector.present = [{"id": "1"}, {"id": "3"}]
    assert counts(go(shop, streams=["customers"])["customers"]) == (1, 0, 0, 1, 1, 0)
    assert connector.asked == [None, 3]
    connector.present = [{"id": "1"}, None]
    one = go(shop, streams=["customers"])["customers"]
    assert (one.gone, bool(one.withheld)) == (0, True)


def test_a_row_that_vanishes_while_a_stream_is_read_first_is_gone_at_the_next_sync(shop: Shop) -> None:
    connector = flaky(shop, lambda cursor: iter([customer(1), customer(2)]), incremental=False)
    connector.present = [{"id": "2"}]
    assert counts(go(shop, streams=["customers"])["customers"]) == (2, 2, 0, 0, 0, 0)
    assert counts(go(shop, streams=["customers"])["customers"]) == (2, 0, 0, 2, 1, 0)


def test_while_deletes_wait_changes_are_read_from_a_table_that_is_paged_by_its_key(shop: Shop) -> None:
    names = dict.fromkeys(range(1, 31), "N")

    def script(cursor: Any) -> Iterator[Item]:
        yield from (customer(number, name) for number, name in names.items() if number > (cursor or 0))

    connector = flaky(shop, script, incremental=False)
    connector.present = [{"id": str(number)} for number in names]
    assert counts(go(shop, streams=["customers"])["customers"])[:2] == (30, 30)
    names = dict.fromkeys(range(1, 6), "N")
    connector.present = [{"id": str(number)} for number in names]
    assert go(shop, streams=["customers"])["customers"].status == "halted"
    names[2] = "Bob"
    one = go(shop, streams=["customers"])["customers"]
    assert (one.status, counts(one)) == ("halted", (5, 0, 1, 4, 0, 0))
    assert counts(go(shop, streams=["customers"], deletes=True)["customers"]) == (5, 0, 0, 5, 25, 0)
    assert set(connector.asked) == {None}


def test_a_key_that_is_given_twice_is_written_in_its_order(shop: Shop) -> None:
    connector = flaky(shop, lambda cursor: iter([customer(1, "old"), customer(2), customer(1, "new")]))
    connector.present = [{"id": "1"}, {"id": "2"}]
    one = go(shop, streams=["customers"])["customers"]
    assert (one.new, one.changed) == (2, 1)
    assert shop.store.engine.ask("MATCH (t:Thing {name: 'new'}) RETURN count(t) AS n") == [{"n": 1}]


def test_rows_that_lie_about_their_types_are_refused(shop: Shop) -> None:
    odd: list[dict[str, Any]] = [
        {"id": ["1"], "name": "N"},
        {"id": "2", "name": {"deep": {}}},
        {"id": "3", "name": float("nan")},
        {"id": "4", "extra": object()},
        {"id": "5", "extra": "\ud800"},
        {"id": "6", "extra": 2**200},
        {"id": "\udce9", "name": "N"},
        {"id": 2**200, "name": "N"},
    ]
    connector = flaky(shop, lambda cursor: iter([Raw(row, None, f"row {row['id']}") for row in odd]))
    connector.present = [{"id": "1"}]
    one = go(shop, streams=["customers"])["customers"]
    assert one.status == "done"
    assert one.refused + one.new == 8
    assert one.refused >= 7


# --- Sources ----------------------------------------------------------------------------------------------------------


def test_all_sources_are_synced_and_one_that_cannot_be_opened_halts_no_other(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(MAPPING)
    shop.customers("A,Ann,,1")
    bad = configure("bad", "files", tmp_path / "none.yaml", {"path": str(tmp_path)})
    good = configure("shop", "files", tmp_path / "shop.yaml", {"path": str(tmp_path)})
    found = list(sync_all(shop.store, [bad, good], {}))
    assert [(one.source, one.stream, one.status) for one in found] == [
        ("bad", "", "failed"),
        ("shop", "customers", "done"),
        ("shop", "orders", "done"),
    ]
    assert list(sync_all(shop.store, [good], {}, stop=lambda: True)) == []


def test_a_source_whose_file_cannot_be_read_stops_no_other(shop: Shop, tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(MAPPING)
    home = tmp_path / "sources"
    sources.add(home, configure("shop", "files", tmp_path / "shop.yaml", {"path": str(tmp_path)}), words())
    wrong = {
        "odd": "name: odd\nconnector: nosuch\nmapping: /none.yaml\n",
        "broken": "a: [",
        "dated": "name: 2024-99-99",
        "homeless": "name: homeless\nconnector: files\nmapping: ~nosuchuser/a.yaml\n",
        "other": "name: another\nconnector: files\nmapping: a.yaml\n",
        "locked": f"name: locked\nconnector: sql\nmapping: {tmp_path / 'shop.yaml'}\n"
        "options: {url: 'postgresql://me@localhost:1/x', password: {env: NONE}}\n",
    }
    for name, text in wrong.items():
        (home / f"{name}.yaml").write_text(text)
    (home / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    shop.customers("A,Ann,,1")
    found = list(sync_all(shop.store, configured(home), {}))
    assert {one.source for one in found} == {*wrong, "bytes", "shop"}
    for one in found:
        assert (one.status == "failed" and bool(one.reason)) is (one.source != "shop"), one
    assert [one.name for one in configured(home) if isinstance(one, Unreadable)] == [
        "broken", "bytes", "dated", "homeless", "other",
    ]  # fmt: skip
    assert len(content(shop.store)["records"]) == 1


def test_sources_are_named_or_all(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(MAPPING)
    home = tmp_path / "sources"
    sources.add(home, configure("shop", "files", tmp_path / "shop.yaml", {"path": str(tmp_path)}), words())
    assert [one.name for one in configured(home)] == ["shop"] == [one.name for one in configured(home, ["shop"])]
    with pytest.raises(NotFound, match="no source `shoq`"):
        configured(home, ["shoq"])


def test_a_stream_that_is_not_mapped_is_not_found(shop: Shop) -> None:
    with pytest.raises(NotFound, match="no stream `customer` in the mapping of `shop`"):
        sync(shop.store, shop.job, ["customer"])


# --- One runner at a time ---------------------------------------------------------------------------------------------


def test_a_source_that_is_being_synced_is_not_synced_twice_at_once(shop: Shop) -> None:
    shop.customers("A,Ann,,1")
    with Claim(shop.store.engine, "shop").take():
        with pytest.raises(Conflict, match="`shop` is being synced already"):
            sync(shop.store, shop.job)
        (one, _) = sync(shop.store, shop.job, dry=True)
        assert one.new == 1
    assert shop.store.syncs("shop") == []
    assert go(shop)["customers"].new == 1


def test_a_sync_that_was_taken_over_ends_with_what_it_read(shop: Shop, monkeypatch: pytest.MonkeyPatch) -> None:
    shop.customers(*(f"{number},N,,1" for number in range(10)))
    claims: list[Claim] = []
    take = Claim.take

    def noted(claim: Claim, *rest: Any) -> Claim:
        claims.append(claim)
        return take(claim, *rest)

    asked = count()

    def lose() -> bool:
        claims[0].lost = claims[0].lost or next(asked) == 5
        return False

    monkeypatch.setattr(Claim, "take", noted)
    found = sync(shop.store, shop.job, stop=lose)
    assert [one.status for one in found] == ["stopped", "failed"]
    assert "another process has taken the source over" in found[-1].reason
    monkeypatch.undo()
    assert sum(one.new for one in found) + go(shop)["customers"].new == 10


def test_a_source_that_is_trusted_otherwise_is_so_though_nothing_else_has_changed(shop: Shop) -> None:
    shop.customers("A,Ann,,1")
    go(shop)
    shop.job = replace(shop.job, source=shop.job.source.model_copy(update={"trust": 90}))
    assert {one.status for one in go(shop).values()} == {"unchanged"}
    assert [row["trust"] for row in shop.store.sources()] == [90]


def test_a_sync_that_another_one_has_overtaken_writes_nothing_any_more(shop: Shop) -> None:
    shop.customers("A,Ann,,1", "B,Bob,,1", "C,Cid,,1", "D,Dan,,1", "E,Eve,,1")
    held: list[dict[str, Any]] = []

    def overtaken() -> bool:
        if not held and shop.store.syncs("shop"):
            start = SyncStart("another", "shop", "customers", "files", "1", "d", None, "2026-01-01T00:00:00.000000Z")
            shop.store.begin_sync(start)
            held.append(content(shop.store))
        return False

    one = go(shop, streams=["customers"], stop=overtaken)["customers"]
    assert one.status == "failed"
    assert "another sync of `shop/customers` has begun" in one.reason
    assert content(shop.store) == held[0]
