"""Rows out of quarantine, on both engines: replayed late they mean what they would have meant in time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from graph.engines.base import Engine
from ingest.quarantine import Replayed, replay, replay_all, tally
from ingest.sync import sync
from ontology.errors import NotFound
from tests.graphs import blank
from tests.ingest.world import MAPPING, VERSIONED, Shop, content

MENDED = "{column: mail, clean: email, invalid: drop}"
STRICT = "{column: mail, clean: email}"
LAWS = settings(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck))


@pytest.fixture
def shop(engine: Engine, tmp_path: Path) -> Iterator[Shop]:
    size = engine.batch
    yield Shop(engine, tmp_path)
    engine.batch = size


def go(shop: Shop) -> None:
    """Sync the customers."""
    (outcome,) = sync(shop.store, shop.job, ["customers"], sleep=lambda seconds: None)
    assert outcome.status in ("done", "unchanged"), outcome.reason
    assert shop.store.verify() == []


def again(shop: Shop, *ids: str, mapping: str | None = None) -> list[Replayed]:
    """Replay rows, or all of them, by another mapping."""
    if mapping is not None:
        shop.map(mapping)
    rules = lambda source: (shop.job.mapping, shop.job.contract)  # noqa: E731
    found = replay(shop.store, ids, rules, "ann") if ids else list(replay_all(shop.store, "shop", rules, "ann"))
    assert shop.store.verify() == []
    return found


def names(shop: Shop) -> dict[str, Any]:
    """What the records that are present are called, by the last part of their keys."""
    rows = shop.store.engine.ask(
        "MATCH (r:Record) WHERE r.until = 9007199254740991 AND NOT r.gone RETURN r.key AS key, r.name AS name"
    )
    return {row["key"].split('"')[-2]: row["name"] for row in rows}


def test_a_row_is_written_once_the_mapping_takes_it(shop: Shop) -> None:
    shop.customers("A,Ann,nobody,1", "B,Bob,,1")
    go(shop)
    (row,) = shop.store.quarantined("shop")
    head, _ = shop.store.head()
    (told,) = again(shop, row["id"][:8], mapping=MAPPING.replace(STRICT, MENDED))
    assert (told.id, told.fate) == (row["id"], "written")
    assert names(shop) == {"A": "Ann", "B": "Bob"}
    assert shop.store.quarantined("shop") == []
    (commit,) = shop.store.changes(head)
    assert (commit["kind"], commit["by"], len(commit["records"])) == ("replay", "ann", 1)
    (kept,) = shop.store.quarantined("shop", every=True)
    assert (kept["outcome"], kept["by"], kept["payload"]) == ("replayed", "ann", row["payload"])
    record = shop.store.engine.ask("MATCH (r:Record {name: 'Ann'}) RETURN r.id AS id, r.sync AS sync")[0]
    assert (record["id"], record["sync"]) == (kept["record"], row["sync"])
    assert again(shop, row["id"])[0].reason == "it was replayed by ann before"
    go(shop)
    assert shop.store.quarantined("shop") == []


def test_what_still_fails_stays_with_its_new_reason(shop: Shop) -> None:
    shop.customers("A,Ann,nobody,1", "B,Bob,,1")
    go(shop)
    (row,) = shop.store.quarantined("shop")
    assert again(shop)[0].fate == "refused"
    assert shop.store.quarantined("shop") == [row]
    (told,) = again(shop, mapping=MAPPING.replace("name: name", "name: name\n      credit_hold: mail"))
    assert "neither yes nor no" in told.reason
    (now,) = shop.store.quarantined("shop")
    assert (now["arrived"], now["position"], now["reason"]) == (row["since"], row["position"], told.reason)
    was = shop.store.quarantined_row(row["id"])
    assert (was["outcome"], was["successor"], was["reason"]) == ("replaced", now["id"], row["reason"])


def test_what_came_after_a_row_is_not_overwritten(shop: Shop) -> None:
    shop.customers("A,Ann,nobody,1")
    go(shop)
    shop.customers("A,Anna,,1")
    go(shop)
    assert shop.store.quarantined("shop") == []
    assert shop.store.quarantined("shop", every=True)[0]["overtaken"]
    assert tally(again(shop, mapping=MAPPING.replace(STRICT, MENDED))) == {"late": 1}
    assert names(shop) == {"A": "Anna"}


def test_a_row_that_came_after_what_is_there_overwrites_it(shop: Shop) -> None:
    shop.customers("A,Ann,,1")
    go(shop)
    shop.customers("A,Anna,nobody,1")
    go(shop)
    assert names(shop) == {"A": "Ann"}
    assert tally(again(shop, mapping=MAPPING.replace(STRICT, MENDED))) == {"written": 1}
    assert names(shop) == {"A": "Anna"}


def test_replays_come_in_the_order_of_the_rows_whatever_their_own(shop: Shop) -> None:
    for text in ("A,one,nobody,1", "A,two,nobody,1", "A,three,nobody,1"):
        shop.customers(text)
        go(shop)
    rows = {row["payload"].split('"')[-6]: row["id"] for row in shop.store.quarantined("shop", every=True)}
    shop.map(MAPPING.replace(STRICT, MENDED))
    for which, fate in (("two", "late"), ("three", "written"), ("one", "late")):
        first = which == "two"
        assert again(shop, rows[which])[0].fate == ("written" if first else fate)
    assert names(shop) == {"A": "three"}


def test_a_row_that_its_source_deleted_does_not_come_back(shop: Shop) -> None:
    shop.customers("A,Ann,,1", "B,Bob,nobody,1", "C,Cid,,1")
    go(shop)
    shop.customers("A,Ann,nobody,1", "C,Cid,,1")
    go(shop)
    shop.customers("C,Cid,,1")
    go(shop)
    assert tally(again(shop, mapping=MAPPING.replace(STRICT, MENDED))) == {"gone": 1, "late": 1}
    assert names(shop) == {"C": "Cid"}
    assert shop.store.quarantined("shop") == []


def test_a_row_that_came_after_a_delete_and_was_deleted_itself_does_not_come_back(shop: Shop) -> None:
    for rows in (["A,Ann,,1", "B,Bob,,1"], ["A,Ann,,2"], ["A,Ann,,3", "B,Bob,nobody,3"], ["A,Ann,,4"]):
        shop.map(VERSIONED)
        shop.customers(*rows)
        go(shop)
    assert tally(again(shop, mapping=VERSIONED.replace(STRICT, MENDED))) == {"late": 1}
    assert names(shop) == {"A": "Ann"}


def test_a_row_that_comes_again_after_it_left_is_held_back_again(shop: Shop) -> None:
    for text in ("A,Ann,nobody,1", "A,Ann,,1", "A,Ann,nobody,1", "A,Ann,nobody,1\nB,Bob,,1"):
        shop.customers(*text.split("\n"))
        go(shop)
    every = sorted(shop.store.quarantined("shop", every=True), key=lambda row: row["since"])
    assert [row["overtaken"] is None if "overtaken" in row else True for row in every] == [False, True]
    assert [row["id"] for row in shop.store.quarantined("shop")] == [every[1]["id"]]
    assert tally(again(shop, mapping=MAPPING.replace(STRICT, MENDED))) == {"late": 1, "written": 1}


def test_a_dropped_row_stays_dropped_and_known(shop: Shop) -> None:
    shop.customers("A,Ann,nobody,1")
    go(shop)
    (row,) = shop.store.quarantined("shop")
    with shop.store.writer("t") as writer:
        assert writer.drop([row["id"]], "bob", "a test entry") == 1
        assert writer.drop([row["id"]], "eve", "again") == 0
    shop.customers("A,Ann,nobody,1", "B,Bob,,1")
    go(shop)
    assert shop.store.quarantined("shop") == []
    kept = shop.store.quarantined_row(row["id"])
    assert (kept["outcome"], kept["by"], kept["because"], kept["payload"]) == (
        "dropped", "bob", "a test entry", row["payload"],
    )  # fmt: skip
    assert [one["kind"] for one in shop.store.changes()][-2:] == ["drop", "records"]
    assert again(shop) == []


def test_a_dry_run_counts_dropped_rows_as_a_sync_would(shop: Shop) -> None:
    shop.customers("A,Ann,nobody,1")
    go(shop)
    with shop.store.writer("t") as writer:
        writer.drop([shop.store.quarantined("shop")[0]["id"]], "bob", "a test entry")
    shop.customers("A,Ann,nobody,1", "B,Bob,none,1", "C,Cat,,1")
    (dry,) = sync(shop.store, shop.job, ["customers"], dry=True)
    (live,) = sync(shop.store, shop.job, ["customers"])
    assert (dry.read, dry.new, dry.refused) == (live.read, live.new, live.refused) == (3, 1, 1)


def test_doubles_and_rows_that_could_not_be_read_stay_until_they_can_be_told(shop: Shop) -> None:
    shop.customers("A,Ann,,1", "A,Anna,,2", "A,Annie,nobody,3", "ragged")
    go(shop)
    kinds = {row["position"][-6:]: row["kind"] for row in shop.store.quarantined("shop")}
    assert kinds == {"line 3": "double", "line 4": "double", "line 5": "unreadable"}
    assert tally(again(shop, mapping=MAPPING.replace(STRICT, MENDED))) == {"refused": 3}
    assert names(shop) == {"A": "Ann"}
    assert tally(again(shop, mapping=VERSIONED.replace(STRICT, MENDED))) == {"refused": 1, "late": 2}
    assert names(shop) == {"A": "Ann"}


def test_a_stream_that_is_no_longer_mapped_keeps_its_rows(shop: Shop) -> None:
    shop.customers("A,Ann,nobody,1")
    go(shop)
    held = shop.store.quarantined("shop")
    (told,) = again(
        shop, mapping=MAPPING.replace("customers:", "clients:").replace("stream: customers", "stream: clients")
    )
    assert (told.fate, told.reason.partition(":")[0]) == ("refused", "no stream `customers` in the mapping of `shop`")
    assert shop.store.quarantined("shop") == held


def test_a_row_is_named_by_the_beginning_of_its_id(shop: Shop) -> None:
    shop.customers("A,Ann,nobody,1", "B,Bob,nobody,1")
    go(shop)
    one, other = shop.store.quarantined("shop")
    assert shop.store.quarantined_row(one["id"][:10]) == one
    for wrong in ("", "zz", other["id"] + "0"):
        with pytest.raises(NotFound, match="no row"):
            shop.store.quarantined_row(wrong)
    assert shop.store.quarantined("shop", reason="E-MAIL") == [one, other]
    assert shop.store.quarantined("shop", reason="phone") == []


def in_time(shop: Shop, days: Sequence[Sequence[str]], mapping: str) -> dict[str, Any]:
    """What a graph holds when every row was taken as it came."""
    blank(shop.store.engine)
    shop.map(mapping)
    _live(shop, days)
    return _picture(shop)


def held_back(shop: Shop, days: Sequence[Sequence[str]], strict: str, mapping: str) -> dict[str, Any]:
    """What it holds when bad rows were held back, and replayed at the end."""
    blank(shop.store.engine)
    shop.map(strict)
    _live(shop, days)
    again(shop, mapping=mapping)
    return _picture(shop)


def _live(shop: Shop, days: Sequence[Sequence[str]]) -> None:
    for rows in days:
        shop.customers(*rows)
        go(shop)


def _picture(shop: Shop) -> dict[str, Any]:
    found = content(shop.store)
    found.pop("refused")
    return found


def _text(row: tuple[str, int], bad: frozenset[tuple[str, int]]) -> str:
    key, version = row
    return f"{key},{key}{version},{'nobody' if row in bad else ''},{version}"


ROWS = st.tuples(st.sampled_from("ABC"), st.integers(1, 6))


@LAWS
@given(days=st.lists(st.lists(ROWS, min_size=1, max_size=5), min_size=1, max_size=4), bad=st.frozensets(ROWS))
def test_with_a_version_rows_held_back_and_replayed_late_give_the_graph_that_they_give_in_time(
    shop: Shop, days: list[list[tuple[str, int]]], bad: frozenset[tuple[str, int]]
) -> None:
    strict = VERSIONED.replace("    version:", "    deletes: keep\n    version:")
    mended = strict.replace(STRICT, MENDED)
    texts = [[_text(row, bad) for row in day] for day in days]
    assert held_back(shop, texts, strict, mended) == in_time(shop, texts, mended)


@LAWS
@given(days=st.lists(st.dictionaries(st.sampled_from("ABC"), st.booleans(), min_size=1), min_size=1, max_size=5))
def test_so_they_do_where_whole_files_tell_of_deletes_and_of_growing_versions(
    shop: Shop, days: list[dict[str, bool]]
) -> None:
    texts = [[_text((key, day), frozenset({(key, day)} if bad else ())) for key, bad in sorted(rows.items())]
             for day, rows in enumerate(days, 1)]  # fmt: skip
    mended = VERSIONED.replace(STRICT, MENDED)
    assert held_back(shop, texts, VERSIONED, mended) == in_time(shop, texts, mended)


@LAWS
@given(days=st.lists(st.dictionaries(st.sampled_from("ABC"), st.booleans(), min_size=1), min_size=1, max_size=5))
def test_so_they_do_without_a_version_where_each_key_is_read_once(shop: Shop, days: list[dict[str, bool]]) -> None:
    texts = [[_text((key, day % 2), frozenset({(key, day % 2)} if bad else ())) for key, bad in sorted(rows.items())]
             for day, rows in enumerate(days, 1)]  # fmt: skip
    mended = MAPPING.replace(STRICT, MENDED)
    assert held_back(shop, texts, MAPPING, mended) == in_time(shop, texts, mended)
