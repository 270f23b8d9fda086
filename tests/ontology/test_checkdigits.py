"""Check digits hold for numbers that were given out, and not when one sign is another or two are swapped."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.checkdigits import SCHEMES

GIVEN_OUT = [
    ("gs1", "96385074"), ("gs1", "012345678905"), ("gs1", "4006381333931"), ("gs1", "00012345600012"),
    ("iban", "DE89370400440532013000"), ("iban", "GB82WEST12345698765432"), ("iban", "NO9386011117947"),
    ("mod97", "529900T8BM49AURSDO55"), ("mod97", "5493001KJTIIGC8Y1R12"),
]  # fmt: skip


@pytest.mark.parametrize(("scheme", "number"), GIVEN_OUT)
def test_numbers_that_were_given_out_hold(scheme: str, number: str) -> None:
    assert SCHEMES[scheme](number)


@given(one=st.sampled_from(GIVEN_OUT), place=st.integers(0, 40), sign=st.sampled_from("0123456789"))
def test_one_wrong_digit_never_holds(one: tuple[str, str], place: int, sign: str) -> None:
    scheme, number = one
    place %= len(number)
    if number[place].isdigit() and number[place] != sign:
        assert not SCHEMES[scheme](number[:place] + sign + number[place + 1 :])


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize("text", ["", "x", "12 34", "١٢٣", "de89370400440532013000"])
def test_what_is_no_number_never_holds(scheme: str, text: str) -> None:
    assert not SCHEMES[scheme](text)
