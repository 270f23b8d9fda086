"""Drafts of contracts say no more than the rows bear out."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.connector import Raw
from ingest.contracts.compiling import compile_contract
from ingest.contracts.inference import draft, text
from ingest.contracts.values import kind_of
from tests.ingest.words import stream
from tests.ingest.world import Flaky

ODD = [
    None, "", " ", "1", "007", "-5", "+5.50", 7, 2**63, True, "yes", "NO", "null", "--5", "9999999999999999999", "1e5",
    "2024-02-29", "2024-02-30", "0000-00-00", "2024-02-29T12:00:00Z", "2024-02-29 25:00", "2024-02-29T12:00",
    "29.02.2024", "a@x.example", "x" * 100, ["a"], {"a": 1},
]  # fmt: skip
COLUMNS = st.sampled_from(["a", "a.b", "a: b", "#", "null", "x[0]", "Größe", " "])
ROWS = st.lists(st.dictionaries(COLUMNS, st.sampled_from(ODD)), min_size=1, max_size=4)


@settings(max_examples=40, deadline=None)
@given(ROWS, st.sampled_from([1, 40]))
def test_rows_keep_the_contract_that_is_drafted_from_them(some: list[dict[str, Any]], times: int) -> None:
    rows = [{"id": str(number), **row} for number, row in enumerate(some * times)]
    system = Flaky(lambda _: (Raw(row, None, row["id"]) for row in rows))
    written = text("shop", [draft(system, stream(""))], {"rows": ("id",)})
    contract = compile_contract(written, "shop", {"rows": None}, "Europe/Berlin").stream("rows")
    assert [contract.held_against(row) for row in rows] == [[]] * len(rows)


def test_what_only_looks_like_a_date_or_a_number_is_none() -> None:
    assert [kind_of(one) for one in ("0000-00-00", "2024-02-30", "2024-02-29T25:00")] == ["text"] * 3
    assert [kind_of(one) for one in ("9223372036854775807", "9223372036854775808")] == ["integer", "decimal"]
