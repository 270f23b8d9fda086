"""The rows of an Excel sheet: as a person sees them, and where that is not plain, refused with the reason."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from itertools import zip_longest
from typing import IO, TYPE_CHECKING, Any

from ingest.connector import Item, Skip, Stop
from ingest.connectors.excel_book import Area, open_sheet, survey, told
from ingest.connectors.values import Broken, row
from ontology.digest import canonical

if TYPE_CHECKING:
    from openpyxl.cell.read_only import ReadOnlyCell

    Cells = Sequence[ReadOnlyCell]

LAST = 1_048_576
"""The last row that Excel can have."""


@dataclass(frozen=True, slots=True)
class Layout:
    """How a sheet is laid out: `skip` rows at its top are passed over, `header` names the columns if it does not."""

    skip: int
    header: tuple[str, ...]
    limit: int
    expansion: int


def excel_rows(file: IO[bytes], name: str, title: str, layout: Layout) -> Iterator[Item]:
    """The rows of a sheet, as column → value; blank ones are none.

    Raises:
        Stop: the workbook cannot be read, or its header does not name its columns.
    """
    yield from _Sheet(file, name, title, layout).rows()


def excel_header(file: IO[bytes], name: str, title: str, layout: Layout) -> list[str]:
    """The names of the columns. Raises: Stop."""
    return _Sheet(file, name, title, layout).header()


class _Sheet:
    """A sheet that is being read."""

    def __init__(self, file: IO[bytes], name: str, title: str, layout: Layout) -> None:
        self._name = name
        self._title = title
        self._layout = layout
        self._place = f"`{name}`, sheet `{title}`"
        self._sheet = open_sheet(file, name, title, layout.expansion)
        found = survey(file, name, title, layout.expansion)
        self._areas = found.areas
        self._formulas = open_sheet(file, name, title, layout.expansion, computed=False) if found.formulas else None
        self._lines = self._read()

    def header(self) -> list[str]:
        """The names of the columns; reading goes on below them."""
        if self._layout.header:
            return list(self._layout.header)
        tops: dict[tuple[int, int], Any] = {}
        for number, cells, _ in self._lines:
            if number <= self._layout.skip:
                tops |= {(number, area.left): _at(cells, area.left) for area in self._areas if area.top == number}
            elif any(cell.value is not None for cell in cells):
                return self._named(number, cells, tops)
        raise Stop(f"{self._place}, is empty: it has not even a header", "export it again, or say `header=`")

    def rows(self) -> Iterator[Item]:
        """The rows below the header."""
        header = self.header()
        waiting, open_ = list(reversed(self._areas)), []
        for number, cells, formulas in self._lines:
            if number <= self._layout.skip or all(cell.value is None for cell in (*cells, *formulas)):
                continue
            while waiting and waiting[-1].top <= number:
                open_.append(waiting.pop())
            open_ = [area for area in open_ if area.bottom >= number]
            yield self._row(header, number, cells, formulas, open_)

    def _read(self) -> Iterator[tuple[int, Cells, Cells]]:
        """Each row's number and cells, and, if the sheet has formulas, their texts."""
        results = self._sheet.iter_rows()
        texts = self._formulas.iter_rows() if self._formulas else iter(())
        number = 0
        while True:
            with told(self._name):
                cells = next(results, None)
                formulas = next(texts, ())
            if cells is None:
                return
            number += 1
            if number > LAST:
                raise Stop(f"{self._place}, has more rows than Excel can have", "save it again in Excel")
            yield number, cells, formulas

    def _named(self, number: int, cells: Cells, tops: dict[tuple[int, int], Any]) -> list[str]:
        """The names that a row gives to the columns, one that is merged with the rows above it from there."""
        values = [cell.value for cell in cells]
        for area in self._areas:
            if not area.top <= number <= area.bottom:
                continue
            if area.left < area.right or area.bottom > number:
                advice = f"if that is a title above the names, say `skip={area.bottom}`; if not, unmerge it"
                raise Stop(f"the header of {self._place}, has merged cells, {area.text}", advice)
            values += [None] * (area.left - len(values))
            values[area.left - 1] = tops.get((area.top, area.left), values[area.left - 1])
        while values and values[-1] is None:
            values.pop()
        found = [str(value if value is not None else "").strip() or f"#{at}" for at, value in enumerate(values, 1)]
        if twice := sorted({one for one in found if found.count(one) > 1}):
            named = ", ".join(f"`{one}`" for one in twice)
            raise Stop(f"the header of {self._place}, has {named} twice", "say `skip=` and `header=` with other names")
        return found

    def _row(self, header: list[str], number: int, cells: Cells, formulas: Cells, areas: list[Area]) -> Item:
        position = f"{self._name}, sheet {self._title}, row {number}"
        values = [_value(cell, text) for cell, text in zip_longest(cells, formulas)]
        width = len(header)
        if over := next((at for at, one in enumerate(values[width:], width + 1) if one is not None), None):
            reason = f"a value in column {over}, where the header has {width}"
        elif merged := next((area for area in areas if _hides(area, number, width)), None):
            reason = f"some of its cells are merged with others, {merged.text}: unmerge them"
        else:
            values = (values + [None] * (width - len(values)))[:width]
            return row(dict(zip(header, values, strict=True)), position, None, self._layout.limit)
        shown = [None if one is None else str(one)[: self._layout.limit] for one in values]
        return Skip(reason, canonical(shown).decode(), position)


def _at(cells: Cells, column: int) -> Any:
    return cells[column - 1].value if column <= len(cells) else None


def _hides(area: Area, number: int, width: int) -> bool:
    """Whether a merged area leaves a named cell of a row empty whose value stands elsewhere."""
    return area.left <= width and (number > area.top or area.left < min(area.right, width))


def _value(cell: ReadOnlyCell | None, formula: ReadOnlyCell | None) -> Any:
    value = cell.value if cell is not None else None
    if value is None:
        if formula is not None and formula.data_type == "f" and (cell is None or cell.data_type != "str"):
            return Broken("a formula whose result the file does not hold: save it in Excel", str(formula.value))
        return None
    assert cell is not None
    if cell.data_type == "e":
        return Broken(f"the cell holds the error `{value}`", str(value))
    if isinstance(value, datetime) and value.time() == time.min:
        from openpyxl.styles.numbers import is_datetime

        return value.date() if is_datetime(cell.number_format) == "date" else value
    return value
