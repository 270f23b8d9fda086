"""`throughline serve`: the graph over HTTP."""

from __future__ import annotations

from contextlib import ExitStack, closing
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from api.cli import options
from api.cli.output import emit, say
from api.cli.session import settings

if TYPE_CHECKING:
    from api.wiring import Wired

PATIENCE = 5.0
"""For how many seconds a request waits for a Neo4j that was lost, before it is told so."""

Pem = typer.Option(metavar="FILE", help="The certificate that the server shows, or its key (PEM).")


def serve(
    listen: Annotated[
        str | None, typer.Option(metavar="HOST:PORT", help="Where to listen (default: the setting `listen`).")
    ] = None,
    tls_cert: Annotated[Path | None, Pem] = None,
    tls_key: Annotated[Path | None, Pem] = None,
    plain_http: Annotated[
        bool, typer.Option("--plain-http", help="Listen beyond loopback without TLS, for something before it has it.")
    ] = False,
    json: options.Json = False,
) -> None:
    """Serve the graph over HTTP, until it is stopped.

    A graph that has no admin yet gets one, whose key is written once, here.
    """
    from api import wiring
    from api.http import serving
    from api.http.app import create
    from api.http.signing import Signing
    from api.http.standing import Standing
    from api.http.tracing import Traced, provider

    found = settings()
    pair = tls_cert or found.tls_cert, tls_key or found.tls_key
    where = serving.address(listen or found.listen, *pair, plain_http or found.plain_http)
    listening = serving.bound(where)
    _log()
    tracers = provider(found.traces) if found.traces is not None else None
    traced = partial(Traced, tracers=tracers) if tracers is not None else None
    with ExitStack() as open_:
        open_.enter_context(closing(listening))
        if tracers is not None:
            open_.callback(tracers.shutdown)
        standing = open_.enter_context(closing(Standing(lambda: wiring.opened(found, PATIENCE, traced))))
        _tell(standing.wired, where.url, found.user, json)
        app = create(standing, found.rate, found.largest_body, tracers)
        open_.callback(app.state.door.syncs.close)
        often = (found.checkpoint_leaves, found.checkpoint_seconds)
        open_.enter_context(closing(Signing(lambda: standing.wired.ledger, found.user, *often)))
        serving.run(app, where, listening)


def _log() -> None:
    """Let what the server notes be written, and of the driver only its errors."""
    import logging

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("neo4j").setLevel(logging.ERROR)


def _tell(wired: Wired, url: str, user: str, json: bool) -> None:
    """Say where the graph is served, and the first key where there was none."""
    key = wired.principals.first(user, user)
    if json:
        emit({"address": url, "first_key": key})
        return
    if key is not None:
        say(f"the first key, for `{key.principal}`, is shown once: {key.token}")
    say(f"serving the {wired.engine.name} graph at {url}")
