"""Real data as it is: the 8,469 support tickets, once on each engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from graph.engines.base import Engine
from graph.store import Store
from ingest.sources import configure, open_source
from ingest.sync import sync
from tests.ingest.words import words

TICKETS = Path(__file__).parents[2].parent / "shared" / "data" / "tickets"
ROWS = 8469


def test_the_real_tickets_are_loaded_as_they_are(engine: Engine) -> None:
    if not TICKETS.is_dir():
        pytest.skip(f"THE REAL TICKETS ARE NOT TESTED: no folder {TICKETS}")
    mapping = Path(__file__).with_name("tickets.yaml")
    source = configure("helpdesk", "files", mapping, {"path": str(TICKETS)}, zone="UTC")
    store, job = Store(engine, words()), open_source(source, words(), {})
    for one in sync(store, job):
        assert (one.status, one.read, one.new, one.refused) == ("done", ROWS, ROWS, 0)
    counted = {
        "cases raised by somebody": "MATCH (c:Customer)-[:RAISED]->(k:Case) RETURN count(k) AS n",
        "people, though some share an address": "MATCH (p:Person) RETURN count(p) AS n",
        "closed cases with a date": "MATCH (k:Case) WHERE k.closed_at >= '2023' RETURN count(k) AS n",
    }
    found = {name: engine.ask(question)[0]["n"] for name, question in counted.items()}
    assert found["cases raised by somebody"] == ROWS
    assert found["closed cases with a date"] == 2769
    assert found["people, though some share an address"] == ROWS
    assert store.verify() == []
    assert {one.status for one in sync(store, job)} == {"unchanged"}
