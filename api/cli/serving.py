"""`throughline serve`: the graph over HTTP."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Annotated

import typer

from api.cli import options
from api.cli.output import emit, say
from api.cli.session import settings

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
    import logging

    from api import wiring
    from api.http import serving
    from api.http.app import create
    from api.http.standing import Standing
    from api.http.tracing import Traced, provider

    found = settings()
    where = serving.address(
        listen or found.listen,
        tls_cert or found.tls_cert,
        tls_key or found.tls_key,
        plain_http or found.plain_http,
    )
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("neo4j").setLevel(logging.ERROR)
    tracers = provider(found.traces) if found.traces is not None else None
    traced = partial(Traced, tracers=tracers) if tracers is not None else None
    standing = Standing(lambda: wiring.opened(found, PATIENCE, traced))
    try:
        wired = standing.wired
        key = wired.principals.first(found.user, found.user)
        if json:
            emit({"address": where.url, "first_key": key})
        else:
            if key is not None:
                say(f"the first key, for `{key.principal}`, is shown once: {key.token}")
            say(f"serving the {wired.engine.name} graph at {where.url}")
        serving.run(create(standing, found.rate, found.largest_body, tracers), where)
    finally:
        standing.close()
        if tracers is not None:
            tracers.shutdown()
