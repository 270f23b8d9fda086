"""How much a sweep may delete without asking."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ingest.sweeping import ANY, Deletes


@pytest.mark.parametrize(
    ("missing", "held", "allowed"),
    [(0, 0, True), (20, 20, True), (21, 105, True), (21, 104, False), (200, 1000, True), (201, 1000, False)],
)
def test_by_default_twenty_rows_or_a_fifth(missing: int, held: int, allowed: bool) -> None:
    assert Deletes().allow(missing, held, empty=False) is allowed


@given(
    most=st.floats(0, 1),
    few=st.integers(0, 50),
    held=st.integers(0, 1000),
    missing=st.integers(0, 1000),
    empty=st.booleans(),
)
def test_less_is_allowed_where_more_is(most: float, few: int, held: int, missing: int, empty: bool) -> None:
    limits = Deletes(most=most, few=few)
    if limits.allow(missing + 1, held + 1, empty):
        assert limits.allow(missing, held + 1, empty)
    assert limits.allow(0, held, empty)
    assert ANY.allow(missing, held, empty)
    assert not Deletes(few=few).allow(1, held, empty=True)


@pytest.mark.parametrize("wrong", [{"most": 1.1}, {"most": -1}, {"few": -1}, {"fwe": 1}])
def test_limits_that_cannot_be(wrong: dict[str, float]) -> None:
    with pytest.raises(ValidationError):
        Deletes.model_validate(wrong)
