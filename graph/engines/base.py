"""What the store asks of an engine: one driver, questions by name, transactions that are tried again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from ontology.errors import Invalid, Unavailable

T = TypeVar("T")
Row = dict[str, Any]


class Collision(Exception):
    """Raised by the work of a transaction that another one has overtaken: it is rolled back and run again."""


class Undone(Exception):
    """Raised for a transaction that was made ahead and has left nothing: it failed, or one before it did."""


class Unstorable(Invalid):
    """The engine answers, and does not take what it is given."""


class Failed(Unavailable):
    """The engine answers, and fails at what it is asked to do."""


class TooMuch(Invalid):
    """A statement of other people takes more than it may: time, memory, or room for what it returns."""

    title = "takes too much"


class Busy(Unavailable):
    """As many statements of other people run as may at once."""

    title = "busy"


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a statement of other people may take: rows, seconds, and bytes of what it returns as JSON."""

    rows: int
    seconds: float
    size: int = 20_000_000


@dataclass(frozen=True, slots=True)
class Found:
    """What such a statement returned, as plain JSON; `cut` when there was more of it than the limit of rows.

    An engine that does not tell the columns of what it returns leaves them out, or empty.
    """

    columns: list[str]
    rows: list[list[Any]]
    cut: bool


Look = Callable[[str, Mapping[str, Any], Limits, str], Found]
"""Runs a statement of other people; see `Engine.look`."""


class Transaction(Protocol):
    """One explicit transaction: it happens wholly or not at all."""

    def ask(self, cypher: str, **parameters: Any) -> list[Row]:
        """Run one statement and return its rows."""
        ...

    def tell(self, cypher: str, **parameters: Any) -> None:
        """Let one statement be run, after those before it; what it raises comes out at a later one, or at the end."""
        ...

    def expect(self, check: Callable[[list[Row]], None], cypher: str, **parameters: Any) -> None:
        """Tell one statement, whose rows are looked at in another thread: what `check` raises, it raises."""
        ...


class Pending(Protocol[T]):
    """A transaction that was made, and is run and committed beside. `result` is what its work returned."""

    result: T

    def wait(self) -> None:
        """Wait until it is committed.

        Raises:
            Undone: it was not; its work may be done again.
            Unavailable: the engine was lost, and it is not known whether it was committed.
        """
        ...


class Line(Protocol):
    """Transactions that follow one another, the next one made while the one before is run and committed."""

    def give(self, work: Callable[[Transaction], T]) -> Pending[T]:
        """Let `work` make a transaction; it comes about only if all those come about that were not waited for yet.

        Raises:
            Undone: it failed, or one before it has; nothing is tried again.
        """
        ...

    def close(self) -> None:
        """Wait until all that was given has run."""
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

    def line(self) -> Line:
        """A line of transactions for one who writes; to be closed."""
        ...

    def define(self, statement: str) -> None:
        """Change the schema by one statement of Neo4j's Cypher, in whatever words the engine has for it."""
        ...

    def look(self, cypher: str, parameters: Mapping[str, Any], limits: Limits, tag: str) -> Found:
        """Run a checked statement of other people as one who may only read; `tag` tells in logs whose it is.

        The answer, or the error, is there in time even where the engine goes on working.

        Raises:
            Busy: too many such statements run.
            Refused: it would write.
            TooMuch: it takes more than its limits.
            Unstorable: the engine cannot read it; `details` holds what it says.
        """
        ...

    def close(self) -> None:
        """Let go of the driver (the embedded engine itself goes on for other processes)."""
        ...
