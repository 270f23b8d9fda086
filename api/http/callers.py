"""Who shows which key: remembered for a moment, so that whoever reads a lot is not looked up for each request."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable

from agents.principals import Caller, Principals

SECONDS = 1.0
"""For how long a caller is remembered: so late comes what is changed of its rights by another process."""
MOST = 10_000
"""How many keys are remembered."""


class Callers:
    """The callers of the last moment, by the digests of their keys. What this process changes of rights ends it."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._seen: dict[bytes, tuple[Caller, float, object]] = {}

    def remembered(self, key: str, principals: Principals) -> Caller | None:
        """Whose key that was a moment ago, if nothing was changed here since."""
        seen = self._seen.get(_digest(key))
        if seen is None or seen[2] is not principals.standing or self._clock() >= seen[1]:
            return None
        return seen[0]

    def looked_up(self, key: str, principals: Principals) -> Caller:
        """Whose key that is now. Raises: Unauthenticated, when it lets nobody in."""
        until, standing = self._clock() + SECONDS, principals.standing
        caller = principals.caller(key)
        if len(self._seen) >= MOST:
            self._seen.clear()
        self._seen[_digest(key)] = (caller, until, standing)
        return caller


class Admitted:
    """The keys that were let in since the server began, by their digests; not whether they still are."""

    def __init__(self) -> None:
        self._digests: set[bytes] = set()

    def knows(self, key: str) -> bool:
        """Whether a key was let in before."""
        return _digest(key) in self._digests

    def add(self, key: str) -> None:
        """Remember that a key was let in."""
        if len(self._digests) >= MOST:
            self._digests.clear()
        self._digests.add(_digest(key))


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()
