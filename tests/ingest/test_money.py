"""Money: exact minor units, or a reason."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.cleaners import Unclean
from ingest.money import currency, minor_units
from ontology.money import EXPONENTS


@pytest.mark.parametrize(
    ("amount", "code", "units"),
    [
        ("12.5", "USD", 1250),
        ("0.1", "EUR", 10),
        ("-3", "EUR", -300),
        ("100", "JPY", 100),
        ("1.234", "KWD", 1234),
        ("1E+3", "USD", 100000),
        ("0", "CLF", 0),
        ("92233720368547758.07", "USD", 2**63 - 1),
    ],
)
def test_minor_units(amount: str, code: str, units: int) -> None:
    assert minor_units(amount, code) == units


@pytest.mark.parametrize(
    ("amount", "code", "reason"),
    [
        ("1.005", "USD", "more decimals than USD has"),
        ("0.5", "JPY", "more decimals than JPY has"),
        ("92233720368547758.08", "USD", "more than 64 bits"),
    ],
)
def test_what_would_have_to_be_rounded_is_refused(amount: str, code: str, reason: str) -> None:
    with pytest.raises(Unclean, match=reason):
        minor_units(amount, code)


def test_a_currency_is_one_of_iso_4217() -> None:
    assert currency(" eur ") == "EUR"
    with pytest.raises(Unclean, match="did you mean `USD`"):
        currency("US$D")


@given(st.integers(-(2**63), 2**63 - 1), st.sampled_from(sorted(EXPONENTS)))
def test_minor_units_lose_nothing(units: int, code: str) -> None:
    amount = Decimal(units).scaleb(-EXPONENTS[code])
    assert minor_units(format(amount, "f"), code) == units
