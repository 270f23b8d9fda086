"""The keys that a read has met, and where: in bounded memory, on disk as they grow."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import orjson

from ingest.connector import Stop

PAGE = 1000
"""How many noted keys are handed out from one look."""


class Seen:
    """Keys and their first positions, in a private temporary database that goes when it is closed."""

    def __init__(self) -> None:
        self._base = sqlite3.connect("")
        self._base.execute("PRAGMA journal_mode = OFF")
        self._base.execute("CREATE TABLE seen (key TEXT PRIMARY KEY, position TEXT) WITHOUT ROWID")
        self._base.execute("CREATE TABLE missing (place INTEGER PRIMARY KEY, key TEXT)")
        self.count = 0

    def put(self, key: str, position: str) -> str | None:
        """Note a key. Returns None the first time, then the position at which it was met first."""
        try:
            fresh = self._base.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", (key, position)).rowcount
        except sqlite3.Error as error:
            raise _no_room(error) from error
        self.count += fresh
        return None if fresh else self.met(key)

    def met(self, key: str) -> str | None:
        """The position at which a key was met first; None when it was not."""
        with _told():
            row = self._base.execute("SELECT position FROM seen WHERE key = ?", (key,)).fetchone()
            return str(row[0]) if row else None

    def missing(self, keys: Sequence[str]) -> list[str]:
        """Those of the keys that were never met, in their order."""
        question = "SELECT value FROM json_each(?) WHERE value NOT IN (SELECT key FROM seen) ORDER BY json_each.key"
        with _told():
            return [str(row[0]) for row in self._base.execute(question, (orjson.dumps(list(keys)),))]

    def note_missing(self, keys: Sequence[str]) -> int:
        """Note those of the keys that were never met, in their order, and say how many they are."""
        note = (
            "INSERT INTO missing (key) SELECT value FROM json_each(?) "
            "WHERE value NOT IN (SELECT key FROM seen) ORDER BY json_each.key"
        )
        with _told():
            return self._base.execute(note, (orjson.dumps(list(keys)),)).rowcount

    def noted_missing(self) -> Iterator[str]:
        """The keys that were noted as missing, in the order in which they were."""
        place = 0
        while True:
            with _told():
                question = "SELECT place, key FROM missing WHERE place > ? ORDER BY place LIMIT ?"
                rows = self._base.execute(question, (place, PAGE)).fetchall()
            if not rows:
                return
            yield from (str(key) for _, key in rows)
            place = int(rows[-1][0])

    def close(self) -> None:
        self._base.close()


@contextmanager
def _told() -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise _no_room(error) from error


def _no_room(error: sqlite3.Error) -> Stop:
    return Stop(f"no room to note the keys that were read: {error}", "free some space for temporary files")
