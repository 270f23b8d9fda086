"""The pace at which a process works while it syncs: threads hand each other work, and nothing is left in cycles."""

from __future__ import annotations

import gc
import sys
from collections.abc import Iterator
from contextlib import contextmanager

SWITCH = 0.0002
"""Seconds until a thread that waits for the interpreter gets it: a statement that was answered does not wait long."""

YOUNG = 100_000
"""How many objects are made between two looks for cycles. Batches hold many objects and make no cycles."""


@contextmanager
def steady() -> Iterator[None]:
    """Work at that pace, and as before afterwards."""
    switch, young = sys.getswitchinterval(), gc.get_threshold()
    sys.setswitchinterval(SWITCH)
    gc.set_threshold(YOUNG, *young[1:])
    try:
        yield
    finally:
        gc.set_threshold(*young)
        sys.setswitchinterval(switch)
