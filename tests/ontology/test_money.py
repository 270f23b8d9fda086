"""Amounts are read as people write them, with the decimals that ISO 4217 gives their currency."""

from __future__ import annotations

import pytest

from ontology.money import show


@pytest.mark.parametrize(
    ("minor", "currency", "text"),
    [
        (12050, "EUR", "120.50 EUR"),
        (5, "USD", "0.05 USD"),
        (-5, "USD", "-0.05 USD"),
        (1200, "JPY", "1200 JPY"),
        (0, "JPY", "0 JPY"),
        (1234, "KWD", "1.234 KWD"),
        (-12345, "CLF", "-1.2345 CLF"),
    ],
)
def test_minor_units_are_shown_with_the_decimals_of_their_currency(minor: int, currency: str, text: str) -> None:
    assert show(minor, currency) == text
