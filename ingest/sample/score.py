"""How well a graph's things agree with the truth about a sample: pairwise and B-cubed precision and recall, and what
became of the planted troubles.

Of each thing, the records that the graph has now are counted; what was refused, deleted or is not there yet is not.
A pair is two records of one thing. B-cubed (Bagga and Baldwin, 1998) is the mean over records: of the others in a
record's thing, how many belong there; of those that belong to it, how many are there. All is counted in a scratch
database, in bounded memory.
"""

from __future__ import annotations

import csv
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import orjson

from graph.model import Key
from graph.store import Store
from ontology.errors import NotFound

PAGE = 20_000
APART = {
    "shared_mailbox", "switchboard", "recycled_phone", "group_tax_number", "parent_domain", "group_phone",
    "reused_gtin",
}  # fmt: skip
"""The kinds of troubles whose records must be things of their own."""
TOGETHER = {"duplicate", "moved", "two_roles"}
"""The kinds of troubles whose records must be one thing."""

Watch = Callable[[str], None]
"""Is told which stream is looked at."""

_TABLES = """
PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;
CREATE TABLE truth (key TEXT PRIMARY KEY, cluster TEXT) WITHOUT ROWID;
CREATE TABLE held (key TEXT PRIMARY KEY, cluster TEXT, thing TEXT) WITHOUT ROWID;
"""
_COUNTED = """
SELECT coalesce(sum(n * (n - 1) / 2), 0), coalesce(sum(n), 0) FROM (SELECT count(*) AS n FROM held GROUP BY {by})
"""
_CUBED = """
SELECT sum(1.0 * b.n * b.n / s.n) FROM (SELECT cluster, thing, count(*) AS n FROM held GROUP BY cluster, thing) b
JOIN (SELECT {by} AS id, count(*) AS n FROM held GROUP BY {by}) s ON s.id = b.{by}
"""
_WRONG = (
    "SELECT thing, json_group_array(key) FROM held GROUP BY thing HAVING count(DISTINCT cluster) > 1 ORDER BY thing"
)


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of how many pairs, or parts of records, `found` and `right`; `both` are those that were found and are right."""

    both: float
    found: float
    right: float

    @property
    def precision(self) -> float:
        return self.both / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        return self.both / self.right if self.right else 1.0


@dataclass(frozen=True, slots=True)
class Score:
    """A graph against the truth. `troubles`: by kind, how many were planted and how many came out as they should.
    `unknown`: keys of the graph that the truth does not know. `wrong`: things that hold records of several clusters,
    the first of them, as the texts of their keys."""

    records: int
    unknown: int
    pairs: Agreement
    cubed: Agreement
    troubles: dict[str, tuple[int, int]] = field(default_factory=dict)
    wrong: tuple[tuple[str, ...], ...] = ()


def score(store: Store, folder: Path, shown: int = 20, watch: Watch = lambda stream: None) -> Score:
    """Hold the graph against the truth of the sample in a folder.

    Raises:
        NotFound: there is no truth in the folder.
    """
    truth = folder / "truth" / "clusters.csv"
    if not truth.exists():
        raise NotFound(f"no sample in `{folder}`", "`throughline sample enterprise` makes one")
    with tempfile.TemporaryDirectory(prefix="throughline-score-") as scratch:
        database = sqlite3.connect(Path(scratch, "score.sqlite"), isolation_level=None)
        try:
            database.executescript(_TABLES)
            unknown = _fill(database, store, truth, watch)
            return Score(
                records=_one(database, "SELECT count(*) FROM held"),
                unknown=unknown,
                pairs=_pairs(database),
                cubed=_cubed(database),
                troubles=_troubles(database, folder / "truth" / "planted.jsonl"),
                wrong=_wrong(database, shown),
            )
        finally:
            database.close()


def _fill(database: sqlite3.Connection, store: Store, truth: Path, watch: Watch) -> int:
    """Put the truth and what the graph holds side by side. Returns how many keys the truth does not know."""
    database.execute("BEGIN")
    database.executemany("INSERT INTO truth VALUES (?, ?)", _truths(truth))
    unknown = 0
    for one in store.status():
        watch(f"{one.source}/{one.stream}")
        for rows in _held(store, one.source, one.stream):
            database.executemany(
                "INSERT INTO held SELECT key, cluster, ? FROM truth WHERE key = ?",
                [(thing, key) for key, thing in rows],
            )
            unknown += len(rows)
    database.execute("COMMIT")
    return unknown - _one(database, "SELECT count(*) FROM held")


def _truths(path: Path) -> Iterator[tuple[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            yield Key(row["source"], row["stream"], tuple(orjson.loads(row["key"]))).text, row["cluster"]


def _held(store: Store, source: str, stream: str) -> Iterator[list[tuple[str, str]]]:
    after = ""
    while rows := store.things_of_stream(source, stream, after, PAGE):
        yield rows
        after = rows[-1][0]


def _pairs(database: sqlite3.Connection) -> Agreement:
    both, found, right = (
        database.execute(_COUNTED.format(by=by)).fetchone()[0] for by in ("cluster, thing", "thing", "cluster")
    )
    return Agreement(both, found, right)


def _cubed(database: sqlite3.Connection) -> Agreement:
    records = _one(database, "SELECT count(*) FROM held")
    precision, recall = (
        (database.execute(_CUBED.format(by=by)).fetchone()[0] or 0.0) / max(records, 1) for by in ("thing", "cluster")
    )
    return Agreement(precision * recall, recall, precision)


def _troubles(database: sqlite3.Connection, path: Path) -> dict[str, tuple[int, int]]:
    """By kind: of how many of the troubles that identity is about records are there, and how many came out right."""
    planted: Counter[str] = Counter()
    right: Counter[str] = Counter()
    with path.open("rb") as file:
        for line in file:
            one = orjson.loads(line)
            if one["kind"] in APART | TOGETHER:
                keys = [Key(key["source"], key["stream"], tuple(key["key"])).text for key in one["keys"]]
                things = _things(database, keys)
                if len(things) > 1:
                    planted[one["kind"]] += 1
                    wanted = len(things) if one["kind"] in APART else 1
                    right[one["kind"]] += len(set(things)) == wanted
    return {kind: (planted[kind], right[kind]) for kind in sorted(planted)}


def _things(database: sqlite3.Connection, keys: Iterable[str]) -> list[str]:
    found = (database.execute("SELECT thing FROM held WHERE key = ?", (key,)).fetchone() for key in keys)
    return [row[0] for row in found if row]


def _wrong(database: sqlite3.Connection, shown: int) -> tuple[tuple[str, ...], ...]:
    return tuple(tuple(orjson.loads(row[1])) for row in database.execute(f"{_WRONG} LIMIT ?", (shown,)))


def _one(database: sqlite3.Connection, question: str) -> int:
    return int(database.execute(question).fetchone()[0])
