"""A running django-helpdesk, as tests handle it: over its REST API, and its `manage.py`.

`HELPDESK_URL`, `HELPDESK_USER` and `HELPDESK_PASSWORD` say where it is, and `HELPDESK_MANAGE` is the command that
manages it. Its tickets are changed: take one that is there for tests.
"""

from __future__ import annotations

import os
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any, ClassVar
from urllib.parse import urlsplit

import httpx
from throughline_helpdesk import HelpdeskConnector

from ingest.testkit import Gate, System

WIDEN = 'CustomField.objects.get_or_create(name="mood", label="Mood", data_type="varchar", ordering=2, required=False)'
NARROW = 'CustomField.objects.filter(name="mood").delete()'
ACTIVE = "User.objects.filter(username={user!r}).update(is_active={active})"


class HelpdeskSystem(System):
    """The tickets of a helpdesk, behind a gate that can be shut."""

    kind = HelpdeskConnector
    stream = "tickets"
    cannot: ClassVar[dict[str, str]] = {
        "tie": "tickets have no version",
        "spoil": "what a field holds is of its type",
    }

    def __init__(self) -> None:
        self.user = os.environ["HELPDESK_USER"]
        parts = urlsplit(os.environ["HELPDESK_URL"])
        self.gate = Gate(parts.hostname or "", parts.port or 80)
        self.options = {
            "url": f"http://{self.gate.address}",
            "user": self.user,
            "password": {"env": "HELPDESK_PASSWORD"},
            "page": 2,
        }
        self.environ = {"HELPDESK_PASSWORD": os.environ["HELPDESK_PASSWORD"]}
        auth = (self.user, self.environ["HELPDESK_PASSWORD"])
        self.api = httpx.Client(base_url=f"{os.environ['HELPDESK_URL']}/helpdesk/api/tickets/", auth=auth, timeout=30)
        self.queue = self._asked("GET", "", params={"page_size": 1})["results"][0]["queue"]

    def rows(self) -> int:
        return int(self._asked("GET", "", params={"page_size": 1})["count"])

    def add(self) -> int:
        ticket = {"queue": self.queue, "title": "New", "description": "New", "priority": 3, "status": 1}
        return int(self._asked("POST", "", json={**ticket, "submitter_email": "new@example.com"})["id"])

    def change(self) -> None:
        first = self._asked("GET", "", params={"page_size": 1})["results"][0]
        self._asked("PATCH", f"{first['id']}/", json={"title": first["title"] + "!"})

    def delete(self) -> None:
        self.api.delete(f"{self.add() - 1}/").raise_for_status()

    def widen(self) -> None:
        self._run(WIDEN)

    def narrow(self) -> None:
        self._run(NARROW)

    def away(self) -> AbstractContextManager[object]:
        return self.gate.shut()

    @contextmanager
    def refuse(self) -> Iterator[None]:
        self._run(ACTIVE.format(user=self.user, active=False))
        try:
            yield
        finally:
            self._run(ACTIVE.format(user=self.user, active=True))

    def close(self) -> None:
        self.api.close()
        self.gate.close()

    def _asked(self, method: str, path: str, **more: Any) -> dict[str, Any]:
        return dict(self.api.request(method, path, **more).raise_for_status().json())

    def _run(self, code: str) -> None:
        """Run a line of Python within the helpdesk."""
        imports = "from django.contrib.auth.models import User; from helpdesk.models import CustomField; "
        subprocess.run([*shlex.split(os.environ["HELPDESK_MANAGE"]), "shell", "-c", imports + code], check=True)
