"""Other people's statements on Neo4j: in a reading transaction with a time-out, each in a thread of its own.

The server ends a statement that runs too long; where it does not at once, the caller is answered all the same, and the
thread keeps its slot until the server has done with it.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping
from concurrent.futures import Future
from concurrent.futures import TimeoutError as Late
from typing import Any

import orjson
from neo4j import READ_ACCESS, Driver, Query, Result
from neo4j.exceptions import ClientError, DriverError, Neo4jError, TransientError

from graph.engines.base import Busy, Found, Limits, TooMuch, Unstorable
from graph.plain import of_driver
from ontology.errors import Refused, ThroughlineError, Unavailable

log = logging.getLogger("throughline.cypher")

AT_ONCE = 8
"""How many such statements this process has running at once."""

WAIT = 5.0
"""For how many seconds a statement waits for a slot before the door is busy."""

MARGIN = 2.0
"""How many seconds after its time a statement is given up: until then the server may end it itself."""

FETCH = 500
_TOO_LONG = "Neo.ClientError.Transaction.TransactionTimedOut"
_TERMINATED = "Neo.TransientError.Transaction.Terminated"
_TOO_LARGE = "Neo.TransientError.General."
_WRITES = ("Neo.ClientError.Statement.AccessMode", "Neo.ClientError.Security.Forbidden")


class Asking:
    """A Neo4j as others may ask it."""

    def __init__(self, driver: Driver, database: str) -> None:
        self._driver, self._database = driver, database
        self._slots = threading.BoundedSemaphore(AT_ONCE)

    def look(self, cypher: str, parameters: Mapping[str, Any], limits: Limits, tag: str) -> Found:
        """See `Engine.look`."""
        if not self._slots.acquire(timeout=min(WAIT, limits.seconds)):
            raise Busy(f"{AT_ONCE} statements run already, as many as may", "try again in a while")
        answer: Future[Found] = Future()

        def work() -> None:
            try:
                answer.set_result(self._ask(cypher, parameters, limits, tag))
            except (ThroughlineError, DriverError, Neo4jError) as error:
                answer.set_exception(error)
            finally:
                self._slots.release()
                if not answer.done():
                    answer.set_exception(Unavailable("the statement broke off", "try again"))

        threading.Thread(target=work, daemon=True, name="cypher").start()
        return _awaited(answer, limits)

    def _ask(self, cypher: str, parameters: Mapping[str, Any], limits: Limits, tag: str) -> Found:
        query = Query(cypher, metadata={"throughline": tag}, timeout=limits.seconds)
        with self._driver.session(
            database=self._database, default_access_mode=READ_ACCESS, fetch_size=FETCH
        ) as session:
            return _rows(session.run(query, dict(parameters)), limits)


def _awaited(answer: Future[Found], limits: Limits) -> Found:
    try:
        return answer.result(limits.seconds + MARGIN)
    except Late:
        raise _too_long(limits) from None
    except Neo4jError as error:
        raise _error(error, limits) from error
    except DriverError as error:
        log.warning("the driver gave up on a statement of other people: %s", error)
        raise Unavailable("the graph does not answer", "try again") from error


def _rows(result: Result, limits: Limits) -> Found:
    """The rows as far as the limits go. Raises: TooMuch, when they are too many bytes."""
    columns, size = list(result.keys()), 0
    rows: list[list[Any]] = []
    for record in result:
        if len(rows) == limits.rows:
            return Found(columns, rows, cut=True)
        row = [of_driver(value) for value in record.values()]
        size += len(orjson.dumps(row))
        if size > limits.size:
            raise TooMuch(f"the result is larger than {limits.size:,} bytes", "return less, or name properties")
        rows.append(row)
    return Found(columns, rows, cut=False)


def _too_long(limits: Limits) -> TooMuch:
    return TooMuch(f"the statement took longer than {limits.seconds:g} s", "narrow it")


def _error(error: Neo4jError, limits: Limits) -> ThroughlineError:
    """The error in our words. What the server says of it is for the log; of what it cannot run, for `explained` too."""
    code = error.code or ""
    if code.startswith(_TOO_LONG) or code == _TERMINATED:
        return _too_long(limits)
    if code.startswith(_TOO_LARGE):
        return TooMuch("the statement takes more memory than it may", "narrow it, or aggregate less at once")
    if isinstance(error, ClientError) and code not in _WRITES:
        return Unstorable("the engine cannot run the statement", "", [error.message or ""])
    log.warning("the engine did not run a statement of other people: `%s` %s", code, error.message)
    if code in _WRITES:
        return Refused("the engine takes this for more than a question", "only read")
    if isinstance(error, TransientError):
        return Unavailable("the graph is too busy", "try again")
    return Unavailable("the graph failed", "see the log of the server")
