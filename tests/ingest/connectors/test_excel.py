"""Excel: sheets are streams, values are what a person sees, and what is not plain is refused with its place."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from ingest.connector import Raw, Retry, Skip, Stop
from ingest.connectors import excel_book
from tests.ingest.connectors.reading import files, positions, read, shown


def book(folder: Path, *rows: Sequence[Any], merge: Sequence[str] = (), name: str = "book") -> Path:
    """A workbook with one sheet `Data`."""
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "Data"
    for row in rows:
        sheet.append(list(row))
    for area in merge:
        sheet.merge_cells(area)
    path = folder / f"{name}.xlsx"
    made.save(path)
    return path


def rewritten(path: Path, part: str, change: Any) -> None:
    """Change one part of a workbook."""
    made = io.BytesIO()
    with zipfile.ZipFile(path) as before, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as after:
        for info in before.infolist():
            body = before.read(info)
            after.writestr(info.filename, change(body) if info.filename == part else body)
    path.write_bytes(made.getvalue())


SHEET = "xl/worksheets/sheet1.xml"


def test_sheets_are_streams(tmp_path: Path) -> None:
    made = Workbook()
    for title in ("Orders", "Lines & more"):
        made.create_sheet(title).append(["id"])
    made.worksheets[0].title = "Empty"
    made.save(tmp_path / "erp.xlsx")
    (tmp_path / "crm.csv").write_text("id\n1\n")
    found = files(tmp_path)
    found.check()
    assert [one.name for one in found.streams()] == ["crm", "erp/Empty", "erp/Lines & more", "erp/Orders"]
    assert found.stream("erp/Orders").names == ("id",)
    assert shown(list(found.read("crm", None))) == [["1"]]
    with pytest.raises(Stop, match="no stream `erp/Order`: did you mean `erp/Orders`"):
        found.stream("erp/Order")
    with pytest.raises(Stop, match=r"`erp.xlsx`, sheet `Empty`, is empty: it has not even a header"):
        read(tmp_path, "erp/Empty")


CELLS = [
    ("text", "text"),
    (" kept ", " kept "),
    (5, 5),
    (12.1, "12.1"),
    (Decimal("1234567.89"), "1234567.89"),
    (True, True),
    (date(2024, 2, 29), "2024-02-29"),
    (datetime.fromisoformat("2024-02-29T12:30:15"), "2024-02-29T12:30:15"),
    (datetime.fromisoformat("2024-02-29"), "2024-02-29T00:00:00"),
    (time(12, 30), "12:30:00"),
    (timedelta(hours=30), "PT108000S"),
]


@pytest.mark.parametrize(("value", "expected"), CELLS, ids=[str(one[0]) for one in CELLS])
def test_values_are_what_the_file_holds(tmp_path: Path, value: Any, expected: Any) -> None:
    path = book(tmp_path, ["id", "a"], [1, value])
    assert shown(read(path, "book/Data")) == [[1, expected]]


def test_blank_and_trailing_rows_are_none_and_places_are_those_of_excel(tmp_path: Path) -> None:
    path = book(tmp_path, ["id", "a"], [1, "x"], [], [2], [None, None], [], [])
    found = read(path, "book/Data")
    assert shown(found) == [[1, "x"], [2, None]]
    assert positions(found) == ["book.xlsx, sheet Data, row 2", "book.xlsx, sheet Data, row 4"]


def test_a_header_further_down_or_none_can_be_said(tmp_path: Path) -> None:
    path = book(tmp_path, ["Report of today"], [], ["id", " name ", None], [1, "x"])
    assert files(path, skip=1).stream("book/Data").names == ("id", "name")
    assert shown(read(path, "book/Data", skip=2)) == [[1, "x"]]
    assert shown(read(path, "book/Data", skip=3, header="a,b,c")) == [[1, "x", None]]
    (row,) = read(book(tmp_path, ["a", None, 7], [1, 2, 3]), "book/Data")
    assert isinstance(row, Raw)
    assert row.data == {"a": 1, "#2": 2, "7": 3}
    with pytest.raises(Stop, match=r"the header of `book.xlsx`, sheet `Data`, has `a` twice"):
        read(book(tmp_path, ["a", "a"]), "book/Data")


def test_a_merged_header_is_refused_and_says_how_to_go_on(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["Report", None, None], ["id", "name", "town"], [1, "x", "y"]]
    path = book(tmp_path, *rows, merge=["A1:C1"])
    with pytest.raises(Stop) as caught:
        read(path, "book/Data")
    assert "the header of `book.xlsx`, sheet `Data`, has merged cells, A1:C1" in str(caught.value)
    assert "say `skip=1`" in str(caught.value)
    assert shown(read(path, "book/Data", skip=1)) == [[1, "x", "y"]]


def test_a_header_merged_with_the_rows_above_it_is_named_from_there(tmp_path: Path) -> None:
    rows: list[list[Any]] = [["id", "name", None], [None, "first", "last"], [1, "x", "y"]]
    path = book(tmp_path, *rows, merge=["A1:A2", "B1:C1"])
    (row,) = read(path, "book/Data", skip=1)
    assert isinstance(row, Raw)
    assert row.data == {"id": 1, "first": "x", "last": "y"}


def test_merged_cells_below_the_header_are_rows_that_cannot_be_read(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        ["region", "name", "n"],
        ["north", "x", 1],
        [None, "y", 2],
        ["all", None, 3],
        ["south", "z", 4],
    ]
    path = book(tmp_path, *rows, merge=["A2:A3", "A4:B4"])
    found = read(path, "book/Data")
    assert shown(found) == [
        ["north", "x", 1],
        "some of its cells are merged with others, A2:A3: unmerge them",
        "some of its cells are merged with others, A4:B4: unmerge them",
        ["south", "z", 4],
    ]
    assert isinstance(found[1], Skip)
    assert found[1].text == '[null,"y","2"]'


def test_cells_that_are_no_values_are_named(tmp_path: Path) -> None:
    path = book(tmp_path, ["id", "a"], [1, "#REF!"], [2, "=1+1"], [3, "x", "beyond"], [4, "x" * 2000], [5, "ok"])
    assert shown(read(path, "book/Data", limit=1000)) == [
        "column `a`: the cell holds the error `#REF!`",
        "column `a`: a formula whose result the file does not hold: save it in Excel",
        "a value in column 3, where the header has 2",
        "column `a`: longer than 1000 characters",
        [5, "ok"],
    ]


def test_formulas_are_read_as_their_results(tmp_path: Path) -> None:
    path = book(tmp_path, ["id", "a", "b"], [1, "=1+1", "=A1"])

    def computed(body: bytes) -> bytes:
        body = re.sub(rb"<f>1\+1</f><v ?/?>(</v>)?", b"<f>1+1</f><v>0.30000000000000004</v>", body)
        return re.sub(rb'<c r="C2"', b'<c r="C2" t="str"', body)

    rewritten(path, SHEET, computed)
    assert shown(read(path, "book/Data")) == [[1, "0.30000000000000004", None]]


def test_many_workbooks_are_one_stream_by_sheet(tmp_path: Path) -> None:
    book(tmp_path, ["id"], [1], name="orders-01")
    book(tmp_path, ["id"], [2], name="orders-02")
    assert positions(read(tmp_path / "orders-*.xlsx", "orders/Data")) == [
        "orders-01.xlsx, sheet Data, row 2",
        "orders-02.xlsx, sheet Data, row 2",
    ]
    made = Workbook()
    made.save(tmp_path / "orders-03.xlsx")
    with pytest.raises(Stop, match=r"`orders-03.xlsx` has no sheet `Data`"):
        read(tmp_path / "orders-*.xlsx", "orders/Data")


def test_a_workbook_that_cannot_be_read_halts_no_other_stream(tmp_path: Path) -> None:
    book(tmp_path, ["id"], [1])
    (tmp_path / "bad.xlsx").write_bytes(b"PK\x03\x04 and nothing more")
    assert shown(read(tmp_path, "book/Data")) == [[1]]
    with pytest.raises(Stop, match=r"`bad.xlsx` is no Excel workbook that can be read"):
        read(tmp_path, "bad/Data")


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "`book.xlsx` is empty"),
        (b"id,name\n1,x\n", "`book.xlsx` is not an Excel workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old or an encrypted Office file"),
        (b"PK\x03\x04", "no Excel workbook that can be read"),
    ],
)
def test_what_is_no_workbook_is_told(tmp_path: Path, body: bytes, told: str) -> None:
    (tmp_path / "book.xlsx").write_bytes(body)
    with pytest.raises(Stop) as caught:
        files(tmp_path / "book.xlsx").check()
    assert told in str(caught.value)


def test_a_workbook_that_unpacks_beyond_the_bound_is_stopped(tmp_path: Path) -> None:
    path = book(tmp_path, ["id"], [1])
    rewritten(path, "docProps/app.xml", lambda body: b"<a>" + b" " * (80 << 20) + b"</a>")
    with pytest.raises(Stop, match="more than 200 times its size: it may be a bomb"):
        read(path, "book/Data")


def test_shared_texts_are_read_and_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = book(tmp_path, ["id"], ["x"])
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    override = f'<Override PartName="/xl/shared.xml" ContentType="{kind}"/></Types>'.encode()
    rewritten(path, "[Content_Types].xml", lambda body: body.replace(b"</Types>", override))
    rewritten(path, SHEET, lambda body: re.sub(rb't="inlineStr"><is><t>x</t></is>', b't="s"><v>0</v>', body))
    texts = b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>shared</t></si></sst>'
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/shared.xml", texts)
    assert shown(read(path, "book/Data")) == [["shared"]]
    monkeypatch.setattr(excel_book, "STRINGS", len(texts) - 1)
    with pytest.raises(Stop, match="bytes of texts: save it as CSV"):
        read(path, "book/Data")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (b'<row r="3"', b'<row r="2"', "the rows of `book.xlsx`, sheet `Data`, are not in order"),
        (b'<row r="3"', b'<row r="99999999"', "has more rows than Excel can have"),
        (b"</sheetData>", b"</sheetDat>", "no Excel workbook that can be read"),
        (b'<c r="A3"', b'<c r="$$"', "no Excel workbook that can be read"),
    ],
)
def test_a_sheet_that_lies_is_stopped(tmp_path: Path, before: bytes, after: bytes, told: str) -> None:
    path = book(tmp_path, ["id"], [1], [2])
    rewritten(path, SHEET, lambda body: body.replace(before, after))
    with pytest.raises(Stop) as caught:
        read(path, "book/Data")
    assert told in str(caught.value)


def test_a_dimension_that_lies_changes_nothing(tmp_path: Path) -> None:
    path = book(tmp_path, ["id", "a"], [1, 2])
    rewritten(path, SHEET, lambda body: body.replace(b'ref="A1:B2"', b'ref="A1:XFD1048576"'))
    assert shown(read(path, "book/Data")) == [[1, 2]]


def test_a_workbook_that_changes_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    path = book(tmp_path, ["id"], [1], [2])
    rows = files(path).read("book/Data", None)
    next(rows)
    path.write_bytes(path.read_bytes() + b"\0")
    with pytest.raises(Retry, match="changed while it was read"):
        list(rows)


TEXTS = st.text(st.characters(min_codepoint=32, max_codepoint=0x2FF, exclude_categories=["Cc", "Cs"]), max_size=6)
VALUES = st.one_of(TEXTS.filter(lambda text: not text.startswith("=")), st.integers(-(10**14), 10**14), st.booleans())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25, deadline=None)
@given(rows=st.lists(st.tuples(st.integers(0, 9), VALUES), max_size=8))
def test_what_is_written_is_read(tmp_path: Path, rows: list[tuple[int, Any]]) -> None:
    path = book(tmp_path, ["id", "a"], *rows)
    expected = [[number, value if value != "" else None] for number, value in rows]
    assert shown(read(path, "book/Data")) == expected
