"""The graph for as long as a server serves it: opened again when its engine was lost and has come back elsewhere."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

from api.wiring import Wired
from ontology.errors import ThroughlineError

Opening = Callable[[], AbstractContextManager[Wired]]

log = logging.getLogger("throughline.http")


class Standing:
    """An open graph, and how to open it again."""

    def __init__(self, opening: Opening) -> None:
        self._opening = opening
        self._lock = threading.Lock()
        self._closed = False
        self._manager = opening()
        self.wired = self._manager.__enter__()

    def renew(self) -> None:
        """Open the graph again, unless it answers or somebody does so now. What was lost stays so until this succeeds.

        The embedded engine has another address each time that it is started.
        """
        if not self._lock.acquire(blocking=False):
            return
        try:
            if not self._closed:
                self.wired.store.head()
        except ThroughlineError:
            self._reopen()
        finally:
            self._lock.release()

    def close(self) -> None:
        """Let go of the graph, for good: nobody opens it again."""
        with self._lock:
            self._closed = True
            self._manager.__exit__(None, None, None)

    def _reopen(self) -> None:
        manager = self._opening()
        try:
            wired = manager.__enter__()
        except ThroughlineError as error:
            log.warning("the graph cannot be opened again: %s", error)
            return
        lost, self._manager, self.wired = self._manager, manager, wired
        lost.__exit__(None, None, None)
        log.warning("the graph was lost and is open again")
