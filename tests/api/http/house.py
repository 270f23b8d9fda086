"""A small world behind the door over HTTP: its principals, a key for each, and a client in process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from fastapi import FastAPI
from fastapi.testclient import TestClient

from agents.principals import Wanted
from api.http.app import LARGEST_BODY, create
from api.settings import Settings
from api.wiring import Wired
from graph.engines.base import Engine
from tests.agents import world

PEOPLE: dict[str, dict[str, Any]] = {
    "maria": {"kind": "person", "roles": ["reader"]},
    "refund-agent": {"kind": "software", "roles": ["agent"], "acts_for": ["maria"]},
    "ana": {"kind": "person", "roles": ["analyst"]},
    "otto": {"kind": "person", "roles": ["operator"]},
    "root": {"kind": "person", "roles": ["admin"]},
}
REFUND = {"subject": str(world.CASE), "action": "refund", "purpose": "refund"}


@dataclass(frozen=True)
class House:
    """The world, the app over it, and a key for each of `PEOPLE`."""

    wired: Wired
    app: FastAPI
    client: TestClient
    keys: dict[str, str]

    def ask(self, method: str, path: str, who: str | None = "root", **more: Any) -> Any:
        """The response to a request of somebody, or of nobody."""
        headers = dict(more.pop("headers", {}))
        if who is not None:
            headers["Authorization"] = f"Bearer {self.keys.get(who, who)}".encode()
        return self.client.request(method, path, headers=headers, **more)

    def get(self, path: str, who: str | None = "root", **more: Any) -> Any:
        """The response to a question of somebody."""
        return self.ask("GET", path, who, **more)

    def post(self, path: str, body: Any, who: str | None = "root", **more: Any) -> Any:
        """The response to a document of somebody."""
        headers = {"Content-Type": "application/json", **more.pop("headers", {})}
        return self.ask("POST", path, who, content=json.dumps(body), headers=headers, **more)

    def context(self, who: str = "refund-agent", **more: Any) -> dict[str, Any]:
        """The context of a refund."""
        answer = self.post("/contexts", {**REFUND, **more}, who)
        assert answer.status_code == 200, answer.text
        return dict(answer.json())

    def proposal(self, context: dict[str, Any], **more: Any) -> dict[str, Any]:
        """A proposal on a context."""
        body = {
            "context_id": context["id"],
            "question": "Shall the customer get the money back?",
            "options": ["refund", {"name": "decline", "dropped": "the goods did arrive broken"}],
            "choice": "refund",
            "because": "the payment was received and the jars were broken",
            "confidence": "0.85",
            "action": {"payment": "P-1", "amount": 12050, "amount_currency": "EUR"},
            "cites": [context["facts"][0]["n"]],
            "idempotency_key": "case-17",
        }
        return {name: value for name, value in {**body, **more}.items() if value is not None}


def house(engine: Engine, folder: Path, *, rate: int = 0, largest_body: int = LARGEST_BODY) -> House:
    """The world on an engine that is blank, behind an app."""
    wired = Wired(Settings(home=folder, user="root"), engine, world.built(engine))
    keys = {}
    for name, said in PEOPLE.items():
        wired.principals.add(Wanted(name=name, **said), "tests")
        keys[name] = wired.principals.make_key(name, "tests").token
    app = create(wired, rate, largest_body)
    return House(wired, app, TestClient(app, raise_server_exceptions=False), keys)


def sell(house: House) -> None:
    """Give the house's server the files of a source, `erp`, with one order."""
    folder = house.wired.settings.sources_folder
    folder.mkdir(parents=True)
    (folder / "orders.csv").write_text("id\n10248\n")
    mapping = folder / "erp.map"
    key = "[{column: id, as: integer}]"
    mapping.write_text(
        f"source: erp\nstreams: {{orders: {{classes: [Order], key: {key}, fields: {{order_number: id}}}}}}"
    )
    source = {"name": "erp", "connector": "files", "mapping": str(mapping), "options": {"path": str(folder)}}
    (folder / "erp.yaml").write_text(yaml.safe_dump(source))
