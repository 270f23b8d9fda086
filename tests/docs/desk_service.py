"""The ticket desk of the guide to connectors: tickets in memory, behind a REST API on loopback."""

from __future__ import annotations

import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


class Desk:
    """Seven tickets, each with the number `changed` of its last change."""

    def __init__(self, token: str) -> None:
        self.token = token
        self.tickets: dict[int, dict[str, Any]] = {}
        for number in range(1, 8):
            self.put(number, title=f"t{number}")
        desk = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                asked = {name: int(one) for name, (one,) in parse_qs(urlsplit(self.path).query).items()}
                allowed = self.headers["Authorization"] == f"Bearer {desk.token}"
                body = json.dumps(desk.after(**asked) if allowed else []).encode()
                self.send_response(200 if allowed else 401)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, format: str, *args: Any) -> None:
                return

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self.port = int(self._server.server_address[1])
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.05,))
        self._thread.start()

    @property
    def newest(self) -> int:
        """The number of the last change."""
        return max((ticket["changed"] for ticket in self.tickets.values()), default=0)

    def put(self, number: int, changed: int | None = None, **more: Any) -> None:
        """Add or change a ticket."""
        before = self.tickets.get(number, {})
        self.tickets[number] = {**before, "id": number, "changed": changed or self.newest + 1, **more}

    def after(self, changed: int, after: int, limit: int) -> list[dict[str, Any]]:
        """The tickets after one, in the order of their changes and ids."""
        rows = sorted(self.tickets.values(), key=lambda one: (one["changed"], one["id"]))
        return [row for row in rows if (row["changed"], row["id"]) > (changed, after)][:limit]

    def close(self) -> None:
        """Stop serving."""
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()
