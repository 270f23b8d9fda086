"""Mappings are held against the ontology when they are loaded, and every mistake is told at once, with its line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from textwrap import dedent

import pytest

from ingest.compiling import compile_mapping, load_mapping
from ontology.errors import Invalid, NotFound
from ontology.vocabulary import Ontology
from tests.ingest.words import applied, mapping, stream, words

TEN = """
source: erp
streams:
  customers:
    clases: [Customer]
    classes: [Custommer, Organization]
    key: [CustomerID]
    fields:
      nam: CompanyName
      phone: {column: Phone, clean: fone}
      credit_limit: {column: Limit}
      email: {column: Email, colour: red}
  orders:
    classes: [Order, Product]
    key: []
    fields:
      ordered_at: {column: OrderDate, format: "DD.MM"}
      placed_by: CustomerID
    refs:
      placed_by: {stream: custommers, key: [CustomerID]}
"""


def mistakes(text: str) -> list[str]:
    with pytest.raises(Invalid) as caught:
        compile_mapping(dedent(text), words(), name="erp.yaml")
    return list(caught.value.details)


def test_ten_mistakes_are_all_named_with_their_lines() -> None:
    with pytest.raises(Invalid) as caught:
        compile_mapping(TEN, words(), "erp", name="erp.yaml")
    told = caught.value.details
    assert caught.value.message == f"{len(told)} mistakes in `erp.yaml`"
    for line, part in [
        (5, "unknown key `clases`: did you mean `classes`?"),
        (6, "no class `Custommer`: did you mean `Customer`?"),
        (9, "no property `nam`: did you mean `name`?"),
        (10, "no cleaner `fone`"),
        (11, "`credit_limit` is money: say its `currency:`"),
        (12, "unknown key `colour`"),
        (14, "nothing is both `Order` and `Product`"),
        (13, "the stream has no `key:`"),
        (17, "`DD.MM` is not a format of dates"),
        (18, "no property `placed_by`: it is a relation: put it under `refs:`"),
        (20, "no stream `custommers`: did you mean `customers`?"),
    ]:
        assert any(one.startswith(f"line {line},") and part in one for one in told), (line, part, told)
    assert len(told) == 11


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("", "begins with `source:` and `streams:`"),
        ("[]", "a block of `name: value` lines is meant"),
        ("source: erp", "no stream is mapped"),
        ("source: ERP!\nstreams: {a: {classes: [Order], key: [id]}}", "must be a name such as `erp`"),
        ("source: erp\nsource: crm\nstreams: {a: {classes: [Order], key: [id]}}", "`source` is there twice"),
        ("source: erp\nstreams: {A B: {classes: [Order], key: [id]}}", "no name for a stream"),
        ("source: erp\nzone: Mars/Olympus\nstreams: {a: {classes: [Order], key: [id]}}", "no time zone `Mars/Olympus`"),
        ("source: erp\nstreams: {a: }", "the stream has no `classes:`"),
        ("source: erp\nstreams: {a: 5}", "a block of `name: value` lines is meant"),
        ("source: erp\nstreams: {a: {classes: [Order], key: [{column: a, value: b}]}}", "`column:` or `value:`"),
        ("source: erp\nstreams: {a: {classes: [Order], key: [{column: a, as: float}]}}", "'text' or 'integer'"),
        ("source: erp\nstreams: &a {a: *a}", "nested too deeply, or within itself"),
    ],
)
def test_files_that_are_no_mappings(text: str, told: str) -> None:
    assert any(told in one for one in mistakes(text)), mistakes(text)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ("tax_number: Tax", "`tax_number` is a property of `Organization`, not of `Customer`, `Person`"),
        ("name: {columns: [A, B]}", "`name` has one value at the most"),
        ("name: {column: A, split: ';'}", "`name` has one value at the most"),
        ("name: {column: A, clean: list}", "`name` has one value at the most"),
        ("name: {column: A, clean: date}", "`date` does not give a string, which `name` is"),
        ("name: {column: A, value: b}", "`column:`, `columns:`, `value:` or `compute:`"),
        ("name: {}", "`column:`, `columns:`, `value:` or `compute:`"),
        ("name: {column: A, currency: {value: EUR}}", "`currency` means nothing for `text`"),
        ("name: {column: A, format: '%d.%m.%Y'}", "`format` means nothing for `text`"),
        ("name: {column: A, decimal_mark: ','}", "`decimal_mark` means nothing for `text`"),
        ("name: {column: A, country: C}", "`country` means nothing for `text`"),
        ("name: {column: A, invalid: ignore}", "'reject' or 'drop'"),
        ("email: {value: nobody, clean: email}", "`nobody`: not an e-mail address"),
        ("phone: {column: P, clean: phone, country: {value: Atlantis}}", "`Atlantis` is not known"),
        ("birth_date: {column: B, zone: UTC}", "`zone` means nothing for `date`"),
        ("birth_date: {column: B, values: {old: long ago}}", "`long ago`: not ISO 8601"),
        ("credit_limit: {column: L, currency: {value: EURO}}", "not a currency of ISO 4217"),
        ("credit_limit: {value: '1.234', currency: {value: EUR}}", "more decimals than EUR has"),
        ("credit_limit: {column: L, currency: {value: EUR}, group_mark: ','\n, decimal_mark: ','}", "must differ"),
        ("credit_limit_currency: C", "say `currency:` in `credit_limit`"),
        ("birth_date: {column: B, twice: sometimes}", "'earlier' or 'later'"),
    ],
)
def test_fields_that_cannot_be(fields: str, told: str) -> None:
    with pytest.raises(Invalid) as caught:
        stream(f"fields:\n  {fields}", "[Customer, Person]")
    assert any(told in one for one in caught.value.details), caught.value.details


@pytest.mark.parametrize(
    ("refs", "told"),
    [
        ("place: {stream: rows, key: [id]}", "no relation `place`: did you mean `placed`?"),
        ("status: {stream: rows, key: [id]}", "it is a property: put it under `fields:`"),
        ("works_for: {stream: rows, key: [id]}", "`works_for` leads from `Person`, not from `Order`"),
        ("placed_by: {stream: rows, key: [id]}", "`placed_by` leads to `Party`, and `rows` holds `Order`"),
        ("placed_by: {stream: row, key: [id]}", "no stream `row`: did you mean `rows`?"),
        ("placed_by: {stream: parties, key: [a, b]}", "`parties` has 1 columns in its key, here are 2"),
        ("placed_by: {stream: x, source: crm, key: [a], class: Product}", "leads to `Party`, not to `Product`"),
        ("placed_by: {stream: x, source: crm, key: [a], class: Partei}", "no class `Partei`"),
        ("placed_by: {stream: x, source: crm, key: []}", "`key` is missing"),
        ("placed_by: {stream: x, source: crm}", "`key` is missing"),
        ("placed_by: [{stream: x, source: crm, key: [a]}, 5]", "a block of `name: value` lines is meant"),
    ],
)
def test_references_that_cannot_be(refs: str, told: str) -> None:
    text = f"""
    rows:
      classes: [Order]
      key: [id]
      refs:
        {refs}
    parties:
      classes: [Customer, Organization]
      key: [id]
    """
    with pytest.raises(Invalid) as caught:
        mapping(text)
    assert any(told in one for one in caught.value.details), caught.value.details


def test_a_mapping_is_for_one_source() -> None:
    text = "source: crm\nstreams: {a: {classes: [Order], key: [id]}}"
    with pytest.raises(Invalid, match="the mapping is for the source `crm`, not for `erp`"):
        compile_mapping(text, words(), "erp")


@pytest.mark.parametrize(
    "text", ["a: [", "a: b: c", "\t- x", "a: &x 1\nb: *y", "%YAML 9", "a: !!python/object:os.x {}"]
)
def test_what_is_not_yaml(text: str) -> None:
    with pytest.raises(Invalid):
        compile_mapping(text, words(), name="x.yaml")


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no mapping"):
        load_mapping(tmp_path / "none.yaml", words())
    (tmp_path / "latin.yaml").write_bytes(b"source: \xe9")
    with pytest.raises(Invalid, match="is not UTF-8"):
        load_mapping(tmp_path / "latin.yaml", words())


def test_words_that_other_yaml_readers_take_for_something_else() -> None:
    one = stream(
        """
        fields:
          country: {column: C, values: {NO: Norway, yes: Yesland, 2024-01-01: day, 1: one}}
        """
    )
    codes = ("NO", "yes", "2024-01-01", "1")
    assert [applied(one, C=code).fields["country"] for code in codes] == ["Norway", "Yesland", "day", "one"]


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("name: {compute: {jion: [a, b]}}", "`jion`: did you mean `join`?"),
        ("name: {compute: {join: [a, {frist: [b]}]}}", "`frist`: did you mean `first`?"),
        ("name: {compute: {join: [a, {colum: b}]}}", "`colum`: did you mean `column`?"),
        ("name: {compute: {when: a, iss: [b], then: c}}", "`iss`: did you mean `is`?"),
        ("phone: {column: a, clean: phone, country: {valeu: DE}}", "`valeu`: did you mean `value`?"),
    ],
)
def test_an_unknown_key_is_told_with_the_nearest_however_deep_it_stands(said: str, told: str) -> None:
    with pytest.raises(Invalid) as caught:
        stream(f"fields:\n  {said}\n")
    assert f"unknown key {told}" in caught.value.details[0]


def test_the_digest_tells_what_changes_rows_from_what_does_not() -> None:
    same = stream("fields: {name: Name}").digest
    assert stream("fields:\n\n  name: {column: Name}  # the same\n").digest == same
    for other in [
        stream("fields: {name: Nom}"),
        stream("fields: {name: Name}", "[Organization]"),
        stream("fields: {name: Name}", home="Europe/Berlin"),
        stream("fields: {name: Name}\nempty: null"),
        stream("fields: {name: Name, city: Town}"),
    ]:
        assert other.digest != same


def test_columns_that_the_stream_does_not_have_are_named_with_the_nearest() -> None:
    one = stream("fields: {name: CompanyName, city: address.city}\nrefs: {part_of: {stream: rows, key: [Parent]}}")
    assert one.columns == ("CompanyName", "Parent", "address.city", "id")
    assert one.check_columns([]) == []
    assert one.check_columns(["id", "CompanyName", "Parent", "address"]) == []
    assert one.check_columns(["id", "Company_Name", "Parent", "address"]) == [
        "`rows` has no column `CompanyName`: did you mean `Company_Name`?"
    ]


def test_two_streams_may_read_one_table() -> None:
    found = mapping(
        """
        companies:
          from: Customers
          classes: [Customer, Organization]
          key: [CustomerID]
        contacts:
          from: Customers
          classes: [Person]
          key: [CustomerID]
          refs:
            works_for: {stream: companies, key: [CustomerID]}
        """
    )
    assert [one.origin for one in found.streams.values()] == ["Customers", "Customers"]
    with pytest.raises(NotFound, match="did you mean `contacts`"):
        found.stream("contact")
    assert len(found.digest) == 64


def test_what_decides_what_was_deleted_is_part_of_how_rows_are_read() -> None:
    text = """
source: erp
streams:
  customers: {classes: [Customer, Organization], key: [id], deleted: {column: gone, values: ["1"]}, fields: {name: n}}
"""
    plain = compile_mapping(text, words()).stream("customers")
    other = compile_mapping(text.replace("key: [id]", "key: [id], nulls: [n/a]"), words()).stream("customers")
    assert plain.reading == compile_mapping(text, words()).stream("customers").reading
    assert plain.reading != other.reading


def test_how_far_a_value_identifies_is_part_of_the_digest() -> None:
    text = """
source: erp
streams:
  customers: {classes: [Customer, Organization], key: [id], fields: {name: n, phone: p}}
"""
    ours = words()
    properties = [
        replace(one, within=one.within + 1) if one.name == "phone" else one for one in ours.properties.values()
    ]
    parts = (ours.classes.values(), properties, ours.relations.values(), ours.actions.values())
    other = Ontology.of(ours.version, *parts)
    digest = compile_mapping(text, words()).stream("customers").digest
    assert digest == compile_mapping(text, words()).stream("customers").digest
    assert digest != compile_mapping(text, other).stream("customers").digest
