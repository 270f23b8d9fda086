"""Contracts in syncs, on both engines: rows kept aside, gates before batches, what is halted goes on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from graph.clock import now
from graph.engines.base import Engine
from graph.model import Key
from ingest.connector import Item, Mark, Raw, Retry
from ingest.contracts.checking import check
from ingest.contracts.compiling import compile_contract
from ingest.contracts.contract import ContractBroken
from ingest.contracts.inference import draft, text
from ingest.contracts.inspector import Inspector
from ingest.contracts.report import Past, Report, parse
from ingest.progress import Outcome
from ingest.quality import Entry, history
from ingest.quarantine import replay_all, tally
from ingest.sources import configure, rules
from ingest.stopping import Halt
from ingest.sync import sync
from ontology.errors import NotFound
from tests.ingest.contracts.words import source
from tests.ingest.words import words
from tests.ingest.world import MAPPING, Flaky, Shop, content, customer

COLUMNS = "columns: {id: {type: text, nullable: false}, name: text, mail: text, v: {type: integer, max: 9}}"


@pytest.fixture
def shop(engine: Engine, tmp_path: Path) -> Iterator[Shop]:
    size = engine.batch
    yield Shop(engine, tmp_path)
    engine.batch = size


def under(shop: Shop, body: str) -> None:
    """Put the customers under a contract."""
    lines = "\n".join(f"  {line}" for line in body.splitlines())
    shop.job = replace(shop.job, contract=source(f"customers:\n{lines}", "customers", "orders"))


def go(shop: Shop, **terms: Any) -> Outcome:
    (outcome,) = sync(shop.store, shop.job, ["customers"], sleep=lambda seconds: None, deletes=True, **terms)
    assert shop.store.verify() == []
    return outcome


def rows(many: int, start: int = 0, mail: str = "", v: int = 1) -> list[str]:
    return [f"K{number},Name {number},{mail},{v}" for number in range(start, start + many)]


def latest(shop: Shop) -> Entry:
    return history(shop.store, "shop", "customers")[0]


def keys(shop: Shop) -> set[str]:
    return {key.split('"')[-2] for key in content(shop.store)["records"]}


def test_rows_that_break_it_are_kept_aside_and_replayed_once_it_lets_them(shop: Shop) -> None:
    under(shop, COLUMNS)
    shop.customers("A,Ann,,1", "B,Bob,,10", "C,Cid,,2")
    one = go(shop)
    assert (one.status, one.new, one.refused) == ("done", 2, 1)
    (held,) = shop.store.quarantined("shop")
    assert (held["kind"], held["reason"], held["key"]) == (
        "contract", "column `v`: more than 9, `10`", '["shop","customers",["B"]]',
    )  # fmt: skip
    (told,) = one.notes
    assert told.startswith("column `v` range: expected … to 9, found more than 9 in 1 row (`10`); mend the source")
    rules = lambda name: (shop.job.mapping, shop.job.contract)  # noqa: E731
    assert tally(replay_all(shop.store, "shop", rules, "ann")) == {"refused": 1}
    under(shop, COLUMNS.replace("max: 9", "max: 99"))
    assert tally(replay_all(shop.store, "shop", rules, "ann")) == {"written": 1}
    assert keys(shop) == {"A", "B", "C"}
    assert go(shop).status == "unchanged"


def test_evolving_takes_what_is_new_and_reports_it(shop: Shop) -> None:
    under(shop, "mode: evolve\n" + COLUMNS)
    (shop.folder / "customers.csv").write_text("id,name,mail,v,segment\nA,Ann,,1,x\nB,Bob,,ten,y\n")
    one = go(shop)
    assert (one.status, one.new, one.refused) == ("done", 2, 0)
    kinds = {change.column: change.kind for change in latest(shop).changes}
    assert kinds == {"segment": "added", "v": "type"}
    assert "add it to the contract" in one.notes[0]


def test_a_frozen_stream_halts_before_anything_is_read_and_goes_on_when_it_is_accepted(shop: Shop) -> None:
    under(shop, "mode: freeze\n" + COLUMNS)
    (shop.folder / "customers.csv").write_text("id,full_name,mail,v\nA,Ann,,1\n")
    shop.map(MAPPING.replace("name: name", "name: full_name"))
    under(shop, "mode: freeze\n" + COLUMNS)
    one = go(shop)
    assert (one.status, one.new) == ("halted", 0)
    assert "column `name` renamed: expected `name` (text), found probably `full_name`" in one.reason
    assert "throughline sync shop --stream customers --breaches" in one.reason
    assert go(shop, breaches=True).new == 1
    (breach,) = latest(shop).breaches
    assert (breach.gate, breach.accepted) == ("schema", True)


def test_a_frozen_stream_halts_at_the_first_row_that_breaks_it(shop: Shop) -> None:
    under(shop, "mode: freeze\n" + COLUMNS)
    shop.customers(*rows(4), "X,Xen,,10", *rows(3, 4))
    one = go(shop)
    assert (one.status, one.new) == ("halted", 3)
    assert "customers.csv, line 6: column `v`: more than 9" in one.reason
    shop.customers(*rows(4), "X,Xen,,9", *rows(3, 4))
    assert (go(shop).status, len(keys(shop))) == ("done", 8)


def test_doubles_of_a_unique_column_are_kept_aside(shop: Shop) -> None:
    under(shop, COLUMNS + "\nunique: [mail]")
    shop.customers("A,Ann,a@x.example,1", "B,Bob,a@x.example,1", "C,Cid,,1", "D,Dan,,1")
    one = go(shop)
    assert (one.new, one.refused) == (3, 1)
    assert shop.store.quarantined("shop")[0]["reason"] == (
        "column `mail`: not unique: it is at customers.csv, line 2 as well"
    )


@pytest.mark.parametrize("unique", ["[mail]", "[name, mail]"])
def test_doubles_stay_aside_while_their_columns_are_to_be_unique(shop: Shop, unique: str) -> None:
    rules = lambda name: (shop.job.mapping, shop.job.contract)  # noqa: E731
    under(shop, f"{COLUMNS}\nunique: {unique}")
    shop.customers("A,Ann,a@x.example,1", "B,Ann,a@x.example,1")
    go(shop)
    (held,) = shop.store.quarantined("shop")
    assert tally(replay_all(shop.store, "shop", rules, "ann")) == {"refused": 1}
    shop.map(MAPPING.replace("name: name", "alias: name"))
    under(shop, f"{COLUMNS}\nunique: {unique}")
    assert (go(shop).told, shop.store.quarantined("shop")) == ("", [held])
    under(shop, COLUMNS + "\nunique: [v]")
    assert tally(replay_all(shop.store, "shop", rules, "ann")) == {"written": 1}
    assert keys(shop) == {"A", "B"}


class Away(Flaky):
    """A flaky system of five rows that does not answer once: when it is asked for its keys, or after so many rows."""

    def __init__(self, incremental: bool, cursors: bool, fails_after: int | None = None) -> None:
        super().__init__(self._rows, incremental)
        self.cursors = cursors
        self.fails_after = fails_after
        self.fails = True
        self.present = [{"id": str(number)} for number in range(1, 6)]

    def _rows(self, cursor: Any) -> Iterator[Item]:
        for number in range((cursor or 0) + 1, 6):
            if number - 1 == self.fails_after:
                self._fail()
            one = customer(number, f"N{number}")
            yield one if self.cursors else Raw(one.data, None, one.position)
        if self.incremental:
            yield Mark(4)

    def keys(self, stream: str, columns: Sequence[str]) -> Iterator[Mapping[str, Any] | None]:
        if self.fails_after is None:
            self._fail()
        yield from self.present

    def _fail(self) -> None:
        if self.fails:
            self.fails = False
            raise Retry("away")


@pytest.mark.parametrize(("incremental", "cursors"), [(True, True), (False, True), (False, False)])
@pytest.mark.parametrize("fails_after", [None, 4])
def test_a_row_that_is_read_again_is_no_double_of_itself(
    shop: Shop, incremental: bool, cursors: bool, fails_after: int | None
) -> None:
    shop.job = replace(shop.job, connector=Away(incremental, cursors, fails_after))
    under(shop, "columns: {id: text, name: text}\nunique: [name]")
    one = go(shop)
    assert (one.status, one.new, one.refused, one.gone) == ("done", 5, 0, 0)
    assert incremental or latest(shop).rows == 5


def test_too_many_nulls_halt_before_the_batch_is_written_and_it_goes_on_once_mended(shop: Shop) -> None:
    under(shop, COLUMNS + "\ngates: {nulls: {mail: 0.1}}")
    good, bad = rows(60, mail="a@x.example"), rows(60, 60)
    shop.store.engine.batch = 60
    shop.customers(*good, *bad)
    one = go(shop)
    assert (one.status, one.new) == ("halted", 60)
    assert "nulls: `mail` is empty in 100 % of 60 rows, 10 % may" in one.reason
    assert latest(shop).status == "halted"
    shop.customers(*good, *rows(60, 60, mail="b@x.example"))
    assert (go(shop).status, len(keys(shop))) == ("done", 120)
    shop.customers(*good, *bad)
    assert go(shop, breaches=True).changed == 60
    assert latest(shop).breaches[0].accepted


def test_what_is_paged_by_its_key_and_halted_at_its_end_is_read_from_its_start_once_mended(shop: Shop) -> None:
    mails = dict.fromkeys(range(1, 9), "")

    def script(cursor: Any) -> Iterator[Item]:
        for number in sorted(set(mails) - set(range((cursor or 0) + 1))):
            yield Raw({"id": str(number), "name": "N", "mail": mails[number], "v": "1"}, number, f"row {number}")

    connector = Flaky(script, incremental=False)
    connector.present = [{"id": str(number)} for number in mails]
    shop.job = replace(shop.job, connector=connector)
    under(shop, COLUMNS + "\ngates: {nulls: {mail: 0.5}}")
    assert (one := go(shop)).status == "halted", one
    assert one.new == 6
    mails.update({number: f"m{number}@x.example" for number in range(1, 6)})
    one = go(shop)
    assert (one.status, one.changed, one.new) == ("done", 5, 2)
    assert connector.asked == [None, None]


def test_volume_is_held_against_the_median_of_earlier_syncs_before_deletes_are_looked_for(shop: Shop) -> None:
    under(shop, COLUMNS)
    for more in range(3):
        shop.customers(*rows(10 + more))
        assert go(shop).status == "done"
    shop.customers(*rows(5))
    one = go(shop)
    assert (one.status, one.gone) == ("halted", 0)
    assert "volume: 5 rows, where the median of the last 3 syncs is 11: less than 50 % of it" in one.reason
    shop.customers(*rows(30))
    assert "more than 200 % of it" in go(shop).reason
    assert len(keys(shop)) < 30
    assert go(shop, breaches=True).status == "done"
    shop.customers(*rows(20))
    assert go(shop).status == "done"
    under(shop, COLUMNS + "\ngates: {volume: off}")
    shop.customers(*rows(1))
    assert go(shop).gone == 19


def test_a_stream_that_has_gone_stale_halts_even_when_it_is_unchanged(shop: Shop) -> None:
    under(shop, "others: allow\ngates: {freshness: {column: mail, within: P2D}}")
    shop.map(MAPPING.replace("      email: {column: mail, clean: email}\n", ""))
    under(shop, "gates: {freshness: {column: mail, within: P2D}}")
    shop.customers("A,Ann,2020-01-01,1")
    one = go(shop)
    assert (one.status, one.new) == ("halted", 0)
    assert "freshness: the newest `mail` is 2020-01-01T00:00:00" in one.reason
    assert go(shop, breaches=True).new == 1
    assert go(shop).status == "halted"
    shop.customers(f"A,Ann,{now()},1", "B,Bob,2199-01-01T00:00:00Z,1")
    assert go(shop).status == "done"
    assert go(shop).status == "unchanged"


def test_a_moment_in_the_future_does_not_tell_that_a_stream_is_fresh(shop: Shop) -> None:
    shop.map(MAPPING.replace("      email: {column: mail, clean: email}\n", ""))
    under(shop, "gates: {freshness: {column: mail, within: P2D}}")
    shop.customers("A,Ann,2020-01-01,1", "B,Bob,2199-01-01T00:00:00Z,1", "C,Cid,2199-01-01,1")
    one = go(shop)
    assert one.status == "halted"
    assert "freshness: the newest `mail` is 2020-01-01T00:00:00" in one.reason


def test_nor_does_one_that_an_earlier_sync_told_of() -> None:
    contract = source("customers:\n  gates: {freshness: {column: at, within: P2D}}", "customers").stream("customers")
    told = [
        Past({"status": "done", "read": 1}, Report(contract.digest, "evolve", 1, True, newest))
        for newest in ("2199-01-01T00:00:00.000000Z", "2026-02-03T00:00:00.000000Z")
    ]
    inspector = Inspector("shop/customers", contract, told, "2026-03-01T00:00:00Z")
    with pytest.raises(Halt, match="newest `at` is 2026-02-03"):
        inspector.idle()


DRIFT = """
gates:
  volume: off
  drift: {types: 0.2, values: 0.2, psi: 0.25, columns: [name, mail, v]}
"""


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ([f"K{n},{n},m,{n}" for n in range(100)], "types: 99.5 % of the values of `name` are of other types"),
        ([f"K{n},Name {n},n,{n}" for n in range(100)], "values: 100 % of the values of `mail` are ones that earlier"),
        ([f"K{n},Name {n},m,{n + 300}" for n in range(100)], "psi: the numbers of `v` are distributed otherwise: PSI"),
    ],
)
def test_columns_that_move_away_from_earlier_syncs_halt(shop: Shop, changed: list[str], told: str) -> None:
    shop.store.engine.batch = 200
    shop.map(MAPPING.replace("      email: {column: mail, clean: email}\n", ""))
    under(shop, "columns: {id: text, name: any, mail: text, v: integer}" + DRIFT)
    shop.customers(*(f"K{n},Name {n},m,{n}" for n in range(100)))
    assert go(shop).status == "done"
    shop.customers(*(f"K{n},Name {n},m,{n}" for n in range(99)), "K99,7,m,50")
    assert go(shop).status == "done"
    shop.customers(*changed)
    one = go(shop)
    assert (one.status, one.changed) == ("halted", 0)
    assert told in one.reason


def test_rows_turned_away_by_the_hundred_halt_instead(shop: Shop) -> None:
    shop.store.engine.batch = 100
    under(shop, COLUMNS)
    shop.customers(*rows(60, v=10), *rows(20, 60))
    one = go(shop)
    assert (one.status, one.new, one.refused) == ("halted", 0, 0)
    assert "refused: 60 of 80 rows (75 %) break the contract, 50 % may" in one.reason
    assert shop.store.quarantined("shop") == []


def test_references_that_lead_nowhere_halt_before_they_are_written(shop: Shop) -> None:
    shop.store.engine.batch = 100
    shop.job = replace(shop.job, contract=source("orders: {gates: {awaiting: 0.1}}", "customers", "orders"))
    shop.customers(*rows(60))
    shop.orders(*(f"{n},2024-01-01,K{n}" for n in range(60)))
    (one,) = sync(shop.store, shop.job, ["orders"])
    assert (one.status, one.new) == ("halted", 0)
    assert "awaiting: 60 of 60 references (100 %) lead to what is not there, 10 % may" in one.reason
    assert [one.status for one in sync(shop.store, shop.job)] == ["done", "done"]


BOSSES = """
source: shop
streams:
  customers:
    classes: [Employee]
    key: [id]
    fields: {name: name}
    refs: {reports_to: {stream: customers, key: [mail]}}
"""


def test_what_is_on_its_way_in_earlier_batches_is_there(shop: Shop) -> None:
    shop.map(BOSSES)
    shop.store.engine.batch = 60
    shop.job = replace(shop.job, contract=source("customers: {gates: {awaiting: 0.0}}", "customers"))
    above = [f"K{n},Name {n},{f'K{n - 60}' if n >= 60 else ''},1" for n in range(300)]
    shop.customers(*above)
    (one,) = sync(shop.store, shop.job)
    assert (one.status, one.new, one.reason) == ("done", 300, "")


def test_references_by_value_lead_to_what_carries_it(shop: Shop) -> None:
    mapping = MAPPING.replace(
        "placed_by: {stream: customers, key: [customer]}", "placed_by: {class: Organization, by: {email: customer}}"
    )
    shop.map(mapping)
    shop.store.engine.batch = 100
    shop.job = replace(shop.job, contract=source("orders: {gates: {awaiting: 0.1}}", "customers", "orders"))
    shop.customers(*(f"K{n},Name {n},k{n}@x.example,1" for n in range(60)))
    shop.orders(*(f"{n},2024-01-01,k{n}@x.example" for n in range(60)))
    (alone,) = sync(shop.store, shop.job, ["orders"])
    assert "awaiting: 60 of 60 references (100 %) lead to what is not there" in alone.reason
    assert [one.status for one in sync(shop.store, shop.job)] == ["done", "done"]


def test_a_dry_run_halts_alike_and_stores_nothing(shop: Shop) -> None:
    under(shop, "mode: freeze\n" + COLUMNS)
    shop.customers("A,Ann,,10")
    assert go(shop, dry=True).status == "halted"
    with pytest.raises(NotFound, match="never synced"):
        history(shop.store, "shop")


def test_history_tells_of_every_sync_newest_first(shop: Shop) -> None:
    go(shop)
    under(shop, COLUMNS)
    shop.customers("A,Ann,,1", "B,Bob,b@x.example,1")
    go(shop)
    newest, first = history(shop.store)
    assert (newest.mode, newest.rows, newest.nulls["mail"], newest.changes) == ("quarantine", 2, 0.5, ())
    assert (first.mode, first.rows, first.nulls) == (None, 0, {})
    with pytest.raises(NotFound, match=r"did you mean `shop/customers`"):
        history(shop.store, "shop", "custmers")


def test_a_draft_is_kept_by_the_rows_that_it_was_drafted_from(shop: Shop) -> None:
    shop.customers(*(f"K{n},Name {n},{'a@x.example' if n % 4 else ''},{n % 3}" for n in range(100)))
    mapping = shop.job.mapping.stream("customers")
    written = text("shop", [draft(shop.job.connector, mapping)], {"customers": mapping.key_columns})
    assert "id:\n        type: text\n        nullable: false\n" in written
    assert "unique:\n    - id\n" in written
    assert "mail: 0.55" in written
    shop.job = replace(shop.job, contract=compile_contract(written, "shop", shop.job.mapping.streams))
    found = check(shop.store, shop.job, mapping, "2026-01-01T00:00:00Z")
    assert (found.rows, found.broken, found.whole, found.kept) == (100, 0, True, True)
    assert (go(shop).status, go(shop).notes) == ("done", ())
    shop.customers("K1,,,-1", *(f"K{n},Name {n},,0" for n in range(2, 50)))
    shop.map(MAPPING)
    shop.job = replace(shop.job, contract=compile_contract(written, "shop", shop.job.mapping.streams))
    found = check(shop.store, shop.job, mapping, "2026-01-01T00:00:00Z")
    assert found.broken == 1
    assert [one.gate for one in found.breaches] == ["nulls"]


def inspected(body: str, rows: Sequence[Mapping[str, Any]], home: str = "UTC", at: str = "2026-03-01T00:00:00Z") -> str:
    """What halts rows under a contract, and how many were turned away."""
    text = "streams:\n  rows:\n" + "\n".join(f"    {line}" for line in body.splitlines())
    contract = compile_contract(text, "shop", {"rows": None}, home).stream("rows")
    inspector = Inspector("shop/rows", contract, (), at)
    inspector.open((), full=True, fresh=True)
    try:
        for place, row in enumerate(rows):
            with suppress(ContractBroken):
                inspector.row(row, f"row {place}", lambda row: Key("shop", "rows", (row["id"],)))
        inspector.finish(len(rows))
    except Halt as halt:
        return str(halt)
    finally:
        inspector.close()
    return f"{inspector.broken} turned away"


def test_gates_and_keys_look_at_nested_values() -> None:
    at = "2026-02-28T12:00:00Z"
    who = [{"id": str(one), "who": {"mail": f"{one % 50}@x.example", "at": at}} for one in range(60)]
    gates = "gates: {nulls: {who.mail: 0.1}, freshness: {column: who.at, within: P2D}}"
    assert inspected(f"unique: [who.mail]\n{gates}", who) == "10 turned away"
    assert inspected(f"columns: {{id: text, who.mail: text, who.at: datetime}}\n{gates}", who) == "0 turned away"
    bare = [{**one, "who": {"mail": "", "at": "2026-01-01T00:00:00Z"}} for one in who]
    told = inspected(gates, bare)
    assert "nulls: `who.mail` is empty in 100 % of 60 rows" in told
    assert "freshness: the newest `who.at` is 2026-01-01T00:00:00" in told


def test_timestamps_are_read_in_the_zone_that_the_mapping_reads_them_in(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").write_text(MAPPING.replace("zone: UTC", "zone: Asia/Tokyo"))
    (tmp_path / "shop.contract.yaml").write_text("streams: {orders: {gates: {freshness: {column: day, within: PT2H}}}}")
    mapping, contracts = rules(configure("shop", "files", tmp_path / "shop.yaml", {}, zone="UTC"), words())
    assert (mapping.home, contracts.stream("orders").home) == ("Asia/Tokyo", ZoneInfo("Asia/Tokyo"))
    body, rows = "gates: {freshness: {column: day, within: PT2H}}", [{"id": "1", "day": "2026-03-01T08:30:00"}]
    assert inspected(body, rows, "Asia/Tokyo") == "0 turned away"
    assert "freshness" in inspected(body, rows, "UTC")


def test_what_another_connector_gives_that_is_no_text_ends_no_sync() -> None:
    contract = source("rows: {mode: evolve, others: allow, columns: {id: integer}}", "rows").stream("rows")
    inspector = Inspector("shop/rows", contract, (), "2026-03-01T00:00:00Z")
    inspector.open((), full=True, fresh=True)
    for value in ("\ud800", 10**400):
        inspector.row({"id": value, "more": value}, "row 1", lambda _: Key("shop", "rows", (1,)))
    report = inspector.report
    assert report is not None
    assert parse(report.text).changes[0].rows == 2
