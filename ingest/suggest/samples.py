"""What a stream looks like: its columns, and some values of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ingest.cleaners import Cleaner, Plain, Unclean
from ingest.connector import Connector, Raw, Skip, StreamInfo

ROWS = 500
"""How many rows of a stream are looked at."""


@dataclass
class Look:
    """A column: the values that are not empty, in their order."""

    name: str
    values: list[Any] = field(default_factory=list)
    many: bool = False

    @property
    def unique(self) -> bool:
        return bool(self.values) and len(set(map(str, self.values))) == len(self.values)

    def share(self, clean: Cleaner, region: str | None = None) -> float:
        """The share of its values that a cleaner takes."""
        return sum(takes(clean, one, region) for one in self.values) / len(self.values) if self.values else 0.0


@dataclass(frozen=True)
class Sample:
    """The first rows of a stream."""

    info: StreamInfo
    rows: int
    looks: dict[str, Look]
    foreign: Mapping[str, str] = field(default_factory=dict)
    trouble: str = ""
    """Why the first row that cannot be read cannot be."""

    @property
    def key(self) -> tuple[str, ...]:
        """The columns that tell its rows apart: as the system says, or as the rows do."""
        if self.info.primary_key:
            return self.info.primary_key
        whole = [one for one in self.looks.values() if one.unique and len(one.values) == self.rows and not one.many]
        named = [one for one in whole if one.name.lower().endswith("id")]
        return tuple(one.name for one in (named or whole)[:1])


def sample(connector: Connector, name: str) -> Sample:
    """The first rows of a stream, looked at. Raises: Stop, Retry."""
    info = connector.stream(name)
    looks = {one: Look(one) for one in info.names}
    rows, trouble = 0, ""
    for item in islice((one for one in connector.read(name, None) if isinstance(one, Raw | Skip)), ROWS):
        if isinstance(item, Skip):
            trouble = trouble or f"{item.position}: {item.message}"
            continue
        rows += 1
        for column, value in _flat(item.data, ""):
            look = looks.setdefault(column, Look(column))
            look.many = look.many or isinstance(value, list)
            plain = value if isinstance(value, list) else [value]
            look.values += [one for one in plain if one is not None and str(one).strip() and not isinstance(one, dict)]
    return Sample(info, rows, looks, connector.references(name), trouble)


def takes(clean: Cleaner, value: Plain, region: str | None) -> bool:
    """Whether a cleaner takes a value."""
    try:
        clean(value, region)
    except Unclean:
        return False
    return True


def _flat(data: Mapping[str, Any], before: str) -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{name}.")
        else:
            yield f"{before}{name}", value
