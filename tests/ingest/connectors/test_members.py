"""Which files a path means: one, a folder, or many by a pattern, always in the order of their names."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.connector import Mark, Raw, Retry, Stop
from tests.ingest.connectors.reading import files, positions, read, shown


@pytest.mark.parametrize(
    ("pattern", "stream"),
    [
        ("exports/orders-*.csv", "orders"),
        ("exports/*_orders.csv.gz", "orders"),
        ("exports/orders/*.csv", "orders"),
        ("exports/orders/20[0-9][0-9]/*.csv", "20"),
        ("exports/*/orders.csv", "orders"),
        ("exports/orders/**/*.jsonl", "orders"),
        ("exports/orders.v?.csv", "orders.v"),
    ],
)
def test_a_pattern_is_named_after_what_is_fixed_in_it(tmp_path: Path, pattern: str, stream: str) -> None:
    path = tmp_path / pattern.replace("**", "a/b").replace("[0-9][0-9]", "24").replace("*", "x").replace("?", "1")
    path.parent.mkdir(parents=True)
    path.write_text("a\n1\n")
    assert [one.name for one in files(tmp_path / pattern).streams()] == [stream]


def test_many_files_are_one_stream_in_the_order_of_their_names(tmp_path: Path) -> None:
    for name, body in {"b": "id,n\n3,c\n", "a": "id,n\n1,a\n2\n", "c": "n,id\nd,4\n"}.items():
        (tmp_path / f"orders-{name}.csv").write_text(body)
    (tmp_path / ".orders-d.csv").write_text("id,n\n9,x\n")
    *found, mark = read(tmp_path / "orders-*.csv", "orders")
    assert isinstance(mark, Mark)
    assert [one.data.get("id") if isinstance(one, Raw) else str(one) for one in found] == [
        "1", "1 fields where the header has 2", "3", "4",
    ]  # fmt: skip
    assert positions(found) == [
        "orders-a.csv, line 2", "orders-a.csv, line 3", "orders-b.csv, line 2", "orders-c.csv, line 2",
    ]  # fmt: skip
    info = files(tmp_path / "orders-*.csv").stream("orders")
    assert (sorted(info.names), info.rows) == (["id", "n"], 4)


def test_folders_below_are_named_in_positions(tmp_path: Path) -> None:
    for year in ("2024", "2023"):
        (tmp_path / year).mkdir()
        (tmp_path / year / "orders.csv").write_text("id\n1\n")
    (tmp_path / ".2022").mkdir()
    (tmp_path / ".2022" / "orders.csv").write_text("id\n1\n")
    assert positions(read(tmp_path / "*" / "orders.csv", "orders")) == [
        "2023/orders.csv, line 2",
        "2024/orders.csv, line 2",
    ]


def test_a_column_counts_when_every_file_has_it(tmp_path: Path) -> None:
    (tmp_path / "orders-1.csv").write_text("id,old,n\n1,x,y\n")
    (tmp_path / "orders-2.csv").write_text("id,new,n\n1,x,y\n")
    assert files(tmp_path / "orders-*.csv").stream("orders").names == ("id", "n")


def test_the_fingerprint_is_of_all_files_and_their_names(tmp_path: Path) -> None:
    one, two, pattern = tmp_path / "o-1.csv", tmp_path / "o-2.csv", tmp_path / "o-*.csv"
    one.write_text("a\n1\n")
    two.write_text("a\n2\n")
    first = files(pattern).fingerprint("o")
    assert files(pattern).fingerprint("o") == first
    two.rename(tmp_path / "o-3.csv")
    moved = files(pattern).fingerprint("o")
    (tmp_path / "o-3.csv").write_text("a\n3\n")
    changed = files(pattern).fingerprint("o")
    (tmp_path / "o-3.csv").unlink()
    assert len({first, moved, changed, files(pattern).fingerprint("o")}) == 4


def test_files_that_come_or_change_meanwhile_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "o-1.csv").write_text("a\n1\n")
    found = files(tmp_path / "o-*.csv")
    found.fingerprint("o")
    (tmp_path / "o-2.csv").write_text("a\n2\n")
    with pytest.raises(Retry, match="the files of `o` changed before they were read"):
        list(found.read("o", None))
    rows = files(tmp_path / "o-*.csv").read("o", None)
    next(rows)
    (tmp_path / "o-0.csv").write_text("a\n0\n")
    with pytest.raises(Retry, match="the files of `o` changed while they were read"):
        list(rows)


def test_patterns_that_mean_nothing_or_too_much(tmp_path: Path) -> None:
    with pytest.raises(Stop, match="no file matches"):
        read(tmp_path / "o-*.csv", "o")
    (tmp_path / "o-1.csv").write_text("a\n1\n")
    (tmp_path / "o-2.jsonl").write_text("{}")
    with pytest.raises(Stop, match=r"`o-\*` matches files of 2 formats: `o-1.csv` and `o-2.jsonl`"):
        read(tmp_path / "o-*", "o")
    (tmp_path / "o-3.txt").write_text("")
    with pytest.raises(Stop, match=r"`o-3.txt` is of no known format"):
        read(tmp_path / "o-*", "o")
    (tmp_path / "o-1.csv.gz").write_text("")
    with pytest.raises(Stop, match=r"two files for the stream `o-1`: `o-1.csv` and `o-1.csv.gz`"):
        files(tmp_path).streams()


def test_a_name_with_a_star_in_it_is_that_file(tmp_path: Path) -> None:
    (tmp_path / "o[1].csv").write_text("a\n1\n")
    (tmp_path / "o1.csv").write_text("a\n2\n")
    assert shown(read(tmp_path / "o[1].csv", "o[1]")) == [["1"]]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=20, deadline=None)
@given(parts=st.dictionaries(st.text("abcXYZ019_", min_size=1, max_size=3), st.lists(st.integers(0, 99), max_size=4)))
def test_however_rows_are_cut_into_files_they_are_read_in_order(tmp_path: Path, parts: dict[str, list[int]]) -> None:
    for old in tmp_path.glob("*.csv"):
        old.unlink()
    for name, rows in parts.items():
        (tmp_path / f"o-{name}.csv").write_text("a\n" + "".join(f"{row}\n" for row in rows))
    expected = [[str(row)] for name in sorted(parts, key=lambda one: f"o-{one}.csv") for row in parts[name]]
    (tmp_path / "o-.csv").write_text("a\n")
    assert shown(read(tmp_path / "o-*.csv", "o")) == expected
