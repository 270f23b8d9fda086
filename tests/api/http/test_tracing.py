from __future__ import annotations

from dataclasses import replace

import pytest
from fastapi.testclient import TestClient
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from api.http.app import create
from api.http.tracing import Traced, bare
from api.settings import Settings
from graph.store import Store
from tests.agents import world
from tests.api.http.house import REFUND, House

REMOTE = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"


@pytest.fixture
def spans() -> InMemorySpanExporter:
    return InMemorySpanExporter()


@pytest.fixture
def traced(shared: House, spans: InMemorySpanExporter) -> House:
    """The world with traces that are kept."""
    tracers = bare()
    tracers.add_span_processor(SimpleSpanProcessor(spans))
    engine = Traced(shared.wired.engine, tracers)
    wired = replace(shared.wired, engine=engine, store=Store(engine, world.ontology()))
    app = create(wired, rate=0, tracers=tracers)
    return House(wired, app, TestClient(app, raise_server_exceptions=False), shared.keys)


def test_a_request_is_a_span_with_its_questions_below(traced: House, spans: InMemorySpanExporter) -> None:
    answer = traced.post("/contexts", REFUND, "refund-agent", headers={"traceparent": REMOTE})
    assert answer.status_code == 200
    found = spans.get_finished_spans()
    (root,) = [one for one in found if one.parent is not None and one.parent.is_remote]
    assert root.name == "POST /contexts"
    assert f"{root.context.trace_id:032x}" == REMOTE.split("-")[1]
    assert root.attributes is not None
    assert root.attributes["http.response.status_code"] == 200
    questions = {one.name for one in found if one.name.startswith("graph ")}
    assert {"graph access_key", "graph opening"} <= questions
    assert {one.context.trace_id for one in found} == {root.context.trace_id}


def test_spans_hold_no_keys_and_nothing_of_bodies(traced: House, spans: InMemorySpanExporter) -> None:
    traced.post("/contexts", {**REFUND, "purpose": "a secret purpose"}, "refund-agent")
    traced.get("/me", "maria")
    text = "".join(one.to_json() for one in spans.get_finished_spans())
    assert "a secret purpose" not in text
    assert "Alfreds" not in text
    assert [key for key in traced.keys.values() if key in text or key.split("_", 2)[2] in text] == []


def test_without_being_told_nothing_is_traced(shared: House, spans: InMemorySpanExporter) -> None:
    assert shared.get("/me").status_code == 200
    assert Settings().traces is None
    with pytest.raises(ValueError, match="write an address"):
        Settings(traces="collector:4318")
