"""Around every request: what is too large is refused, and what was answered is counted and logged.

Neither counts nor log lines hold keys, paths as they were asked for, or parameters: those may name people.
"""

from __future__ import annotations

import logging
from http import HTTPStatus
from time import perf_counter

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api.http.errors import plain
from api.http.metrics import Metrics

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
NOWHERE = "(nowhere)"
TOO_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE

log = logging.getLogger("throughline.http")


class Watch:
    """An app in the middle of which another one answers."""

    def __init__(self, app: ASGIApp, metrics: Metrics, largest_body: int) -> None:
        self._app, self._metrics, self._largest = app, metrics, largest_body
        self._says = f"a body has {largest_body} bytes at the most"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status, began, method = 500, perf_counter(), scope["method"]
        if method == "HEAD":
            scope = {**scope, "method": "GET"}

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            elif method == "HEAD":
                message = {**message, "body": b""}
            await send(message)

        try:
            with self._metrics.under_way.track_inprogress():
                if self._too_large(scope):
                    await plain(TOO_LARGE, self._says)(scope, receive, sent)
                else:
                    await self._app(scope, self._bounded(receive), sent)
        finally:
            self._tell(scope, method, status, perf_counter() - began)

    def _bounded(self, receive: Receive) -> Receive:
        """Where a body is read from that does not tell its length."""
        read = 0

        async def received() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._largest:
                raise HTTPException(TOO_LARGE, self._says)
            return message

        return received

    def _too_large(self, scope: Scope) -> bool:
        told = Headers(scope=scope).get("content-length", "")
        return told.isdecimal() and (len(told) > 18 or int(told) > self._largest)

    def _tell(self, scope: Scope, asked: str, status: int, seconds: float) -> None:
        method = asked if asked in METHODS else "OTHER"
        path = getattr(scope.get("route"), "path", NOWHERE)
        self._metrics.requests.labels(method, path, status).inc()
        self._metrics.seconds.labels(method, path).observe(seconds)
        caller = scope.get("state", {}).get("caller")
        log.info("%s %s %s %.1f ms %s", method, path, status, seconds * 1_000, caller.name if caller else "-")
