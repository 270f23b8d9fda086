"""One row says several things: those that it carries, and the elements of its lists."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.model import Key, Observation
from ingest.cells import RowError
from ingest.connector import Raw
from ingest.mapping import StreamMapping
from ontology.errors import Invalid
from tests.ingest.words import mapping

ORDERS = """
orders:
  classes: [Order]
  key: [{column: id, as: integer}]
  version: {column: v, clean: integer}
  fields: {order_number: id, status: state}
  refs:
    placed_by: {stream: buyers}
  carries:
    buyers:
      classes: [Customer, Organization]
      key: [customer.id]
      fields: {name: customer.name, city: customer.address.city}
    lines:
      each: items[*]
      classes: [OrderLine]
      key: [sku]
      fields: {quantity: qty}
      refs:
        line_of: {stream: orders}
        of_product: {stream: products, key: [sku]}
      carries:
        serials:
          each: {column: serials, split: ";"}
          classes: [Product]
          key: [.]
          fields: {sku: ".", name: ^.sku, packaging: ^.^.state}
products:
  classes: [Product]
  key: [sku]
  fields: {name: name}
"""


def orders(text: str = ORDERS) -> StreamMapping:
    return mapping(text).streams["orders"]


def row(**data: Any) -> Raw:
    return Raw({"id": "7", "v": 1, **data}, None, "row")


def by_key(found: tuple[Observation, ...]) -> dict[tuple[Any, ...], Observation]:
    return {(one.key.stream, *one.key.parts): one for one in found}


FULL = row(
    state="open",
    customer={"id": "ALFKI", "name": "Alfreds", "address": {"city": "Berlin"}},
    items=[{"sku": "A", "qty": 2, "serials": "s1; s2"}, {"sku": "B", "qty": 1}],
)


def test_a_row_gives_its_own_thing_and_those_that_it_carries() -> None:
    found = by_key(orders().apply(FULL))
    assert list(found) == [
        ("orders", 7), ("buyers", "ALFKI"), ("lines", 7, "A"), ("serials", 7, "A", "s1"), ("serials", 7, "A", "s2"),
        ("lines", 7, "B"),
    ]  # fmt: skip
    assert found["buyers", "ALFKI"].fields == {"name": "Alfreds", "city": "Berlin"}
    assert found["lines", 7, "A"].fields == {"quantity": 2}
    assert found["serials", 7, "A", "s2"].fields == {"sku": "s2", "name": "A", "packaging": "open"}


def test_they_are_related_to_each_other_without_saying_keys_again() -> None:
    found = by_key(orders().apply(FULL))
    assert [ref.target for ref in found["orders", 7].refs] == [Key("erp", "buyers", ("ALFKI",))]
    assert {(ref.field, str(ref.target)) for ref in found["lines", 7, "B"].refs} == {
        ("line_of", "erp/orders/7"), ("of_product", "erp/products/B"),
    }  # fmt: skip


def test_each_keeps_its_part_of_the_row() -> None:
    found = by_key(orders().apply(FULL))
    assert orjson.loads(found["orders", 7].payload) == FULL.data
    assert orjson.loads(found["buyers", "ALFKI"].payload) == {
        "customer.id": "ALFKI", "customer.name": "Alfreds", "customer.address.city": "Berlin",
    }  # fmt: skip
    line = orjson.loads(found["lines", 7, "A"].payload)
    assert (line["sku"], line["^.id"], line["^.state"]) == ("A", "7", "open")
    assert orjson.loads(found["serials", 7, "A", "s1"].payload)["."] == "s1"


def test_what_a_row_owns_has_its_version_and_what_it_shares_has_its_own() -> None:
    found = by_key(orders().apply(FULL))
    assert found["lines", 7, "A"].version == found["serials", 7, "A", "s1"].version == 1
    assert found["buyers", "ALFKI"].version is None


def test_elements_without_a_key_are_told_apart_by_their_place() -> None:
    one = orders(ORDERS.replace("      key: [sku]\n      fields: {quantity", "      fields: {quantity"))
    assert [key.parts for key in one.keys(FULL.data) if key.stream == "lines"] == [(7, 1), (7, 2)]


@pytest.mark.parametrize(
    ("each", "items", "parts"),
    [
        ("items", ["a", "b", None, "c"], ["a", "b", "c"]),
        ("items", ["a", "", " ", "b"], ["a", "b"]),
        ("items", None, []),
        ("items", "", []),
        ("items", "a", ["a"]),
        ("{column: items, split: '|'}", "a | b||c", ["a", "b", "c"]),
        ("{column: items, parse: json}", '["a","b"]', ["a", "b"]),
        ("{column: items, parse: json}", ["a"], ["a"]),
        ("{column: items, parse: json}", '["12345678901234567890"]', ["12345678901234567890"]),
        ("{column: 'box[*].items[*]'}", None, []),
    ],
)
def test_lists_come_in_several_forms(each: str, items: Any, parts: list[str]) -> None:
    one = mapping(
        f"rows: {{classes: [Order], key: [id], carries: {{tags: {{each: {each}, classes: [Product], key: [.]}}}}}}"
    ).streams["rows"]
    assert [key.parts[1] for key in list(one.keys({"id": "1", "items": items}))[1:]] == parts


def test_paths_lead_through_lists() -> None:
    one = mapping(
        "rows: {classes: [Customer], key: ['ids[0]'], fields: {email: 'mails[*].to', name: 'a.b[1].c'}}"
    ).streams["rows"]
    data = {"ids": ["x"], "mails": [{"to": "a@x.example"}, {}, {"to": "b@x.example"}], "a": {"b": [{}, {"c": "N"}]}}
    (found,) = one.apply(Raw(data, None, "1"))
    assert found.key.parts == ("x",)
    assert found.fields == {"email": ("a@x.example", "b@x.example"), "name": "N"}
    (bare,) = one.apply(Raw({"ids": ["x"], "mails": None, "a": {"b": []}}, None, "1"))
    assert bare.fields == {"email": None}


@pytest.mark.parametrize(
    ("data", "told"),
    [
        ({"items": [{"sku": "A", "qty": "many"}]}, "column `items[0].qty`: not a decimal number"),
        ({"items": [{"sku": "A"}, {"qty": 1}]}, "column `items[1].sku`: the key is empty"),
        ({"items": [{"sku": "A"}, {"sku": "A"}]}, "column `items[1]..`: two elements of the list have this key, `A`"),
        ({"customer": {"id": "X", "name": {"first": "A"}}}, "column `customer.name`: an object"),
        ({"items": [{"sku": "A", "serials": ["s", {"a": 1}]}]}, "`items[0].serials[1]..`: the key is empty"),
    ],
)
def test_a_row_is_taken_as_a_whole_or_not_at_all(data: dict[str, Any], told: str) -> None:
    with pytest.raises(RowError) as caught:
        orders().apply(row(**data))
    assert told in caught.value.message
    assert caught.value.key == '["erp","orders",[7]]'


def test_what_a_row_may_carry_and_does_not_is_not_there() -> None:
    assert [one.key.stream for one in orders().apply(row())] == ["orders"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ORDERS.replace("    lines:", "    products:"), "there is a stream `products` already"),
        (ORDERS.replace("    lines:", "    Lines:"), "`Lines` is no name for a stream"),
        (ORDERS.replace("{stream: orders}", "{stream: products}"), "`key` is missing"),
        (ORDERS.replace("placed_by: {stream: buyers}", "has_line: {stream: lines}"), "`key` is missing"),
        (ORDERS.replace("each: items[*]", "each: {column: items, split: ',', parse: json}"), "one of them"),
        (ORDERS.replace("each: items[*]", "from: items"), "unknown key `from`"),
        (ORDERS.replace("    classes: [Order]", "    classes: [Ordr]"), "no class"),
    ],
)
def test_mistakes_are_told(text: str, told: str) -> None:
    if "no class" in told:
        text = text.replace("[OrderLine]", "[OrderLin]")
    with pytest.raises(Invalid) as caught:
        mapping(text)
    assert any(told in one for one in caught.value.details), caught.value.details


def test_columns_are_checked_where_the_row_has_them() -> None:
    one = orders()
    assert set(one.all_key_columns) == {"id", "customer.id", "items"}
    assert one.check_columns(["id", "v", "state", "customer"]) == [
        "`orders` has no column `items`: it has `id`, `v`, `state`, `customer`"
    ]


values = st.none() | st.booleans() | st.integers() | st.text(max_size=3)
nodes = st.recursive(
    values, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["sku", "id", "qty"]), inner)
)


@given(st.dictionaries(st.sampled_from(["customer", "items", "state"]), nodes))
def test_whatever_is_nested_becomes_observations_or_a_rejection_always_the_same(data: dict[str, Any]) -> None:
    one = orders()

    def digests() -> list[str] | str:
        try:
            return [found.digest for found in one.apply(row(**data))]
        except RowError as error:
            return error.message

    assert digests() == digests()
    try:
        found = one.apply(row(**data))
    except RowError:
        return
    assert {observation.key for observation in found} == set(one.keys(row(**data).data))


def test_a_text_that_is_json_keeps_every_digit_and_every_key() -> None:
    text = """
    invoices:
      classes: [Invoice]
      key: [id]
      carries:
        lines:
          classes: [OrderLine]
          each: {column: items, parse: json}
          fields: {unit_price: {column: price, currency: {value: EUR}}}
    """
    one = mapping(text).streams["invoices"]
    found = one.apply(row(items='[{"price": 90071992547409.93}]'))[1]
    assert found.fields["unit_price"] == 9007199254740993
    for items, told in (
        ('[{"price": 1, "price": 2}]', "no JSON: the key `price` is there twice"),
        ('[{"price": NaN}]', "no JSON: `NaN` is not a number in JSON"),
        ("[" * 1000 + "]" * 1000, "no JSON: nested too deeply"),
    ):
        with pytest.raises(RowError, match=told):
            one.apply(row(items=items))
