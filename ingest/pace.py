"""The pace at which a process works while it syncs: threads hand each other work, and nothing is left in cycles."""

from __future__ import annotations

import gc
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

SWITCH = 0.0002
"""Seconds until a thread that waits for the interpreter gets it: a statement that was answered does not wait long."""

YOUNG = 100_000
"""How many objects are made between two looks for cycles. Batches hold many objects and make no cycles."""

_turn = threading.Lock()
_before: list[tuple[float, tuple[int, int, int]]] = []
"""What was before, once for each sync under way: a server may run several."""


@contextmanager
def steady() -> Iterator[None]:
    """Work at that pace, and as before when the last sync of the process has ended."""
    with _turn:
        _before.append(_before[0] if _before else (sys.getswitchinterval(), gc.get_threshold()))
        sys.setswitchinterval(SWITCH)
        gc.set_threshold(YOUNG, *_before[0][1][1:])
    try:
        yield
    finally:
        with _turn:
            switch, young = _before.pop()
            if not _before:
                gc.set_threshold(*young)
                sys.setswitchinterval(switch)
