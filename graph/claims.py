"""Claims on sources: one runner at a time syncs a source, whatever process or machine it is.

A claim lies in the graph. It is kept by a thread for as long as its holder lives, runs out by itself a minute later,
and that of a process of this machine that has died is taken over at once. It keeps runners from doing the same work
twice; that work done twice changes nothing, the writer sees to.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType

from graph.clock import now, stamp
from graph.engines.base import Engine, Transaction
from graph.processes import dead, signature, told
from graph.questions import cypher
from ontology.errors import Conflict, ThroughlineError

TERM = timedelta(seconds=60)
BEAT = 15.0
"""Seconds between two signs of life."""

PAUSE = 1.0
"""Seconds between two looks of one who waits."""


@dataclass(frozen=True, slots=True)
class Run:
    """A source that is being synced (`owner`, since when), is to be synced next at `due` by `runner`, or both."""

    source: str
    owner: str
    since: str
    expires: str
    due: str
    runner: str

    @property
    def held(self) -> bool:
        """Whether somebody syncs the source now."""
        return bool(self.owner) and self.expires > now() and not dead(self.owner)

    @property
    def planned(self) -> bool:
        """Whether somebody will sync it."""
        return bool(self.due) and not dead(self.runner)


class Claim:
    """This process's claim on a source, a context manager. `lost` says that another has taken it over meanwhile.

    What else one process does at a time is claimed likewise: `doing` is what is done with it, and what is done `once`
    leaves no trace of its claim.
    """

    def __init__(self, engine: Engine, source: str, doing: str = "synced", once: bool = False) -> None:
        self._engine = engine
        self._source = source
        self._doing = doing
        self._once = once
        self._token = secrets.token_hex(8)
        self._ended = threading.Event()
        self._keeper = threading.Thread(target=self._keep, name=f"claim on {source}", daemon=True)
        self.lost = False

    def take(
        self,
        wait: bool = False,
        stop: Callable[[], bool] = lambda: False,
        sleep: Callable[[float], None] = time.sleep,
        along: Callable[[Transaction], object] = lambda tx: None,
    ) -> Claim:
        """Take the claim; with `wait`, when its holder has finished, or not at all when asked to stop meanwhile.

        `along` is done in the transaction that takes it.

        Raises:
            Conflict: another process syncs the source.
        """
        while not self._try(along):
            found = self._engine.ask(cypher("claim"), source=self._source)
            if not (found and found[0]["token"]):
                continue
            if not wait or stop():
                who, since = told(found[0]["owner"]), found[0]["since"][:19]
                raise Conflict(
                    f"`{self._source}` is being {self._doing} already, by {who}, since {since}Z",
                    "try again when that has ended" if self._once else "say `--wait` to sync it when that has ended",
                )
            sleep(PAUSE)
        return self

    def _try(self, along: Callable[[Transaction], object]) -> bool:
        rows = self._engine.ask(cypher("claim"), source=self._source)
        before = rows[0] if rows and rows[0]["token"] else None
        if before and before["expires"] > now() and not dead(before["owner"]):
            return False

        def work(tx: Transaction) -> bool:
            taken = tx.ask(
                cypher("claim_take"), source=self._source, before=before["token"] if before else "",
                token=self._token, owner=signature(self._doing), since=now(), expires=_expiry(),
            )  # fmt: skip
            if taken:
                along(tx)
            return bool(taken)

        return self._engine.write(work)

    def __enter__(self) -> Claim:
        self._keeper.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._ended.set()
        self._keeper.join()
        self.release()

    def release(self) -> None:
        """Give it back, if it is still held."""
        question = cypher("claim_drop" if self._once else "claim_release")
        self._engine.write(lambda tx: tx.ask(question, source=self._source, token=self._token))

    def keep(self) -> None:
        """Give one sign of life."""
        kept = self._engine.write(
            lambda tx: tx.ask(cypher("claim_keep"), source=self._source, token=self._token, expires=_expiry())
        )
        self.lost = not kept

    def _keep(self) -> None:
        while not (self.lost or self._ended.wait(BEAT)):
            try:
                self.keep()
            except ThroughlineError:
                continue  # the sync itself meets the same graph and tells of it; the claim may be kept at the next beat


def runs(engine: Engine) -> list[Run]:
    """Which sources are being synced, and which are to be, by name."""
    return [Run(**row) for row in engine.ask(cypher("claims"))]


def plan(engine: Engine, source: str, due: datetime | None) -> None:
    """Tell when this process will sync a source next; None that it will not."""
    when, who = (stamp(due), signature("sync")) if due else ("", "")
    engine.write(lambda tx: tx.ask(cypher("claim_plan"), source=source, due=when, runner=who))


def _expiry() -> str:
    return stamp(datetime.now(UTC) + TERM)
