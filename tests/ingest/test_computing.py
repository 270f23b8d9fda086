"""Computed fields are exact, checked when the mapping is loaded, and cannot do anything but what they are for."""

from __future__ import annotations

import math
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cells import RowError
from ingest.compiling import load_mapping
from ingest.connector import Column, Raw, StreamInfo
from ontology.errors import Invalid
from tests.ingest.words import applied, mapping, rejected, stream, words

LINE = stream(
    """
    fields:
      unit_price: {compute: {product: [Qty, Price, {difference: [1, Rate]}], digits: 2}, currency: {value: EUR}}
      quantity: {compute: {sum: [A, B]}, decimal_mark: ",", group_mark: "."}
    """,
    "[OrderLine]",
)


def fields(text: str, **data: Any) -> dict[str, Any]:
    return dict(applied(stream(f"fields: {{{text}}}"), **data).fields)


@pytest.mark.parametrize(
    ("text", "data", "value"),
    [
        ("join: [A, B, C]", {"A": "x", "B": " ", "C": "z"}, "x z"),
        ("join: [A, B], by: '-'", {"A": 1, "B": "z"}, "1-z"),
        ("join: [A, {value: Ltd}]", {}, "Ltd"),
        ("first: [A, B]", {"A": "", "B": "b"}, "b"),
        ("first: [A, {join: [B, C]}]", {"A": None, "B": "b", "C": "c"}, "b c"),
        ("when: A, is: [x, y], then: B, else: C", {"A": "y", "B": "b", "C": "c"}, "b"),
        ("when: A, is: [x, y], then: B, else: C", {"A": "z", "B": "b", "C": "c"}, "c"),
        ("when: A, is: [''], then: {value: none}", {"A": None}, "none"),
        ("when: A, is: [1], then: {value: one}", {"A": 1}, "one"),
    ],
)
def test_texts(text: str, data: dict[str, Any], value: str) -> None:
    assert fields(f"name: {{compute: {{{text}}}}}", **data) == {"name": value}


@pytest.mark.parametrize("data", [{}, {"A": "", "B": " "}])
def test_out_of_nothing_comes_nothing(data: dict[str, Any]) -> None:
    assert fields("name: {compute: {join: [A, B]}}", **data) == {}
    assert fields("name: {compute: {first: [A, B]}}", **data) == {}
    assert fields("name: {compute: {when: A, is: [x], then: B}}", **data) == {}
    assert fields("name: {compute: {join: [A, B]}}", A=None) == {"name": None}


def test_amounts_are_exact() -> None:
    assert applied(LINE, Qty=3, Price="1.10", Rate="0.05").fields["unit_price"] == 314
    assert applied(LINE, A="1.234,5", B="0,5").fields["quantity"] == 1235
    assert applied(LINE, Qty=3, Price=None, Rate="0").fields["unit_price"] is None
    assert "unit_price" not in applied(LINE, Qty=3, Price="", Rate="0").fields
    assert "column `Qty, Price, Rate`: not a decimal number" in rejected(LINE, Qty="x", Price="1", Rate="0")


@given(st.decimals("-1e20", "1e20", places=6), st.decimals("-1e20", "1e20", places=6))
def test_no_digit_is_lost(left: Decimal, right: Decimal) -> None:
    one = stream("fields: {discount: {compute: {sum: [A, {product: [A, B]}]}}}", "[OrderLine]")
    found = applied(one, A=str(left), B=str(right)).fields["discount"]
    assert Fraction(str(found)) == Fraction(left) + Fraction(left) * Fraction(right)


WIDE = ", ".join(f"F{number}" for number in range(12))
NUMBERS = st.one_of(
    st.integers(1, 100).map(lambda digits: "9" * digits),
    st.integers(1, 98).map(lambda digits: "0." + "3" * digits),
    st.sampled_from(["0", "-1", "1e100", "1E-99", "-0.5"]),
)


@pytest.mark.parametrize("more", ["", ", digits: 0", ", digits: 50"])
def test_a_number_too_long_to_be_computed_is_told_with_its_row(more: str) -> None:
    one = stream(f"fields: {{discount: {{compute: {{product: [{WIDE}]{more}}}}}}}", "[OrderLine]")
    assert "its product has more than 1000 digits" in rejected(one, **{f"F{at}": "9" * 100 for at in range(12)})
    assert "its product has more than 100 digits" in rejected(one, **{f"F{at}": "9" * 20 for at in range(12)})


@given(
    st.lists(NUMBERS, min_size=12, max_size=12), st.sampled_from(["sum", "product"]), st.sampled_from([None, 0, 7, 50])
)
def test_whatever_the_numbers_are_a_row_is_taken_exactly_or_told(
    numbers: list[str], name: str, digits: int | None
) -> None:
    more = "" if digits is None else f", digits: {digits}"
    one = stream(f"fields: {{discount: {{compute: {{{name}: [{WIDE}]{more}}}}}}}", "[OrderLine]")
    raw = Raw({"id": "1", **{f"F{at}": number for at, number in enumerate(numbers)}}, None, "row 1")
    try:
        (found,) = one.apply(raw)
    except RowError as error:
        if "digits" in str(error):
            return
        raise
    exact = sum(map(Fraction, numbers)) if name == "sum" else math.prod(map(Fraction, numbers))
    given = Fraction(str(found.fields["discount"]))
    assert given == exact if digits is None else abs(given - exact) <= Fraction(1, 2 * 10**digits)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("name: {compute: {product: [A, B]}}", ""),
        ("credit_hold: {compute: {sum: [A, B]}}", "it gives a number, and `credit_hold` is a boolean"),
        ("credit_hold: {compute: {join: [A, B]}}", "it gives a text, and `credit_hold` is a boolean"),
        ("credit_hold: {compute: {when: A, is: [x], then: {value: maybe}}}", "`maybe`: neither yes nor no"),
        ("name: {compute: {sum: [A, {value: x}]}}", "`x` is no number"),
        ("name: {compute: {sum: [A, {join: [B]}]}}", "a `join:` cannot be calculated with"),
        ("name: {compute: {join: [A], first: [B]}}", "say one of `join:`"),
        ("name: {compute: {}}", "say one of `join:`"),
        ("name: {compute: {eval: A}}", "eval"),
        ("name: {compute: {join: [A], digits: 2}}", "`digits:` belongs to"),
        ("name: {compute: {sum: [A], by: x}}", "`by:` belongs to `join:`"),
        ("name: {compute: {when: A, then: B}}", "`when:` needs `is:`"),
        ("name: {compute: {difference: [A]}}", "`difference:` is of two"),
        ("name: {compute: {first: [A], else: B}}", "belong to `when:`"),
        ("name: {column: A, compute: {first: [A]}}", "one of them"),
        ("name: {column: A, unknown: keep}", "`unknown:` belongs to a list"),
    ],
)
def test_what_cannot_be_is_told_on_load(text: str, told: str) -> None:
    if not told:
        assert fields(text, A=2, B=3) == {"name": "6"}
        return
    with pytest.raises(Invalid) as caught:
        stream(f"fields: {{{text}}}")
    assert any(told in one for one in caught.value.details), caught.value.details


def test_columns_are_read_and_must_be_there_and_be_numbers() -> None:
    assert set(LINE.columns) >= {"Qty", "Price", "Rate", "A", "B"}
    columns = [Column(name, "DECIMAL") for name in ("id", "Qty", "Price", "A", "B")]
    found = LINE.check(StreamInfo("rows", columns=(*columns, Column("Rate", "DATE"))))
    assert found == ["`rows` has `Rate` as `date`: it cannot be calculated with"]
    assert "no column `Rate`" in LINE.check(StreamInfo("rows", columns=tuple(columns)))[0]


@pytest.mark.parametrize(
    ("unknown", "value", "found"),
    [("keep", "Z", {"segment": "Z"}), ("null", "Z", {"segment": None}), ("keep", "A", {"segment": "large"})],
)
def test_what_unknown_codes_mean_is_declared(unknown: str, value: str, found: dict[str, Any]) -> None:
    assert fields(f"segment: {{column: S, values: {{A: large}}, unknown: {unknown}}}", S=value) == found


LISTS = {
    "codes.csv": "Code,Name,Note\nA,large,\nB,small,x\n\nC,,\n",
    "named.csv": "\ufeffnote,meaning,code\n-,large,A\n-,small,B\n-,,C\n",
    "codes.yaml": "A: large\nB: small\nC: null\n",
}


def listed(folder: Path, values: str) -> Any:
    for name, text in LISTS.items():
        (folder / name).write_text(text, "utf-8")
    (folder / "bad.csv").write_text("only\nA\n")
    (folder / "two.csv").write_text("a,b\nA,1\nA,2\n")
    (folder / "short.csv").write_text("a,b\nA\n")
    (folder / "bad.yaml").write_text("[A, B]")
    path = folder / "erp.yaml"
    path.write_text(
        "source: erp\nstreams: {rows: {classes: [Customer, Organization], key: [id], "
        f"fields: {{segment: {{column: S, values: {values}}}}}}}}}\n"
    )
    return load_mapping(path, words()).streams["rows"]


@pytest.mark.parametrize("values", ["codes.csv", "codes.yaml", "{file: named.csv, code: code, meaning: meaning}"])
def test_lists_of_codes_lie_beside_the_mapping(tmp_path: Path, values: str) -> None:
    one = listed(tmp_path, values)
    assert [applied(one, S=code).fields["segment"] for code in "ABC"] == ["large", "small", None]
    assert "not in its list of codes" in rejected(one, S="D")


def test_a_list_that_changes_changes_the_mapping(tmp_path: Path) -> None:
    before = listed(tmp_path, "codes.yaml").digest
    assert listed(tmp_path, "codes.yaml").digest == before
    (tmp_path / "codes.yaml").write_text("A: huge\n")
    assert load_mapping(tmp_path / "erp.yaml", words()).streams["rows"].digest != before


@pytest.mark.parametrize(
    ("values", "told"),
    [
        ("none.csv", "no list of codes `none.csv`"),
        ("bad.csv", "`bad.csv` has no two columns"),
        ("two.csv", "`A` means two things"),
        ("short.csv", "too few columns"),
        ("bad.yaml", "`bad.yaml` is no list of codes"),
        ("{file: codes.csv, code: Cod}", "`codes.csv` has no column `Cod`: did you mean `Code`?"),
    ],
)
def test_lists_that_are_none(tmp_path: Path, values: str, told: str) -> None:
    with pytest.raises(Invalid) as caught:
        listed(tmp_path, values)
    assert any(told in one for one in caught.value.details), caught.value.details


def test_without_a_folder_there_is_no_list() -> None:
    with pytest.raises(Invalid) as caught:
        mapping("rows: {classes: [Customer], key: [id], fields: {segment: {column: S, values: codes.csv}}}")
    assert any("lies beside no mapping" in one for one in caught.value.details)
