"""What all routes of one app share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from agents.principals import Principals
from agents.syncing import Syncing
from api.http.callers import Admitted, Callers
from api.http.limits import Limits
from api.http.metrics import Metrics
from api.wiring import Wired

STATEMENTS = 8
"""How many statements of callers run at once; one more is told that the server is busy."""


@dataclass(frozen=True)
class Door:
    """The graph, how much each principal may ask, who was let in, and what is counted."""

    graph: Callable[[], Wired]
    limits: Limits
    metrics: Metrics
    lost: Callable[[], None]
    """What is done when the graph did not answer: it may have come back elsewhere."""
    syncs: Syncing
    """The syncs of sources that this server runs."""
    statements: threading.BoundedSemaphore = field(default_factory=lambda: threading.BoundedSemaphore(STATEMENTS))
    """Room for statements of callers, which run in threads of their own so that slow ones keep nobody else waiting."""
    admitted: Admitted = field(default_factory=Admitted)
    """The keys that were let in: guesses from their address keep them out no more."""
    callers: Callers = field(default_factory=Callers)
    """Whose keys were shown a moment ago."""

    @property
    def wired(self) -> Wired:
        """The graph as it is open now."""
        return self.graph()

    @property
    def principals(self) -> Principals:
        """Who may do what."""
        return self.wired.principals
