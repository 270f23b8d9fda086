"""Listening: on loopback unless told otherwise, and beyond it only with TLS or an explicit word."""

from __future__ import annotations

import ipaddress
import signal
import socket
import ssl
from dataclasses import dataclass
from pathlib import Path

from fastapi import FastAPI

from ingest.secrets import Secret
from ontology.errors import Invalid, NotFound, Refused, Unavailable

BACKLOG = 2_048
"""How many callers may wait to be let in."""

GRACE_SECONDS = 10
"""For how long requests under way may go on when the server is told to stop."""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a server listens, and with which certificate."""

    host: str
    port: int
    cert: Path | None = None
    key: Path | None = None

    @property
    def url(self) -> str:
        """The address as callers write it."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'https' if self.cert else 'http'}://{host}:{self.port}"

    @property
    def loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def address(listen: str, cert: Path | None = None, key: Path | None = None, plain: bool = False) -> Address:
    """The address of `HOST:PORT`, if a server may listen there. `plain` is the word that lets it do without TLS.

    Raises:
        Invalid: it is no address, the certificate cannot be used, or only one of certificate and key is given.
        NotFound: the file of the certificate or of its key is not there.
        Refused: it is beyond loopback, without TLS and without the word; or others may read the certificate's key.
    """
    host, _, port = listen.rpartition(":")
    if not host or not port.isdecimal() or not 0 <= int(port) <= 65_535:
        raise Invalid(f"not an address to listen at: `{listen}`", "write `HOST:PORT`, as `127.0.0.1:8321`")
    if (cert is None) != (key is None):
        raise Invalid("a certificate and its key belong together", "give `--tls-cert` and `--tls-key`")
    found = Address(host.strip("[]"), int(port), cert, key)
    if cert is not None and key is not None:
        _check_tls(cert, key)
    elif not found.loopback and not plain:
        raise Refused(
            f"`{listen}` can be reached from elsewhere, and keys would be sent in the clear",
            "give `--tls-cert` and `--tls-key`, or say `--plain-http` where something before it speaks TLS",
        )
    return found


def bound(where: Address) -> socket.socket:
    """A socket that listens there: callers may connect, and are answered once the server runs.

    Raises:
        Unavailable: nothing can listen there, as a rule because something does already.
    """
    try:
        family, kind, protocol, _, at = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind, protocol)
    except OSError as error:
        raise _deaf(where, error) from error
    try:
        found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(at)
        found.listen(BACKLOG)
    except OSError as error:
        found.close()
        raise _deaf(where, error) from error
    return found


def run(app: FastAPI, where: Address, listening: socket.socket) -> None:
    """Serve at a socket that listens, until told to stop (SIGINT, SIGTERM). Raises: Unavailable, when it cannot.

    Requests under way are answered first. The signal has then done its work: uvicorn raises it once more.
    """
    import uvicorn

    config = uvicorn.Config(
        app,
        where.host,
        where.port,
        ssl_certfile=where.cert,
        ssl_keyfile=where.key,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        backlog=BACKLOG,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    before = {one: signal.signal(one, lambda *_: None) for one in (signal.SIGINT, signal.SIGTERM)}
    try:
        uvicorn.Server(config).run([listening])
    except SystemExit as error:
        raise _deaf(where, error) from error
    finally:
        for one, handler in before.items():
            signal.signal(one, handler)


def _deaf(where: Address, error: OSError | SystemExit) -> Unavailable:
    details = [error.strerror.lower()] if isinstance(error, OSError) and error.strerror else []
    return Unavailable(f"the server cannot listen at `{where.url}`", "see whether another one does", details)


def _check_tls(cert: Path, key: Path) -> None:
    Secret(file=key).reveal({})
    if not cert.is_file():
        raise NotFound(f"no certificate `{cert}`", "name its file")
    try:
        ssl.create_default_context(ssl.Purpose.CLIENT_AUTH).load_cert_chain(cert, key)
    except (ssl.SSLError, OSError) as error:
        raise Invalid(f"`{cert}` and `{key}` are not a certificate and its key", str(error).lower()) from error
