"""Paths into a row: how a column's name leads through nested objects and lists to a value.

`customer.address.city` walks objects, `items[0]` and `items[*].sku` lists. In an element of a list that is taken for a
thing of its own, `.` is the element itself, `#` its place counted from 1, and `^.id` the column `id` of what holds it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final

ELEMENT = "."
PLACE = "#"
ABOVE = "^"
EVERY: Final = -1
"""The step `[*]`."""

BRACKETS = re.compile(r"\[(\*|\d{1,6})\]")


class Absent:
    """Nothing is said: neither a value nor that there is none."""

    def __repr__(self) -> str:
        return "absent"


ABSENT: Final = Absent()


def nested(column: str) -> bool:
    """Whether a column's name may be a path."""
    return "." in column or "[" in column


def look(data: Any, column: str) -> Any:
    """What stands at a path, first as a name of its own; ABSENT when nothing does."""
    if not isinstance(data, Mapping):
        return ABSENT
    if column in data or column == ELEMENT or not nested(column):
        return data.get(column, ABSENT)
    if column.startswith(f"{ABOVE}."):
        return look(data.get(ABOVE), column[2:])
    return _walk(data, steps(column))


def above(column: str, levels: int = 1) -> str:
    """The column as elements of a list see it that stands in the row."""
    return f"{ABOVE}." * levels + column


def outer(column: str) -> str | None:
    """The column of the row around an element, by its name there; None when it is the element's own."""
    return column[2:] if column.startswith(f"{ABOVE}.") else None


def head(column: str) -> str:
    """The first step of a path: the column that must be read to walk it."""
    return BRACKETS.split(column.split(".", maxsplit=1)[0], maxsplit=1)[0]


@lru_cache(maxsize=4096)
def steps(column: str) -> tuple[str | int, ...]:
    """The steps of a path: names, places in lists, and EVERY."""
    found: list[str | int] = []
    for step in column.split("."):
        name = BRACKETS.split(step, maxsplit=1)[0]
        found += [name] if name else []
        found += [EVERY if place == "*" else int(place) for place in BRACKETS.findall(step)]
    return tuple(found)


def _walk(data: Any, way: tuple[str | int, ...]) -> Any:
    for place, step in enumerate(way):
        if isinstance(step, str):
            if not isinstance(data, Mapping) or step not in data:
                return ABSENT
            data = data[step]
        elif not isinstance(data, list):
            return None if data is None else ABSENT
        elif step == EVERY:
            return _each(data, way[place + 1 :])
        elif step < len(data):
            data = data[step]
        else:
            return ABSENT
    return data


def _each(data: list[Any], way: tuple[str | int, ...]) -> list[Any]:
    found: list[Any] = []
    for one in data:
        value = _walk(one, way)
        if isinstance(value, list):
            found += value
        elif value is not ABSENT:
            found.append(value)
    return found
