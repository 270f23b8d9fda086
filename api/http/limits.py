"""How much a principal may ask: a bucket of tokens each, filled at an even pace."""

from __future__ import annotations

import math
import threading
import time
from collections.abc import Callable

from ontology.errors import Limited

MOST = 10_000
"""How many buckets are kept; the fullest are forgotten first, for they limit nobody."""


class Limits:
    """At most `per_minute` requests in each minute for each name, all of them at once if need be; 0 is no limit."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.per_minute = per_minute
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: dict[str, tuple[float, float]] = {}

    def check(self, name: str) -> None:
        """See that a name may ask, without counting it. Raises: Limited, as `take` would."""
        self._count(name, 0.0)

    def take(self, name: str) -> None:
        """Count a request. Raises: Limited, when the name has asked too much, with the seconds to wait."""
        self._count(name, 1.0)

    def _count(self, name: str, spent: float) -> None:
        if not self.per_minute:
            return
        pace = self.per_minute / 60
        with self._lock:
            now = self._clock()
            left, since = self._buckets.get(name, (float(self.per_minute), now))
            left = min(self.per_minute, left + (now - since) * pace)
            if left < 1.0:
                self._buckets[name] = (left, now)
                raise Limited(f"`{name}` asks more than {self.per_minute} times a minute", _wait(1.0 - left, pace))
            if spent:
                self._buckets[name] = (left - spent, now)
            if len(self._buckets) > MOST:
                self._forget()

    def _forget(self) -> None:
        """Drop the half that is fullest."""
        ranked = sorted(self._buckets, key=lambda name: self._buckets[name][0])
        self._buckets = {name: self._buckets[name] for name in ranked[: MOST // 2]}


def _wait(missing: float, pace: float) -> int:
    return max(1, math.ceil(missing / pace))
