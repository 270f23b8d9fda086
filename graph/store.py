"""The versioned store: who writes, what is read as of when, and what the syncs have brought."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from graph import asof, syncs
from graph.clock import instant, stamp
from graph.engines.base import Engine, Transaction
from graph.identifiers import Identifier
from graph.lease import Lease
from graph.memory import Memory
from graph.model import OPEN, Key, Reader, parse_target
from graph.opening import Near, begin
from graph.quarantine import stood
from graph.questions import cypher
from graph.reaching import kept
from graph.reader import Snapshot
from graph.standing import StreamStatus, standing, standing_as_of
from graph.syncs import SyncEnd, SyncStart
from graph.verify import Difference, differences
from graph.waiting import Waiting, waiting
from graph.writer import Writer
from ontology.errors import Conflict, NotFound
from ontology.vocabulary import Ontology

TRIES = 5
"""How often a whole-graph check begins again because somebody wrote meanwhile."""


@dataclass(frozen=True, slots=True)
class Stored:
    """The row of a key as it was read last: canonical JSON; `{}` where a sweep found it gone."""

    payload: str
    version: str | int | None
    gone: bool


class Store:
    """The graph of one tenant. `ontology` is the one that writers map with; readers take the one in force."""

    def __init__(self, engine: Engine, ontology: Ontology) -> None:
        self.engine = engine
        self.ontology = ontology
        self._memory: Memory | None = None
        self._texts: dict[str, Ontology] = {ontology.digest: ontology}
        self._learnt: dict[int, str] = {}
        self._words = ontology

    def head(self) -> tuple[int, str]:
        """The newest commit: its sequence, and its date ('' in an empty graph)."""
        row = self.engine.ask(cypher("head"))[0]
        return int(row["seq"]), str(row["at"] or "")

    @contextmanager
    def writer(self, owner: str, patience: float = 120.0) -> Iterator[Writer]:
        """The one writer of facts, for as long as the block lasts; the lease is taken at the first write.

        `owner` is shown to those who wait and stored as the author of commits; `patience` is in seconds.
        """
        lease = Lease(self.engine, owner, patience)
        memory, self._memory = self._memory or Memory(), None
        writer = Writer(self.engine, self.ontology, owner, lease, memory)
        try:
            yield writer
        finally:
            writer.close()
            self._memory = memory
            lease.release()

    def read(
        self, reader: Reader, as_of: int | str | None = None, at: str | None = None, near: Near | None = None
    ) -> Snapshot:
        """The graph as `reader` may see it as of a sequence or a date (default: the head); `at` filters by validity.

        What is `near` a thing is read at once, and at hand then.

        Raises:
            Invalid: the sequence lies ahead of the head, or the date in the future, or a date cannot be read.
        """
        asked = asof.sequence(self.engine, as_of)
        moment, guessed = stamp(instant(at)) if at is not None else None, self._words
        row = begin(self.engine, asked, near, guessed)
        seq = row["head"] if asked is None else asof.within(asked, row["head"])
        activated = next(map(self.ontology_of, row["ontologies"]), None)
        words = self._words = activated or self._before_any(seq > 0 or row["head"] == 0)
        trust = dict(row["trusts"])
        snapshot = Snapshot(self.engine, words, seq, moment, reader, trust, self._learnt, asof.named(as_of))
        if near is not None and guessed is words and "records" in row:
            snapshot.take(kept(near.id, near.scope(words), row, seq))
        return snapshot

    def seq(self, as_of: int | str | None) -> int:
        """The sequence that a number or a date names. Raises: Invalid, where it lies beyond the head, or is neither."""
        asked = asof.sequence(self.engine, as_of)
        head, _ = self.head()
        return head if asked is None else asof.within(asked, head)

    def in_force(self, seq: int) -> Ontology:
        """The ontology in force as of a sequence; the writers' own while none was activated, and none before all."""
        return self.activated(seq) or self._before_any(seq > 0)

    def activated(self, seq: int) -> Ontology | None:
        """The ontology that had been activated as of a sequence, if one had."""
        rows = self.engine.ask(cypher("ontology_in_force"), seq=seq)
        return self.ontology_of(rows[0]["digest"]) if rows else None

    def _before_any(self, written: bool) -> Ontology:
        """What stands for an ontology where none was activated: what is written is so in the writers' own words."""
        return self.ontology if written else asof.NOTHING

    def ontology_of(self, digest: str) -> Ontology:
        """The ontology of a digest, from its stored text.

        Raises:
            NotFound: none of that digest was ever activated here.
        """
        if digest not in self._texts:
            if not (rows := self.engine.ask(cypher("ontology_text"), digest=digest)):
                raise NotFound(f"no ontology `{digest}`", "it was never activated in this graph")
            self._texts[digest] = Ontology.from_json(rows[0]["text"])
        return self._texts[digest]

    def commit_date(self, seq: int) -> str:
        """When the commit of a sequence was made ('' for none)."""
        if seq not in self._learnt:
            self._learnt.update(self.commit_dates([seq]))
        return self._learnt.get(seq, "")

    def commit_dates(self, seqs: list[int]) -> dict[int, str]:
        """When the commits of some sequences were made."""
        return {row["seq"]: row["at"] for row in self.engine.ask(cypher("commit_dates"), seqs=sorted(set(seqs)))}

    def changes(self, since: int = 0, limit: int = 100) -> list[dict[str, Any]]:
        """The feed of commits after a sequence, oldest first: kind, author, record versions and things touched."""
        return self.engine.ask(cypher("commits"), since=since, limit=limit)

    def begin_sync(self, start: SyncStart, carried: Sequence[str] = ()) -> None:
        """Store a sync as it begins, and the stream if it is new. A sync that was begun before goes on.

        Earlier syncs of the stream that were killed are told to have ended. `carried` are the streams that the rows of
        this one bring along.
        """

        self.engine.write(lambda tx: syncs.begin(tx, start, self.ontology.digest, carried))

    def end_sync(self, end: SyncEnd, start: SyncStart | None = None) -> None:
        """Store how a sync ended; and how it began, where that was not stored yet because nothing was to be done."""

        self.engine.write(lambda tx: syncs.end(tx, end, start, self.ontology.digest))

    def sync_history(self, source: str, stream: str, limit: int = 30) -> list[dict[str, Any]]:
        """The latest syncs of a stream that have ended, newest first, with what they found of its contract."""
        question = cypher("sync_history")
        return [row["sync"] for row in self.engine.ask(question, source=source, stream=stream, limit=limit)]

    def there(self, targets: Sequence[str]) -> set[str]:
        """Which of some targets of references are there, by their texts: keys, and identifiers that records carry."""
        meant = {one.id: one.text for one in map(parse_target, targets) if isinstance(one, Identifier)}
        keys = sorted(set(targets) - set(meant.values()))
        rows = self.engine.ask(cypher("present"), keys=keys, open=OPEN) if keys else []
        carried = self.engine.ask(cypher("carriers"), ids=sorted(meant))[0]["found"] if meant else []
        return {row["key"] for row in rows} | {meant[id_] for id_, keys in carried if keys}

    def syncs(self, source: str | None = None, limit: int = 100) -> list[dict[str, Any]]:
        """Syncs, newest first, with their counts."""
        return [row["sync"] for row in self.engine.ask(cypher("syncs"), source=source, limit=limit)]

    def sync(self, id_: str) -> dict[str, Any] | None:
        """One sync with its counts."""
        rows = self.engine.ask(cypher("sync"), id=id_)
        return dict(rows[0]["sync"]) if rows else None

    def stream(self, source: str, stream: str) -> dict[str, Any] | None:
        """A stream's cursor and last sync, if it was ever synced."""
        rows = self.engine.ask(cypher("stream"), id=f"{source}/{stream}")
        return dict(rows[0]["stream"]) if rows else None

    def cursor(self, source: str, stream: str) -> str | None:
        """Where reading the stream got to: what the last batch of it stored."""
        found = self.stream(source, stream)
        return found.get("cursor") if found else None

    def keys(self, source: str, stream: str, after: str = "", limit: int = 1000) -> list[str]:
        """The texts of the keys of a stream that are present, in text order, after one of them."""
        terms = {"source": source, "stream": stream, "after": after, "limit": limit}
        return list(self.engine.ask(cypher("stream_keys"), **terms, open=OPEN)[0]["keys"])

    def unchanged(self, rows: Sequence[tuple[str, str]]) -> set[int]:
        """The places of those rows, each the text of a key and a row digest, that are held just as they are."""
        if not rows:
            return set()
        asked = [list(row) for row in rows]
        return set(self.engine.ask(cypher("unchanged"), rows=asked, open=OPEN)[0]["places"])

    def things_of_stream(self, source: str, stream: str, after: str = "", limit: int = 1000) -> list[tuple[str, str]]:
        """The texts of the keys of a stream that are present, after one of them, each with the id of its thing."""
        terms = {"source": source, "stream": stream, "after": after, "limit": limit}
        return [(row["key"], row["thing"]) for row in self.engine.ask(cypher("stream_things"), **terms, open=OPEN)]

    def stored(self, keys: Sequence[str]) -> dict[str, Stored]:
        """The rows that the newest versions of keys were read as, by the keys' texts; not those that were erased."""
        rows = self.engine.ask(cypher("payloads"), keys=list(keys), open=OPEN) if keys else []
        return {row["key"]: Stored(row["payload"], row["version"], row["gone"]) for row in rows}

    def waiting_for(self, source: str, stream: str) -> int:
        """How many references wait for keys of a stream."""
        prefix = Key(source, stream, ()).text.removesuffix("]]")
        return int(self.engine.ask(cypher("waiting_for"), prefix=prefix, open=OPEN)[0]["waits"])

    def waiting(self, source: str | None = None, stream: str | None = None, limit: int = 1000) -> list[Waiting]:
        """What records refer to in vain, and why, the most awaited first."""
        return waiting(self.engine, source, stream, limit)

    def quarantined(
        self,
        source: str | None = None,
        stream: str | None = None,
        reason: str | None = None,
        every: bool = False,
        limit: int = 100_000,
        as_of: int | str | None = None,
    ) -> list[dict[str, Any]]:
        """The rows that are held back, with payload, position and reason; `reason` is part of that of each.

        `every` adds those that were replayed or dropped, and those that their source no longer says. As of a sequence
        or date: as they stood. Raises: Invalid, where there is no such sequence or date.
        """  # fmt: skip
        seq = OPEN - 1 if as_of is None else self.seq(as_of)
        rows = self.engine.ask(
            cypher("quarantined"), source=source, stream=stream, reason=reason, every=every, limit=limit, seq=seq
        )
        return [dict(row["row"]) if as_of is None else stood(row["row"], seq) for row in rows]

    def held_back(self, source: str, stream: str, seq: int, after: str = "", limit: int = 1000) -> list[dict[str, Any]]:
        """A page of the rows of a stream that are held back and were so as of a sequence, by their ids."""
        question = cypher("quarantine_page")
        ids = self.engine.ask(question, source=source, stream=stream, seq=seq, after=after, limit=limit, open=OPEN)
        return self.held_back_rows([row["id"] for row in ids])

    def held_back_rows(self, ids: Sequence[str]) -> list[dict[str, Any]]:
        """Those of some rows that are held back, in the order of their ids."""
        found = self.engine.ask(cypher("quarantine_rows"), ids=list(ids), open=OPEN)
        return sorted(found, key=lambda row: str(row["id"]))

    def quarantined_row(self, id_: str) -> dict[str, Any]:
        """One row that could not be taken, by its id or the beginning of it, and what became of it.

        Raises:
            NotFound: there is none, or several begin so.
        """
        ids = [row["id"] for row in self.engine.ask(cypher("quarantine_like"), prefix=id_)] if id_ else []
        if len(ids) > 1 and id_ not in ids:
            raise NotFound(f"several rows of quarantine begin with `{id_}`", "write more of the id")
        if not ids:
            raise NotFound(f"no row `{id_}` in quarantine", "list them with `throughline quarantine list`")
        (row,) = self.engine.ask(cypher("quarantine_row"), id=ids[0])
        return dict(row["row"])

    def sources(self, seq: int = OPEN - 1) -> list[dict[str, Any]]:
        """The sources as they stood as of a sequence (default: as they stand): id, kind, trust, zone."""
        return self.engine.ask(cypher("sources"), seq=seq)

    def status(self, as_of: int | str | None = None) -> list[StreamStatus]:
        """How every stream stands, or stood as of a sequence or date. Raises: as `read`."""
        if as_of is None:
            return standing(self.engine)
        return standing_as_of(self.read(Reader("throughline", "status"), as_of))

    def verify(self) -> list[Difference]:
        """Every difference between the view and what follows from records and judgements; none in a sound graph.

        Raises:
            Conflict: others wrote all the while, so that no one state could be looked at.
        """
        for _ in range(TRIES):
            before = self.head()
            ontology = self.in_force(before[0])

            def work(tx: Transaction, ontology: Ontology = ontology, seq: int = before[0]) -> list[Difference]:
                trust = {row["id"]: row["trust"] for row in tx.ask(cypher("trusts"), seq=seq)}
                return list(differences(tx, ontology, trust))

            found = self.engine.write(work)
            if self.head() == before:
                return found
        raise Conflict("the graph was being written all the while", "verify it when the syncs have finished")
