"""CSV (RFC 4180) read strictly and in bounded memory: a row that is not one is handed out with its reason."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TextIO

from ingest.connector import Item, Raw, Skip, Stop
from ingest.connectors.text import LINE_ENDS, Tally, blemish, legible
from ontology.digest import canonical


@dataclass(frozen=True, slots=True)
class Dialect:
    """How a CSV file is written. `limit` is the most characters that one row may have."""

    encoding: str
    delimiter: str
    quote: str
    limit: int
    skip: int = 0
    header: tuple[str, ...] = ()


def csv_rows(file: TextIO, name: str, dialect: Dialect) -> Iterator[Item]:
    """The rows of a file, as column → text.

    Raises:
        Stop: there is no header, or none that names its columns; or a quote is never closed, so that nothing after
            it can be told apart.
    """
    rows = _Rows(file, name, dialect)
    header = list(dialect.header) or _header(rows, name)
    width = len(header)
    for row in rows:
        if isinstance(row, Skip):
            yield row
        elif len(row) == width:
            yield Raw(dict(zip(header, row, strict=True)), None, rows.position)
        else:
            text = canonical(row).decode()
            yield Skip(f"{len(row)} fields where the header has {width}", text, rows.position)


def csv_header(file: TextIO, name: str, dialect: Dialect) -> list[str]:
    """The names of the columns. Raises: Stop."""
    return list(dialect.header) or _header(_Rows(file, name, dialect), name)


def csv_sample(file: TextIO, dialect: Dialect) -> Iterator[object]:
    """The rows, header included, good or not: to estimate how many there are."""
    return _Rows(file, "sample", dialect)


def _header(rows: _Rows, name: str) -> list[str]:
    first = next(rows, None)
    if first is None:
        raise Stop(f"`{name}` is empty: it has not even a header", "export it again, or say `header=` with the names")
    if isinstance(first, Skip):
        raise Stop(f"the header of `{name}` cannot be read", first.message)
    found = [column.strip() or f"#{place}" for place, column in enumerate(first, 1)]
    if twice := sorted({column for column in found if found.count(column) > 1}):
        named = ", ".join(f"`{column}`" for column in twice)
        raise Stop(f"the header of `{name}` has {named} twice", "say `skip=1` and `header=` with names of your own")
    return found


class _Overlong(Exception):
    """The row being read has grown beyond the limit."""


class _Rows(Iterator["list[str] | Skip"]):
    """The rows of a file with their positions; blank lines are none."""

    def __init__(self, file: TextIO, name: str, dialect: Dialect) -> None:
        self._file = file
        self._name = name
        self._dialect = dialect
        self._number = 0
        self._taken: list[str] = []
        self._size = 0
        self._broken: Stop | None = None
        csv.field_size_limit(max(csv.field_size_limit(), dialect.limit))
        self._reader = self._new_reader()
        for _ in range(dialect.skip):
            self._piece()

    def __next__(self) -> list[str] | Skip:
        if self._broken:
            raise self._broken
        while True:
            self._taken.clear()
            self._size = 0
            try:
                row = next(self._reader)
            except _Overlong:
                return self._overlong()
            except csv.Error as error:
                self._reader = self._new_reader()
                return Skip(f"not CSV: {error}", legible("".join(self._taken)), self.position)
            if row:
                text = self._taken[0] if len(self._taken) == 1 else "".join(self._taken)
                problem = blemish(text, self._dialect.encoding)
                return Skip(problem, legible(text), self.position) if problem else row

    @property
    def position(self) -> str:
        """Where the row that was read last stands."""
        first = self._number - len(self._taken) + 1
        span = f"line {self._number}" if first >= self._number else f"lines {first}-{self._number}"
        return f"{self._name}, {span}"

    def _new_reader(self) -> Iterator[list[str]]:
        dialect = self._dialect
        return csv.reader(self._feed(), delimiter=dialect.delimiter, quotechar=dialect.quote, strict=True)

    def _piece(self) -> str:
        """The next line, or as much of it as the limit allows; nothing at the end of the file."""
        piece = self._file.readline(self._dialect.limit + 1)
        self._number += piece.endswith(LINE_ENDS)
        return piece

    def _feed(self) -> Iterator[str]:
        while line := self._piece():
            self._taken.append(line)
            self._size += len(line)
            if self._size > self._dialect.limit:
                raise _Overlong
            if not line.endswith(LINE_ENDS):
                self._number += 1
            yield line

    def _overlong(self) -> Skip:
        """Skim to the end of a row that is too long: the end of the line at which every quote is closed."""
        self._reader = self._new_reader()
        quote, piece = self._dialect.quote, self._taken[-1]
        first = self._number - sum(line.endswith(LINE_ENDS) for line in self._taken) + 1
        tally, quotes = Tally(*self._taken), sum(line.count(quote) for line in self._taken)
        while (quotes % 2 or not piece.endswith(LINE_ENDS)) and (piece := self._piece()):
            tally.add(piece)
            quotes += piece.count(quote)
        if quotes % 2:
            self._broken = Stop(f"`{self._name}` has a quote on line {first} that is never closed", "mend the file")
        position = f"{self._name}, lines {first}-{max(first, self._number)}"
        return Skip(f"the row is longer than {self._dialect.limit} characters", tally.long.text, position)


def check_columns(names: Sequence[str]) -> None:
    """Whether names can be a header. Raises: ValueError."""
    if len(set(names)) < len(names) or "" in names:
        raise ValueError("the names of columns must be there and differ")
