"""What a compiled mapping makes of rows."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.identifiers import Identifier
from graph.model import INDEXED_BYTES, Key, Ref
from ingest.cells import RowError
from ingest.connector import Raw
from tests.ingest.words import applied, mapping, rejected, stream

CUSTOMER = stream(
    """
    version: {column: Updated, clean: integer}
    valid: {from: {column: Since, clean: date}, to: Until}
    nulls: ["N/A", "-"]
    fields:
      name: Name
      email: {columns: [Mail, Mail2], clean: email}
      phone: {column: Phone, clean: phone, country: Country, invalid: drop}
      domain: {column: Web, clean: domain, split: " "}
      alias: {column: Also, clean: list}
      country: Country
      credit_limit: {column: Limit, currency: Currency}
      credit_hold: Hold
      segment: {column: Segment, values: {A: large, B: small, "?": null}}
    """
)


def test_a_full_row() -> None:
    found = applied(
        CUSTOMER, Name=" Alfreds ", Mail="A@x.example", Mail2="b@x.example", Phone="030 0123456", Country="Germany",
        Web="x.example https://www.y.example", Also="AF, Alf", Limit="1000.50", Currency="EUR", Hold="no", Segment="A",
        Updated=7, Since="2020-01-01", Until="2030-01-01 00:00",
    )  # fmt: skip
    assert found.key == Key("erp", "rows", ("1",))
    assert found.classes == ("Customer", "Organization")
    assert found.fields == {
        "name": "Alfreds",
        "email": ("a@x.example", "b@x.example"),
        "phone": ("+49300123456",),
        "domain": ("x.example", "y.example"),
        "alias": ("AF", "Alf"),
        "country": "Germany",
        "credit_limit": 100050,
        "credit_limit_currency": "EUR",
        "credit_hold": False,
        "segment": "large",
    }
    assert found.version == 7
    assert (found.valid_from, found.valid_to) == ("2020-01-01", "2030-01-01T00:00:00.000000Z")
    assert Identifier("Organization", "domain", "x.example") in found.identifiers
    assert orjson.loads(found.payload)["Name"] == " Alfreds "


def test_absent_empty_and_null_are_three_things() -> None:
    assert applied(CUSTOMER).fields == {}
    assert applied(CUSTOMER, Name="", Limit=" ", Mail="", Also="").fields == {}
    nothing = applied(CUSTOMER, Name=None, Mail=None, Limit=None, Segment="?", Hold="N/A", Country=" - ")
    assert nothing.fields == {
        "name": None, "email": None, "credit_limit": None, "credit_limit_currency": None, "segment": None,
        "credit_hold": None, "country": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("empty", "value", "fields"),
    [
        ("null", "", {"name": None}),
        ("null", None, {"name": None}),
        ("absent", "", {}),
        ("absent", None, {}),
    ],
)
def test_what_empty_means_can_be_said(empty: str, value: str | None, fields: dict[str, Any]) -> None:
    assert applied(stream(f"empty: {empty}\nfields: {{name: Name}}"), Name=value).fields == fields
    assert applied(stream(f"fields: {{name: {{column: Name, empty: {empty}}}}}"), Name=value).fields == fields


def test_one_value_among_several_columns_keeps_the_rest() -> None:
    assert applied(CUSTOMER, Mail=None, Mail2="b@x.example").fields == {"email": ("b@x.example",)}
    assert applied(CUSTOMER, Mail=["a@x.example", "A@X.example", None]).fields == {"email": ("a@x.example",)}
    assert applied(CUSTOMER, Mail=[]).fields == {"email": None}


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        ({"Mail": "nobody"}, "column `Mail`: not an e-mail address, `nobody`"),
        ({"Limit": "10"}, "column `Limit`: an amount without its currency (`Currency` is empty), `10`"),
        ({"Limit": "10", "Currency": "EURO"}, "`EURO` is not a currency"),
        ({"Limit": "10.001", "Currency": "EUR"}, "more decimals than EUR has (2)"),
        ({"Hold": "perhaps"}, "column `Hold`: neither yes nor no, `perhaps`"),
        ({"Segment": "C"}, "column `Segment`: not in its list of codes"),
        ({"Name": {"first": "A"}}, "column `Name`: an object"),
        ({"Name": ["A", "B"]}, "column `Name`: several values where one is meant"),
        ({"Updated": "yesterday"}, "column `Updated`: not a decimal number"),
        ({"Since": "2030-01-02", "Until": "2030-01-01T00:00"}, "its validity ends before 2030-01-02"),
    ],
)
def test_rows_that_are_rejected(data: dict[str, Any], reason: str) -> None:
    assert reason in rejected(CUSTOMER, **data)


def test_every_problem_of_a_row_is_told() -> None:
    with pytest.raises(RowError) as caught:
        applied(CUSTOMER, Mail="nobody", Hold="perhaps", Limit="x")
    assert [problem.column for problem in caught.value.problems] == ["Mail", "Limit", "Hold"]
    assert caught.value.key == '["erp","rows",["1"]]'


def test_a_long_value_is_shown_by_its_beginning() -> None:
    assert "x" * 60 + "…" in rejected(CUSTOMER, Mail="x" * 1000)
    assert len(rejected(CUSTOMER, Mail="x" * 1000)) < 200


def test_a_value_that_may_be_dropped_is_absent_and_stays_in_the_payload() -> None:
    found = applied(CUSTOMER, Phone="12", Country="Germany")
    assert "phone" not in found.fields
    assert orjson.loads(found.payload)["Phone"] == "12"


@pytest.mark.parametrize(
    ("key", "data", "parts"),
    [
        ("[id]", {"id": "1"}, ("1",)),
        ("[id]", {"id": 1}, (1,)),
        ("[{column: id, as: integer}]", {"id": "007"}, (7,)),
        ("[{column: id, as: text}]", {"id": 7}, ("7",)),
        ("[{column: id, as: text}]", {"id": "ALFKI  "}, ("ALFKI",)),
        ("[a, {column: b, as: integer}]", {"a": "x", "b": "2"}, ("x", 2)),
        ("[{value: 9}, id]", {"id": "1"}, (9, "1")),
        ("[nested.id]", {"nested": {"id": 3}}, (3,)),
    ],
)
def test_keys_are_typed(key: str, data: dict[str, Any], parts: tuple[str | int, ...]) -> None:
    one = mapping(f"rows: {{classes: [Order], key: {key}}}").streams["rows"]
    assert one.apply(Raw(data, None, "row"))[0].key.parts == parts


@pytest.mark.parametrize(
    ("key", "data", "reason"),
    [
        ("[id]", {}, "the key is empty"),
        ("[id]", {"id": None}, "the key is empty"),
        ("[id]", {"id": " "}, "the key is empty"),
        ("[id]", {"id": True}, "a key is text or an integer"),
        ("[id]", {"id": {"a": 1}}, "a key is text or an integer"),
        ("[{column: id, as: integer}]", {"id": "x"}, "not a decimal number"),
    ],
)
def test_keys_that_are_none(key: str, data: dict[str, Any], reason: str) -> None:
    one = mapping(f"rows: {{classes: [Order], key: {key}}}").streams["rows"]
    with pytest.raises(RowError, match=reason) as caught:
        one.apply(Raw(data, None, "row"))
    assert caught.value.key is None


ORDERS = mapping(
    """
    customers:
      classes: [Customer, Organization]
      key: [{column: CustomerID, as: integer}]
    lines:
      classes: [OrderLine]
      key: [OrderID, ProductID]
    orders:
      classes: [Order]
      key: [OrderID]
      refs:
        placed_by: {stream: customers, key: [CustomerID]}
        handled_by: {source: hr, stream: people, key: [{value: de}, Who]}
        concerned_by: {source: desk, stream: cases, key: [Cases]}
        has_line:
          - {stream: lines, key: [OrderID, First]}
          - {stream: lines, key: [OrderID, Second]}
    """
).streams["orders"]


def refs(**data: Any) -> list[Ref]:
    return list(ORDERS.apply(Raw({"OrderID": "7", **data}, None, "row"))[0].refs)


def test_references_know_relation_direction_class_and_the_type_of_the_targets_key() -> None:
    assert refs(CustomerID="12", First="1", Second="2")[:1] == [
        Ref("placed_by", "PLACED", False, "Party", Key("erp", "customers", (12,)))
    ]


def test_references_to_other_sources_and_with_constants() -> None:
    found = refs(Who="x", Cases=[1, None, 2], First="1", Second="1")
    assert [one.target for one in found] == [
        Key("hr", "people", ("de", "x")),
        Key("desk", "cases", (1,)),
        Key("desk", "cases", (2,)),
        Key("erp", "lines", ("7", "1")),
    ]


def test_a_reference_whose_columns_are_empty_is_none() -> None:
    lines = {"First": "1", "Second": "1"}
    assert [one.field for one in refs(CustomerID="", Who=None, Cases=[], **lines)] == ["has_line"]


def test_half_a_reference_is_a_problem() -> None:
    with pytest.raises(RowError, match="column `First`: empty, so that `has_line` is half a reference"):
        refs(Second="2")


def test_what_is_looked_up_by_an_index_has_a_length_that_engines_take() -> None:
    assert f"column `name`: longer than {INDEXED_BYTES} bytes" in rejected(CUSTOMER, Name="ä" * 2001)
    assert applied(CUSTOMER, Name="ä" * 2000, Also="ä" * 200_000).fields["name"] == "ä" * 2000
    with pytest.raises(RowError, match="a key has at most 4000 bytes"):
        CUSTOMER.apply(Raw({"id": "x" * 4000}, None, "row"))
    with pytest.raises(RowError, match="a key has at most 4000 bytes"):
        refs(Who="x" * 4000, First="1", Second="1")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63 - 1) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=5,
)
COLUMNS = ["id", *CUSTOMER.columns]


@given(st.dictionaries(st.sampled_from(COLUMNS), VALUES))
def test_a_row_becomes_one_thing_or_is_rejected_always_the_same(data: dict[str, Any]) -> None:
    def outcome(row: dict[str, Any]) -> str:
        try:
            return CUSTOMER.apply(Raw(row, None, "row"))[0].digest
        except RowError as error:
            return error.message

    first = outcome(data)
    assert outcome(dict(reversed(data.items()))) == first
    assert outcome(orjson.loads(orjson.dumps(data))) == first


@pytest.mark.parametrize(
    ("fields", "data", "expected"),
    [
        ("{alias: {columns: [a]}}", {"a": ["", " ", "x"]}, {"alias": ("x",)}),
        ("{alias: {columns: [a]}}", {"a": ["n/a", "x", None]}, {"alias": ("x",)}),
        ("{alias: {columns: [a]}}", {"a": ["", " "]}, {}),
        ("{alias: {columns: [a], empty: null}}", {"a": [""]}, {"alias": None}),
        ("{alias: {columns: [a]}}", {"a": ["n/a"]}, {"alias": None}),
        ("{alias: {columns: [a]}}", {"a": []}, {"alias": None}),
        ("{alias: {column: a, split: ';'}}", {"a": "n/a; x;"}, {"alias": ("x",)}),
        ("{email: {column: a, clean: email}}", {"a": ["", "ann@x.example"]}, {"email": ("ann@x.example",)}),
    ],
)
def test_what_stands_in_a_list_means_what_it_would_mean_alone(
    fields: str, data: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert applied(stream(f"nulls: [n/a]\nfields: {fields}\n"), **data).fields == expected


def test_empty_elements_of_a_list_refer_to_nothing() -> None:
    text = """
    orders:
      classes: [Order]
      key: [id]
      refs: {concerned_by: {stream: cases, key: [cases]}}
    cases:
      classes: [Case]
      key: [{column: id, as: text}]
    """
    one = mapping(text).streams["orders"]
    refs = one.apply(Raw({"id": "1", "cases": ["", "7", None, " "]}, None, "row"))[0].refs
    assert [str(ref.target) for ref in refs] == ["erp/cases/7"]
