"""Writing behind: while a batch is committed the next one is written, and the one after it read and mapped."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import Generic, TypeVar

A = TypeVar("A")
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


class Relay(Generic[A, T]):
    """Writes batches in their order behind whoever gives them, each begun before the one before it has ended.

    `landed` is called with what is told about each and what came of it, by whoever gives them. Where one fails, those
    after it are not written.
    """

    def __init__(self, landed: Callable[[A, T], None]) -> None:
        self._landed = landed
        self._behind: Behind[None] = Behind(lambda _: None)
        self._open: tuple[A, Callable[[], T]] | None = None
        self._done: deque[tuple[A, T]] = deque()

    def give(self, about: A, write: Callable[[], T], begin: Callable[[], Callable[[], T] | None]) -> None:
        """Wait until the batch before is begun, then let `begin` begin this one: what that returns ends it.

        Where it cannot be begun it is written by `write`, when the one before has ended.
        """

        def step() -> None:
            end = begin()
            self._end()
            if end is None:
                self._done.append((about, write()))
            else:
                self._open = about, end

        self._do(step)

    def settle(self) -> None:
        """Wait until all that was given has ended."""
        self._do(self._end)
        self._do(lambda: None)

    def close(self) -> None:
        """Let what runs end, and take no more."""
        self._behind.close()

    def _do(self, work: Callable[[], None]) -> None:
        try:
            self._behind.give(work)
        finally:
            while self._done:
                self._landed(*self._done.popleft())

    def _end(self) -> None:
        found, self._open = self._open, None
        if found is not None:
            about, end = found
            self._done.append((about, end()))
