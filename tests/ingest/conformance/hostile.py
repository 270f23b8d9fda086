"""Hostile connectors: each breaks one promise, and keeps all others."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count
from typing import Any

from pydantic import BaseModel

from ingest.connector import Item, Mark, Options, Raw, Retry, Skip, Stop, StreamInfo
from ingest.secrets import Secret
from tests.ingest.conformance.desk import PASSWORD, DeskConnector, DeskOptions

HOSTILE: list[tuple[str, type[DeskConnector]]] = []
"""Each with the name of the check that must fail."""


def breaks(check: str) -> Callable[[type[DeskConnector]], type[DeskConnector]]:
    def noted(kind: type[DeskConnector]) -> type[DeskConnector]:
        HOSTILE.append((check, kind))
        return kind

    return noted


class Altered(DeskConnector):
    """Reads rows as it should, and alters them."""

    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        for item in super().read(stream, cursor):
            yield from self.altered(item, cursor)

    def altered(self, item: Item, cursor: Any) -> Iterator[Item]:
        yield item


@breaks("asks nothing as it is made")
class Eager(DeskConnector):
    def __init__(self, options: DeskOptions, environ: Mapping[str, str]) -> None:
        super().__init__(options, environ)
        self.ask()


class Loose(BaseModel):
    desk: str
    password: Secret
    page: int = 3


@breaks("asks nothing as it is made")
class Anything(DeskConnector):
    options_type = Loose  # type: ignore[assignment]


@breaks("rows are plain")
class Floats(Altered):
    def altered(self, item: Item, cursor: Any) -> Iterator[Item]:
        if isinstance(item, Raw):
            item = Raw({**item.data, "price": [float(item.data["price"])]}, item.cursor, item.position)
        yield item


@breaks("rows are plain")
class Nowhere(Altered):
    def altered(self, item: Item, cursor: Any) -> Iterator[Item]:
        yield Raw(item.data, item.cursor, "") if isinstance(item, Raw) and item.data["id"] == 5 else item


@breaks("a read is whole")
class Shortened(DeskConnector):
    """Leaves out a row, always the same one, and for good."""

    def ask(self, v: int | None = None, after: int | None = None) -> list[dict[str, Any]]:
        return [row for row in super().ask(v, after) if row["id"] != 7]


@breaks("keys are unique")
class Doubled(Altered):
    """Gives two rows for one, which differ."""

    def altered(self, item: Item, cursor: Any) -> Iterator[Item]:
        if isinstance(item, Raw) and item.data["id"] == 5:
            yield Raw({**item.data, "name": "old"}, {"v": item.data["v"], "after": 4}, item.position)
        yield item


@breaks("the order is the same")
class Shuffled(DeskConnector):
    """Begins every other read with a row that comes again in its place."""

    turns = count()

    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        found = list(super().read(stream, cursor))
        if cursor is None and next(self.turns) % 2:
            first = found[-2]
            assert isinstance(first, (Raw, Skip))
            yield Raw(first.data, None, first.position) if isinstance(first, Raw) else first
        yield from found


@breaks("what is told is true")
class Unlisted(DeskConnector):
    def streams(self) -> Sequence[StreamInfo]:
        return [StreamInfo("others")]

    def stream(self, name: str) -> StreamInfo:
        return super().streams()[0] if name == "tickets" else super().stream(name)


@breaks("what is told is true")
class Miscounted(DeskConnector):
    def count(self, stream: str, cursor: Any) -> int | None:
        return -1


@breaks("an unknown stream stops")
class Obliging(DeskConnector):
    def stream(self, name: str) -> StreamInfo:
        return self.streams()[0]


@breaks("twice is once")
class Stamped(Altered):
    """Says of rows that are read again when that was."""

    def altered(self, item: Item, cursor: Any) -> Iterator[Item]:
        again = cursor and cursor["after"] is None and isinstance(item, Raw) and item.data["v"] == cursor["v"]
        if again and isinstance(item, Raw) and item.data["name"] == f"n{item.data['id']}":
            item = Raw({**item.data, "price": "read again"}, item.cursor, item.position)
        yield item


@breaks("resumes after a kill anywhere")
class Hasty(DeskConnector):
    """Goes on one row too late after a row in the middle of a page."""

    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        if cursor and cursor["after"] == 2:
            cursor = {"v": cursor["v"] + 1, "after": 3}
        yield from super().read(stream, cursor)


@breaks("the boundary is read again")
class Strict(Altered):
    """Goes on strictly after the last version that it read."""

    def altered(self, item: Item, cursor: Any) -> Iterator[Item]:
        yield Mark({"v": item.cursor["v"], "after": 10**9}) if isinstance(item, Mark) else item


@breaks("what is added arrives")
class Blinkered(Altered):
    """Reads changes of what it knows, and nothing that is new."""

    def altered(self, item: Item, cursor: Any) -> Iterator[Item]:
        new = cursor and cursor["after"] is None and isinstance(item, Raw) and item.data["id"] > 7
        if not new:
            yield item


@breaks("what is changed arrives")
class Unchanging(Altered):
    """Reads what is new, and no changes."""

    def altered(self, item: Item, cursor: Any) -> Iterator[Item]:
        old = cursor and cursor["after"] is None and isinstance(item, Raw)
        if not (old and isinstance(item, Raw) and item.data["name"] == "changed"):
            yield item


@breaks("the key sweep is whole")
class OnePage(DeskConnector):
    def keys(self, stream: str, columns: Sequence[str]) -> Iterator[Mapping[str, Any] | None]:
        yield from list(super().keys(stream, columns))[:6]


@breaks("the key sweep is whole")
class Terse(DeskConnector):
    """Gives nothing but the key, whatever is asked for."""

    def keys(self, stream: str, columns: Sequence[str]) -> Iterator[Mapping[str, Any] | None]:
        yield from super().keys(stream, ["id"])


@breaks("what is deleted is found")
class Remembering(DeskConnector):
    """Gives a key that it once knew."""

    def keys(self, stream: str, columns: Sequence[str]) -> Iterator[Mapping[str, Any] | None]:
        there = list(super().keys(stream, columns))
        yield from there
        if all(one and one["id"] != 3 for one in there):
            yield {"id": 3}


@breaks("a column may come")
class Fixed(Altered):
    """Knows the columns of the day it was written."""

    def streams(self) -> Sequence[StreamInfo]:
        return [StreamInfo("tickets", ("id",), "v")]

    def altered(self, item: Item, cursor: Any) -> Iterator[Item]:
        if isinstance(item, Raw):
            data = {name: item.data[name] for name in ("id", "name", "price", "v") if name in item.data}
            item = Raw(data, item.cursor, item.position)
        yield item


@breaks("a column may go")
class Shifted(Altered):
    """Knows columns by their place."""

    def altered(self, item: Item, cursor: Any) -> Iterator[Item]:
        if isinstance(item, Raw) and "name" not in item.data:
            item = Raw({**item.data, "price": item.data["id"]}, item.cursor, item.position)
        yield item


@breaks("a bad row is skipped")
class Silent(Altered):
    """Leaves out what it cannot read."""

    def altered(self, item: Item, cursor: Any) -> Iterator[Item]:
        if not isinstance(item, Skip):
            yield item


@breaks("a bad row is skipped")
class Resentful(DeskConnector):
    """Gives up every row where one cannot be read."""

    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        items = list(super().read(stream, cursor))
        spoilt = any(isinstance(one, Skip) for one in items)
        for one in items:
            yield Skip("not read either", "", one.position, one.cursor) if spoilt and isinstance(one, Raw) else one


@breaks("a bad row is skipped")
class Fussy(Altered):
    """Stops at what it cannot read."""

    def altered(self, item: Item, cursor: Any) -> Iterator[Item]:
        if isinstance(item, Skip):
            raise Stop("row 4 cannot be read")
        yield item


@breaks("silence is tried again")
class Resigned(DeskConnector):
    """Takes silence for good, where it is checked."""

    def check(self) -> None:
        try:
            super().check()
        except Retry as error:
            raise Stop(str(error)) from error


@breaks("silence is tried again")
class Leaking(DeskConnector):
    """Lets errors out as they are."""

    def keys(self, stream: str, columns: Sequence[str]) -> Iterator[Mapping[str, Any] | None]:
        try:
            yield from super().keys(stream, columns)
        except Retry as error:
            raise ConnectionError("no answer") from error


@breaks("silence within a read loses nothing")
class Content(DeskConnector):
    """Takes silence within a read for its end."""

    def read(self, stream: str, cursor: Any) -> Iterator[Item]:
        read = 0
        try:
            for item in super().read(stream, cursor):
                read += 1
                yield item
        except Retry:
            if not read:
                raise


@breaks("a refusal stops")
class Stubborn(DeskConnector):
    """Asks again whoever refuses it."""

    def ask(self, v: int | None = None, after: int | None = None) -> list[dict[str, Any]]:
        try:
            return super().ask(v, after)
        except Stop as error:
            raise Retry(str(error)) from error


@breaks("secrets are never shown")
class Telling(DeskConnector):
    """Repeats the password where it is refused."""

    def check(self) -> None:
        try:
            super().check()
        except Stop as error:
            raise Stop(f"the desk refuses `{PASSWORD}`") from error


@breaks("secrets are never shown")
class Caused(DeskConnector):
    """Tells it in what caused the error."""

    def check(self) -> None:
        try:
            super().check()
        except Stop:
            raise Stop("the desk refuses") from ValueError(f"desk://me:{PASSWORD.replace('/', '%2F')}@host")


@breaks("secrets are never shown")
class Chatty(DeskConnector):
    """Logs what it sends."""

    def check(self) -> None:
        logging.getLogger("desk").debug("Authorization: Basic %s", "bWU6aHVudGVyMitzZWNyZXQvd29yZA==")
        super().check()


@breaks("secrets are never shown")
class Printing(DeskConnector):
    def check(self) -> None:
        print("asking with", PASSWORD)
        super().check()


@breaks("secrets are never shown")
class Carrying(Altered):
    """Has it in its cursors."""

    def altered(self, item: Item, cursor: Any) -> Iterator[Item]:
        yield Mark({**item.cursor, "with": PASSWORD}) if isinstance(item, Mark) else item


@breaks("secrets are never shown")
class Shown(DeskConnector):
    def __repr__(self) -> str:
        return f"Shown({PASSWORD!r})"


class Either(Options):
    desk: str
    password: Secret | str
    page: int = 3


@breaks("secrets are never shown")
class Careless(DeskConnector):
    """Takes the password itself as well."""

    options_type = Either


class Open(DeskOptions):
    otherwise: str = PASSWORD


@breaks("secrets are never shown")
class Defaulted(DeskConnector):
    """Shows the password as the default of an option."""

    options_type = Open
