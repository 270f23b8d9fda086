"""Drafts compile, tell a reason for every guess, and guess most of what we wrote ourselves."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from api.demo.build import MAPPINGS, DemoFiles, build
from ingest.compiling import compile_mapping, load_mapping
from ingest.connector import Connector, Options, Raw, Stop, StreamInfo, find, parse_options
from ingest.mapping import SourceMapping
from ingest.rowrules import MoneyRule
from ingest.suggest.drafting import draft
from ingest.suggest.words import alike, tokens
from ontology.errors import Invalid
from tests.ingest.words import words


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoFiles:
    return build(tmp_path_factory.mktemp("demo"))


def opened(kind: str, **options: str) -> Connector:
    found = find(kind)
    return found(parse_options(found, options), {})


def pairs(mapping: SourceMapping) -> set[tuple[str, str, str]]:
    """What becomes of which column: of fields their properties, of references their relations."""
    found = set()
    for stream in mapping.streams.values():
        for rule in stream.fields:
            cells = (rule.amount if isinstance(rule, MoneyRule) else rule).cells
            found |= {(stream.origin, cell.column, rule.property) for cell in cells}
        found |= {(stream.origin, ref.parts[0].cell.column, ref.field) for ref in stream.refs}
    return found


def test_most_of_our_own_mappings_is_guessed(demo: DemoFiles) -> None:
    systems = {
        "erp": opened("sql", url=f"sqlite:///{demo.erp}"),
        "crm": opened("files", path=str(demo.crm)),
        "helpdesk": opened("files", path=str(demo.helpdesk)),
    }
    ours, found = set(), set()
    for name, connector in systems.items():
        text = draft(connector, name, words(), currency="USD")
        found |= {(name, *one) for one in pairs(compile_mapping(text, words(), name))}
        ours |= {(name, *one) for one in pairs(load_mapping(MAPPINGS / f"{name}.yaml", words(), name))}
        connector.close()
    assert len(ours & found) / len(ours) >= 0.9
    assert len(found - ours) / len(found) <= 0.1


ROWS = """Client No,Firma,Contact Address,Phone,Country,Limit
7,Alfreds,a@alfreds.example,+49 30 1234567,Germany,"1.234,50"
8,Bon app,b@bon.example,+33 1 42 68 53 00,France,"99,90"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "clients.csv").write_text(ROWS)
    rows = ["id,client,order_date,note", "1,7,2024-01-02,x", "2,8,2024-01-03,x", "3,7,2024-02-03,"]
    (tmp_path / "orders.csv").write_text("\n".join(rows) + "\n")
    (tmp_path / "zzz.csv").write_text("qqq,www\n1,2\n")
    (tmp_path / "same.csv").write_text("a,b\n1,1\n1,1\n")
    (tmp_path / "blank.csv").write_text("")
    return tmp_path


def test_a_draft_tells_its_reasons_and_maps_rows(folder: Path) -> None:
    connector = opened("files", path=str(folder))
    text = draft(connector, "shop", words(), currency="EUR")
    found = compile_mapping(text, words(), "shop")
    assert "email: {column: Contact Address, clean: email}  # 100% of its values are such" in text
    assert "classes: [Customer, Organization]  # by the stream's name" in text
    assert "# same is left out: no column tells its rows apart" in text
    assert "# zzz is left out: no class is like it" in text
    assert "# blank is left out: `blank.csv` is empty" in text
    with pytest.raises(Stop, match=r"`blank\.csv` is empty"):
        draft(connector, "shop", words(), ["clients", "blank"])
    assert "placed_by: {stream: clients, key: [client]}  # 100% of its values are keys of `clients`" in text
    assert "# not mapped:" in text
    rows = [one for one in connector.read("clients", None) if isinstance(one, Raw)]
    (said,) = found.streams["clients"].apply(rows[0])
    assert said.fields["email"] == ("a@alfreds.example",)
    assert said.fields["phone"] == ("+49301234567",)
    assert said.fields["credit_limit"] == 123450
    assert [str(ref.target).rpartition("/")[2] for one in connector.read("orders", None) if isinstance(one, Raw)
            for ref in found.streams["orders"].apply(one)[0].refs] == ["7", "8", "7"]  # fmt: skip


def test_amounts_wait_for_their_currency(tmp_path: Path) -> None:
    (tmp_path / "invoices.csv").write_text("id,amount\n1,10.50\n2,7\n")
    connector = opened("files", path=str(tmp_path))
    assert "# amount: {column: amount, currency: {value: EUR}}  say their currency" in draft(connector, "a", words())
    assert "      amount: {column: amount, currency: {value: GBP}}" in draft(connector, "a", words(), currency="GBP")


def test_foreign_keys_are_believed_where_the_database_tells_them(tmp_path: Path) -> None:
    base = sqlite3.connect(tmp_path / "a.db")
    base.executescript(
        "CREATE TABLE customers (id INTEGER PRIMARY KEY, name TEXT);"
        "CREATE TABLE orders (id INTEGER PRIMARY KEY, whom INTEGER REFERENCES customers (id), order_date TEXT);"
        "INSERT INTO customers VALUES (1, 'A'); INSERT INTO orders VALUES (5, 1, '2024-01-01');"
    )
    base.close()
    connector = opened("sql", url=f"sqlite:///{tmp_path / 'a.db'}")
    assert connector.references("orders") == {"whom": "customers"}
    assert "placed_by: {stream: customers, key: [whom]}  # a foreign key to `customers`" in draft(
        connector, "a", words()
    )
    connector.close()


def test_where_nothing_can_be_drafted_why_is_told_of_each_stream(tmp_path: Path) -> None:
    (tmp_path / "same.csv").write_text("a,b\n1,1\n1,1\n")
    (tmp_path / "orders.csv").write_text("id,order_date\n")
    (tmp_path / "zzz.csv").write_text("qqq,www\n1,2\n")
    (tmp_path / "blank.csv").write_text("")
    (tmp_path / "clients.csv").write_bytes("id,name\n1,Åse\n".encode("latin-1"))
    with pytest.raises(Invalid, match="no stream of `a` can be drafted") as caught:
        draft(opened("files", path=str(tmp_path)), "a", words())
    told = dict(one.split(" is left out: ") for one in caught.value.details)
    assert told["clients"].startswith("it has no rows that can be read: clients.csv, line 2: ")
    assert {name: why for name, why in told.items() if name != "clients"} == {
        "blank": "`blank.csv` is empty: it has not even a header",
        "orders": "it has no rows that can be read",
        "same": "no column tells its rows apart",
        "zzz": "no class is like it",
    }


def test_a_source_may_be_called_like_a_word_of_yaml(folder: Path) -> None:
    for name in ("no", "on"):
        assert compile_mapping(draft(opened("files", path=str(folder)), name, words()), words(), name).source == name


def test_names_are_compared_by_their_words() -> None:
    assert tokens("OrderDetails") == tokens("order detail") == ("order", "detail")
    assert alike("PostalCode", ["postal_code"]) == 1.0
    assert alike("Categories", ["category"]) == 1.0
    assert alike("colour", ["order_number"]) < 0.5


COLUMNS = ["name", "name\n", "a\u2028b", " ", "", "null", "#", "a: b", "&x", "'", '"\t', "^.a", "[0]", "Größe", "land"]


@given(
    st.dictionaries(
        st.sampled_from(["customers", "Customers", "customers ", "orders\n", "Orders", "null", "\u2028"]),
        st.lists(st.sampled_from(COLUMNS), min_size=1, max_size=6, unique=True),
        max_size=4,
    )
)
@settings(max_examples=6, deadline=None)
def test_whatever_streams_and_columns_are_called_a_draft_compiles(some: dict[str, list[str]]) -> None:
    streams = {**some, "accounts": ["id", "name"]}

    class System(Connector):
        options_type = Options

        def __init__(self) -> None:
            return

        def check(self) -> None:
            return

        def streams(self) -> list[StreamInfo]:
            return [StreamInfo(name, (columns[0],)) for name, columns in streams.items()]

        def read(self, stream: str, cursor: Any) -> Iterator[Raw]:
            yield from (Raw(dict.fromkeys(streams[stream], str(number)), None, str(number)) for number in range(3))

    made = compile_mapping(draft(System(), "shop", words()), words(), "shop").streams.values()
    assert {one.origin for one in made} <= streams.keys()
    assert len({one.origin for one in made}) == len(made)
