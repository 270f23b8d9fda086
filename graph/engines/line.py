"""Transactions one behind the other: each is made while the one before it is still being run and committed."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import AbstractContextManager, suppress
from typing import Any, Generic, TypeVar

from neo4j import Result, Session
from neo4j import Transaction as DriverTransaction
from neo4j.exceptions import DriverError, IncompleteCommit, Neo4jError

from graph.engines.base import Row, Transaction, Undone
from ontology.errors import ThroughlineError

T = TypeVar("T")
Gatekeeper = Callable[[bool], AbstractContextManager[None]]
"""Lets statements pass together, and commits alone."""

TOLD = 16
"""How many statements may wait to be run while the next ones are made."""


def rows(result: Result) -> list[Row]:
    """All rows of a result, by column name."""
    keys = result.keys()
    return [dict(zip(keys, record, strict=True)) for record in result]


class BoltLine:
    """A thread that runs transactions in the order in which they are given.

    `session` opens one for writing, `explain` makes an error of the driver one of ours.
    """

    def __init__(
        self,
        session: Callable[[], Session],
        gate: Gatekeeper,
        explain: Callable[[DriverError | Neo4jError], ThroughlineError],
    ) -> None:
        self.session, self.gate, self.explain = session, gate, explain
        self._thread = ThreadPoolExecutor(1, "committing")
        self._newest: _Ahead | None = None

    def give(self, work: Callable[[Transaction], T]) -> BoltPending[T]:
        """See `base.Line.give`."""
        if self._newest is not None and self._newest.broken:
            raise Undone
        one = self._newest = _Ahead(self, self._newest)
        try:
            return BoltPending(self, one, work(one))
        except (DriverError, Neo4jError, ThroughlineError) as error:
            raise Undone from error
        finally:
            if one.committed is None:
                one.undo()

    def ended(self, one: _Ahead) -> None:
        """Let what is given next follow nothing, if this is the newest one."""
        if self._newest is one:
            self._newest = None

    def run(self, job: Callable[[], T]) -> Future[T]:
        """Let a job be done after all those before it."""
        return self._thread.submit(job)

    def close(self) -> None:
        self._thread.shutdown(wait=True)


class BoltPending(Generic[T]):
    """A transaction that was made, and what its work returned."""

    def __init__(self, line: BoltLine, transaction: _Ahead, result: T) -> None:
        self._line, self._transaction, self.result = line, transaction, result
        self._committed = transaction.commit()

    def wait(self) -> None:
        """See `base.Pending.wait`."""
        try:
            self._committed.result()
        except IncompleteCommit as error:
            raise self._line.explain(error) from error
        except (DriverError, Neo4jError, ThroughlineError) as error:
            raise Undone from error
        finally:
            self._line.ended(self._transaction)


class _Ahead:
    """A transaction of a line. All that it is told runs in the line's thread; who asks waits for all of that."""

    def __init__(self, line: BoltLine, after: _Ahead | None) -> None:
        self._line, self._after = line, after
        self._session: Session | None = None
        self._transaction: DriverTransaction | None = None
        self._told: deque[Future[None]] = deque()
        self._failed = False
        self.committed: Future[None] | None = None
        line.run(self._begin)

    @property
    def broken(self) -> bool:
        """Whether it failed, or one did that it follows."""
        after = self._after
        return self._failed or (after is not None and after.broken)

    def ask(self, cypher: str, **parameters: Any) -> list[Row]:
        return self._line.run(lambda: self._checked(lambda: self._answer(cypher, parameters))).result()

    def tell(self, cypher: str, **parameters: Any) -> None:
        self.expect(lambda found: None, cypher, **parameters)

    def expect(self, check: Callable[[list[Row]], None], cypher: str, **parameters: Any) -> None:
        while len(self._told) > TOLD:
            self._told.popleft().result()
        self._told.append(self._line.run(lambda: self._checked(lambda: check(self._answer(cypher, parameters)))))

    def commit(self) -> Future[None]:
        """Let it be committed when all that it was told has run."""
        self.committed = self._line.run(lambda: self._checked(self._commit))
        return self.committed

    def undo(self) -> None:
        """Roll it back."""
        self._line.run(self._undo).result()

    def _begin(self) -> None:
        self._failed, self._after = self.broken, None
        if not self._failed:
            self._checked(self._open)

    def _open(self) -> None:
        self._session = self._line.session()
        self._transaction = self._session.begin_transaction()

    def _answer(self, cypher: str, parameters: dict[str, Any]) -> list[Row]:
        assert self._transaction is not None
        with self._line.gate(True):
            return rows(self._transaction.run(cypher, parameters))

    def _commit(self) -> None:
        assert self._transaction is not None
        with self._line.gate(False):
            self._transaction.commit()
        self._close()

    def _checked(self, work: Callable[[], T]) -> T:
        """Do what comes next, unless something went wrong before; what goes wrong undoes all."""
        if self._failed:
            raise Undone
        done = False
        try:
            result = work()
            done = True
            return result
        finally:
            if not done:
                self._undo()

    def _undo(self) -> None:
        self._failed = True
        self._close()

    def _close(self) -> None:
        """Let go of the connection; a transaction that was not committed is rolled back."""
        transaction, self._transaction = self._transaction, None
        session, self._session = self._session, None
        with suppress(DriverError, Neo4jError):
            if transaction is not None:
                transaction.close()
        with suppress(DriverError, Neo4jError):
            if session is not None:
                session.close()
