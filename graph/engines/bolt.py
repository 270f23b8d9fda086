"""What both engines share: statements over Bolt, transactions that are tried again, errors of our own."""

from __future__ import annotations

import random
import time
from collections import deque
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any, TypeVar

from neo4j import READ_ACCESS, WRITE_ACCESS, Driver, NotificationMinimumSeverity, Session
from neo4j import Transaction as DriverTransaction
from neo4j.exceptions import (
    AuthError,
    ConfigurationError,
    ConstraintError,
    DriverError,
    IncompleteCommit,
    Neo4jError,
    ServiceUnavailable,
    SessionExpired,
)

from graph.engines.asking import Asking
from graph.engines.base import Collision, Failed, Found, Limits, Look, Row, Transaction, Unstorable
from graph.engines.line import TOLD, BoltLine, Gatekeeper, rows
from ontology.errors import Conflict, Invalid, NotFound, Refused, ThroughlineError, Unavailable

T = TypeVar("T")
CONFLICT_PATIENCE = 30.0
"""For how many seconds a transaction is tried again when others were in its way."""

COLLISION_PATIENCE = 5.0
"""For how many seconds a transaction is tried again that would make what is there already."""

COLLISIONS = ("Neo.ClientError.Schema.ConstraintValidationFailed", "Neo.ClientError.Statement.SemanticError")
"""What two writers who do not wait for each other are told: of one unique key, and of one label or type new to both."""

DOUBTS = 3
"""How often work must find something wrong until it is believed, where other writers may have overtaken it."""

FIRST_PAUSE, LONGEST_PAUSE = 0.002, 1.0
SETTINGS: dict[str, Any] = {
    "notifications_min_severity": NotificationMinimumSeverity.OFF,
    "connection_timeout": 10.0,
    "telemetry_disabled": True,
    "user_agent": "throughline",
}
"""How every driver is set up."""


class BoltTransaction:
    """An explicit transaction of the driver, as the store knows it. What it is told runs beside the one who tells."""

    def __init__(self, transaction: DriverTransaction, gate: Gatekeeper) -> None:
        self._transaction, self._gate = transaction, gate
        self._beside: ThreadPoolExecutor | None = None
        self._told: deque[Future[None]] = deque()

    def ask(self, cypher: str, **parameters: Any) -> list[Row]:
        self.settle()
        with self._gate(True):
            return rows(self._transaction.run(cypher, parameters))

    def tell(self, cypher: str, **parameters: Any) -> None:
        self.expect(lambda found: None, cypher, **parameters)

    def expect(self, check: Callable[[list[Row]], None], cypher: str, **parameters: Any) -> None:
        self.settle(TOLD)
        self._beside = self._beside or ThreadPoolExecutor(1, "telling")
        self._told.append(self._beside.submit(self._run, check, cypher, parameters))

    def _run(self, check: Callable[[list[Row]], None], cypher: str, parameters: dict[str, Any]) -> None:
        with self._gate(True):
            check(rows(self._transaction.run(cypher, parameters)))

    def settle(self, most: int = 0) -> None:
        """Wait until at most so many statements that were told are left."""
        while len(self._told) > most:
            self._told.popleft().result()

    def leave(self) -> None:
        """Let what runs end, and what does not run yet be forgotten."""
        if self._beside is not None:
            self._beside.shutdown(wait=True, cancel_futures=True)


class BoltEngine:
    """An engine that is reached through the driver.

    `patience` is for how many seconds a lost connection is sought. `cluster` says that there may be several servers,
    so that a read must be told which writes it has to see, `optimistic` that writers do not wait for each other.
    `advice` tells what to do when the engine itself fails, `look` runs other people's statements. `schema` makes what
    the engine has no Cypher for, and says whether it did.
    """

    def __init__(
        self,
        driver: Driver,
        database: str,
        name: str,
        batch: int,
        where: str,
        patience: float,
        cluster: bool = False,
        optimistic: bool = False,
        advice: Callable[[], str] = lambda: "see its log",
        on_close: Callable[[], None] = lambda: None,
        gate: Gatekeeper = lambda _: nullcontext(),
        schema: Callable[[str], bool] = lambda _: False,
        look: Look | None = None,
    ) -> None:
        self.name, self.batch, self.where = name, batch, where
        self._driver, self._database, self._patience = driver, database, patience
        self._optimistic, self._advice, self._on_close, self._gate = optimistic, advice, on_close, gate
        self._schema = schema
        self._look = look or Asking(driver, database).look
        self._bookmarks = driver.execute_query_bookmark_manager if cluster else None

    def ask(self, cypher: str, **parameters: Any) -> list[Row]:
        def read() -> list[Row]:
            with self._session(READ_ACCESS) as session, self._gate(True):
                return rows(session.run(cypher, parameters))

        return self._persist(read)

    def write(self, work: Callable[[Transaction], T]) -> T:
        def attempt() -> T:
            with self._session(WRITE_ACCESS) as session, session.begin_transaction() as transaction:
                told = BoltTransaction(transaction, self._gate)
                try:
                    result = work(told)
                    told.settle()
                finally:
                    told.leave()
                with self._gate(False):
                    transaction.commit()
                return result

        return self._persist(attempt, DOUBTS if self._optimistic else 1)

    def line(self) -> BoltLine:
        return BoltLine(lambda: self._session(WRITE_ACCESS), self._gate, self._explain)

    def define(self, statement: str) -> None:
        if not self._schema(statement):
            self.write(lambda tx: tx.ask(statement))

    def look(self, cypher: str, parameters: Mapping[str, Any], limits: Limits, tag: str) -> Found:
        return self._look(cypher, parameters, limits, tag)

    def close(self) -> None:
        self._driver.close()
        self._on_close()

    def check(self) -> None:
        """See that the engine answers and lets us in.

        Raises:
            Refused: it does not accept the user and the password.
            NotFound: it has no such database.
            Unavailable: it does not answer.
        """
        try:
            with self._session(READ_ACCESS) as session:
                session.run("RETURN 1").consume()
        except (DriverError, Neo4jError) as error:
            raise self._explain(error) from error

    def _session(self, access: str) -> Session:
        return self._driver.session(
            database=self._database,
            default_access_mode=access,
            fetch_size=-1,
            bookmark_manager=self._bookmarks,
        )

    def _persist(self, attempt: Callable[[], T], doubts: int = 1) -> T:
        """Run `attempt` again, with growing random pauses, for as long as trying again can help."""
        failed, pause = 0.0, FIRST_PAUSE
        while True:
            try:
                return attempt()
            except (DriverError, Neo4jError, Collision) as error:
                failed = failed or time.monotonic()
                if time.monotonic() - failed >= self._worth(error):
                    raise self._explain(error) from error
            except (Conflict, Invalid, NotFound, Refused):
                doubts -= 1
                if doubts <= 0:
                    raise
            time.sleep(pause * random.uniform(0.5, 1.5))  # noqa: S311 (spreads writers, guards nothing)
            pause = min(2 * pause, LONGEST_PAUSE)

    def _worth(self, error: DriverError | Neo4jError | Collision) -> float:
        """For how many seconds trying again may mend this error; by its type and code, never by its text.

        Where writers do not wait for each other, two that make the same node collide on its unique key, and the later
        one finds it made when it is run again; so do two that are the first to use a label.
        """
        if isinstance(error, Collision) or (
            self._optimistic and isinstance(error, Neo4jError) and error.code in COLLISIONS
        ):
            return COLLISION_PATIENCE
        if isinstance(error, IncompleteCommit) or not error.is_retryable():
            return 0.0
        return self._patience if isinstance(error, ServiceUnavailable | SessionExpired) else CONFLICT_PATIENCE

    def _explain(self, error: DriverError | Neo4jError | Collision) -> ThroughlineError:
        """The error as one of ours, marked as an engine's."""
        told = self._told(error)
        told.of_engine = True
        return told

    def _told(self, error: DriverError | Neo4jError | Collision) -> ThroughlineError:
        details = [str(error)]
        if isinstance(error, Collision):
            return Conflict(f"{self.where} was too busy for {COLLISION_PATIENCE:.0f} s", "try again", details)
        if isinstance(error, IncompleteCommit):
            return Unavailable(
                f"{self.where} was lost while it committed", "look whether the change is there, then try again", details
            )
        if isinstance(error, ServiceUnavailable | SessionExpired):
            return Unavailable(f"{self.where} does not answer", "see whether it runs, then try again", details)
        if isinstance(error, DriverError):
            return Unavailable(f"the driver gave up on {self.where}", "try again", details)
        return self._explain_code(error, details)

    def _explain_code(self, error: Neo4jError, details: list[str]) -> ThroughlineError:
        code = error.code or "no code"
        if error.is_retryable():
            return Conflict(f"{self.where} was too busy for {CONFLICT_PATIENCE:.0f} s: `{code}`", "try again", details)
        if isinstance(error, AuthError):
            return Refused(f"{self.where} does not let us in", "check the user and the password", details)
        if code == "Neo.ClientError.Database.DatabaseNotFound":
            return NotFound(f"{self.where} has no database `{self._database}`", "check its name", details)
        if isinstance(error, ConstraintError):
            return Conflict(f"{self.where} holds one already: `{code}`", "", details)
        if code.startswith("Neo.ClientError.") and not code.startswith("Neo.ClientError.Transaction."):
            return Unstorable(f"{self.where} refused a statement: `{code}`", "", details)
        advice = self._advice()
        told = "" if "disk is full" in advice else said(error)
        return Failed(f"{self.where} failed: `{code}`", advice, [told] if told else [])


def said(error: Neo4jError) -> str:
    """What an error says beside its code, in one line; nothing, when that is only where else to look."""
    text = " ".join((error.message or "").split())
    return "" if "server log" in text.lower() else text


def opened(connect: Callable[[], BoltEngine]) -> BoltEngine:
    """The engine that `connect` makes, closed again if it does not answer.

    Raises:
        Invalid: the address is not one.
    """
    try:
        engine = connect()
    except (ConfigurationError, ValueError) as error:
        raise Invalid(f"not an address of a graph: {error}", "write it as `neo4j://host:7687`") from error
    try:
        engine.check()
    except BaseException:
        engine.close()
        raise
    return engine
