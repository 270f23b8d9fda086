"""Traces: one span for each request, and below it one for each question that it asks the graph (OpenTelemetry).

Questions are told by their names; what was asked of whom is in no span but in the path of the request.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import metadata
from typing import Any, TypeVar

from opentelemetry.sdk.resources import SERVICE_NAME, SERVICE_VERSION, Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind
from opentelemetry.trace import TracerProvider as Tracers

from graph.engines.base import Engine, Found, Limits, Line, Row, Transaction
from graph.questions import name_of

T = TypeVar("T")
STATEMENT = "statement"
"""What is told of a statement that is no question of ours."""


def provider(endpoint: str) -> TracerProvider:
    """What makes traces and sends them to an endpoint, over HTTP and in the background."""
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    found = bare()
    found.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint)))
    return found


def bare() -> TracerProvider:
    """What makes traces and sends them nowhere yet."""
    named = {SERVICE_NAME: "throughline", SERVICE_VERSION: metadata.version("throughline")}
    return TracerProvider(resource=Resource.create(named), shutdown_on_exit=False)


class Traced:
    """An engine whose questions are traced."""

    def __init__(self, engine: Engine, tracers: Tracers) -> None:
        self.name, self.batch = engine.name, engine.batch
        self._engine = engine
        self._tracer = tracers.get_tracer("throughline")

    def ask(self, cypher: str, **parameters: Any) -> list[Row]:
        """As the engine's."""
        with self._span(name_of(cypher) or STATEMENT):
            return self._engine.ask(cypher, **parameters)

    def write(self, work: Callable[[Transaction], T]) -> T:
        """As the engine's; one span for the whole of it."""
        with self._span("write"):
            return self._engine.write(work)

    def line(self) -> Line:
        """As the engine's."""
        return self._engine.line()

    def define(self, statement: str) -> None:
        """As the engine's."""
        self._engine.define(statement)

    def look(self, cypher: str, parameters: Mapping[str, Any], limits: Limits, tag: str) -> Found:
        """As the engine's."""
        with self._span("look"):
            return self._engine.look(cypher, parameters, limits, tag)

    def close(self) -> None:
        """As the engine's."""
        self._engine.close()

    def _span(self, operation: str) -> Any:
        told = {"db.system.name": self.name, "db.operation.name": operation}
        return self._tracer.start_as_current_span(f"graph {operation}", kind=SpanKind.CLIENT, attributes=told)
