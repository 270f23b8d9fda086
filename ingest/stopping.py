"""Being asked to stop: a sync finishes its batch and can be resumed."""

from __future__ import annotations

import signal
import threading
from types import FrameType, TracebackType
from typing import Any

from ontology.errors import ThroughlineError

SIGNALS = (signal.SIGINT, signal.SIGTERM)


class Stopped(Exception):
    """Somebody asked to stop; what was read is written."""


class Halt(ThroughlineError):
    """A stream goes on only when a person says so; nothing of what is asked about was written."""

    status = 409
    title = "stream halted"


class Stopper:
    """While it is entered, SIGINT and SIGTERM are requests to stop; a second SIGINT interrupts at once.

    Called, it says whether to stop. Outside the main thread only `request` asks.
    """

    def __init__(self) -> None:
        self._asked = False
        self._before: dict[signal.Signals, Any] = {}

    def __call__(self) -> bool:
        return self._asked

    def request(self) -> None:
        """Ask to stop."""
        self._asked = True

    def __enter__(self) -> Stopper:
        if threading.current_thread() is threading.main_thread():
            for one in SIGNALS:
                self._before[one] = signal.signal(one, self._signalled)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for one, before in self._before.items():
            signal.signal(one, before)
        self._before.clear()

    def _signalled(self, number: int, frame: FrameType | None) -> None:
        if self._asked and number == signal.SIGINT:
            raise KeyboardInterrupt
        self._asked = True
