"""What the store asks of an engine: one driver, questions by name, transactions that are tried again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from ontology.errors import Invalid, Unavailable

T = TypeVar("T")
Row = dict[str, Any]


class Collision(Exception):
    """Raised by the work of a transaction that another one has overtaken: it is rolled back and run again."""


class Unstorable(Invalid):
    """The engine answers, and does not take what it is given."""


class Failed(Unavailable):
    """The engine answers, and fails at what it is asked to do."""


class Transaction(Protocol):
    """One explicit transaction: it happens wholly or not at all."""

    def ask(self, cypher: str, **parameters: Any) -> list[Row]:
        """Run one statement and return its rows."""
        ...

    def tell(self, cypher: str, **parameters: Any) -> None:
        """Let one statement be run, after those before it; what it raises comes out at a later one, or at the end."""
        ...


class Engine(Protocol):
    """A graph database behind the Neo4j driver."""

    name: str
    batch: int
    """How many records a batch should hold for this engine."""

    def ask(self, cypher: str, **parameters: Any) -> list[Row]:
        """Run one reading statement in a transaction of its own and return its rows."""
        ...

    def write(self, work: Callable[[Transaction], T]) -> T:
        """Run `work` in one writing transaction and commit; on a transient conflict the whole of it is run again.

        Raises:
            Unavailable: the engine does not answer.
        """
        ...

    def close(self) -> None:
        """Let go of the driver (the embedded engine itself goes on for other processes)."""
        ...
