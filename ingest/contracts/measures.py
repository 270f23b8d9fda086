"""Measures of drift, as they are usual: how far a distribution has moved away from an earlier one. Pure."""

from __future__ import annotations

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from statistics import median

BINS = 10
FLOOR = 0.0005
"""The share that stands for an empty bin, whose logarithm would have no bound."""


def psi(expected: Sequence[float], actual: Sequence[float]) -> float:
    """The population stability index of two distributions over the same bins: Σ (a − e) · ln(a / e).

    By the usual reading less than 0.1 is no shift, 0.1 to 0.25 a moderate, and more a major one.
    """
    pairs = ((max(e, FLOOR), max(a, FLOOR)) for e, a in zip(expected, actual, strict=True))
    return sum((a - e) * math.log(a / e) for e, a in pairs)


def numeric_psi(earlier: Sequence[float], now: Sequence[float]) -> float:
    """The PSI of numbers, over bins that are the deciles of the earlier ones."""
    edges = deciles(earlier)
    return psi(_shares(earlier, edges), _shares(now, edges))


def deciles(values: Sequence[float]) -> list[float]:
    """The inner edges of ten bins with about as many values each; fewer, where many values are equal."""
    ordered = sorted(values)
    return sorted({ordered[len(ordered) * place // BINS] for place in range(1, BINS)})


def _shares(values: Sequence[float], edges: Sequence[float]) -> list[float]:
    counts = [0] * (len(edges) + 1)
    for value in values:
        counts[bisect_right(edges, value)] += 1
    return [count / len(values) for count in counts]


def total_variation(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    """The total variation distance of two distributions: the share that would have to change, from 0 to 1."""
    names = one.keys() | other.keys()
    return sum(abs(one.get(name, 0.0) - other.get(name, 0.0)) for name in names) / 2


def shares(counts: Mapping[str, int]) -> dict[str, float]:
    """Counts as shares of their sum."""
    whole = sum(counts.values())
    return {name: count / whole for name, count in counts.items()} if whole else {}


def middle(values: Sequence[int]) -> float:
    """The median."""
    return float(median(values))
