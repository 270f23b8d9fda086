"""The writer's lease: facts have one writer at a time.

The lease (owner, token, expiry) lies on the head. It is taken before a transaction and checked inside it, which fences
a holder that was overtaken. It runs out by itself; that of a process of this machine that has died is taken over
at once.
"""

from __future__ import annotations

import secrets
import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from graph.clock import now, stamp
from graph.engines.base import Engine, Row, Transaction
from graph.model import OPEN
from graph.processes import dead, signature
from graph.questions import cypher
from ontology.errors import Conflict

TERM = timedelta(seconds=30)
PAUSE = 0.05


class LeaseLost(Conflict):
    """Another writer holds the lease now; what was begun is rolled back and may be done again."""


@dataclass(frozen=True, slots=True)
class Head:
    """The head as a writer finds it: the newest commit, its date, labels left to be taken off,
    and the digest of the ontology in force."""

    seq: int
    at: str
    pending: list[str]
    ontology: str | None


class Lease:
    """One process's claim to write facts."""

    def __init__(self, engine: Engine, owner: str, patience: float = 120.0) -> None:
        self.engine = engine
        self.owner = owner
        self.patience = patience
        self.token = secrets.token_hex(8)
        self.name = signature(owner)
        self.held = False
        self.taken = 0.0
        self.wanted = False

    def take(self) -> list[str]:
        """Wait for the lease and take it. Returns the labels that a commit before it left to be taken off.

        Raises:
            Conflict: another writer kept it for longer than this one's patience.
        """
        deadline = time.monotonic() + self.patience
        asked = False
        while (pending := self._try()) is None:
            holder = self._holder()
            if time.monotonic() > deadline:
                raise Conflict(f"the graph is being written by `{holder}`", "try again when it has finished")
            if not asked:
                asked = True
                self.engine.write(lambda tx: tx.ask(cypher("lease_want"), wanted=self.token))
            time.sleep(PAUSE)
        self.held = True
        self.taken = time.monotonic()
        return pending

    def _holder(self) -> str:
        rows = self.engine.ask(cypher("lease_holder"))
        return str(rows[0]["owner"]).rpartition("|")[2] if rows and rows[0]["owner"] else "nobody"

    def _try(self) -> list[str] | None:
        rows = self.engine.ask(cypher("lease_holder"))
        if not rows:
            raise Conflict("the graph has no head", "run the migrations first: open it with `throughline status`")
        row = rows[0]
        if row["token"] and row["token"] != self.token and row["expires"] > now() and not dead(row["owner"]):
            return None
        taken = self.engine.write(
            lambda tx: tx.ask(
                cypher("lease_take"), before=row["token"] or "", token=self.token, owner=self.name, expires=_expiry()
            )
        )
        return list(taken[0]["pending"]) if taken else None

    def check(self, tx: Transaction) -> Head:
        """Make sure inside a transaction that the lease is still held, extend it, and tell how the head stands.

        Raises:
            LeaseLost: it is another's.
        """
        return self._seen(tx.ask(cypher("lease_check"), token=self.token, expires=_expiry(), open=OPEN))

    def demand(self, tx: Transaction, head: Head) -> None:
        """Let a transaction make sure of the same, and that the head stands so, without waiting for it.

        The transaction raises:
            LeaseLost: it is another's.
            Conflict: the head stands otherwise.
        """

        def check(rows: list[Row]) -> None:
            found = self._seen(rows)
            if replace(found, ontology=found.ontology or head.ontology) != head:
                raise Conflict("the head has moved", "begin again from where it is")

        tx.expect(check, cypher("lease_check"), token=self.token, expires=_expiry(), open=OPEN)

    def _seen(self, rows: list[Row]) -> Head:
        if not rows:
            self.held = False
            raise LeaseLost("the writer's lease was lost", "take it again and repeat the batch")
        self.wanted = rows[0]["wanted"] not in (None, "", self.token)
        return Head(int(rows[0]["seq"]), str(rows[0]["at"] or ""), list(rows[0]["pending"] or []), rows[0]["ontology"])

    def yield_(self) -> None:
        """Let another writer have its turn, if one waits and this one has held the lease for a second."""
        if self.held and self.wanted and time.monotonic() - self.taken > 1.0:
            self.release()
            time.sleep(PAUSE * 3)

    def release(self) -> None:
        """Give the lease back, if it is still held."""
        if self.held:
            self.held = False
            self.engine.write(lambda tx: tx.ask(cypher("lease_release"), token=self.token))


def _expiry() -> str:
    return stamp(datetime.now(UTC) + TERM)
