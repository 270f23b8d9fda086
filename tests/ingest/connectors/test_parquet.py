"""Parquet: every type without losing a digit, group by group, and what lies about itself bounded and named."""

from __future__ import annotations

import io
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyarrow import parquet

from ingest.connector import Raw, Skip, Stop
from ingest.connectors import parquet_rows
from tests.ingest.connectors.reading import files, positions, read, shown


def write(folder: Path, columns: dict[str, Any], **options: Any) -> Path:
    path = folder / "rows.parquet"
    parquet.write_table(pa.table(columns), path, **options)
    return path


def values(folder: Path, column: Any) -> list[Any]:
    """What a column reads as; a value that cannot be taken as its reason."""
    write(folder, {"a": column})
    return [one[0] if isinstance(one, list) else one for one in shown(read(folder, "rows"))]


BERLIN = ZoneInfo("Europe/Berlin")
TYPES: list[tuple[Any, list[Any]]] = [
    (pa.array(["x", "", None]), ["x", "", None]),
    (pa.array([2**64 - 1, 1], pa.uint64()), [str(2**64 - 1), 1]),
    (pa.array([True, None]), [True, None]),
    (pa.array([Decimal("1.10"), Decimal("-0.01")]), ["1.10", "-0.01"]),
    (pa.array([Decimal("1" * 60 + ".10")], pa.decimal256(70, 2)), ["1" * 60 + ".10"]),
    (pa.array([0.1, 1e23]), ["0.1", "1e+23"]),
    (pa.array([0.1, None], pa.float32()), ["0.1", None]),
    (pa.array([date(2024, 2, 29)]), ["2024-02-29"]),
    (pa.array([datetime.fromisoformat("2024-01-01T12:00")], pa.timestamp("ms")), ["2024-01-01T12:00:00"]),
    (pa.array([datetime(2024, 1, 1, 12, tzinfo=BERLIN)]), ["2024-01-01T12:00:00+01:00"]),
    (pa.array([1_000, None], pa.timestamp("ns")), ["1970-01-01T00:00:00.000001", None]),
    (pa.array([1_000, 1_001], pa.timestamp("ns")), [f"1970-01-01T00:00:00.000001{rest}" for rest in ("", "001")]),
    (pa.array([1_001], pa.timestamp("ns", tz="UTC")), ["1970-01-01T00:00:00.000001001+00:00"]),
    (pa.array([1, 2_000], pa.time64("ns")), ["00:00:00.000000001", "00:00:00.000002"]),
    (pa.array([-1, 1_500_000_001], pa.duration("ns")), ["PT-0.000000001S", "PT1.500000001S"]),
    (pa.array([timedelta(seconds=2)]), ["PT2S"]),
    (pa.array([[1, None], []]), [[1, None], []]),
    (pa.array([{"b": Decimal("1.0"), "c": None}]), [{"b": "1.0", "c": None}]),
    (pa.array([[("k", 1)]], pa.map_(pa.string(), pa.int32())), [[["k", 1]]]),
    (pa.array(["x", "y", "x"]).dictionary_encode(), ["x", "y", "x"]),
    (pa.array([b"abc"]), ["sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"]),
    (pa.nulls(2), [None, None]),
]  # fmt: skip


@pytest.mark.parametrize(("column", "expected"), TYPES, ids=[str(one[0].type) + str(i) for i, one in enumerate(TYPES)])
def test_types_keep_every_digit(tmp_path: Path, column: Any, expected: list[Any]) -> None:
    assert values(tmp_path, column) == expected


def test_a_value_reads_the_same_whatever_stands_beside_it(tmp_path: Path) -> None:
    alone = values(tmp_path, pa.array([5_000], pa.timestamp("ns")))
    assert values(tmp_path, pa.array([5_000, 5_001], pa.timestamp("ns")))[:1] == alone


def test_a_value_that_does_not_fit_stops_no_other(tmp_path: Path) -> None:
    far = pa.array([10**15, 0], pa.timestamp("s"))
    bad, good = read(write(tmp_path, {"id": [1, 2], "at": far}), "rows")
    assert isinstance(bad, Skip)
    assert bad.message.startswith("column `at`: ")
    assert bad.text == '{"at":"1000000000000000000","id":1}'
    assert isinstance(good, Raw)
    text = pa.StringArray.from_buffers(2, pa.py_buffer(b"\0\0\0\0\3\0\0\0\4\0\0\0"), pa.py_buffer(b"a\xe9bc"))
    assert values(tmp_path, text) == ["column `a`: byte 0xe9 is not utf-8", "c"]
    assert values(tmp_path, pa.array(["x" * 1001, "y"]))[1] == "y"
    (long, _) = read(tmp_path, "rows", limit=1000)
    assert str(long) == "column `a`: longer than 1000 characters"


def test_columns_types_and_rows_are_known_before_they_are_read(tmp_path: Path) -> None:
    info = files(write(tmp_path, {"id": [1, 2], "name": ["x", "y"]})).stream("rows")
    assert [(one.name, one.type) for one in info.columns] == [("id", "int64"), ("name", "string")]
    assert (info.rows, info.incremental) == (2, False)
    assert positions(read(tmp_path, "rows")) == ["rows.parquet, row 1", "rows.parquet, row 2"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(rows=st.integers(0, 60), group=st.integers(1, 25))
def test_groups_of_any_size_give_the_same_rows(tmp_path: Path, rows: int, group: int) -> None:
    write(tmp_path, {"n": pa.array(range(rows), pa.int64())}, row_group_size=group)
    found = read(tmp_path, "rows")
    assert shown(found) == [[number] for number in range(rows)]
    assert positions(found) == [f"rows.parquet, row {number + 1}" for number in range(rows)]


@pytest.fixture
def grouped() -> bytearray:
    """A file of three groups of a hundred rows."""
    table = pa.table({"id": list(range(300)), "name": [f"name {number}" for number in range(300)]})
    made = io.BytesIO()
    parquet.write_table(table, made, row_group_size=100, compression="none")
    return bytearray(made.getvalue())


def test_a_group_that_cannot_be_read_is_one_row_and_stops_no_other(tmp_path: Path, grouped: bytearray) -> None:
    about = parquet.ParquetFile(io.BytesIO(grouped)).metadata.row_group(1).column(0)
    start = about.dictionary_page_offset
    grouped[start : start + about.total_compressed_size] = b"\xff" * about.total_compressed_size
    (tmp_path / "rows.parquet").write_bytes(grouped)
    found = read(tmp_path, "rows")
    lost = found[100]
    assert isinstance(lost, Skip)
    assert lost.message.startswith("row group 2: it cannot be read: ")
    assert lost.position == "rows.parquet, rows 101-200"
    assert [one.data["id"] for one in found if isinstance(one, Raw)] == [*range(100), *range(200, 300)]
    assert positions(found)[101] == "rows.parquet, row 201"


@pytest.mark.parametrize("seed", range(40))
def test_a_file_that_lies_is_bounded_and_named(tmp_path: Path, grouped: bytearray, seed: int) -> None:
    random = Random(seed)
    for _ in range(10):
        grouped[random.randrange(4, len(grouped) - 8)] = random.randrange(256)
    (tmp_path / "rows.parquet").write_bytes(grouped)
    try:
        found = read(tmp_path, "rows")
    except Stop as stop:
        assert "`rows.parquet`" in str(stop)  # noqa: PT017  either is right
        return
    assert len(found) <= 303
    for one in found:
        assert isinstance(one, Raw) or one.position.startswith("rows.parquet, row")  # type: ignore[union-attr]


def test_a_schema_that_the_bytes_do_not_have_is_told(tmp_path: Path) -> None:
    """The footer of one file over the pages of another: numbers where texts are."""
    told, true = io.BytesIO(), io.BytesIO()
    numbers = pa.table({"a": pa.array(range(100), pa.int64())})
    parquet.write_table(numbers, told, compression="none", use_dictionary=False)
    names = pa.array([f"{number:03}" for number in range(100)])
    parquet.write_table(pa.table({"a": names}), true, compression="none", use_dictionary=False)
    lie, body = told.getvalue(), true.getvalue()
    footer = int.from_bytes(lie[-8:-4], "little") + 8
    (tmp_path / "rows.parquet").write_bytes(body[: len(lie) - footer] + lie[-footer:])
    found = read(tmp_path, "rows")
    assert any(isinstance(one, Skip) and one.message.startswith("row group 1: ") for one in found)
    assert len(found) <= 101


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "`rows.parquet` is empty"),
        (b"a,b\n1,2\n", "`rows.parquet` is not a Parquet file: export it again"),
        (b"PAR1", "no Parquet file that can be read"),
        (b"PAR1" + b"\0" * 100 + b"PAR1", "no Parquet file that can be read"),
        (b"PARE....", "an encrypted Parquet file"),
        (b"\x1f\x8b....", "compressed by gzip"),
    ],
)
def test_what_is_no_parquet_file_is_told(tmp_path: Path, body: bytes, told: str) -> None:
    (tmp_path / "rows.parquet").write_bytes(body)
    for act in (files(tmp_path).check, lambda: read(tmp_path, "rows")):
        with pytest.raises(Stop) as caught:
            act()
        assert told in str(caught.value)


def test_doubled_columns_are_refused(tmp_path: Path) -> None:
    table = pa.Table.from_arrays([pa.array([1]), pa.array([2])], ["a", "a"])
    parquet.write_table(table, tmp_path / "rows.parquet")
    with pytest.raises(Stop, match=r"`rows.parquet` has `a` twice"):
        read(tmp_path, "rows")


def test_a_large_group_is_read_in_bounded_memory(tmp_path: Path) -> None:
    texts = pa.array([f"{number:0>1000}" for number in range(60_000)])
    write(tmp_path, {"a": texts}, row_group_size=60_000, compression="none", use_dictionary=False)
    del texts
    before, most = pa.total_allocated_bytes(), 0
    rows = files(tmp_path).read("rows", None)
    for count, _ in enumerate(rows, 1):
        if count % 1000 == 0:
            most = max(most, pa.total_allocated_bytes() - before)
    assert count == 60_000
    assert most < 20_000_000


@pytest.mark.parametrize("kind", [pa.string(), pa.binary(), pa.list_(pa.string())])
def test_a_small_file_of_one_long_text_many_times_is_read_in_bounded_memory(tmp_path: Path, kind: pa.DataType) -> None:
    value: Any = ["x" * 400_000] if pa.types.is_list(kind) else "x" * 400_000
    path = write(tmp_path, {"a": pa.array([value if number else None for number in range(1000)], kind)})
    assert path.stat().st_size < 100_000
    before, most, count = pa.total_allocated_bytes(), 0, 0
    for item in files(tmp_path).read("rows", None):
        count += isinstance(item, Raw)
        most = max(most, pa.total_allocated_bytes() - before)
    assert count == 1000
    assert most < 100_000_000


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(lengths=st.lists(st.integers(0, 4), max_size=60), weight=st.integers(1, 5000))
def test_batches_of_any_weight_give_the_same_rows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lengths: list[int], weight: int
) -> None:
    texts = ["x" * 10**length for length in lengths]
    write(tmp_path, {"n": pa.array(range(len(texts)), pa.int64()), "a": pa.array(texts, pa.string())})
    with monkeypatch.context() as patched:
        patched.setattr(parquet_rows, "WEIGHT", weight)
        found = read(tmp_path, "rows")
    assert shown(found) == [[number, text] for number, text in enumerate(texts)]
    assert positions(found) == [f"rows.parquet, row {number + 1}" for number in range(len(texts))]
