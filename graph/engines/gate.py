"""Keeping reads and commits of the embedded engine apart, across all processes that share its folder.

The embedded engine publishes a commit page by page, and moves a node whose labels change: a read that overlaps a
commit may miss rows. Many may read at once, and a commit waits for the reads under way and holds back new ones for
the moment that it takes. The locks are the kernel's (flock), so a process that dies holds none.
"""

from __future__ import annotations

import fcntl
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class _File:
    """A lock file, open in one thread."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)

    def take(self, shared: bool) -> None:
        fcntl.flock(self._file, fcntl.LOCK_SH if shared else fcntl.LOCK_EX)

    def give(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)

    def __del__(self) -> None:
        os.close(self._file)


class Gate:
    """Many readers or one commit at a time; a commit that waits goes before readers that come after it."""

    def __init__(self, folder: Path) -> None:
        self._paths = folder / "turn.lock", folder / "read.lock"
        self._files = threading.local()

    def _open(self) -> tuple[_File, _File]:
        if not hasattr(self._files, "pair"):
            self._files.pair = tuple(_File(path) for path in self._paths)
        pair: tuple[_File, _File] = self._files.pair
        return pair

    @contextmanager
    def pass_(self, shared: bool) -> Iterator[None]:
        """Hold the gate: shared with other readers, or alone for a commit."""
        turn, inside = self._open()
        turn.take(shared)
        try:
            inside.take(shared)
        finally:
            turn.give()
        try:
            yield
        finally:
            inside.give()
