"""The app: the routes over one open graph."""

from __future__ import annotations

from importlib import metadata

from fastapi import FastAPI
from opentelemetry.trace import TracerProvider

from agents.syncing import Syncing
from api.http import errors
from api.http.document import describe
from api.http.door import Door
from api.http.guard import Guarded
from api.http.limits import Limits
from api.http.metrics import Metrics
from api.http.routes import ROUTERS
from api.http.standing import Standing
from api.http.watch import Watch
from api.settings import environment
from api.wiring import Wired

RATE = 1_200
"""Requests a minute for each principal."""
LARGEST_BODY = 1_000_000
"""Bytes of the largest body that is read."""
OPEN = frozenset({"/health", "/ready"})
"""The paths that ask for no key."""


def create(
    graph: Wired | Standing,
    rate: int = RATE,
    largest_body: int = LARGEST_BODY,
    tracers: TracerProvider | None = None,
) -> FastAPI:
    """The app over a graph, which is opened again when it was lost if it is `Standing`.

    `rate` is in requests a minute for each principal, 0 being no limit; with `tracers`, every request is traced.

    Nothing of it leaves the machine: pages of documentation that would load scripts from elsewhere are not served.
    """
    app = FastAPI(
        title="Throughline",
        version=metadata.version("throughline"),
        docs_url=None,
        redoc_url=None,
        telemetry={
            "tracing": tracers is not None,
            "tracer_provider": tracers,
            "metrics": False,
            "logs": False,
            "auto_configure": False,
        },
        separate_input_output_schemas=True,
    )
    metrics = Metrics()
    app.state.door = _door(graph, Limits(rate), metrics)
    app.add_middleware(Watch, metrics=metrics, largest_body=largest_body)
    for router in ROUTERS:
        for route in router.routes:
            _check(route)
            app.router.routes.append(route)
    errors.install(app)
    describe(app)
    return app


def _door(graph: Wired | Standing, limits: Limits, metrics: Metrics) -> Door:
    """What the routes share, over a graph as it is open at each moment."""

    def now() -> Wired:
        return graph.wired if isinstance(graph, Standing) else graph

    syncs = Syncing(lambda: now().store, lambda: now().settings.sources_folder, environment)
    return Door(now, limits, metrics, graph.renew if isinstance(graph, Standing) else lambda: None, syncs)


def _check(route: object) -> None:
    """A route that asks for no permission is one of the few that are open, or a defect."""
    assert isinstance(route, Guarded), route
    assert route.permission is not None or route.path in OPEN, f"{route.path} asks for no permission"
