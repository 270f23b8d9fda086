"""Files packed by gzip: read as if they were not, and bounded whatever they unpack to."""

from __future__ import annotations

import gzip
import tracemalloc
from hashlib import sha256
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.connector import Item, Raw, Skip, Stop
from tests.ingest.connectors.reading import files, read, shown

BODIES = {
    "rows.csv": "a,b\n1,ä\n3,4\n",
    "rows.tsv": "a\tb\n1\tä\n3\t4\n",
    "rows.jsonl": '{"a":"1","b":"ä"}\n{"a":"3","b":"4"}\n',
    "rows.ndjson": '{"a":"1","b":"ä"}\n{"a":"3","b":"4"}\n',
}


@pytest.mark.parametrize("name", BODIES)
def test_packed_or_not_the_rows_are_the_same(tmp_path: Path, name: str) -> None:
    plain, packed = tmp_path / "plain", tmp_path / "packed"
    plain.mkdir()
    packed.mkdir()
    (plain / name).write_text(BODIES[name], "utf-8")
    (packed / f"{name}.gz").write_bytes(gzip.compress(BODIES[name].encode()))
    files(packed).check()
    assert [one.name for one in files(packed).streams()] == ["rows"]
    assert shown(read(packed, "rows")) == shown(read(plain, "rows")) == [["1", "ä"], ["3", "4"]]
    assert files(packed).stream("rows").names == files(plain).stream("rows").names
    assert files(packed).stream("rows").rows == files(plain).stream("rows").rows == 2


def test_several_packings_one_after_the_other_are_one_file(tmp_path: Path) -> None:
    (tmp_path / "rows.csv.gz").write_bytes(gzip.compress(b"a,b\n1,") + gzip.compress(b"2\n3,4\n"))
    assert shown(read(tmp_path, "rows")) == [["1", "2"], ["3", "4"]]


def test_another_encoding_may_be_packed(tmp_path: Path) -> None:
    (tmp_path / "rows.csv.gz").write_bytes(gzip.compress("a\nä\n".encode("utf-16")))
    assert shown(read(tmp_path, "rows", encoding="utf-16")) == [["ä"]]
    with pytest.raises(Stop, match=r"`rows.csv.gz` holds what is UTF-16; say `encoding=utf-16`"):
        read(tmp_path, "rows")


def until_stopped(path: Path, **options: int) -> tuple[list[Item], str]:
    """What was read before the stream stopped, and why it did."""
    found: list[Item] = []
    try:
        for item in files(path, **options).read("rows", None):
            found.append(item)  # noqa: PERF402  the rows before the error are what is asked for
    except Stop as stop:
        return found, str(stop)
    pytest.fail("it did not stop")


def noise(rows: int) -> bytes:
    """A CSV file that packs badly."""
    random = Random(1)
    return b"a\n" + b"".join(b"%d\n" % random.getrandbits(60) for _ in range(rows))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30, deadline=None)
@given(cut=st.floats(0.05, 0.99))
def test_cut_off_anywhere_whole_rows_are_handed_out_and_it_is_told(tmp_path: Path, cut: float) -> None:
    body = noise(2000)
    packed = gzip.compress(body)
    (tmp_path / "rows.csv.gz").write_bytes(packed[: int(len(packed) * cut)])
    found, told = until_stopped(tmp_path)
    lines = body.decode().splitlines()[1:]
    values = [one.data["a"] for one in found if isinstance(one, Raw)]
    assert values == lines[: len(values)]
    assert "`rows.csv.gz` is cut off after" in told


def test_a_small_file_that_is_cut_off_gives_the_rows_before_it(tmp_path: Path) -> None:
    packed = gzip.compress(noise(100))
    (tmp_path / "rows.csv.gz").write_bytes(packed[:-20])
    one = files(tmp_path)
    info = one.stream("rows")
    assert info.names == ("a",)
    found, told = until_stopped(tmp_path)
    assert len(found) > 80
    assert "`rows.csv.gz` is cut off after" in told


def test_what_says_too_little_of_its_rows_gives_no_estimate(tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text("a\n" + "x" * 900_000 + "\n1\n")
    (tmp_path / "bomb.jsonl.gz").write_bytes(gzip.compress(b"{}\n" * (30 << 20)))
    (tmp_path / "many.csv").write_text("a\n" + "12345678\n" * 50_000)
    (tmp_path / "few.csv").write_text("a\n1\n2\n")
    counts = {name: files(tmp_path).count(name, None) for name in ("long", "bomb", "many", "few")}
    assert counts == {"long": None, "bomb": None, "many": pytest.approx(50_000, abs=5), "few": 2}


def test_damaged_it_is_told(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(noise(2000)))
    packed[len(packed) // 2] ^= 0xFF
    (tmp_path / "rows.csv.gz").write_bytes(packed)
    assert "`rows.csv.gz` is damaged after" in until_stopped(tmp_path)[1]


def test_a_bomb_is_stopped_at_the_bound_and_goes_on_when_told(tmp_path: Path) -> None:
    (tmp_path / "rows.csv.gz").write_bytes(gzip.compress(b"a\n" + b"x" * (80 << 20) + b"\n1\n"))
    found, told = until_stopped(tmp_path)
    assert found == []
    assert "unpacks to more than 67108864 bytes, 200 times its size: it may be a bomb" in told
    long, last = read(tmp_path, "rows", expansion=2000)
    assert isinstance(long, Skip)
    assert isinstance(last, Raw)


def test_a_line_of_400_mb_is_one_row_that_cannot_be_read(tmp_path: Path) -> None:
    size, piece = 400_000_000, b"x" * 1_000_000
    path = tmp_path / "rows.jsonl.gz"
    digest = sha256()
    with gzip.open(path, "wb", compresslevel=1) as file:
        for block in (b'{"a":1}\n{"a":"', *([piece] * (size // len(piece))), b'"}\n', b'{"a":3}\n'):
            file.write(block)
    for block in (b'{"a":"', *([piece] * (size // len(piece))), b'"}\n'):
        digest.update(block)
    tracemalloc.start()
    first, long, last = read(tmp_path, "rows", expansion=2000)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (shown([first]), shown([last])) == ([[1]], [[3]])
    assert isinstance(long, Skip)
    assert long.message == "the line is longer than 1000000 characters"
    assert (long.position, len(long.text) < 2000) == (f"{path.name}, line 2", True)
    assert digest.hexdigest() in long.text
    assert peak < 50_000_000


@pytest.mark.parametrize(
    ("name", "body", "told"),
    [
        ("rows.csv.gz", b"a,b\n1,2\n", "`rows.csv.gz` is not compressed by gzip: take `.gz` off its name"),
        ("rows.csv.gz", b"", "`rows.csv.gz` is not compressed by gzip"),
        ("rows.csv.gz", b"PAR1....", "is not compressed by gzip: a Parquet file"),
        ("rows.csv.gz", gzip.compress(b"PK\x03\x04"), "holds what is a ZIP archive or an Excel workbook"),
        ("rows.csv.gz", gzip.compress(gzip.compress(b"a\n")), "holds what is compressed by gzip"),
        ("rows.parquet.gz", gzip.compress(b"PAR1"), "packed, and a format that is packed in itself: unpack it"),
        ("rows.xlsx.gz", gzip.compress(b"PK"), "packed, and a format that is packed in itself: unpack it"),
    ],
    ids=["csv", "empty", "parquet", "packed zip", "packed twice", "packed parquet", "packed excel"],
)
def test_what_is_not_what_its_name_says_is_told(tmp_path: Path, name: str, body: bytes, told: str) -> None:
    (tmp_path / name).write_bytes(body)
    with pytest.raises(Stop) as caught:
        read(tmp_path, "rows")
    assert told in str(caught.value)
