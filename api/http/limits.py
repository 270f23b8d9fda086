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

    def take(self, name: str, tokens: float = 1.0) -> None:
        """Count a request. Raises: Limited, when the name has asked too much, with the seconds to wait."""
        if not self.per_minute:
            return
        pace = self.per_minute / 60
        with self._lock:
            now = self._clock()
            left, since = self._buckets.get(name, (float(self.per_minute), now))
            left = min(self.per_minute, left + (now - since) * pace)
            if left < tokens:
                self._buckets[name] = (left, now)
                raise Limited(f"`{name}` asks more than {self.per_minute} times a minute", _wait(tokens - left, pace))
            self._buckets[name] = (left - tokens, now)
            if len(self._buckets) > MOST:
                self._forget()

    def _forget(self) -> None:
        """Drop the half that is fullest."""
        ranked = sorted(self._buckets, key=lambda name: self._buckets[name][0])
        self._buckets = {name: self._buckets[name] for name in ranked[: MOST // 2]}


def _wait(missing: float, pace: float) -> int:
    return max(1, math.ceil(missing / pace))
