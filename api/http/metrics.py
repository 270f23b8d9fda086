"""What the server counts, as Prometheus reads it."""

from __future__ import annotations

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, ProcessCollector, generate_latest

from graph.engines.base import Engine
from graph.questions import cypher
from ontology.errors import Unavailable

MEDIA = "text/plain; version=1.0.0; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


class Metrics:
    """The counts of one server. Paths are those of the document, never those that were asked for."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.requests = Counter(
            "throughline_http_requests_total", "Requests that were answered.", ["method", "path", "status"],
            registry=self.registry,
        )  # fmt: skip
        self.seconds = Histogram(
            "throughline_http_request_seconds", "How long answers took.", ["method", "path"],
            buckets=SECONDS, registry=self.registry,
        )  # fmt: skip
        self.under_way = Gauge("throughline_http_requests_under_way", "Requests under way.", registry=self.registry)
        self.up = Gauge("throughline_graph_up", "Whether the graph answers.", registry=self.registry)
        self.seq = Gauge("throughline_graph_sequence", "The newest sequence.", registry=self.registry)
        self.decisions = Gauge("throughline_decisions", "Decisions that were recorded.", registry=self.registry)

    def text(self, engine: Engine) -> bytes:
        """All of it, with how the graph stands now."""
        try:
            self.seq.set(engine.ask(cypher("head"))[0]["seq"])
            self.decisions.set(engine.ask(cypher("decisions_made_count"))[0]["number"])
            self.up.set(1)
        except Unavailable:
            self.up.set(0)
        return generate_latest(self.registry)
