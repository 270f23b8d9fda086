"""A real Tryton for the tests: a process of its own, never imported (it is GPL-3), with a small company in SQLite."""

from __future__ import annotations

import base64
import json
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from graph.engines.java import free_ports
from tests.live.building import HERE, end, environment, kept, run, serve

MODULES = ("party", "sale", "product", "account_invoice", "sale_opportunity", "stock")
PASSWORD = "of+the/administrator"
READER = "reading+only/word"
CONF = "[database]\nuri = sqlite://\npath = {folder}\n[web]\nlisten = 127.0.0.1:{port}\n"


@dataclass(frozen=True)
class Tryton:
    """A running Tryton with the database `erp`, which the user `reader` may read."""

    url: str
    folder: Path
    process: subprocess.Popen[bytes]

    def call(self, method: str, *params: Any) -> Any:
        """What a method gives the administrator. Raises: AssertionError."""
        uid, session, *_ = self._post("common.db.login", "admin", {"password": PASSWORD}, "en")
        token = base64.b64encode(f"admin:{uid}:{session}".encode()).decode()
        context = self._post("model.res.user.get_preferences", True, {}, session=token)
        return self._post(method, *params, context, session=token)

    def sql(self, statement: str) -> list[Any]:
        """Run a statement in its database, and give what it gives."""
        with closing(sqlite3.connect(self.folder / "erp.sqlite", timeout=30)) as connection, connection:
            return connection.execute(statement).fetchall()

    def end(self) -> None:
        """End it at once."""
        end(self.process)

    def _post(self, method: str, *params: Any, session: str | None = None) -> Any:
        headers = {"Content-Type": "application/json"} | ({"Authorization": f"Session {session}"} if session else {})
        body = json.dumps({"id": 1, "method": method, "params": params}).encode()
        with urlopen(Request(f"{self.url}/erp/rpc/", body, headers), timeout=60) as answer:
            found = json.load(answer)
        assert "result" in found, found
        return found["result"]


def company() -> Path:
    """A folder with the database of a small company, filled once. Raises: Unavailable."""
    fill, pins = HERE / "tryton_fill.py", HERE / "tryton.txt"
    return kept("tryton", [fill, pins, Path(__file__)], _fill)


def _fill(folder: Path) -> None:
    python = environment("tryton")
    conf, secret = folder / "trytond.conf", folder / "secret"
    conf.write_text(CONF.format(folder=folder, port=free_ports(1)[0]))
    secret.write_text(PASSWORD)
    (folder / "erp.sqlite").touch()
    admin = [str(python.with_name("trytond-admin")), "-c", str(conf), "-d", "erp"]
    run([*admin, "--all", "--email", "admin@example.com"], TRYTONPASSFILE=str(secret))
    run([*admin, "-u", *MODULES, "--activate-dependencies"])
    run([str(python), str(HERE / "tryton_fill.py"), str(conf), READER])


def serve_tryton(folder: Path) -> Tryton:
    """Start a Tryton with a company of its own in a folder. Raises: Unavailable."""
    (port,) = free_ports(1)
    shutil.copy(company() / "erp.sqlite", folder / "erp.sqlite")
    conf = folder / "trytond.conf"
    conf.write_text(CONF.format(folder=folder, port=port))
    url = f"http://127.0.0.1:{port}"
    command = [str(environment("tryton").with_name("trytond")), "-c", str(conf), "-d", "erp"]
    return Tryton(url, folder, serve(command, folder, url))
