"""Contracts as they are written, compiled and held against rows."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.contracts.compiling import compile_contract
from ingest.contracts.contract import NONE
from ontology.errors import Invalid
from tests.ingest.contracts.words import contract

COLUMNS = """
    columns:
      id: {type: integer, nullable: false}
      name: text
      state: {values: [P, O, true]}
      code: {pattern: "[A-Z]{2}-[0-9]+"}
      total: {type: decimal, min: 0, max: 100}
      day: {type: date, min: 2024-01-01}
      seen: datetime
      written: {type: date, format: "%d.%m.%Y"}
      flag: boolean
      tags: list
      who.mail: text
      api_key: {pattern: "[a-z]+"}
"""


def broken(text: str, **data: Any) -> list[str]:
    """How a row with the id 1 breaks a contract."""
    return [str(one) for one in contract(text).held_against({"id": "1", **data})]


def test_a_row_that_keeps_it_is_taken() -> None:
    row = {
        "name": "Ann", "state": "P", "code": "AB-12", "total": "99.5", "day": "2024-02-29", "flag": "yes",
        "seen": "2024-02-29T12:00:00", "written": "29.02.2024", "tags": ["a"], "who": {"mail": "x"}, "api_key": "abc",
    }  # fmt: skip
    assert broken(COLUMNS, **row) == []
    assert broken(COLUMNS) == []
    assert broken(COLUMNS, **dict.fromkeys(row, "")) == []
    assert broken(COLUMNS, **dict.fromkeys(row)) == []
    assert broken(COLUMNS, state=True, total=5, flag=False) == []
    assert NONE.held_against({"anything": 1}) == []


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"id": ""}, "column `id`: empty, and not nullable"),
        ({"id": "x"}, "column `id`: not a decimal number, such as `1234.5`: its contract says integer, `x`"),
        ({"id": "1.5"}, "column `id`: not a whole number: its contract says integer, `1.5`"),
        ({"state": "Q"}, "column `state`: not one of `O`, `P`, `true`, `Q`"),
        ({"code": "ab-1"}, "column `code`: not written as `[A-Z]{2}-[0-9]+`, `ab-1`"),
        ({"total": "-1"}, "column `total`: less than 0, `-1`"),
        ({"total": "100.01"}, "column `total`: more than 100, `100.01`"),
        ({"day": "2023-12-31"}, "column `day`: less than 2024-01-01, `2023-12-31`"),
        ({"flag": "maybe"}, "column `flag`: neither yes nor no: its contract says boolean, `maybe`"),
        ({"tags": "a"}, "column `tags`: not a list: its contract says list, `a`"),
        ({"name": ["a"]}, "column `name`: a list, where one value is meant: its contract says text, `['a']`"),
        ({"other": 1}, "column `other`: not in its contract"),
        ({"api_key": "K3Y"}, "column `api_key`: not written as `[a-z]+`, `A9A`"),
        ({"code": "ann@x.example"}, "column `code`: not written as `[A-Z]{2}-[0-9]+`, `a@a.a`"),
    ],
)
def test_a_row_that_breaks_it_is_told_in_words(data: dict[str, Any], told: str) -> None:
    assert broken(COLUMNS, **data) == [told]


def test_a_column_that_is_not_there_breaks_it_only_where_it_must_be() -> None:
    (one,) = contract(COLUMNS).held_against({})
    assert (one.column, one.what, one.reason) == ("id", "removed", "not there, and not nullable")


def test_other_columns_may_be_let_be_and_texts_may_mean_nothing() -> None:
    assert broken(COLUMNS + "    others: allow\n", more=1) == []
    assert broken("columns: {id: integer, day: date}\nnulls: [N/A]", day=" N/A ") == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("mode: frezee", "line 4, streams.rows.mode: input should be 'evolve', 'quarantine' or 'freeze'"),
        ("colums: {}", "line 4, streams.rows.colums: unknown key `colums`: did you mean `columns`?"),
        ("columns: {id: number}", "line 4, streams.rows.columns.id.type: input should be 'text', 'integer'"),
        ("columns: {id: {pattern: '('}}", "`(` is not a regular expression"),
        ("columns: {id: {min: 3}}", "`min` and `max` are for numbers and dates: say its `type`"),
        ("columns: {id: {type: date, max: soon}}", "`soon` is no bound for date"),
        ("columns: {name: text}\nunique: [nmae]", "`nmae` is not among its columns: did you mean `name`?"),
        ("gates: {freshness: {column: day, within: 2 days}}", "not a length of time: `2 days`"),
        ("gates: {nulls: {day: 2}}", "input should be less than or equal to 1"),
    ],
)
def test_mistakes_are_told_with_their_lines(text: str, told: str) -> None:
    with pytest.raises(Invalid) as caught:
        contract(text)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "a contract begins with `streams:`"),
        ("source: crm\nstreams: {rows: }", "the contract is for the source `crm`, not for `shop`"),
        ("streams: {row: }", "no stream `row` in the mapping: did you mean `rows`?"),
    ],
)
def test_a_contract_is_that_of_its_mapping(text: str, told: str) -> None:
    with pytest.raises(Invalid) as caught:
        compile_contract(text, "shop", {"rows": None})
    assert told in str(caught.value)


PLAIN = st.none() | st.booleans() | st.integers() | st.text()
JSON = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner))
HELD = contract(COLUMNS)


@given(st.dictionaries(st.sampled_from([*HELD.names, "who", "x"]), JSON))
def test_any_row_is_judged_and_the_same_row_always_the_same(data: dict[str, Any]) -> None:
    found = HELD.held_against(data)
    assert HELD.held_against(data) == found
    assert all(one.reason and one.column for one in found)
    assert all(len(one.value or "") <= 41 for one in found)


@pytest.mark.parametrize(("name", "row"), [
    ("lines[0].sku", {"lines": [{"sku": "x"}]}), ("who.mail", {"who": {"mail": "x"}}), ("who.mail", {"who.mail": "x"}),
    ("who[0]", {"who[0]": "x"}),
])  # fmt: skip
def test_a_nested_value_is_looked_at_where_its_path_leads(name: str, row: dict[str, Any]) -> None:
    one = contract(f"columns: {{'{name}': {{type: integer, nullable: false}}}}")
    (told,) = one.held_against(row)
    assert (told.column, told.what) == (name, "type")
    (told,) = one.held_against({next(iter(row)): None})
    assert (told.column, told.what) in {(name, "removed"), (name, "null")}


def test_a_column_that_is_many_values_is_refused() -> None:
    with pytest.raises(Invalid, match=r"`lines\[\*\]\.sku` is many values: name the list, `lines`, or one of them"):
        contract("columns: {'lines[*].sku': text}")


def test_codes_with_zeros_before_them_are_texts() -> None:
    assert broken("columns: {id: integer, code: {values: [007, 10]}}", code="007") == []
    assert broken("columns: {id: integer, code: {values: [007, 10]}}", code="7") == [
        "column `code`: not one of `007`, `10`, `7`"
    ]
    assert broken("columns: {id: integer, code: {values: [--5]}}", code="--5") == []
