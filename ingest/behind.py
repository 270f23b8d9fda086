"""Writing one batch behind: while a batch is written, the next one is read and mapped."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

T = TypeVar("T")


class Behind(Generic[T]):
    """Runs pieces of work in their order, one at a time, each while its successor is prepared.

    What a piece raised comes out where the next one is given, or at `settle`. `landed` is called with each result, by
    whoever gives work.
    """

    def __init__(self, landed: Callable[[T], None]) -> None:
        self._landed = landed
        self._worker = ThreadPoolExecutor(1, "writing")
        self._running: Future[T] | None = None

    def give(self, work: Callable[[], T]) -> None:
        """Wait for the piece before, then let this one run."""
        self.settle()
        self._running = self._worker.submit(work)

    def settle(self) -> None:
        """Wait until all that was given is done."""
        running, self._running = self._running, None
        if running is not None:
            self._landed(running.result())

    def close(self) -> None:
        """Let what runs end, and take no more."""
        self._worker.shutdown(wait=True)
