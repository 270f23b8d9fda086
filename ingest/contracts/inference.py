"""Contracts drafted from real rows: no more is said than the rows bear out, and a person reads it before it counts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import reduce
from itertools import islice
from typing import Any, cast

import yaml

from ingest.cells import Cell
from ingest.connector import Connector, Mark, Raw
from ingest.contracts.profile import Profile
from ingest.contracts.values import SECRET, Kind, empty, kind_of, reader, wider
from ingest.mapping import StreamMapping
from ingest.seen import Seen
from ontology.digest import canonical

ROWS = 10_000
"""How many rows are read."""

ENOUGH = 30
"""From how many rows on something that never happened is said not to."""

FEW = 12
"""Up to how many different values a column may have to be an enumeration, each of them met five times on average."""

HEAD = """# The contract of {source}, drafted from {rows} rows: read it, and correct it, before it counts.
"""


@dataclass
class Draft:
    """What the rows of one stream were like. `bounds` are the least and most value of numbers."""

    stream: str
    nulls: tuple[str, ...]
    profile: Profile = field(default_factory=Profile)
    bounds: dict[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    doubles: int = 0
    keyless: int = 0

    def spec(self, key: tuple[str, ...]) -> dict[str, Any]:
        """The contract as it is written."""
        names = sorted(self.profile.columns, key=list(self.profile.columns).index)
        made: dict[str, Any] = {"mode": "quarantine"}
        if self.nulls:
            made["nulls"] = list(self.nulls)
        made["columns"] = {name: self._column(name) for name in names}
        if key and self.profile.rows >= ENOUGH and not self.doubles and not self.keyless:
            made["unique"] = list(key)
        rates = {name: self._rate(name) for name in names if "nullable" not in _block(made["columns"][name])}
        told = {name: rate for name, rate in rates.items() if rate is not None}
        if told:
            made["gates"] = {"nulls": told}
        return made

    def _column(self, name: str) -> Any:
        column = self.profile.columns[name]
        kind = self._kind(name)
        made: dict[str, Any] = {"type": kind}
        if self.profile.rows >= ENOUGH and column.filled == self.profile.rows:
            made["nullable"] = False
        secret = bool(SECRET.search(name))
        if secret:
            made["secret"] = True
        values = dict(column.categories or {})
        if not secret and kind in ("text", "boolean") and 0 < len(values) <= FEW and column.filled >= 5 * len(values):
            made["values"] = sorted(values)
        elif kind in ("integer", "decimal") and not secret and column.filled >= ENOUGH and self.bounds[name][0] >= 0:
            made["min"] = 0
        return kind if made == {"type": kind} else made

    def _kind(self, name: str) -> Kind:
        return reduce(wider, (cast(Kind, kind) for kind in self.profile.columns[name].types), None) or "any"

    def _rate(self, name: str) -> float | None:
        """Twice the share of nulls there is, and some: what more than that means has to be looked at."""
        rate = self.profile.null_rate(name)
        return round(min(1.0, 2 * rate + 0.05), 2) if self.profile.rows >= ENOUGH and rate < 0.475 else None


def draft(connector: Connector, mapping: StreamMapping, rows: int = ROWS) -> Draft:
    """What the first rows of a stream are like.

    Raises:
        Retry, Stop: it cannot be read.
    """
    cells = [part.cell for part in mapping.parts if isinstance(part.cell, Cell)]
    nulls = tuple(sorted(cells[0].nulls)) if cells else ()
    found, seen = Draft(mapping.stream, nulls), Seen()
    try:
        for data in islice(_rows(connector, mapping), rows):
            found.profile.add(data, frozenset(nulls))
            _bound(found, data)
            _key(found, data, mapping.key_columns, seen)
    finally:
        seen.close()
    return found


def text(source: str, drafts: list[Draft], keys: dict[str, tuple[str, ...]]) -> str:
    """The contract file of some drafts."""
    rows = sum(one.profile.rows for one in drafts)
    streams = {one.stream: one.spec(keys[one.stream]) for one in drafts}
    body = yaml.safe_dump({"source": source, "streams": streams}, sort_keys=False, allow_unicode=True, width=120)
    return HEAD.format(source=source, rows=rows) + body


def _rows(connector: Connector, mapping: StreamMapping) -> Iterator[dict[str, Any]]:
    for item in connector.read(mapping.origin, None):
        if isinstance(item, Raw) and not isinstance(item, Mark):
            yield dict(item.data)


def _bound(found: Draft, data: dict[str, Any]) -> None:
    number = reader("decimal")
    for name, value in data.items():
        if not empty(value, frozenset(found.nulls)) and kind_of(value) in ("integer", "decimal"):
            one = number(value)
            assert isinstance(one, Decimal)
            least, most = found.bounds.get(name, (one, one))
            found.bounds[name] = (min(least, one), max(most, one))


def _key(found: Draft, data: dict[str, Any], names: tuple[str, ...], seen: Seen) -> None:
    values = [data.get(name) for name in names]
    if any(empty(value) for value in values):
        found.keyless += 1
    elif seen.put(canonical(values).decode(), "") is not None:
        found.doubles += 1


def _block(column: Any) -> dict[str, Any]:
    return column if isinstance(column, dict) else {}
