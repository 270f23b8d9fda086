"""An Excel workbook as a package of parts: its sheets, and what a sheet's rows alone do not tell."""

from __future__ import annotations

import re
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, TYPE_CHECKING, Any
from xml.etree.ElementTree import ParseError
from zipfile import BadZipFile, ZipFile

from ingest.connector import Stop
from ingest.connectors.packed import CHUNK, FREE
from ontology.errors import nearest

if TYPE_CHECKING:
    from openpyxl.reader.excel import ExcelReader

STRINGS = 256 << 20
"""The most bytes of texts that a workbook may share among its cells: they are held in memory."""

MERGES = 100_000
"""The most merged areas of one sheet."""

TELLING = re.compile(
    rb'<(?:\w+:)?(?:(?P<formula>f)[ />]|row\b[^>]*?\br="(?P<row>\d+)"|'
    rb'mergeCell\b[^>]*?\bref="(?P<left>[A-Z]+)(?P<top>\d+):(?P<right>[A-Z]+)(?P<bottom>\d+)")'
)
TAG = 4096
"""The longest tag that is looked at."""


@dataclass(frozen=True, slots=True)
class Area:
    """Merged cells, by the numbers of their rows and columns; only the top left one holds a value."""

    top: int
    left: int
    bottom: int
    right: int
    text: str


@dataclass(frozen=True, slots=True)
class Survey:
    """What a sheet holds beside its values: merged areas from top to bottom, and whether there are formulas."""

    areas: tuple[Area, ...]
    formulas: bool


@contextmanager
def told(name: str) -> Iterator[None]:
    """Tell the errors of a workbook that is none as ours."""
    from openpyxl.utils.exceptions import InvalidFileException

    faults = (BadZipFile, InvalidFileException, ParseError, KeyError, ValueError, TypeError, AttributeError)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (*faults, IndexError, EOFError, OverflowError, NotImplementedError, RuntimeError, zlib.error) as error:
        text = " ".join(str(error).split())[:200]
        raise Stop(f"`{name}` is no Excel workbook that can be read: {text or type(error).__name__}") from None


def titles(file: IO[bytes], name: str, expansion: int) -> list[str]:
    """The names of the sheets, in their order. Raises: Stop."""
    with told(name):
        reader = _reader(file, name, expansion)
        reader.read_manifest()
        reader.read_workbook()
        return [sheet.name for sheet, part in reader.parser.find_sheets() if "chartsheet" not in part.Type]


def open_sheet(file: IO[bytes], name: str, title: str, expansion: int, computed: bool = True) -> Any:
    """A sheet of a workbook, read row by row: the results of its formulas, or, not `computed`, their texts.

    Raises:
        Stop: there is none of that name, or the workbook cannot be read.
    """
    with told(name):
        reader = _reader(file, name, expansion, computed)
        _check_texts(reader, name)
        reader.read()
        found = {sheet.title: sheet for sheet in reader.wb.worksheets}
        if title not in found:
            raise Stop(f"`{name}` has no sheet `{title}`", nearest(title, found) or f"it has {', '.join(found)}")
        found[title].reset_dimensions()
        return found[title]


def survey(file: IO[bytes], name: str, title: str, expansion: int) -> Survey:
    """Look through a sheet once, in bounded memory.

    Raises:
        Stop: its rows are not in order, or too many cells are merged.
    """
    with told(name):
        reader = _reader(file, name, expansion)
        reader.read_manifest()
        reader.read_workbook()
        part = next(part.target for sheet, part in reader.parser.find_sheets() if sheet.name == title)
        areas: list[Area] = []
        formulas, last = False, 0
        for found in _telling(reader.archive, part):
            if found["formula"]:
                formulas = True
            elif found["row"]:
                number = int(found["row"])
                if number <= last:
                    raise Stop(f"the rows of `{name}`, sheet `{title}`, are not in order", "save it again in Excel")
                last = number
            else:
                areas.append(_area(found))
                if len(areas) > MERGES:
                    raise Stop(f"`{name}`, sheet `{title}`, has more than {MERGES} merged cells", "unmerge them")
        return Survey(tuple(sorted(areas, key=lambda one: (one.top, one.left))), formulas)


def _reader(file: IO[bytes], name: str, expansion: int, computed: bool = True) -> ExcelReader:
    from openpyxl.reader.excel import ExcelReader

    file.seek(0)
    reader = ExcelReader(file, read_only=True, keep_vba=False, data_only=computed, keep_links=False)
    _bounded(reader.archive, name, expansion)
    return reader


def _bounded(archive: ZipFile, name: str, expansion: int) -> None:
    """Whether the parts unpack to no more than allowed; no part can give more than it says. Raises: Stop."""
    parts = archive.infolist()
    whole, packed = sum(one.file_size for one in parts), sum(one.compress_size for one in parts)
    if whole > max(FREE, packed * expansion):
        raise Stop(
            f"`{name}` unpacks to {whole} bytes, more than {expansion} times its size",
            "it may be a bomb; if it is meant, say `expansion=` with more",
        )


def _check_texts(reader: ExcelReader, name: str) -> None:
    """Whether the texts that cells share fit into memory. Raises: Stop."""
    from openpyxl.xml.constants import SHARED_STRINGS

    reader.read_manifest()
    package: Any = reader.package
    part = package.find(SHARED_STRINGS)
    if part is not None and reader.archive.getinfo(part.PartName[1:]).file_size > STRINGS:
        raise Stop(f"`{name}` has more than {STRINGS} bytes of texts", "save it as CSV")


def _telling(archive: ZipFile, part: str) -> Iterator[re.Match[bytes]]:
    tail = b""
    with archive.open(part) as source:
        while block := source.read(CHUNK):
            block = tail + block
            cut = max(block.rfind(b"<"), len(block) - TAG)
            yield from TELLING.finditer(block, 0, cut)
            tail = block[cut:]
    yield from TELLING.finditer(tail)


def _area(found: re.Match[bytes]) -> Area:
    left, right = _column(found["left"]), _column(found["right"])
    corners = f"{found['left'].decode()}{found['top'].decode()}:{found['right'].decode()}{found['bottom'].decode()}"
    return Area(int(found["top"]), left, int(found["bottom"]), right, corners)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters[:3]:
        number = number * 26 + letter - 64
    return number
