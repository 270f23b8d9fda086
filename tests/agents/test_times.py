"""Ages are told from what names a moment, and said in the largest unit."""

from __future__ import annotations

import pytest

from agents.times import age, moment, spoken
from graph.clock import instant


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "moments"),
        (59, "moments"),
        (60, "1 minute"),
        (7_200, "2 hours"),
        (86_400, "1 day"),
        (40 * 86_400, "1 month"),
        (800 * 86_400, "2 years"),
    ],
)
def test_lengths_of_time_are_said_in_their_largest_unit(seconds: int, text: str) -> None:
    assert spoken(seconds) == text


@pytest.mark.parametrize("value", [None, 7, True, "", "7", "soon", "2026-01-01 10:00:00"])
def test_what_names_no_moment_has_no_age(value: object) -> None:
    assert moment(value) is None


def test_ages_are_whole_seconds_and_never_negative() -> None:
    noon = instant("2026-03-10T12:00:00Z")
    assert age(noon, instant("2026-03-10T13:00:00+02:00")) == 3_600
    assert age(noon, instant("2026-03-11")) == 0
