"""Two live systems and a file of CRM rows become one graph; what changes in them shows in what rested on it."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import pytest

from agents.answer import Answer
from agents.context import Question, context
from agents.decide import decide
from agents.proposal import Proposal
from agents.walks import drift
from graph.engines.base import Engine
from graph.model import Reader
from graph.store import Store
from ingest.progress import Outcome
from ingest.sources import Source, configure
from ingest.sync import sync_all
from ontology.vocabulary import Need
from tests.agents.world import SECRET, cite, with_needs
from tests.live.conftest import EXAMPLE, ROOT
from tests.live.helpdesk import PASSWORD, USER, Helpdesk
from tests.live.tryton import READER, Tryton

CRM = """
source: crm
streams:
  accounts:
    classes: [Customer, Organization]
    key: [AccountId]
    fields: {name: Name, domain: {column: Website, clean: domain}, segment: Segment}
"""
ROWS = (
    "AccountId,Name,Website,Segment\nA-1,Ernst Handel,www.shop5.example,wholesale\nA-2,Hungry Owl,owl.example,retail\n"
)
ENVIRON = {"ERP_PASSWORD": READER, "DESK_PASSWORD": PASSWORD}
READS = Reader("refund-agent", "refund")
CLOCK = "2026-12-01T00:00:00.000000Z"
PARTY, SALE = 6, 5
NEEDS = ("subject", "status", "raised_by/name", "raised_by/segment", "concerns/status", "concerns/order_number")


@pytest.fixture
def sources(own_tryton: Tryton, own_helpdesk: Helpdesk, tmp_path: Path) -> list[Source]:
    """The three systems, as `source add` configures them."""
    (tmp_path / "crm.yaml").write_text(CRM)
    (tmp_path / "accounts.csv").write_text(ROWS)
    docs = (ROOT / "docs" / "connectors.md").read_text("utf-8").partition("\n## tryton\n")[2]
    found = re.search(r"```yaml\n(.*?)```", docs, re.DOTALL)
    assert found
    (tmp_path / "erp.yaml").write_text(found[1])
    erp = {"url": own_tryton.url, "database": "erp", "user": "reader", "password": {"env": "ERP_PASSWORD"}}
    desk = {"url": own_helpdesk.url, "user": USER, "password": {"env": "DESK_PASSWORD"}}
    return [
        configure("crm", "files", tmp_path / "crm.yaml", {"path": str(tmp_path / "accounts.csv")}),
        configure("erp", "tryton", tmp_path / "erp.yaml", erp, trust=60),
        configure("desk", "helpdesk", EXAMPLE / "mapping.yaml", desk),
    ]


def tickets(desk: Helpdesk, method: str, path: str, **body: Any) -> dict[str, Any]:
    """What the helpdesk's API answers its staff."""
    headers = {"Authorization": "Basic " + base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()}
    data = json.dumps(body).encode() if body else None
    asked = Request(f"{desk.url}/helpdesk/api/tickets/{path}", data, headers, method=method)
    asked.add_header("Content-Type", "application/json")
    with urlopen(asked, timeout=60) as answer:
        return dict(json.loads(answer.read() or b"{}"))


def synced(store: Store, sources: list[Source]) -> dict[str, Outcome]:
    """What came of a sync of all streams, in a graph that is sound after it."""
    found = list(sync_all(store, sources, ENVIRON))
    assert {one.status for one in found} <= {"done", "unchanged"}, [one for one in found if one.reason]
    assert [row["reason"] for name in ("crm", "erp", "desk") for row in store.quarantined(name)] == []
    assert store.verify() == []
    return {f"{one.source}/{one.stream}": one for one in found}


def asked(store: Store, case: int) -> Answer:
    return context(
        store,
        SECRET,
        Question(subject=f"desk/tickets/{case}", action="look", reader=READS.who, purpose=READS.purpose),
        CLOCK,
    )


def test_what_changes_in_live_systems_shows_in_a_decision(
    engine: Engine, own_tryton: Tryton, own_helpdesk: Helpdesk, sources: list[Source], installed: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.syspath_prepend(str(installed))
    case = {"queue": 1, "title": "Broken jars", "description": "All of them", "priority": 2, "status": 1}
    ticket = tickets(own_helpdesk, "POST", "", **case, submitter_email="orders@5.example.com", custom_sale=SALE)["id"]
    store = Store(engine, with_needs("Case", *map(Need, NEEDS)))
    first = synced(store, sources)
    assert {name: one.new for name, one in first.items()} == {
        "crm/accounts": 2, "erp/parties": 7, "erp/sales": 18, "erp/products": 3, "erp/invoices": 4, "erp/payments": 2,
        "erp/shipments": 4, "erp/opportunities": 3, "desk/tickets": 9,
    }  # fmt: skip

    answer = asked(store, ticket)
    said = {fact.path: fact.value for fact in answer.facts if not fact.relation}
    assert said == {
        "subject": "Broken jars", "status": "open", "raised_by/name": "Ernst Handel", "raised_by/segment": "wholesale",
        "concerns/status": "draft", "concerns/order_number": None,
    } | {"concerns/order_number": said.get("concerns/order_number")}  # fmt: skip
    assert not answer.conflicts
    proposal = Proposal(
        context_id=answer.id,
        question="Shall we send it again?",
        options=[{"name": "again"}, {"name": "no", "dropped": "it broke on our way"}],
        choice="again",
        because="the jars broke on the way",
        confidence="0.9",
        action={"ship": SALE},
        agent="refund-agent",
        on_behalf_of="maria",
        idempotency_key="case",
        cites=[cite(answer, path) for path in ("status", "raised_by/name", "concerns/status")],
    )
    stored = decide(store, SECRET, proposal, CLOCK)
    assert drift(store, stored.id, READS).drifted == []
    assert {one.new + one.changed + one.gone for one in synced(store, sources).values()} == {0}

    own_tryton.call("model.party.party.write", [PARTY], {"name": "Ernst Handel & Söhne"})
    own_tryton.call("model.sale.sale.cancel", [SALE])
    tickets(own_helpdesk, "DELETE", f"{ticket}/")
    second = synced(store, sources)
    counts = {name: (one.new, one.changed, one.gone) for name, one in second.items()}
    assert {name: found for name, found in counts.items() if any(found)} == {
        "erp/parties": (0, 1, 0),
        "erp/sales": (0, 3, 0),
        "desk/tickets": (0, 0, 3),
    }
    found = {(one.change, one.field, one.then, one.now) for one in drift(store, stored.id, READS).drifted}
    assert found >= {
        ("changed", "name", "Ernst Handel", "Ernst Handel & Söhne"),
        ("changed", "status", "draft", "cancelled"),
        ("gone", "status", "open", None),
    }
