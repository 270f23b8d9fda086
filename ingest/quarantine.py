"""Rows out of quarantine: understood by the present contract and mapping, and written as if they had come in time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import orjson

from graph.engines.base import Failed, Unstorable
from graph.model import Rejected
from graph.quarantine import Fate, Replay
from graph.store import Store
from graph.writer import Writer
from ingest.cells import RowError
from ingest.connector import Raw
from ingest.contracts.contract import SourceContract
from ingest.intake import settled, shared
from ingest.mapping import SourceMapping, StreamMapping
from ingest.poison import told
from ontology.errors import NotFound, ThroughlineError

PAGE = 1000
"""How many rows are looked at together."""

Row: TypeAlias = Mapping[str, Any]
Rules: TypeAlias = Callable[[str], tuple[SourceMapping, SourceContract]]
"""What the rows of a source are understood by, by its name. Raises: ThroughlineError."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What became of one row; `reason` says why it stays, if it does."""

    id: str
    source: str
    stream: str
    fate: Fate
    reason: str = ""


def replay(store: Store, ids: Iterable[str], rules: Rules, by: str) -> list[Replayed]:
    """Replay the rows of some ids, or beginnings of ids; those that cannot be taken stay, with the reason.

    Raises:
        NotFound: there is no such row.
        ThroughlineError: a source has no mapping that can be used.
    """
    rows = {row["id"]: row for row in map(store.quarantined_row, ids)}
    found = _replayed(store, list(rows), _Understanding(store, rules), by)
    met = {one.id for one in found}
    left = [row for id_, row in rows.items() if id_ not in met]
    return [*found, *(Replayed(row["id"], row["source"], row["stream"], "left", _how(row)) for row in left)]


def replay_all(
    store: Store, source: str, rules: Rules, by: str, stream: str | None = None, reason: str | None = None
) -> Iterator[Replayed]:
    """Replay all rows of a source that are held back as this begins: of one stream, or with a part of their reason.

    Raises:
        ThroughlineError: the source has no mapping that can be used.
    """
    head, _ = store.head()
    understanding = _Understanding(store, rules)
    for name in sorted({one.stream for one in store.status() if one.source == source and stream in (None, one.stream)}):
        after = ""
        while page := store.held_back(source, name, head, after, PAGE):
            after = page[-1]["id"]
            ids = [row["id"] for row in page if reason is None or reason.lower() in row["reason"].lower()]
            yield from _replayed(store, ids, understanding, by)


def tally(found: Iterable[Replayed]) -> dict[str, int]:
    """How many rows met each fate."""
    return dict(sorted(Counter(one.fate for one in found).items()))


def _replayed(store: Store, ids: Sequence[str], understanding: _Understanding, by: str) -> list[Replayed]:
    found = []
    with store.writer(f"replay by {by}") as writer:
        for batch in _batches(store.held_back_rows(ids), understanding, store.engine.batch):
            found += _written(writer, batch, by)
    return found


def _written(writer: Writer, batch: list[_Understood], by: str) -> list[Replayed]:
    """Replay a batch; where the engine does not take it, half by half, down to the rows that are to blame."""
    try:
        fates = writer.replay([one.replay for one in batch], by)
        return [one.told(fates[one.replay.id]) for one in batch]
    except (Unstorable, Failed) as error:
        if len(batch) == 1 and batch[0].replay.observations:
            return _written(writer, [_refused(batch[0].row, _untaken(error, batch[0].row["key"]))], by)
        if len(batch) == 1:
            raise
    middle = len(batch) // 2
    return [*_written(writer, batch[:middle], by), *_written(writer, batch[middle:], by)]


def _untaken(error: ThroughlineError, key: str | None) -> RowError:
    found = RowError((), key)
    found.message, found.kind = told(error), "engine"
    return found


@dataclass(frozen=True, slots=True)
class _Understood:
    """A row, what it is taken for now, and why it cannot be taken, if it cannot."""

    row: Row
    replay: Replay
    reason: str = ""

    @property
    def keys(self) -> set[str]:
        return {one.key.text for one in (*self.replay.observations, *self.replay.owned)}

    def told(self, fate: Fate) -> Replayed:
        return Replayed(self.replay.id, self.row["source"], self.row["stream"], fate, self.reason)


class _Understanding:
    """Takes rows for what they are by the present rules, which are read once for each source."""

    def __init__(self, store: Store, rules: Rules) -> None:
        self._store = store
        self._rules = rules
        self._known: dict[str, tuple[SourceMapping, SourceContract]] = {}

    def of(self, row: Row) -> _Understood:
        """What a row says now, or why it cannot be taken."""
        if row["source"] not in self._known:
            self._known[row["source"]] = self._rules(row["source"])
        mappings, contracts = self._known[row["source"]]
        try:
            mapping = mappings.stream(row["stream"])
        except NotFound as error:
            return _staying(row, str(error))
        double = row["kind"] == "double" and mapping.version is None
        data = None if row["kind"] == "unreadable" or double else _data(row["payload"])
        contract = contracts.stream(row["stream"])
        repeats = row["kind"] in ("contract", "double") and contract.repeats(row["reason"])
        if data is None or repeats:
            return _staying(row, row["reason"])
        try:
            contract.hold(data, mapping.key)
            return self._mapped(row, mapping, data)
        except RowError as error:
            return _refused(row, error)

    def _mapped(self, row: Row, mapping: StreamMapping, data: dict[str, Any]) -> _Understood:
        found = mapping.apply(Raw(data, None, row["position"]))
        alone = {name for name, _ in shared(mapping)} | {mapping.stream}
        said = tuple(one for one in found if one.key.stream in alone)
        owned = tuple(one for one in settled(self._store, mapping, found) if one.key.stream not in alone)
        return _Understood(row, Replay(row["id"], said, owned))


def _data(payload: str) -> dict[str, Any] | None:
    """The row as it was read; None when what was kept is no row."""
    try:
        found = orjson.loads(payload)
    except ValueError:
        return None
    return found if isinstance(found, dict) else None


def _staying(row: Row, reason: str) -> _Understood:
    """A row that stays as it is."""
    return _Understood(row, Replay(row["id"]), reason)


def _refused(row: Row, error: RowError) -> _Understood:
    """A row that stays, for this reason."""
    where = row["source"], row["stream"], row["position"]
    kept = Rejected(*where, row["payload"], error.message, error.key or row["key"], error.kind)
    return _Understood(row, Replay(row["id"], rejected=kept), error.message)


def _batches(rows: Iterable[Row], understanding: _Understanding, size: int) -> Iterator[list[_Understood]]:
    """The rows in batches: none with rows of several syncs, nor with two of one key."""
    batch: list[_Understood] = []
    keys: set[str] = set()
    for row in sorted(rows, key=lambda row: (row["arrived"], row["sync"] or "", row["id"])):
        one = understanding.of(row)
        if batch and (len(batch) >= size or one.keys & keys or batch[0].row["sync"] != row["sync"]):
            yield batch
            batch, keys = [], set()
        batch.append(one)
        keys |= one.keys
    if batch:
        yield batch


def _how(row: Row) -> str:
    """How a row left, in words."""
    return f"it was {row.get('outcome') or 'gone'} by {row.get('by') or 'nobody'} before"
