"""Tryton's JSON-RPC: one session, values with their types, errors that say what to do and no secret."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from ingest.connector import Retry, Stop
from ingest.connectors.values import Broken

if TYPE_CHECKING:
    import httpx

TIMEOUT = 60.0
"""Seconds to wait for an answer."""

UNAUTHORIZED, FORBIDDEN, MISSING, TOO_MANY, SERVER = 401, 403, 404, 429, 500


class Fault(Stop):
    """The server understood, and could not do what was asked."""


class Rpc:
    """A session at one database of a Tryton server, opened when it is first used."""

    def __init__(self, url: str, database: str, user: str, password: Callable[[], str]) -> None:
        self._url = url.rstrip("/")
        self._database = database
        self._user = user
        self._password = password
        self._client: httpx.Client | None = None
        self._session: str | None = None
        self._refused: str | None = None

    def call(self, method: str, *params: Any) -> Any:
        """What a method gives.

        Raises:
            Retry: the server does not answer, or is too busy to.
            Fault: it could not do that.
            Stop: it refuses us, or is no Tryton.
        """
        fresh = self._session is None
        if self._session is None:
            self._session = self._log_in()
        answer = self._post(method, params, self._session)
        if answer.status_code == UNAUTHORIZED and not fresh:
            self._session = self._log_in()
            answer = self._post(method, params, self._session)
        return self._result(method, answer)

    def close(self) -> None:
        """End the session; one that cannot be ended now runs out by itself."""
        if self._session is not None:
            with suppress(Retry, Stop):
                self._post("common.db.logout", (), self._session)
            self._session = None
        if self._client is not None:
            self._client.close()
            self._client = None

    def _log_in(self) -> str:
        password = self._password()
        if password == self._refused:
            raise self._refusal()
        answer = self._post("common.db.login", (self._user, {"password": password}, "en"), None)
        if answer.status_code == UNAUTHORIZED:
            self._refused = password
            raise self._refusal()
        found = self._result("common.db.login", answer)
        if not (isinstance(found, list) and len(found) > 1):
            raise Stop(f"`{self._url}` lets `{self._user}` in with more than a password alone", "take another user")
        return b64encode(f"{self._user}:{found[0]}:{found[1]}".encode()).decode()

    def _post(self, method: str, params: tuple[Any, ...], session: str | None) -> httpx.Response:
        import httpx

        if self._client is None:
            self._client = httpx.Client(timeout=TIMEOUT)
        headers = {"Content-Type": "application/json"}
        if session is not None:
            headers["Authorization"] = f"Session {session}"
        body = json.dumps({"id": 1, "method": method, "params": params}, default=_encoded)
        try:
            return self._client.post(f"{self._url}/{self._database}/rpc/", content=body, headers=headers)
        except httpx.TransportError as error:
            told = str(error) or type(error).__name__
            raise Retry(f"`{self._url}` does not answer: {told.lower()}") from error

    def _result(self, method: str, answer: httpx.Response) -> Any:
        status = answer.status_code
        if status in {UNAUTHORIZED, FORBIDDEN}:
            raise Stop(f"`{self._url}` does not let `{self._user}` call `{method}`", "give the user the right to read")
        if status == MISSING:
            raise Stop(f"`{self._url}` has no database `{self._database}`", "mend `database`, or the address")
        if status == TOO_MANY or status >= SERVER:
            raise Retry(f"`{self._url}` is not able to answer now (status {status})")
        try:
            body = json.loads(answer.text, parse_float=str, object_hook=_decoded)
        except ValueError as error:
            raise self._stranger(status) from error
        if isinstance(body, dict) and "error" in body:
            raise Fault(f"`{self._url}` could not do `{method}`: {_told(body['error'])}")
        if not (isinstance(body, dict) and "result" in body):
            raise self._stranger(status)
        return body["result"]

    def _refusal(self) -> Stop:
        """The server has refused the password; it locks users out who try again and again."""
        return Stop(f"`{self._url}` refuses the user `{self._user}`", "mend the user, or its password")

    def _stranger(self, status: int) -> Stop:
        return Stop(f"`{self._url}` does not answer as Tryton does (status {status})", "mend the address")


def _told(error: Any) -> str:
    """What an error of the server says: its kind, and its first line."""
    texts = error if isinstance(error, list) else [error]
    inner = texts[1][0] if len(texts) > 1 and isinstance(texts[1], list) and texts[1] else ""
    return " ".join(f"{texts[0] if texts else 'no reason'} {inner}".split())


def _encoded(value: Any) -> Mapping[str, Any]:
    """A value that JSON does not have, as Tryton writes it."""
    assert isinstance(value, datetime)
    at = value.astimezone(UTC)
    parts = ("year", "month", "day", "hour", "minute", "second", "microsecond")
    return {"__class__": "datetime", **{part: getattr(at, part) for part in parts}}


MAKERS: dict[str, Callable[[dict[str, Any]], Any]] = {
    "datetime": lambda parts: datetime(**parts, tzinfo=UTC),
    "date": lambda parts: date(**parts),
    "time": lambda parts: time(**parts),
    "timedelta": lambda parts: timedelta(seconds=float(parts["seconds"])),
    "Decimal": lambda parts: Decimal(parts["decimal"]),
    "bytes": lambda parts: b64decode(parts["base64"], validate=True),
}
"""How values are made that JSON does not have, by the class that Tryton says they are of."""


def _decoded(value: dict[str, Any]) -> Any:
    """A value as Tryton writes it. Its timestamps are UTC."""
    name = value.get("__class__")
    if name is None:
        return value
    parts = {part: one for part, one in value.items() if part != "__class__"}
    if name not in MAKERS:
        return Broken(f"values of the class `{name}` are not understood", str(parts))
    try:
        return MAKERS[name](parts)
    except (ArithmeticError, KeyError, TypeError, ValueError) as error:
        return Broken(f"no {name}: {error}", str(parts))
