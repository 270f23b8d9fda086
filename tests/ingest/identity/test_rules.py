"""Identity by rule: equal after normalisation or not, and what identifies nobody."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.identifiers import Identifier
from graph.model import Value
from ingest.identity.rules import NORMALISERS, identifiers, normalise
from tests.ingest.words import words


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("email", "Ann@Eastern.Example", " ann@eastern.example "),
        ("email", "Ann <ann@bücher.example>", "ann@xn--bcher-kva.example"),
        ("phone", "+49 (30) 0123456", "+49300123456"),
        ("tax_number", "DE 123.456.789", "de123456789"),
        ("tax_number", "GR 123456789", "EL123456789"),
        ("domain", "https://www.Alfreds.Example/shop", "alfreds.example"),
        ("gtin", "4006381333931", "04006381333931"),
        ("sku", " A-1 ", "A-1"),
    ],
)
def test_one_and_the_same(name: str, one: str, other: str) -> None:
    assert normalise(name, one) == normalise(name, other) is not None


@pytest.mark.parametrize(
    ("name", "one", "other"),
    [
        ("email", "ann@eastern.example", "ann@western.example"),
        ("email", "strasse@x.example", "straße@x.example"),
        ("domain", "shop.alfreds.example", "alfreds.example"),
        ("domain", "acme.co.uk", "acme.com"),
        ("sku", "a-1", "A-1"),
        ("tax_number", "DE123456789", "FR123456789"),
    ],
)
def test_two_different_ones(name: str, one: str, other: str) -> None:
    assert normalise(name, one) != normalise(name, other)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("email", "none"),
        ("phone", "030 123456"),
        ("phone", "+442079460018;ext=12"),
        ("tax_number", "123456789"),
        ("tax_number", "exempt"),
        ("domain", "gmail.com"),
        ("domain", "https://www.facebook.com/acme"),
        ("domain", "mail.yahoo.co.uk"),
        ("domain", "co.uk"),
        ("domain", "github.io"),
        ("domain", "localhost"),
        ("gtin", "4006381333932"),
        ("gtin", "0000000000000"),
        ("gtin", "12345"),
        ("sku", "  "),
    ],
)
def test_what_identifies_nobody(name: str, value: str) -> None:
    assert normalise(name, value) is None


def test_a_national_number_is_placed_by_the_country() -> None:
    assert normalise("tax_number", "12-3456789", "US") == "US123456789"
    assert normalise("phone", "030 0123456", "DE") == "+49300123456"


def test_identifiers_are_of_the_classes_that_the_property_identifies() -> None:
    fields = {
        "email": ("A@x.example", "a@x.example"), "phone": None, "tax_number": "123456789", "country": "Germany",
        "domain": ("x.example",), "name": "X",
    }  # fmt: skip
    organization = identifiers(words(), ["Customer", "Organization"], fields)
    assert organization == (
        Identifier("Organization", "domain", "x.example"),
        Identifier("Organization", "domain", "x.example ~ x"),
        Identifier("Organization", "email", "a@x.example"),
        Identifier("Organization", "tax_number", "DE123456789"),
        Identifier("Organization", "tax_number", "DE123456789 ~ x"),
    )
    nameless = {name: value for name, value in fields.items() if name != "name"}
    assert identifiers(words(), ["Employee"], nameless) == (Identifier("Person", "email", "a@x.example"),)
    assert identifiers(words(), ["Customer"], fields) == ()


@pytest.mark.parametrize(
    ("name", "email", "found"),
    [
        ("Jürgen Müller", "juergen.mueller@x.example", "juergen.mueller@x.example"),
        ("Müller, Jürgen", "j.muller@x.example", "j.muller@x.example"),
        ("Bo Li", "boli@x.example", "boli@x.example"),
        ("Jürgen Müller", "info@x.example", "info@x.example ~ j muller"),
        ("J. Mueller", "info@x.example", "info@x.example ~ j muller"),
        ("Bo Li", "office@x.example", "office@x.example ~ b li"),
        ("O", "office@x.example", "office@x.example ~ o o"),
    ],
)
def test_an_address_identifies_a_person_alone_where_it_bears_the_name(name: str, email: str, found: str) -> None:
    made = identifiers(words(), ["Person"], {"name": name, "email": (email,)})
    assert made == (Identifier("Person", "email", found),)


def test_a_number_identifies_a_person_together_with_the_name() -> None:
    one, other, third = (
        identifiers(words(), ["Person"], {"name": name, "phone": ("+4930123456",)})
        for name in ("Jürgen Müller", "Mueller, J.", "Jürgen Weiß")
    )
    assert one == other == (Identifier("Person", "phone", "+4930123456 ~ j muller"),)
    assert third == (Identifier("Person", "phone", "+4930123456 ~ j weiss"),)
    assert one[0].named


def test_every_name_bears_a_value_out() -> None:
    fields: dict[str, Value] = {"name": "Acme GmbH", "alias": ("ACME", "Acme Bolts Ltd."), "phone": ("+4930123456",)}
    assert [one.value for one in identifiers(words(), ["Organization"], fields)] == [
        "+4930123456",
        "+4930123456 ~ acme",
        "+4930123456 ~ acmebolts",
    ]


@given(st.sampled_from([*sorted(NORMALISERS), "sku"]), st.text(max_size=30), st.sampled_from([None, "DE", "US"]))
def test_normalising_twice_is_normalising_once(name: str, value: str, home: str | None) -> None:
    once = normalise(name, value, home)
    assert once is None or normalise(name, once, home) == once
