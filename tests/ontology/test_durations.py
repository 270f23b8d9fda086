"""Lengths of time as ISO 8601 writes them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ontology.durations import parse, show
from ontology.errors import Invalid


@given(st.integers(1, 10**10).map(lambda seconds: timedelta(seconds=seconds)))
def test_what_is_shown_is_read_back(length: timedelta) -> None:
    assert parse(show(length)) == length


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("P30D", timedelta(days=30)),
        ("P2W", timedelta(weeks=2)),
        ("PT36H", timedelta(hours=36)),
        ("P1DT1H1M1S", timedelta(days=1, seconds=3661)),
    ],
)
def test_weeks_days_hours_minutes_and_seconds_are_read(text: str, length: timedelta) -> None:
    assert parse(text) == length


@pytest.mark.parametrize("text", ["", "P", "PT", "P0D", "P1Y", "P1M", "30D", "P-1D", "P1.5D", "P1DT", "P1D ", "P٣D"])
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Invalid, match="not a length of time"):
        parse(text)
