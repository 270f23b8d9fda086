"""A system that is acted on over HTTP: it counts what it carries out, and by which keys."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Target:
    """What was carried out, by key in order. `honours` keys or not; `answers` are statuses to answer with first.

    With `loses`, an order is carried out and its answer is lost.
    """

    def __init__(self, honours: bool = True, answers: list[int] | None = None, loses: int = 0) -> None:
        self.honours, self.answers, self.loses = honours, answers or [], loses
        self.carried: list[str] = []
        self.bodies: list[dict[str, object]] = []
        self.headers: list[dict[str, str]] = []
        self.turn = threading.Lock()
        self.url = ""

    def order(self, key: str, body: bytes) -> tuple[int, bytes] | None:
        """Carry out an order, unless one of its key was; None where the answer is lost."""
        with self.turn:
            if self.answers:
                return self.answers.pop(0), b"not now"
            if not (self.honours and key in self.carried):
                self.carried.append(key)
                self.bodies.append(json.loads(body))
            if self.loses:
                self.loses -= 1
                return None
            return 200, json.dumps({"reference": f"R-{self.carried.index(key) + 1}"}).encode()


@contextmanager
def target(honours: bool = True, answers: list[int] | None = None, loses: int = 0) -> Iterator[Target]:
    """One that listens on loopback."""
    one = Target(honours, answers, loses)

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            one.headers.append(dict(self.headers))
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = one.order(self.headers["Idempotency-Key"], body)
            if answer is None:
                self.close_connection = True
                return
            self.send_response(answer[0])
            self.send_header("Content-Length", str(len(answer[1])))
            self.end_headers()
            self.wfile.write(answer[1])

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    one.url = f"http://127.0.0.1:{server.server_port}/refunds"
    try:
        yield one
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
