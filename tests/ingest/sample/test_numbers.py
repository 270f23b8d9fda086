"""Numbers that are made up are well-formed, and no two things have one by accident."""

from __future__ import annotations

import phonenumbers
import pytest

from ingest.cleaners import phone as cleaned
from ingest.identity.rules import normalise
from ingest.sample import numbers
from ingest.sample.words import COUNTRIES, Country

SOME = range(0, 1_000_000, 4_999)


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
@pytest.mark.parametrize("mobile", [False, True])
def test_telephone_numbers_could_exist(country: Country, mobile: bool) -> None:
    for index in SOME:
        number = numbers.phone(country, index, 12_345, mobile)
        assert phonenumbers.is_valid_number(phonenumbers.parse(number))
        assert cleaned(number) == number


@pytest.mark.parametrize("digits", [7, 8, 10])
def test_another_index_gives_another_number(digits: int) -> None:
    assert len({numbers.scattered(index, digits, 99) for index in range(20_000)}) == 20_000


def test_gtins_have_their_check_digit() -> None:
    assert all(normalise("gtin", numbers.gtin(index)) == f"0{numbers.gtin(index)}" for index in SOME)


@pytest.mark.parametrize("country", COUNTRIES, ids=lambda country: country.code)
def test_tax_numbers_are_of_their_country_and_all_different(country: Country) -> None:
    made = [numbers.tax_number(country.code, index, 5) for index in SOME]
    assert [normalise("tax_number", one, country.code) for one in made] == made
    assert len(set(made)) == len(made)


@pytest.mark.parametrize(
    ("country", "digits", "number"),
    [
        ("DE", "13669597", "136695976"),
        ("FR", "30326504", "40303265045"),
        ("IT", "0074311015", "00743110157"),
        ("ES", "1358562", "B13585625"),
        ("PL", "526000124", "5260001246"),
        ("SE", "556188840", "556188840401"),
        ("GB", "9807806", "980780684"),
        ("PT", "50196484", "501964843"),
    ],
)
def test_check_digits_are_those_of_the_authorities(country: str, digits: str, number: str) -> None:
    assert numbers.checked(country, digits) == number
