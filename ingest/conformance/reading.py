"""What every read must be: plain, whole, keyed, in one order; and what streams tell of themselves must be true."""

from __future__ import annotations

from typing import Any

from ingest.conformance import replica
from ingest.conformance.replica import contents, items, key_of, shown
from ingest.conformance.system import Breach, System, Waived
from ingest.connector import Data, Mark, Options, Raw, Stop

NO_STREAM = "no stream has this name"
LEAST = 3


def quiet(system: System) -> None:
    """Making a connector asks nothing of its system, and its options are `Options`: unknown ones are refused."""
    if not issubclass(getattr(system.kind, "options_type", object), Options):
        raise Breach(f"`{system.kind.__name__}.options_type` must derive from `ingest.connector.Options`")
    with system.away():
        try:
            system.open().close()
        except Exception as error:
            raise Breach(f"it is read as it is made, while nothing answers: {error!r}") from error


def plain(system: System) -> None:
    """Rows are plain JSON, every digit of it: no floats, dates or bytes. Cursors are JSON; every row has a position."""
    for item in items(system):
        if problem := _odd(item.cursor, "the cursor"):
            raise Breach(problem)
        if isinstance(item, Mark):
            continue
        if not (isinstance(item.position, str) and item.position.strip()):
            raise Breach(f"a row without a position: {item!r}")
        if isinstance(item, Raw) and (problem := _odd(item.data, item.position)):
            raise Breach(problem)


def _odd(value: Any, place: str) -> str | None:
    """What in a value is no plain JSON; None when it all is."""
    if value is None or type(value) in {str, int, bool}:
        return None
    if isinstance(value, dict):
        if names := [name for name in value if type(name) is not str]:
            return f"{place}: the name `{names[0]!r}` is no text"
        return next(filter(None, (_odd(one, f"{place}, `{name}`") for name, one in value.items())), None)
    if type(value) in {list, tuple}:
        return next(filter(None, (_odd(one, place) for one in value)), None)
    advice = "give it as text" if isinstance(value, float) else "give text, whole numbers, true, false or none"
    return f"{place}: `{value!r}` is {type(value).__name__}, no plain JSON: {advice}"


def whole(system: System) -> None:
    """A first read gives every row, and none that is not there."""
    found, there = len({shown(one) for one in contents(system)}), system.rows()
    if there < LEAST:
        raise Breach(f"`{system.stream}` has {there} rows: nothing is shown by fewer than {LEAST}")
    if found != there:
        raise Breach(f"a first read gave {found} rows, and there are {there}")


def keyed(system: System) -> None:
    """Every row has a key, and no two rows of one read that differ have the same."""
    with system.opened() as connector:
        info = connector.stream(system.stream)
        met: dict[str, str] = {}
        for item in connector.read(system.stream, None):
            if isinstance(item, Raw):
                key, said = key_of(system, info, item.data), shown(item.data)
                if met.setdefault(key, said) != said:
                    raise Breach(f"two rows have the key {key}: {met[key]} and {said}")


def steady(system: System) -> None:
    """Two reads of what has not changed give the same, in the same order."""
    before, after = (
        [(shown(one.data), shown(one.cursor)) for one in items(system) if isinstance(one, Raw)] for _ in range(2)
    )
    for place, (one, other) in enumerate(zip(before, after, strict=False), 1):
        if one != other:
            raise Breach(
                f"row {place} was {one[0]} (cursor {one[1]}), and {other[0]} (cursor {other[1]}) when read again"
            )
    if len(before) != len(after):
        raise Breach(f"a first read gave {len(before)} rows, and {len(after)} when read again")


def told(system: System) -> None:
    """What a stream tells of itself is true: it is listed, its key and its columns are those of its rows."""
    with system.opened() as connector:
        listed = {one.name for one in connector.streams()}
        if system.stream not in listed:
            raise Breach(f"`{system.stream}` is not among its streams: {', '.join(sorted(listed)) or 'none'}")
        info = connector.stream(system.stream)
        rows = [one for one in connector.read(system.stream, None) if isinstance(one, Raw)]
        for name in (*info.primary_key, *filter(None, [info.cursor_field])):
            if rows and not any(name in row.data for row in rows):
                raise Breach(f"no row has the column `{name}` that the stream says it has")
        for row in rows:
            if extra := [name for name in row.data if info.names and name not in info.names]:
                raise Breach(f"{row.position}: the column `{extra[0]}` is not among those that the stream tells")
        count = connector.count(system.stream, None)
        if count is not None and not (type(count) is int and count >= 0):
            raise Breach(f"`count` gave {count!r}: it is a whole number, or None when it is not cheap to tell")


def unknown(system: System) -> None:
    """A stream that does not exist stops, instead of being empty."""
    with system.opened() as connector:
        try:
            found = [connector.stream(NO_STREAM), *connector.read(NO_STREAM, None)]
        except Stop as error:
            if NO_STREAM not in str(error):
                raise Breach(f"the error does not name the stream: {error}") from error
            return
        raise Breach(f"a stream that does not exist was read: {len(found) - 1} rows")


def swept(system: System) -> None:
    """`keys` gives the key of every row, with the columns that are asked for, and of none that is not there."""
    rows = contents(system)
    there = set(rows)
    with system.opened() as connector:
        info = connector.stream(system.stream)
        if not (info.incremental or replica.unique(system, info)):
            raise Waived("each read gives the whole stream, and notes the keys itself")
        found = replica.keys(system, connector, info)
    if lost := sorted(there - found):
        raise Breach(f"`keys` does not give {lost[0]}, which is there: it would be taken for deleted")
    if extra := sorted(found - there):
        raise Breach(f"`keys` gives {extra[0]}, which is not there: it would never be deleted")
    _complete(system, rows)


def _complete(system: System, rows: dict[str, Data]) -> None:
    """Other columns than the key's are asked for where rows carry things that have keys of their own."""
    columns = sorted({name for row in rows.values() for name in row})
    with system.opened() as connector:
        info = connector.stream(system.stream)
        for one in connector.keys(system.stream, columns):
            row = rows[key_of(system, info, one)] if one is not None else {}
            if lacking := [name for name in row if one is not None and name not in one]:
                raise Breach(f"`keys` is asked for the column `{lacking[0]}` as well, and does not give it")
