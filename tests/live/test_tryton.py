"""Tryton passes what every connector must, against a real one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from itertools import count
from typing import ClassVar
from urllib.parse import urlsplit

import pytest

from ingest.connectors.tryton import TrytonConnector
from ingest.testkit import Checks, Gate, System
from tests.live.tryton import READER, Tryton

NUMBERS = count(1)
MODIFIED = "coalesce(write_date, create_date)"


class PartySystem(System):
    """The parties of a Tryton, behind a gate."""

    kind = TrytonConnector
    stream = "parties"
    cannot: ClassVar[dict[str, str]] = {
        "spoil": "what a field holds is of its type",
        "widen": "fields come with modules, which are installed while the server is down",
        "narrow": "fields go with modules",
    }

    def __init__(self, tryton: Tryton) -> None:
        self.tryton = tryton
        parts = urlsplit(tryton.url)
        assert parts.hostname
        assert parts.port
        self.gate = Gate(parts.hostname, parts.port)
        self.options = {
            "url": f"http://{self.gate.address}",
            "database": "erp",
            "user": "reader",
            "password": {"env": "ERP_PASSWORD"},
            "page": 3,
            "look_back": "1s",
        }
        self.environ = {"ERP_PASSWORD": READER}

    def rows(self) -> int:
        return int(self.tryton.sql("SELECT count(*) FROM party_party")[0][0])

    def add(self) -> None:
        self.tryton.call("model.party.party.create", [{"name": f"New {next(NUMBERS)}"}])

    def change(self) -> None:
        self.tryton.call("model.party.party.write", [2], {"name": f"Changed {next(NUMBERS)}"})

    def tie(self) -> None:
        newest = f"(SELECT max({MODIFIED}) FROM party_party)"
        self.tryton.sql(f"UPDATE party_party SET name = 'Tied {next(NUMBERS)}', write_date = {newest} WHERE id = 3")

    def delete(self) -> None:
        (newest,) = self.tryton.call("model.party.party.search", [], 0, 1, [["id", "DESC"]])
        self.tryton.call("model.party.party.delete", [newest])

    def away(self) -> AbstractContextManager[object]:
        return self.gate.shut()

    @contextmanager
    def refuse(self) -> Iterator[None]:
        """The user is deactivated."""
        ((id_,),) = self.tryton.sql("SELECT id FROM res_user WHERE login = 'reader'")
        self.tryton.call("model.res.user.write", [id_], {"active": False})
        try:
            yield
        finally:
            self.tryton.call("model.res.user.write", [id_], {"active": True})

    def close(self) -> None:
        self.gate.close()


class TestTryton(Checks):
    @pytest.fixture
    def system(self, tryton: Tryton) -> Iterator[System]:
        found = PartySystem(tryton)
        yield found
        found.close()
