"""A gate in front of a service: what passes through it is unchanged, until it is shut and nobody answers."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class Gate:
    """A port on the loopback interface that leads to a service, `host:port`. `address` is that of the gate."""

    def __init__(self, host: str, port: int) -> None:
        self._target = (host, port)
        self._open: set[socket.socket] = set()
        self._lock = threading.Lock()
        self._door = socket.create_server(("127.0.0.1", 0))
        self._place = self._door.getsockname()
        self._serve()

    @property
    def address(self) -> str:
        """Where the gate is: `127.0.0.1:PORT`."""
        return f"{self._place[0]}:{self._place[1]}"

    @contextlib.contextmanager
    def shut(self) -> Iterator[None]:
        """While it is entered, the gate is shut: who is within is cut off, and nobody is let in."""
        self.close()
        try:
            yield
        finally:
            self._door = socket.create_server(self._place)
            self._serve()

    def close(self) -> None:
        """Shut the gate for good."""
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()
        with self._lock:
            cut, self._open = self._open, set()
        for one in cut:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _serve(self) -> None:
        threading.Thread(target=self._admit, args=(self._door,), daemon=True).start()

    def _admit(self, door: socket.socket) -> None:
        while True:
            try:
                near, _ = door.accept()
            except OSError:
                return
            try:
                far = socket.create_connection(self._target)
            except OSError:
                near.close()
                continue
            with self._lock:
                self._open |= {near, far}
            for one, other in ((near, far), (far, near)):
                threading.Thread(target=self._relay, args=(one, other), daemon=True).start()

    def _relay(self, one: socket.socket, other: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := one.recv(1 << 16):
                other.sendall(data)
        with contextlib.suppress(OSError):
            other.shutdown(socket.SHUT_RDWR)
        with self._lock:
            self._open.discard(one)
        one.close()
