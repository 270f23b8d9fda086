"""Chance that is the same everywhere: dice whose throws follow from a seed, a kind and an index alone (SplitMix64)."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")

_MASK = 2**64 - 1
_STEP = 0x9E3779B97F4A7C15
_FIRST = 0xBF58476D1CE4E5B9
_SECOND = 0x94D049BB133111EB


class Dice:
    """Dice for one thing; what is thrown for other things does not change what these show."""

    __slots__ = ("_state",)

    def __init__(self, seed: int, kind: str, index: int = 0) -> None:
        self._state = (_root(seed, kind) + index * _FIRST) & _MASK
        self._state = self.bits()

    def bits(self) -> int:
        """64 bits."""
        self._state = (self._state + _STEP) & _MASK
        found = self._state
        found = ((found ^ (found >> 30)) * _FIRST) & _MASK
        found = ((found ^ (found >> 27)) * _SECOND) & _MASK
        return found ^ (found >> 31)

    def part(self) -> float:
        """A number from 0 to below 1."""
        return (self.bits() >> 11) * 2.0**-53

    def chance(self, share: float) -> bool:
        """Whether something happens that happens in this share of cases."""
        return self.part() < share

    def below(self, end: int) -> int:
        """A whole number from 0 to below `end`."""
        return (self.bits() >> 32) * end >> 32

    def pick(self, among: Sequence[T]) -> T:
        """One of several."""
        return among[(self.bits() >> 32) * len(among) >> 32]


@lru_cache(maxsize=256)
def _root(seed: int, kind: str) -> int:
    return int.from_bytes(blake2b(f"{seed}/{kind}".encode(), digest_size=8).digest(), "big")
