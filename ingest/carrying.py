"""Further things that a row carries: one of them, or one for each element of a list in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingest.cells import Cell, Problem, RowError
from ingest.connectors.json_rows import decoded
from ingest.paths import ABOVE, ABSENT, ELEMENT, PLACE, look, outer
from ontology.digest import canonical

if TYPE_CHECKING:
    from graph.model import Key, Observation
    from ingest.mapping import StreamMapping

Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Each:
    """The list of a row whose elements are things of their own. A single value is a list of one, none an empty one."""

    cell: Cell
    split: str | None = None
    json: bool = False

    def elements(self, data: Data) -> Iterator[dict[str, Any]]:
        """The elements as rows, with what is around them. Raises: RowError."""
        for place, one in enumerate(self._values(data), 1):
            if self.cell.meant(one) not in (None, ABSENT):
                own = dict(one) if isinstance(one, Mapping) else {ELEMENT: one}
                yield {**own, ABOVE: data, PLACE: place}

    def _values(self, data: Data) -> list[Any]:
        value = self.cell.read(data)
        if self.json and isinstance(value, str):
            value = self._parsed(value)
        if value is ABSENT or value is None:
            return []
        if self.split and isinstance(value, str):
            return [part.strip() for part in value.split(self.split) if part.strip()]
        return value if isinstance(value, list) else [value]

    def _parsed(self, text: str) -> Any:
        try:
            return decoded(text.strip())
        except ValueError as error:
            reason = str(error)
            raise RowError((Problem(self.cell.column, text, f"no JSON: {reason[:1].lower()}{reason[1:]}"),)) from None


@dataclass(frozen=True, slots=True)
class Carried:
    """How a row carries things of another stream. Without `each` it carries one, whose columns are the row's own.

    `owned` things are the row's alone: their keys begin with its key, and they go when it goes.
    """

    mapping: StreamMapping
    each: Each | None
    owned: bool

    def rows(self, data: Data) -> Iterator[tuple[str, Data]]:
        """The carried rows, each with what its columns are called from outside. Raises: RowError."""
        if self.each is None:
            yield "", data
            return
        for element in self.each.elements(data):
            yield f"{self.each.cell.column}[{element[PLACE] - 1}].", element

    def there(self, row: Data) -> bool:
        """Whether a row carries the one thing at all; not when all that its key is made of is empty."""
        cells = [part.cell for part in self.mapping.parts if isinstance(part.cell, Cell)]
        return self.owned or any(one.read(row) not in (None, ABSENT) for one in cells)

    def observe(self, data: Data, holder: Observation, problems: list[Problem]) -> Iterator[Observation]:
        """What a row says of the things that it carries; what cannot be taken into `problems`."""
        try:
            rows = [one for one in self.rows(data) if self.there(one[1])]
        except RowError as error:
            problems += error.problems
            return
        met: set[Key] = set()
        for where, row in rows:
            inner: list[Problem] = []
            try:
                key = self.mapping.key(row)
                if key in met:
                    inner.append(Problem(ELEMENT, key.parts[-1], "two elements of the list have this key"))
                met.add(key)
                payload = canonical(self.payload(row)).decode()
                yield from self.mapping.observe(row, key, payload, holder if self.owned else None, inner)
            except RowError as error:
                inner += error.problems
            problems += placed(inner, where)

    def columns(self) -> Iterator[str]:
        """What is read of the carrying row."""
        if self.each is None:
            yield from self.mapping.columns
            return
        yield self.each.cell.column
        yield from (found for one in self.mapping.columns if (found := outer(one)) is not None)

    def key_columns(self) -> Iterator[str]:
        """What the keys of the carried things are made of, in the carrying row."""
        if self.each is None:
            yield from self.mapping.all_key_columns
            return
        yield self.each.cell.column
        yield from (found for one in self.mapping.all_key_columns if (found := outer(one)) is not None)

    def payload(self, data: Data) -> dict[str, Any]:
        """What is kept with a carried thing: the element whole, and of what is around it the columns that are read."""
        named = self.mapping.columns
        if self.each is None:
            return {name: value for name in named if (value := look(data, name)) is not ABSENT}
        own = {name: value for name, value in data.items() if name not in {ABOVE, PLACE}}
        around = {name: look(data, name) for name in named if name == PLACE or outer(name) is not None}
        return own | {name: value for name, value in around.items() if value is not ABSENT}


def placed(problems: list[Problem], where: str) -> list[Problem]:
    """Problems of a carried row, with their columns named from outside."""
    return [Problem(f"{where}{one.column}", one.value, one.reason) for one in problems]
