"""Syncs of sources that somebody asks for and looks after: begun here, and told of until they end, and afterwards.

They run in threads of their own, so that nobody need wait for them. Who they were begun for may go away; a process that
ends lets each finish its batch, and the next sync goes on from there.
"""

from __future__ import annotations

import logging
import secrets
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from agents.synced import SourceSync, SyncWanted, begun_now, ended, kept, place, told
from graph import sourcesyncs
from graph.claims import Claim
from graph.engines.base import Busy, Transaction
from graph.sourcesyncs import Asking
from graph.store import Store
from ingest import sources
from ingest import sync as syncs
from ingest.progress import Outcome, Progress
from ingest.sources import Job
from ontology.digest import digest, identify
from ontology.errors import Conflict, NotFound, ThroughlineError, Unavailable

AT_ONCE = 4
"""How many syncs of sources one process runs at once, dry ones among them."""

GRACE = 30.0
"""Seconds for which a process that ends waits for the batches that are being written."""

DEFECT = "this is a defect of Throughline; its log tells more"

log = logging.getLogger("throughline.syncs")


class Syncing:
    """The syncs that this process runs. `store` is the graph as it is open now, `folder` holds the sources' files."""

    def __init__(
        self, store: Callable[[], Store], folder: Callable[[], Path], environ: Callable[[], Mapping[str, str]]
    ) -> None:
        self._store, self._folder, self._environ = store, folder, environ
        self._stop = threading.Event()
        self._turn = threading.Lock()
        self._running: dict[str, threading.Thread] = {}

    def start(self, name: str, wanted: SyncWanted, by: str, key: str | None = None) -> tuple[SourceSync, bool]:
        """Begin to sync a source, or find the sync that was begun under the same idempotency key; and whether it began.

        Raises:
            NotFound: no source or stream of that name is known here.
            Conflict: somebody syncs it now; or the key belongs to a sync that was asked for otherwise.
            Busy: as many syncs run here as may.
            Invalid, Refused: it is not configured so that it can be read.
        """
        store = self._present()
        id_ = identify("source sync", by, name, key) if key is not None else secrets.token_hex(16)
        asking = Asking(id_, name, by, digest(wanted.model_dump(mode="json")), wanted.dry_run)
        if (before := self._before(store, asking)) is not None:
            return before, False
        job = sources.open_source(sources.get(self._folder(), name), store.ontology, self._environ())
        begun = False
        try:
            job.streams(wanted.streams)
            with self._turn:
                self._check_room()
                claim = self._begin(store, asking)
                begun = claim is not None
                if claim is not None:
                    self._run(_Work(store, job, wanted, asking, claim, self._stop.is_set, self._store))
        finally:
            if not begun:
                job.connector.close()
        return (begun_now(asking) if begun else self._known(store, asking)), begun

    def look(self, source: str, id_: str) -> SourceSync:
        """One sync of a source. Raises: NotFound."""
        row = sourcesyncs.found(self._store().engine, source, id_)
        if row is None:
            raise NotFound(f"no sync `{id_}` of `{source}`", "`/syncs` lists those of its streams")
        return told(row)

    def wait(self, seconds: float | None = None) -> None:
        """Wait until what runs here has ended, for some seconds at most."""
        with self._turn:
            running = list(self._running.values())
        until = None if seconds is None else time.monotonic() + seconds
        for thread in running:
            thread.join(None if until is None else max(0.0, until - time.monotonic()))

    def close(self) -> None:
        """Let every sync finish its batch, and begin none any more."""
        self._stop.set()
        self.wait(GRACE)

    def _present(self) -> Store:
        """The store, writing with the words that are in force now."""
        store = self._store()
        return Store(store.engine, store.in_force(store.head()[0]))

    def _before(self, store: Store, asking: Asking) -> SourceSync | None:
        row = sourcesyncs.found(store.engine, asking.source, asking.id)
        if row is None:
            return None
        if row["asked"] != asking.asked:
            raise Conflict("the idempotency key belongs to a sync that was asked for otherwise", "take another key")
        return told(row)

    def _known(self, store: Store, asking: Asking) -> SourceSync:
        found = self._before(store, asking)
        assert found is not None
        return found

    def _check_room(self) -> None:
        if self._stop.is_set():
            raise Busy("the server is being stopped", "try again in a moment")
        if len(self._running) >= AT_ONCE:
            raise Busy(f"{AT_ONCE} syncs run here already, as many as may", "try again in a while")

    def _begin(self, store: Store, asking: Asking) -> Claim | None:
        """The claim on the source, taken with the sync's beginning; None when there is a sync of that id by now."""
        made = [False]

        def begin(tx: Transaction) -> None:
            made[0] = sourcesyncs.begin(tx, asking)

        claim = Claim(store.engine, asking.source)
        if asking.dry:
            store.engine.write(begin)
            return claim if made[0] else None
        try:
            claim.take(along=begin)
        except Conflict as error:
            if self._before(store, asking) is not None:
                return None
            raise Conflict(error.message, "sync it when that has ended") from error
        if not made[0]:
            claim.release()
            return None
        return claim

    def _run(self, work: _Work) -> None:
        def run() -> None:
            try:
                work.run()
            finally:
                with self._turn:
                    del self._running[work.id]

        thread = threading.Thread(target=run, name=f"sync of {work.source}", daemon=True)
        self._running[work.id] = thread
        thread.start()


class _Work:
    """One sync as it runs, and its signs of life. `now` is the graph as it is open then: it may have been renewed."""

    def __init__(
        self, store: Store, job: Job, wanted: SyncWanted, asking: Asking, claim: Claim, stop: Callable[[], bool],
        now: Callable[[], Store],
    ) -> None:  # fmt: skip
        self.id, self.source = asking.id, asking.source
        self._store, self._job, self._wanted, self._claim = store, job, wanted, claim
        self._stop, self._now = stop, now
        self._ended = threading.Event()
        self._outcomes: list[Outcome] = []
        self._progress: Progress | None = None

    def run(self) -> None:
        """Sync, and store how it went."""
        keeper = threading.Thread(target=self._keep, name=f"sync of {self.source}, alive", daemon=True)
        keeper.start()
        status, reason = "failed", DEFECT
        try:
            self._sync()
            status, reason = ended(self._outcomes, self._stop()), ""
        except ThroughlineError as error:
            log.warning("the sync of `%s` broke off: %s", self.source, error)
            lost = isinstance(error, Unavailable) or error.of_engine
            reason = "the graph did not answer; the next sync goes on from here" if lost else str(error)
        finally:
            self._job.connector.close()
            self._ended.set()
            keeper.join()
            self._end(status, reason)

    def _sync(self) -> None:
        asked = self._wanted
        syncs.sync(
            self._store, self._job, asked.streams, dry=asked.dry_run, deletes=asked.deletes, breaches=asked.breaches,
            watch=self._watch, stop=self._stop, claim=self._claim, tell=self._outcomes.append,
        )  # fmt: skip

    def _watch(self, progress: Progress) -> None:
        self._progress = progress

    def _keep(self) -> None:
        while not self._ended.wait(sourcesyncs.BEAT):
            try:
                sourcesyncs.keep(self._now().engine, self.id, kept(list(self._outcomes)), place(self._progress))
            except ThroughlineError:
                continue  # the sync itself meets the same graph and tells of it

    def _end(self, status: str, reason: str) -> None:
        try:
            sourcesyncs.end(self._now().engine, self.id, status, reason, kept(list(self._outcomes)))
        except ThroughlineError as error:
            log.warning("how the sync of `%s` ended could not be stored: %s", self.source, error)
