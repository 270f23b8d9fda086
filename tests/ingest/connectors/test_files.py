"""Files as they come: what is read, which rows are handed out with a reason, what cannot be read at all."""

from __future__ import annotations

import csv
import io
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.connector import Connector, Item, Mark, Raw, Retry, Skip, Stop, find, parse_options
from ontology.errors import Invalid


def files(path: Path, **options: Any) -> Connector:
    kind = find("files")
    return kind(parse_options(kind, {"path": path, **options}), {})


def read(path: Path, body: bytes | str, **options: Any) -> list[Item]:
    path.write_bytes(body.encode() if isinstance(body, str) else body)
    return list(files(path, **options).read(path.stem, None))


def shown(items: list[Item]) -> list[Any]:
    """Rows as their values, skips as their reasons."""
    return [list(one.data.values()) if isinstance(one, Raw) else str(one) for one in items if not isinstance(one, Mark)]


CSV = [
    ("plain", "a,b\n1,2\n3,4\n", [["1", "2"], ["3", "4"]]),
    ("no newline at the end", "a,b\n1,2", [["1", "2"]]),
    ("crlf", "a,b\r\n1,2\r\n", [["1", "2"]]),
    ("cr", "a,b\r1,2\r", [["1", "2"]]),
    ("byte order mark", b"\xef\xbb\xbfa,b\n1,2\n", [["1", "2"]]),
    ("blank lines", "\n\na,b\n\n1,2\n\n\n3,4\n\n", [["1", "2"], ["3", "4"]]),
    ("quoted newline", 'a,b\n1,"x\ny"\n3,4\n', [["1", "x\ny"], ["3", "4"]]),
    ("quoted quote", 'a,b\n1,"x ""y"""\n', [["1", 'x "y"']]),
    ("quote within", 'a,b\n1,5" disk\n3,4\n', [["1", '5" disk'], ["3", "4"]]),
    ("empty values", "a,b\n,\n", [["", ""]]),
    ("header only", "a,b\n", []),
    ("too few", "a,b\n1\n3,4\n", ["1 fields where the header has 2", ["3", "4"]]),
    ("too many", "a,b\n1,2,3\n3,4\n", ["3 fields where the header has 2", ["3", "4"]]),
    ("after the quote", 'a,b\n1,"x"y\n3,4\n', ["not CSV: ',' expected after '\"'", ["3", "4"]]),
    ("never closed", 'a,b\n1,"x\n3,4\n', ["not CSV: unexpected end of data"]),
    ("nul", "a,b\n1,x\0y\n3,4\n", ["a NUL character: the file may be binary, or of another encoding", ["3", "4"]]),
    (
        "another encoding",
        b"a,b\n1,caf\xe9\n3,4\n",
        ["byte 0xe9 is not utf-8: say the file's `encoding`", ["3", "4"]],
    ),
    ("line separators in text", "a,b\n1,x\u2028y\x0bz\n", [["1", "x\u2028y\x0bz"]]),
]


@pytest.mark.parametrize(("body", "rows"), [one[1:] for one in CSV], ids=[one[0] for one in CSV])
def test_csv(tmp_path: Path, body: bytes | str, rows: list[Any]) -> None:
    assert shown(read(tmp_path / "rows.csv", body)) == rows


JSON = [
    ("plain", '{"a":1}\n{"a":2}\n', [[1], [2]]),
    ("byte order mark", b'\xef\xbb\xbf{"a":1}', [[1]]),
    ("blank lines and crlf", '\n{"a":1}\r\n\r\n', [[1]]),
    ("empty file", "", []),
    ("nested", '{"a":{"b":[1,null,true]}}', [[{"b": [1, None, True]}]]),
    (
        "decimals keep their digits",
        '{"a":0.10,"b":1E5,"c":12345678901234567890}',
        [["0.10", "1E5", "12345678901234567890"]],
    ),
    ("not JSON", '{"a":1\n{a:1}\n{"a":1}', ["not JSON", "not JSON", [1]]),
    ("doubled key", '{"a":1,"a":2}\n{"a":1}', ["the key `a` is there twice", [1]]),
    ("doubled key inside", '{"x":{"a":1,"a":1}}', ["the key `a` is there twice"]),
    ("not a number", '{"a":NaN}\n{"a":-Infinity}\n{"a":1}', ["`NaN` is not", "`-Infinity` is not", [1]]),
    ("nul", '{"a":"\\u0000"}\n{"a":1}', ["a NUL character", [1]]),
    ("half a pair", '{"a":"\\ud83d"}\n{"a":"\\ud83d\\ude00"}', ["half of a surrogate pair", ["😀"]]),
    ("backslash before u", '{"a":"\\\\u0000"}', [["\\u0000"]]),
    ("too deep", '{"a":' + "[" * 100000 + "\n" + '{"a":1}', ["nested too deeply", [1]]),
    ("deep", '{"a":' + "[" * 150 + "1" + "]" * 150 + "}", [[orjson.loads("[" * 150 + "1" + "]" * 150)]]),
    *(
        (f"{deep} deep", '{"a":' + "[" * deep + '"\\u0041"' + "]" * deep + '}\n{"a":1}', ["nested too deeply", [1]])
        for deep in (260, 900, 5000)
    ),
    ("another encoding", b'{"a":"caf\xe9"}\n{"a":1}', ["byte 0xe9 is not utf-8", [1]]),
    ("a huge number", '{"a":' + "9" * 5000 + "}", [["9" * 5000]]),
]


@pytest.mark.parametrize(("body", "rows"), [one[1:] for one in JSON])
def test_json_lines(tmp_path: Path, body: bytes | str, rows: list[Any]) -> None:
    found = shown(read(tmp_path / "rows.jsonl", body))
    assert len(found) == len(rows)
    for one, expected in zip(found, rows, strict=True):
        assert one == expected if isinstance(expected, list) else expected in one


def test_lines_that_are_no_objects(tmp_path: Path) -> None:
    found = read(tmp_path / "rows.jsonl", '5\n"x"\nnull\n[1]\n{"a":1}')
    assert shown(found) == ["the line is not a JSON object"] * 4 + [[1]]


def test_one_json_array_is_not_json_lines(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="one JSON array, not JSON Lines"):
        read(tmp_path / "rows.jsonl", '[{"a":1}]')


def test_a_bad_row_is_kept_whole_with_its_place(tmp_path: Path) -> None:
    body = b'a,b\n1,2,3\n1,caf\xe9\n"x\ny"z,4\n5,6\n7,\0\n'
    ragged, encoding, quote, row, nul = read(tmp_path / "rows.csv", body)
    assert isinstance(ragged, Skip)
    assert (ragged.text, ragged.position) == ('["1","2","3"]', "rows.csv, line 2")
    assert isinstance(encoding, Skip)
    assert (encoding.text, encoding.position) == ("1,caf\\xe9\n", "rows.csv, line 3")
    assert isinstance(quote, Skip)
    assert (quote.text, quote.position) == ('"x\ny"z,4\n', "rows.csv, lines 4-5")
    assert isinstance(row, Raw)
    assert row.position == "rows.csv, line 6"
    assert isinstance(nul, Skip)
    assert (nul.text, nul.position) == ("7,\\x00\n", "rows.csv, line 7")


@pytest.mark.parametrize("form", ["csv", "jsonl"])
def test_a_huge_row_is_refused_in_bounded_memory_and_the_rest_is_read(tmp_path: Path, form: str) -> None:
    huge = "x" * 5_000_000
    line, last = (f'1,"{huge}"\n', "3,4\n") if form == "csv" else (f'{{"a":"{huge}"}}\n', '{"a":3,"b":4}\n')
    body = ("a,b\n" if form == "csv" else "") + line + last
    found = read(tmp_path / f"rows.{form}", body, limit=10_000)
    assert isinstance(found[0], Skip)
    assert "longer than 10000 characters" in found[0].message
    assert len(found[0].text) < 2000
    assert sha256(line.encode()).hexdigest() in found[0].text
    assert f"({len(line)} characters" in found[0].text
    assert [str(value) for value in shown(found)[1]] == ["3", "4"]


def test_a_huge_row_of_many_lines_ends_where_its_quotes_close(tmp_path: Path) -> None:
    huge = "\n".join(f'line {number} ""quoted"", and more' for number in range(2000))
    skip, row = read(tmp_path / "rows.csv", f'a,b\n1,"{huge}"\n3,4\n', limit=10_000)
    assert isinstance(skip, Skip)
    assert skip.position == "rows.csv, lines 2-2001"
    assert isinstance(row, Raw)
    assert (row.position, row.data["a"]) == ("rows.csv, line 2002", "3")


def test_a_quote_that_is_never_closed_and_swallows_more_than_fits_stops_the_stream(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text('a,b\n1,2\n3,"4\n' + "5,6\n" * 5000)
    found = files(path, limit=1000).read("rows", None)
    assert isinstance(next(found), Raw)
    assert isinstance(next(found), Skip)
    with pytest.raises(Stop, match="a quote on line 3 that is never closed"):
        next(found)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b"", "is empty: it has not even a header"),
        (b"\n\n", "is empty: it has not even a header"),
        (b"a,b,a,b\n1,2,3,4\n", "has `a`, `b` twice"),
        (b"caf\xe9,b\n1,2\n", "the header of `rows.csv` cannot be read: byte 0xe9"),
        (b'a,"b\n1,2\n', "the header of `rows.csv` cannot be read"),
        ("a,b\n1,2\n".encode("utf-16"), "is UTF-16; say `encoding=utf-16`"),
        (b"PK\x03\x04rest", "a ZIP archive or an Excel workbook"),
        (b"\x1f\x8brest", "compressed by gzip"),
        (b"SQLite format 3\0", "an SQLite database; use the connector `sql`"),
    ],
)
def test_files_that_cannot_be_read(tmp_path: Path, body: bytes, reason: str) -> None:
    with pytest.raises(Stop) as caught:
        read(tmp_path / "rows.csv", body)
    assert reason in str(caught.value)


@pytest.mark.parametrize(
    ("name", "body", "options"),
    [
        ("rows.csv", "a,b\nä,2\n".encode("cp1252"), {"encoding": "cp1252"}),
        ("rows.csv", "a,b\nä,2\n".encode("latin-1"), {"encoding": "ISO-8859-1"}),
        ("rows.csv", "a,b\nä,2\n".encode("utf-16"), {"encoding": "utf-16"}),
        ("rows.csv", "a,b\nä,2\n".encode("utf-16-le"), {"encoding": "utf-16-le"}),
        ("rows.csv", "a;b\nä;2\n", {"delimiter": ";"}),
        ("rows.csv", "a,b\n'ä',2\n", {"quote": "'"}),
        ("rows.tsv", "a\tb\nä\t2\n", {}),
        ("rows.txt", "a,b\nä,2\n", {"format": "csv"}),
        ("rows.csv", "ä,2\n", {"header": "a,b"}),
        ("rows.csv", "Report of today\nx,x\nä,2\n", {"header": "a, b", "skip": "2"}),
        ("rows.csv", "Report of today\na,b\nä,2\n", {"skip": 1}),
    ],
)
def test_how_a_file_is_written_can_be_said(
    tmp_path: Path, name: str, body: bytes | str, options: dict[str, Any]
) -> None:
    (found,) = read(tmp_path / name, body, **options)
    assert isinstance(found, Raw)
    assert found.data == {"a": "ä", "b": "2"}


def test_columns_without_a_name_are_called_by_their_place(tmp_path: Path) -> None:
    (found,) = read(tmp_path / "rows.csv", " a ,,\n1,2,3\n")
    assert isinstance(found, Raw)
    assert found.data == {"a": "1", "#2": "2", "#3": "3"}


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"encoding": "utf-9"}, "no encoding `utf-9`"),
        ({"encoding": "base64"}, "no encoding `base64`"),
        ({"delimiter": ",,"}, "at most 1 character"),
        ({"delimiter": '"'}, "the delimiter and the quote must differ"),
        ({"header": "a,a"}, "must be there and differ"),
        ({"limit": 5}, "greater than or equal to 1000"),
        ({"delimeter": ";"}, "unknown option `delimeter`: did you mean `delimiter`?"),
        ({"path": None}, "option `path`"),
    ],
)
def test_options_that_cannot_be(tmp_path: Path, options: dict[str, Any], told: str) -> None:
    with pytest.raises(Invalid) as caught:
        files(**{"path": tmp_path, **options})
    assert told in str(caught.value)


def test_a_folder_is_read_by_the_stems_of_its_files(tmp_path: Path) -> None:
    (tmp_path / "orders.csv").write_text("id,n\n1,2\n3,4\n")
    (tmp_path / "cases.jsonl").write_text('{"id":1}\n')
    (tmp_path / "notes.txt").write_text("not read")
    (tmp_path / ".hidden.csv").write_text("not read")
    (tmp_path / "~lock.csv").write_text("not read")
    (tmp_path / "sub.csv").mkdir()
    found = files(tmp_path)
    found.check()
    assert [one.name for one in found.streams()] == ["cases", "orders"]
    assert found.stream("orders").names == ("id", "n")
    assert found.stream("orders").rows == 2
    assert found.stream("cases").names == ()
    with pytest.raises(Stop, match="no stream `order`: did you mean `orders`"):
        found.stream("order")
    (tmp_path / "orders.jsonl").write_text("")
    with pytest.raises(Stop, match="two files for the stream `orders`"):
        found.streams()


def test_what_is_not_there_stops_at_once(tmp_path: Path) -> None:
    with pytest.raises(Stop, match=r"no file or folder `.*none.csv`: put it there"):
        files(tmp_path / "none.csv").check()
    (tmp_path / "empty").mkdir()
    with pytest.raises(Stop, match=r"the folder `.*/empty` holds no file of rows: put files of a known format there"):
        files(tmp_path / "empty").stream("rows")


def test_a_file_that_goes_while_it_is_read_may_come_back(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a\n1\n2\n")
    rows = files(path).read("rows", None)
    next(rows)
    path.unlink()
    with pytest.raises(Retry, match="changed while it was read"):
        list(rows)


def test_what_changes_before_it_is_read_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a\n1\n")
    one = files(tmp_path)
    one.fingerprint("rows")
    path.write_text("a\n1\n2\n")
    with pytest.raises(Retry, match="changed before they were read"):
        next(iter(one.read("rows", None)))


def test_a_file_that_changes_while_it_is_read_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a\n1\n2\n")
    rows = files(path).read("rows", None)
    next(rows)
    path.write_text("a\n1\n2\n3\n")
    with pytest.raises(Retry, match="changed while it was read"):
        list(rows)


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a\n1\n")
    path.chmod(0)
    with pytest.raises(Stop, match="permission denied"):
        files(path).check()


def test_the_fingerprint_is_of_the_bytes_and_of_how_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "rows.csv"
    path.write_text("a,b\n1,2\n")
    first = files(path).fingerprint("rows")
    os.utime(path, (1, 1))
    assert files(path).fingerprint("rows") == first
    assert files(path, encoding="latin-1").fingerprint("rows") != first
    path.write_text("a,b\n1,3\n")
    assert files(path).fingerprint("rows") != first


CELLS = st.text(st.characters(exclude_characters="\0\r", exclude_categories=["Cs"]), max_size=8)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(st.tuples(CELLS, CELLS), max_size=6), tail=st.binary(max_size=60))
def test_whatever_bytes_come_after_them_good_rows_are_read(
    tmp_path: Path, rows: list[tuple[str, str]], tail: bytes
) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([("a", "b"), *rows])
    found = read(tmp_path / "rows.csv", text.getvalue().encode() + tail)
    assert [tuple(one.data.values()) for one in found[: len(rows)] if isinstance(one, Raw)] == rows
