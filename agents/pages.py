"""Pages of lists that stay as they are while the graph moves: every page of a list is read as of its first page.

A cursor is a sealed token of what is listed, the sequence of the first page, and where the page before ended.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from pydantic import Field

from agents import sealing
from agents.answer import Form
from graph import asof
from graph.model import Reader
from graph.reader import Snapshot
from graph.store import Store
from ontology.digest import digest
from ontology.errors import Invalid, Refused

LIMIT, MOST = 50, 500
"""How many items a page holds, when nobody says, and at the most."""

HOW = "give `next` exactly as the page before has it"

T = TypeVar("T")


class Page(Form, Generic[T]):
    """A part of a list as of `seq`. `next` is the cursor of the part after it; None says that there is no more.

    A page may hold fewer items than were asked for and still have a next one: reading is bounded, too. `gaps` say, a
    sentence each, what was not looked at.
    """

    items: list[T]
    next: str | None = None
    seq: int
    gaps: list[str] = Field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Listing:
    """A list that a page is asked of: the snapshot that all of it is read from, how many items, and after what.

    `after` are the values of JSON by which the page before ended; None for the first page.
    """

    snapshot: Snapshot
    limit: int
    after: list[Any] | None
    what: str
    key: bytes

    def cursor(self, after: list[Any] | None) -> str | None:
        """The cursor of what follows; None when nothing does."""
        if after is None:
            return None
        return sealing.seal({"list": self.what, "seq": self.snapshot.seq, "after": after}, self.key)


@dataclass(frozen=True, slots=True)
class Asked:
    """What every read of a list takes: who reads, as of when, how much, and where the page before ended."""

    reader: Reader
    as_of: int | str | None = None
    at: str | None = None
    limit: int | None = None
    cursor: str | None = None


def listing(store: Store, key: bytes, what: Mapping[str, Any], asked: Asked) -> Listing:
    """The list of what is asked for (values of JSON that tell it from every other list), from where a page begins.

    Raises:
        Invalid: the cursor is none of this list, or the limit no size of a page.
    """
    size = LIMIT if asked.limit is None else asked.limit
    if not 1 <= size <= MOST:
        raise Invalid(f"not the size of a page: `{size}`", f"give 1 to {MOST}")
    named = digest([dict(what), None if asked.as_of is None else str(asked.as_of), asked.at])
    if asked.cursor is None:
        return Listing(store.read(asked.reader, asked.as_of, asked.at), size, None, named, key)
    body = _opened(asked.cursor, key)
    if body["list"] != named:
        raise Invalid("the cursor belongs to another list", "repeat what was asked for, with the cursor beside it")
    snapshot = store.read(asked.reader, body["seq"], asked.at)
    snapshot.named = asof.named(asked.as_of)
    return Listing(snapshot, size, body["after"], named, key)


def _opened(cursor: str, key: bytes) -> dict[str, Any]:
    """What a cursor holds."""
    try:
        body = sealing.unseal(cursor, key) if cursor.isascii() else {}
    except Refused as error:
        raise Invalid("not a cursor of this graph, or an altered one", HOW) from error
    if body.keys() != {"list", "seq", "after"}:
        raise Invalid("not a cursor of this graph, or an altered one", HOW)
    return body
