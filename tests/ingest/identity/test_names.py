from __future__ import annotations

import pytest

from ingest.identity.names import bears, name_key


@pytest.mark.parametrize(
    ("cls", "one", "other"),
    [
        ("Person", "Jürgen Müller", "Mueller, Juergen"),
        ("Person", "J. Müller", "Jürgen Muller"),
        ("Person", "Łukasz Wójcik", "lukasz wojcik"),
        ("Person", "Siobhán O'Brien", "S. OBrien"),
        ("Organization", "Acme Maschinenbau GmbH & Co. KG", "ACME MASCHINENBAU"),
        ("Organization", "Müller & Söhne AG", "Mueller & Soehne Aktiengesellschaft"),
        ("Organization", "Kobo Spedycja sp. z o.o.", "Kobo Spedycja Sp. z o. o."),
        ("Organization", "Valu S.A.R.L.", "Valu SARL"),
        ("Product", "Steel Pump 15 mm", "STEEL PUMP 15mm"),
    ],
)
def test_one_name(cls: str, one: str, other: str) -> None:
    assert name_key(cls, one) == name_key(cls, other) != ""


@pytest.mark.parametrize(
    ("cls", "one", "other"),
    [
        ("Person", "Jürgen Müller", "Anna Müller"),
        ("Person", "Jürgen Müller", "Jürgen Möller"),
        ("Organization", "Acme Logistik GmbH", "Acme Service GmbH"),
        ("Organization", "AG", "KG"),
        ("Product", "Steel Pump 15 mm", "Steel Pump 20 mm"),
    ],
)
def test_two_names(cls: str, one: str, other: str) -> None:
    assert name_key(cls, one) != name_key(cls, other)


@pytest.mark.parametrize("name", ["", " ", "–", "&"])
def test_what_has_no_letter_is_no_name(name: str) -> None:
    assert name_key("Person", name) == name_key("Organization", name) == ""
    assert not bears("info@x.example", [name])
