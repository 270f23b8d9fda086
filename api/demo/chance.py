"""Chance that is the same every time: each part of the data draws from dice of its own."""

from __future__ import annotations

import random


def dice(seed: int, *about: object) -> random.Random:
    """The dice for one part of the data; what other parts draw does not change what these show."""
    return random.Random("/".join(str(part) for part in (seed, *about)))  # noqa: S311  it makes up data, not secrets
