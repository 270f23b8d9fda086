"""Cleaners: what they make of what systems write, what they refuse, and that cleaning twice is cleaning once."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest import cleaners
from ingest.cleaners import BY_NAME, Plain, Unclean

TAKEN = [
    ("text", "  Café  ", None, "Café"),
    ("text", "Cafe\u0301", None, "Café"),
    ("text", 7, None, "7"),
    ("text", True, None, "true"),
    ("email", " Ann.Devon@Eastern.Example ", None, "ann.devon@eastern.example"),
    ("email", "Ann Devon <ann@eastern.example>", None, "ann@eastern.example"),
    ("email", "mailto:a+b@x.example", None, "a+b@x.example"),
    ("email", "a@Bücher.example", None, "a@xn--bcher-kva.example"),
    ("phone", "030 0123456", "DE", "+49300123456"),
    ("phone", "+49 (30) 0123456", None, "+49300123456"),
    ("phone", "0049 30 123456", None, "+4930123456"),
    ("phone", "020 7946 0018 ext. 12", "GB", "+442079460018;ext=12"),
    ("tax_number", "de 123.456.789", None, "DE123456789"),
    ("tax_number", "123456789", "DE", "DE123456789"),
    ("tax_number", "ATU12345678", "DE", "ATU12345678"),
    ("tax_number", "GR123456789", None, "EL123456789"),
    ("tax_number", "123456789", "GR", "EL123456789"),
    ("tax_number", "12-3456789", "US", "US123456789"),
    ("domain", "https://user@WWW.Alfreds.Example:8080/shop?x=1#y", None, "alfreds.example"),
    ("domain", "bücher.example.", None, "xn--bcher-kva.example"),
    ("domain", "//www.x.example", None, "x.example"),
    ("integer", " 007 ", None, 7),
    ("integer", "3.0", None, 3),
    ("integer", -(2**63), None, -(2**63)),
    ("decimal", "0012.5000", None, "12.5"),
    ("decimal", "1e2", None, "100"),
    ("decimal", "-0.00", None, "0"),
    ("decimal", ".5", None, "0.5"),
    ("decimal", "0.1000000000000000055511151231257827", None, "0.1000000000000000055511151231257827"),
    ("boolean", "Yes", None, True),
    ("boolean", 0, None, False),
    ("boolean", "1", None, True),
]

REFUSED = [
    ("email", "nobody", None, "not an e-mail address"),
    ("email", "a@b", None, "not an e-mail address"),
    ("email", "a@@b.example", None, "not an e-mail address"),
    ("email", ".a@b.example", None, "not an e-mail address"),
    ("email", "a b@c.example", None, "not an e-mail address"),
    ("email", "a@127.0.0.1", None, "not an e-mail address"),
    ("phone", "030 123456", None, "without its country"),
    ("phone", "12", "DE", "not a telephone number"),
    ("phone", "call me", "DE", "not a telephone number"),
    ("phone", "+49 1", None, "not a telephone number"),
    ("tax_number", "exempt", None, "not a tax number"),
    ("tax_number", "1" * 31, None, "not a tax number"),
    ("domain", "localhost", None, "not a web domain"),
    ("domain", "10.0.0.1", None, "not a web domain"),
    ("domain", "a..b", None, "not a web domain"),
    ("integer", "3.5", None, "not a whole number"),
    ("integer", 2**63, None, "more than 64 bits"),
    ("integer", "9" * 30, None, "more than 64 bits"),
    ("integer", True, None, "not a number"),
    ("decimal", "1,234.5", None, "not a decimal number"),
    ("decimal", "NaN", None, "not a decimal number"),
    ("decimal", "Infinity", None, "not a decimal number"),
    ("decimal", "1_000", None, "not a decimal number"),
    ("decimal", "1e999", None, "more than 100 digits"),
    ("decimal", "9" * 101, None, "not a decimal number"),
    ("decimal", "", None, "not a decimal number"),
    ("boolean", "perhaps", None, "neither yes nor no"),
    ("boolean", 2, None, "neither yes nor no"),
]


@pytest.mark.parametrize(("name", "value", "region", "clean"), TAKEN)
def test_cleans(name: str, value: Plain, region: str | None, clean: Plain) -> None:
    assert BY_NAME[name](value, region) == clean


@pytest.mark.parametrize(("name", "value", "region", "reason"), REFUSED)
def test_refuses(name: str, value: Plain, region: str | None, reason: str) -> None:
    with pytest.raises(Unclean, match=reason):
        BY_NAME[name](value, region)


VALUES = st.one_of(
    st.text(max_size=40),
    st.integers(),
    st.booleans(),
    st.from_regex(r"[+-]?\d{1,20}(\.\d{0,8})?(e[+-]?\d{1,2})?", fullmatch=True),
    st.from_regex(r"[a-zA-Zäß.]{1,12}@[a-zA-Zäß-]{1,12}\.(com|example|de)", fullmatch=True),
    st.from_regex(
        r"(https?://)?(www\.){0,2}[a-zA-Zäß-]{1,12}\.(com|example|co\.uk)(:\d{1,4})?(/[a-z]*)?", fullmatch=True
    ),
    st.from_regex(r"(\+49|0049|0)[ -]?30[ -]?\d{6,8}( ext\.? ?\d{1,3})?", fullmatch=True),
    st.from_regex(r"(DE|de|GR|EL|AT|CHE)?[ .-]?\d{1,3}[ .-]?\d{3}[ .-]?\d{1,4}[A-Z]?", fullmatch=True),
)


@pytest.mark.parametrize("name", sorted(BY_NAME))
@settings(max_examples=300)
@given(value=VALUES, region=st.sampled_from([None, "DE", "GR", "US", "GB"]))
def test_cleaning_twice_is_cleaning_once(name: str, value: Plain, region: str | None) -> None:
    try:
        once = BY_NAME[name](value, region)
    except Unclean:
        return
    assert BY_NAME[name](once, region) == once


@pytest.mark.parametrize(
    ("mark", "group", "value", "plain"),
    [
        (",", ".", "1.234,50", "1234.50"),
        (",", None, "12,5", "12.5"),
        (".", ",", "1,234,567.8", "1234567.8"),
        (",", " ", "-1 234,5", "-1234.5"),
        (",", ".", 7, 7),
    ],
)
def test_numbers_as_countries_write_them(mark: str, group: str | None, value: Plain, plain: Plain) -> None:
    assert cleaners.marks(mark, group)(value) == plain


@pytest.mark.parametrize(
    ("mark", "group", "value"), [(",", None, "1.5"), (",", ".", "1.23,4"), (".", ",", "12,34"), (".", ",", ",123")]
)
def test_a_number_that_could_be_read_two_ways_is_refused(mark: str, group: str | None, value: str) -> None:
    with pytest.raises(Unclean):
        cleaners.marks(mark, group)(value)
