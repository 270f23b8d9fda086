"""The truth: complete, and borne out by what the systems hold."""

from __future__ import annotations

import csv
import sqlite3
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson
import pytest

from ingest.sample.applying import apply
from ingest.sample.build import build
from ingest.sample.layout import FILES, TABLES
from ingest.sample.score import APART, TOGETHER
from ingest.sample.world import World, day_text

WORLD = World(11, 1500, 10)
Name = tuple[str, str, str]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("truth") / "sample"
    build(made, WORLD)
    return made


def rows(folder: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every row of every system, as it stands."""
    for stream in FILES:
        with (folder / stream.path).open(encoding="utf-8", newline="") as file:
            lines: Any = csv.DictReader(file) if stream.kind == "csv" else map(orjson.loads, file)
            yield from ((f"{stream.source}/{stream.name}", one) for one in lines)
    database = sqlite3.connect(folder / "erp" / "erp.sqlite")
    for table in TABLES:
        for row in database.execute(f"SELECT * FROM {table.name}"):
            yield f"erp/{table.name}", dict(zip(table.columns, row, strict=True))
    database.close()


KEYS = {f"{stream.source}/{stream.name}": stream.columns[: stream.key] for stream in (*FILES, *TABLES)}


def held(folder: Path) -> dict[Name, dict[str, Any]]:
    """Every record as mappings name it, by source, stream and key."""
    found = {}
    for path, row in rows(folder):
        source, stream = path.split("/")
        key = orjson.dumps([row[name] for name in KEYS[path]]).decode()
        found[source, stream, key] = row
        if path == "erp/customers":
            found["erp", "contacts", key] = row
    return found


def clusters(folder: Path) -> list[tuple[Name, str]]:
    with (folder / "truth/clusters.csv").open(encoding="utf-8", newline="") as file:
        return [((row["source"], row["stream"], row["key"]), row["cluster"]) for row in csv.DictReader(file)]


def planted(folder: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in (folder / "truth/planted.jsonl").read_bytes().splitlines()]


def name(key: dict[str, Any]) -> Name:
    return key["source"], key["stream"], orjson.dumps(key["key"]).decode()


def test_every_record_is_in_one_cluster_whenever_it_is_there(folder: Path, tmp_path: Path) -> None:
    truth = clusters(folder)
    assert [key for key, times in Counter(key for key, _ in truth).items() if times > 1] == []
    build(tmp_path / "sample", WORLD)
    seen = set(held(tmp_path / "sample"))
    for day in range(1, WORLD.days + 1):
        apply(tmp_path / "sample", day)
        seen |= set(held(tmp_path / "sample"))
    assert seen == {key for key, _ in truth}


def test_a_cluster_holds_records_of_one_kind(folder: Path) -> None:
    kinds: dict[str, set[str]] = defaultdict(set)
    for (_, stream, _), cluster in clusters(folder):
        kinds[cluster.partition("-")[0]].add(stream)
    assert kinds["company"] == {"accounts", "customers", "suppliers", "organizations"}
    assert kinds["person"] == {"contacts", "users"}
    assert kinds["employee"] == {"employees", "users"}
    assert kinds["product"] == {"products"}
    assert kinds["order"] == {"orders"}


def test_every_kind_of_trouble_is_planted(folder: Path) -> None:
    kinds = Counter(one["kind"] for one in planted(folder))
    assert set(kinds) >= APART | TOGETHER | {
        "gap", "gap_filled", "contradiction", "late_event", "stale_row", "doubled_row", "delete",
        "dangling_reference", "hub",
    }  # fmt: skip
    assert kinds["hub"] == 3


def test_troubles_name_records_that_the_truth_knows(folder: Path) -> None:
    truth = dict(clusters(folder))
    for one in planted(folder):
        found = [truth.get(name(key)) for key in one["keys"]]
        assert None not in found, one
        if one["kind"] in APART:
            assert len(set(found)) == len(found) > 1, one
        if one["kind"] in TOGETHER:
            assert len(set(found)) == 1 < len(found), one


SHARED = {
    "shared_mailbox": "Email",
    "switchboard": "Phone",
    "group_tax_number": "tax_number",
    "reused_gtin": "gtin",
}


@pytest.mark.parametrize("kind", SHARED)
def test_what_is_said_to_be_shared_is(folder: Path, kind: str) -> None:
    systems = held(folder)
    troubles = [one for one in planted(folder) if one["kind"] == kind and one["day"] == 0]
    assert troubles
    for one in troubles:
        values = [systems[name(key)][SHARED[kind]] for key in one["keys"] if SHARED[kind] in systems[name(key)]]
        digits = {"".join(letter for letter in value if letter.isdigit())[-7:] for value in values}
        assert len(digits if kind == "switchboard" else set(values)) == 1, one


def test_deletes_late_and_doubled_rows_are_in_the_change_sets(folder: Path, tmp_path: Path) -> None:
    build(tmp_path / "sample", WORLD)
    states = [held(tmp_path / "sample")]
    for day in range(1, WORLD.days + 1):
        apply(tmp_path / "sample", day)
        states.append(held(tmp_path / "sample"))
    seen: Counter[str] = Counter()
    for one in planted(folder):
        key, day = name(one["keys"][0]), one["day"]
        if one["kind"] == "delete":
            assert key in states[day - 1]
            assert key not in states[day]
        elif one["kind"] == "late_event":
            assert key not in states[day - 1]
            row = states[day][key]
            assert row.get("modified", row.get("updated_at")) < day_text(day)
        elif one["kind"] == "stale_row":
            versions = [states[when][key]["updated_at"] for when in (day - 1, day, day + 1)]
            assert versions[1] < versions[0] == versions[2]
        seen[one["kind"]] += 1
    assert min(seen[kind] for kind in ("delete", "late_event", "stale_row")) > 0
    lines = (folder / "helpdesk/tickets.jsonl").read_bytes().splitlines()
    ids = Counter(orjson.loads(line)["id"] for line in lines)
    doubled = {one["keys"][0]["key"][0] for one in planted(folder) if one["kind"] == "doubled_row" and one["day"] == 0}
    assert doubled == {id_ for id_, times in ids.items() if times == 2}


def test_orders_are_heavy_tailed(folder: Path) -> None:
    orders = Counter(row["customer_id"] for path, row in rows(folder) if path == "erp/orders")
    hubs = {one["keys"][0]["key"][0] for one in planted(folder) if one["kind"] == "hub"}
    assert {customer for customer, _ in orders.most_common(3)} == hubs
    assert min(orders[customer] for customer in hubs) > 10 * sum(orders.values()) / WORLD.customers
