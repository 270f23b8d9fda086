"""Profiles: what rows are like, in bounded memory, together as apart, stored as seen."""

from __future__ import annotations

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from ingest.contracts.profile import CATEGORIES, COLUMNS, SAMPLE, Profile, parse

VALUES = st.none() | st.booleans() | st.integers(0, 99) | st.text(max_size=3)
ROWS = st.lists(st.dictionaries(st.sampled_from("abc"), VALUES))


def profile(rows: list[dict[str, Any]]) -> Profile:
    found = Profile()
    for row in rows:
        found.add(row)
    return found


@given(ROWS, ROWS)
def test_rows_together_are_as_rows_apart(one: list[dict[str, Any]], other: list[dict[str, Any]]) -> None:
    apart = profile(one)
    apart.merge(profile(other))
    together = profile([*one, *other])
    assert apart.rows == together.rows
    for name, column in together.columns.items():
        found = apart.columns[name]
        assert (found.rows, found.nulls, found.types) == (column.rows, column.nulls, column.types)
        assert sorted(found.numbers) == sorted(column.numbers)
        assert found.categories == column.categories
        assert apart.null_rate(name) == together.null_rate(name)


@given(ROWS)
def test_what_is_stored_is_what_was_seen(rows: list[dict[str, Any]]) -> None:
    found = profile(rows)
    stored = parse(orjson.loads(orjson.dumps(found.document())))
    assert stored.rows == found.rows
    for name, column in found.columns.items():
        assert (stored.columns[name].nulls, stored.columns[name].types) == (column.nulls, column.types)


def test_memory_is_bounded_and_the_sample_spread() -> None:
    found = profile([{"n": number, "t": f"x{number}"} for number in range(20_000)])
    numbers = found.columns["n"].numbers
    assert SAMPLE / 2 <= len(numbers) <= 2 * SAMPLE
    assert max(numbers) > 19_000
    assert abs(sorted(numbers)[len(numbers) // 2] - 10_000) < 500
    assert found.columns["t"].categories is None
    few = profile([{"t": f"x{one % CATEGORIES}"} for one in range(999)]).columns["t"].categories
    assert len(few or ()) == CATEGORIES
    assert len(orjson.dumps(found.document())) < 5_000


def test_nothing_that_is_secret_or_different_in_each_row_is_stored() -> None:
    rows = [{"pin": number % 3, "name": f"name {number}", "state": "AB"[number % 2]} for number in range(40)]
    kept = profile(rows).document(frozenset({"pin"}))["columns"]
    assert (kept["pin"]["numbers"], kept["pin"]["categories"]) == ([], None)
    assert kept["name"]["categories"] is None
    assert kept["state"]["categories"] == {"A": 20, "B": 20}


def test_nothing_that_lies_within_lists_and_objects_is_stored() -> None:
    nested = [{"pin": "1234"}, [{"pin": "1234"}], "ann"]
    for values in (nested[:1], nested[1:2], nested, nested[::-1]):
        rows = [{"login": value} for value in values for _ in range(20)]
        apart = Profile()
        apart.merge(profile(rows))
        for found in (profile(rows), apart):
            document = found.document()
            assert document["columns"]["login"]["categories"] is None
            assert b"1234" not in orjson.dumps(document)


def test_columns_are_bounded_together_as_apart() -> None:
    together = Profile()
    for batch in range(3):
        together.merge(profile([{"first": 1, f"{batch}": 1, **{f"{batch}-{number}": 1 for number in range(COLUMNS)}}]))
    assert len(together.columns) == COLUMNS
    assert (together.columns["first"].rows, together.rows) == (3, 3)


def test_declared_columns_are_looked_at_whatever_else_there_is() -> None:
    found = Profile(declared=("last", "who.mail"))
    for number in range(3):
        batch = Profile(declared=("last", "who.mail"))
        batch.add({f"{number}-{one}": 1 for one in range(COLUMNS)} | {"who": {"mail": "x"}, "last": 1})
        found.merge(batch)
    assert (found.null_rate("last"), found.null_rate("who.mail")) == (0, 0)
    assert found.columns["who.mail"].categories == {"x": 3}


def test_the_sample_of_numbers_is_spread_over_batches() -> None:
    whole = Profile()
    for batch in range(100):
        whole.merge(profile([{"n": number} for number in range(1000 * batch, 1000 * batch + 900 + batch)]))
    numbers = sorted(whole.columns["n"].numbers)
    assert SAMPLE / 2 <= len(numbers) <= 2 * SAMPLE
    for tenth in range(1, 10):
        assert abs(numbers[len(numbers) * tenth // 10] - 10_000 * tenth) < 2_000
