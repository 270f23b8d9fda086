"""Measures of drift: what they say of equal, shifted and disjoint distributions."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.contracts.measures import deciles, numeric_psi, psi, shares, total_variation

NUMBERS = st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=60)


def test_psi_is_that_of_the_books() -> None:
    """Siddiqi, Credit Risk Scorecards: Σ (actual − expected) · ln(actual / expected)."""
    assert psi([0.5, 0.5], [0.5, 0.5]) == 0
    assert psi([0.2, 0.8], [0.4, 0.6]) == pytest.approx(0.2 * 0.6931 + 0.2 * 0.2877, abs=1e-3)


@given(NUMBERS)
def test_nothing_has_moved_away_from_itself(numbers: list[float]) -> None:
    assert numeric_psi(numbers, numbers) == 0


@given(NUMBERS, NUMBERS)
def test_psi_is_never_negative_and_finite(one: list[float], other: list[float]) -> None:
    assert 0 <= numeric_psi(one, other) < 20


def test_samples_of_one_distribution_have_a_small_psi_and_of_others_a_large_one() -> None:
    chance = random.Random(3)
    one, same = ([chance.gauss(100, 15) for _ in range(400)] for _ in range(2))
    assert numeric_psi(one, same) < 0.1
    assert numeric_psi(one, [number + 15 for number in same]) > 0.25
    assert numeric_psi(one, [number * 100 for number in same]) > 1


@given(NUMBERS)
def test_bins_have_edges_that_rise(numbers: list[float]) -> None:
    edges = deciles(numbers)
    assert edges == sorted(set(edges))
    assert 1 <= len(edges) <= 9


COUNTS = st.dictionaries(st.sampled_from("abcd"), st.integers(1, 9), min_size=1)


@given(COUNTS, COUNTS)
def test_total_variation_is_a_distance_up_to_one(one: dict[str, int], other: dict[str, int]) -> None:
    found = total_variation(shares(one), shares(other))
    assert 0 <= found <= 1 + 1e-9
    assert found == pytest.approx(total_variation(shares(other), shares(one)))
    assert total_variation(shares(one), shares(one)) == 0
    assert total_variation({"a": 1.0}, {"b": 1.0}) == 1
