"""Other people's statements on the embedded engine: as a user who may only read, over the port that only answers.

Three things keep such a statement from writing: the user's group may read records and nothing else, the address
`/query` takes no statement that writes, and rows that are streamed are refused to any that might. A statement that runs
too long is a runaway: its caller is answered in time, and a small process of its own has the engine terminate it, holds
its slot and its connection, and waits for the end of it, even when the caller is gone.
"""

from __future__ import annotations

import base64
import json
import logging
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any
from uuid import uuid4

import orjson

from graph.engines.base import Busy, Found, Limits, TooMuch, Unstorable
from graph.engines.folder import PAUSE, Address, Folder, Lock
from graph.engines.gate import Gate
from graph.engines.http import termination
from graph.engines.java import DATABASE, READER
from graph.plain import of_json
from ontology.errors import Refused, ThroughlineError, Unavailable

log = logging.getLogger("throughline.cypher")

AT_ONCE = 3
"""How many such statements run at once on one folder, runaways among them."""

WAIT = 5.0
"""For how many seconds a statement waits for a slot before the door is busy."""

UNDISTURBED = 0.25
"""For how many seconds commits wait for such a statement; from then on it may see one half of them."""

MARGIN = 0.5
"""How many seconds after its time a statement is given up: until then the engine may end it itself."""

ALONE = ""
"""The name of the one column of a result of things: the engine tells none."""

CHUNK = 65536
STREAM, WHOLE = "application/x-ndjson", "application/json"
MINDER = """
import socket, sys
line, port, pause = socket.socket(fileno=int(sys.argv[1])), int(sys.argv[2]), 0.2
ending = sys.stdin.buffer.read()
while True:
    try:
        with socket.create_connection(("127.0.0.1", port), 60) as other:
            other.sendall(ending)
            other.recv(1)
        line.settimeout(pause)
        while line.recv(65536):
            pass
    except TimeoutError:
        pause = min(2 * pause, 5.0)
        continue
    except OSError as error:
        print("a statement was left:", error, file=sys.stderr)
    sys.exit()
"""
"""What ends a runaway and waits for it: a statement that has just begun is not known yet, so it asks again."""

_TOO_LONG = ("TimeoutException",)
_TOO_LARGE = ("HeapLimitExceededException", "QueryHeapBudgetExceededException")
_WRITES = ("RequestRefusedBeforeExecutionException", "QueryNotIdempotentException", "SecurityException")
_BUSY = ("QueryAdmissionException",)


class Reading:
    """The embedded graph as others may ask it."""

    def __init__(self, folder: Folder, address: Address) -> None:
        self._folder, self._address, self._gate = folder, address, Gate(folder.path)

    def look(self, cypher: str, parameters: Mapping[str, Any], limits: Limits, tag: str) -> Found:
        """See `Engine.look`."""
        deadline = time.monotonic() + limits.seconds + MARGIN
        slot = self._slot(min(WAIT, limits.seconds))
        tag = f"{uuid4().hex}-{tag}".replace(" ", "_")
        try:
            with _undisturbed(self._gate):
                return self._ask(cypher, parameters, limits, tag, deadline, slot)
        finally:
            slot.release()

    def _slot(self, wait: float) -> Lock:
        """A slot for one statement. Raises: Busy."""
        deadline = time.monotonic() + wait
        while True:
            for number in range(1, AT_ONCE + 1):
                lock = self._folder.lock(f"query-{number}")
                if lock.take():
                    return lock
                lock.release()
            if time.monotonic() >= deadline:
                raise Busy(f"{AT_ONCE} statements run already, as many as may", "try again in a while")
            time.sleep(PAUSE)

    def _ask(
        self, cypher: str, parameters: Mapping[str, Any], limits: Limits, tag: str, deadline: float, slot: Lock
    ) -> Found:
        connection = HTTPConnection("127.0.0.1", self._address.http, timeout=limits.seconds + MARGIN)
        try:
            connection.connect()
            line = os.dup(connection.sock.fileno())
        except OSError as error:
            connection.close()
            raise Unavailable("the embedded engine does not answer", "try again") from error
        try:
            with self._send(connection, cypher, parameters, limits, tag, STREAM) as response:
                found = _read(response, limits, deadline, connection)
        except TimeoutError:
            self._mind(line, slot, tag)
            raise TooMuch(f"the statement took longer than {limits.seconds:g} s", "narrow it") from None
        except TooMuch:
            self._mind(line, slot, tag)
            raise
        except (OSError, HTTPException, ValueError) as error:
            raise Unavailable("the embedded engine broke off", "try again") from error
        finally:
            os.close(line)
            connection.close()
        return found if isinstance(found, Found) else self._why(cypher, parameters, limits, tag, found)

    def _mind(self, line: int, slot: Lock, tag: str) -> None:
        """Leave a runaway and its slot to a process that ends it, and outlives this one."""
        command = [sys.executable, "-I", "-S", "-c", MINDER, str(line), str(self._address.http)]
        with self._folder.log.open("ab") as log:
            minder = subprocess.Popen(
                command,
                pass_fds=(line, slot.file),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=log,
                start_new_session=True,
            )
        assert minder.stdin is not None
        with minder.stdin as told:
            told.write(termination(self._address, tag))
        threading.Thread(target=minder.wait, daemon=True).start()

    def _send(
        self,
        connection: HTTPConnection,
        cypher: str,
        parameters: Mapping[str, Any],
        limits: Limits,
        tag: str,
        form: str,
    ) -> HTTPResponse:
        secret = base64.b64encode(f"{READER}:{self._address.reader}".encode()).decode()
        body = {"language": "opencypher", "command": cypher, "params": dict(parameters), "limit": limits.rows + 1}
        headers = {
            "Authorization": f"Basic {secret}",
            "Accept": form,
            "Content-Type": WHOLE,
            "Connection": "close",
            "X-ArcadeDB-Command-Timeout": str(max(1, int(limits.seconds * 1000))),
            "X-ArcadeDB-Query-Tag": tag,
        }
        connection.request("POST", f"/api/v1/query/{DATABASE}", json.dumps(body).encode(), headers)
        return connection.getresponse()

    def _why(
        self, cypher: str, parameters: Mapping[str, Any], limits: Limits, tag: str, said: Mapping[str, Any]
    ) -> Found:
        """Raise what is wrong: of a statement that is not streamed, the engine tells why only when asked again."""
        if _kind(said) == "RequestRefusedBeforeExecutionException":
            connection = HTTPConnection("127.0.0.1", self._address.http, timeout=limits.seconds + MARGIN)
            try:
                with self._send(connection, cypher, parameters, Limits(1, limits.seconds), tag, WHOLE) as response:
                    if response.status != 200:
                        said = orjson.loads(response.read())
            except (OSError, HTTPException, ValueError) as error:
                raise Unavailable("the embedded engine broke off", "try again") from error
            finally:
                connection.close()
        raise _error(said, limits)


@contextmanager
def _undisturbed(gate: Gate) -> Iterator[None]:
    """Hold commits back, for a moment at most."""
    passing = gate.pass_(True)
    passing.__enter__()
    turn, open_ = threading.Lock(), [True]

    def leave() -> None:
        with turn:
            if open_.pop() if open_ else False:
                passing.__exit__(None, None, None)

    timer = threading.Timer(UNDISTURBED, leave)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()
        leave()


def _read(
    response: HTTPResponse, limits: Limits, deadline: float, connection: HTTPConnection
) -> Found | dict[str, Any]:
    """The rows that are streamed, or what is said instead of them.

    Raises:
        TimeoutError: they do not come in time.
        TooMuch: they are too many bytes.
    """
    if response.status != 200:
        return dict(orjson.loads(response.read(limits.size)))
    rows: list[dict[str, Any]] = []
    rest, size = b"", 0
    while chunk := response.read1(CHUNK):
        size += len(chunk)
        if size > limits.size:
            raise TooMuch(f"the result is larger than {limits.size:,} bytes", "return less, or name properties")
        *lines, rest = (rest + chunk).split(b"\n")
        for line in filter(None, lines):  # what computes for long is an empty line now and then
            said = orjson.loads(line)
            if "error" in said:
                return dict(said["error"])
            if "record" in said:
                rows.append(said["record"])
        if time.monotonic() > deadline:
            raise TimeoutError
    return _found(rows, limits)


def _found(rows: list[dict[str, Any]], limits: Limits) -> Found:
    rows = [{ALONE: row} if "@cat" in row else row for row in rows]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    plain = [[of_json(row.get(name)) for name in columns] for row in rows[: limits.rows]]
    return Found(columns, plain, len(rows) > limits.rows)


def _kind(said: Mapping[str, Any]) -> str:
    return str(said.get("exception", "")).rpartition(".")[2]


def _error(said: Mapping[str, Any], limits: Limits) -> ThroughlineError:
    kind, detail = _kind(said), str(said.get("detail") or said.get("error") or "")
    if kind in _WRITES:
        log.warning("the engine did not run a statement of other people: `%s` %s", kind, detail)
        return Refused("the engine takes this for more than a question", "only read")
    if kind in _TOO_LONG:
        return TooMuch(f"the statement took longer than {limits.seconds:g} s", "narrow it")
    if kind in _TOO_LARGE:
        return TooMuch("the statement takes more memory than it may", "narrow it, or aggregate less at once")
    if kind in _BUSY:
        return Busy("the engine has too much to do", "try again in a while")
    return Unstorable("the engine cannot run the statement", "", [detail])
