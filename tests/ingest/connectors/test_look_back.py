"""Look-back windows: what was committed late is read, and read twice it counts once."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingest.connector import Connector, Mark, Raw, Stop, find, parse_options
from ingest.connectors.look_back import earlier, later
from ingest.spans import LONGEST, span
from ontology.errors import Invalid

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "window", "expected"),
    [
        (NOON, "90m", NOON - timedelta(minutes=90)),
        (date(2024, 3, 1), "1h", date(2024, 2, 29)),
        (date(2024, 3, 1), "2d", date(2024, 2, 28)),
        ("2024-03-01", "1d", "2024-02-29"),
        ("2024-03-01 12:00:00", "1h30m", "2024-03-01 10:30:00"),
        ("2024-03-01T12:00:00.123456Z", "1h", "2024-03-01T11:00:00"),
        ("2024-03-01T12:00+02:00", "1d", "2024-02-29T12:00"),
        (1000, "10", 990),
        (1000, "0.5", 999),
        (Decimal("10.50"), "0.25", Decimal("10.25")),
        (1.5, "1", 0.5),
        (datetime.min.replace(tzinfo=UTC), "1d", None),
        ("0001-01-01", "7d", None),
    ],
)
def test_the_value_that_lies_a_window_before(value: Any, window: str, expected: Any) -> None:
    assert earlier(value, window, "t") == expected


@pytest.mark.parametrize(("value", "window"), [(5, "1h"), (NOON, "5"), ("x", "1h"), ("2024-01-01", "5"), (b"x", "1")])
def test_times_need_a_length_of_time_and_numbers_a_number(value: Any, window: str) -> None:
    with pytest.raises(Stop, match="times need a length of time, numbers a number"):
        earlier(value, window, "t")


@given(st.datetimes(datetime.fromisoformat("1900-01-01")), st.integers(1, 10**6), st.integers(0, 999_999))
def test_no_later_time_sorts_before_a_text_that_was_taken_back(moment: datetime, seconds: int, less: int) -> None:
    start = earlier(moment.isoformat(" "), f"{seconds % 1000 + 1}m", "t")
    inside = moment - timedelta(minutes=seconds % 1000 + 1) + timedelta(microseconds=less)
    assert start <= inside.isoformat(" ")


def test_the_later_of_two() -> None:
    assert (later(1, 2), later(2, 1), later(None, 1), later("x", 1)) == (2, 2, 1, 1)


@pytest.mark.parametrize(
    ("text", "length"),
    [("90s", 90), ("15m", 900), ("1h30m", 5400), (" 7D ", 604_800), ("1w", 604_800)],
)
def test_lengths_of_time(text: str, length: int) -> None:
    assert span(text) == timedelta(seconds=length)


@pytest.mark.parametrize("text", ["", "0m", "15", "m", "15 m", "-5m", "1.5h", "5m1h", "5y", "٥m"])
def test_what_is_no_length_of_time(text: str) -> None:
    with pytest.raises(Invalid, match="not a length of time"):
        span(text)


def test_a_length_that_leads_out_of_the_calendar_is_refused() -> None:
    with pytest.raises(Invalid, match="too long a time: `999999w`: give 36500d at the most"):
        span("999999w")
    assert span("36500d") == LONGEST


def sql(base: Path, **options: Any) -> Connector:
    kind = find("sql")
    return kind(parse_options(kind, {"url": f"sqlite:///{base}", **options}), {})


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ({"look_back": {"t": "1h"}}, "`look_back.t` needs `cursors.t`"),
        ({"cursors": {"t": "n"}, "look_back": {"t": "soon"}}, "not a length of time: `soon`"),
        ({"cursors": {"t": "n"}, "look_back": {"t": "-5"}}, "not a window: `-5`"),
    ],
)
def test_windows_that_cannot_be(tmp_path: Path, options: dict[str, Any], told: str) -> None:
    with pytest.raises(Invalid) as caught:
        sql(tmp_path / "x.db", **options)
    assert told in str(caught.value)


def ids(connector: Connector, cursor: Any) -> tuple[list[int], Any]:
    """The keys that a read gives, and the cursor after it."""
    found = list(connector.read("t", cursor))
    last = found[-1].cursor if found and isinstance(found[-1], Mark) else cursor
    return [one.data["id"] for one in found if isinstance(one, Raw)], last


def test_a_row_that_was_committed_late_is_read(tmp_path: Path) -> None:
    base = tmp_path / "erp.db"
    with closing(sqlite3.connect(base)) as connection, connection:
        connection.executescript(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t VALUES (1, 10), (2, 20)"
        )
    plain, looking = sql(base, cursors={"t": "n"}), sql(base, cursors={"t": "n"}, look_back={"t": 5})
    _, cursor = ids(looking, None)
    assert cursor == {"from": 20}
    with closing(sqlite3.connect(base)) as connection, connection:
        connection.executescript("INSERT INTO t VALUES (3, 15), (4, 14)")
    assert ids(plain, cursor) == ([2], {"from": 20})
    assert ids(looking, cursor) == ([3, 2], {"from": 20})
    assert looking.count("t", cursor) == 2
    with closing(sqlite3.connect(base)) as connection, connection:
        connection.executescript("DELETE FROM t WHERE id = 2")
    assert ids(looking, cursor) == ([3], {"from": 20})


def test_what_is_committed_while_a_read_is_cut_off_is_read_the_next_time(tmp_path: Path) -> None:
    base = tmp_path / "erp.db"
    with closing(sqlite3.connect(base)) as connection, connection:
        connection.executescript(
            "CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER); INSERT INTO t VALUES (5, 10), (6, 20), (7, 90)"
        )
    plain, looking = sql(base, cursors={"t": "n"}, page=1), sql(base, cursors={"t": "n"}, look_back={"t": 5}, page=1)
    cut = list(plain.read("t", None))[1].cursor
    with closing(sqlite3.connect(base)) as connection, connection:
        connection.executescript("INSERT INTO t VALUES (3, 15), (4, 20), (8, 95)")
    first = next(looking.read("t", cut)).cursor
    for connector, again in ((plain, [4, 6, 7, 8]), (looking, [3, 4, 6, 7, 8])):
        assert ids(connector, cut) == ([7, 8], {"from": 20})
        assert ids(connector, first) == ([8], {"from": 20})
        assert ids(connector, {"from": 20}) == (again, {"from": 95})
        assert ids(connector, {"from": 95})[1] == {"from": 95}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    commits=st.lists(st.tuples(st.integers(0, 60), st.integers(0, 10)), max_size=12),
    reads=st.lists(st.tuples(st.integers(0, 80), st.integers(0, 20)), max_size=4),
    page=st.integers(1, 4),
    cut=st.integers(0, 5),
)
@example(commits=[(5, 10), (10, 0), (30, 0)], reads=[(12, 20)], page=1, cut=1)
def test_no_row_is_lost_that_is_no_later_than_the_window(
    tmp_path: Path, commits: list[tuple[int, int]], reads: list[tuple[int, int]], page: int, cut: int
) -> None:
    """Rows dated at one time and committed up to ten later; reads in between, each cut off once and resumed later."""
    base = tmp_path / "late.db"
    base.unlink(missing_ok=True)
    with closing(sqlite3.connect(base)) as connection, connection:
        connection.executescript("CREATE TABLE t (id INTEGER PRIMARY KEY, n INTEGER)")
    one = sql(base, cursors={"t": "n"}, look_back={"t": 10}, page=page)
    waiting = sorted((at + late, number, at) for number, (at, late) in enumerate(commits))
    met: set[int] = set()

    def commit(moment: int) -> None:
        with closing(sqlite3.connect(base)) as connection, connection:
            while waiting and waiting[0][0] <= moment:
                _, number, at = waiting.pop(0)
                connection.execute("INSERT INTO t VALUES (?, ?)", (number, at))

    cursor: Any = None
    for moment, pause in [*sorted(reads), (1000, 0)]:
        commit(moment)
        for place, item in enumerate(one.read("t", cursor)):
            if place == cut:
                break
            cursor = item.cursor
            met |= {item.data["id"]} if isinstance(item, Raw) else set()
        commit(moment + pause)
        found, cursor = ids(one, cursor)
        met |= set(found)
    assert met == set(range(len(commits)))
