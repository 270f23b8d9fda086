"""Where reading a stream got to."""

from __future__ import annotations

import pytest

from ingest.state import State, parse


def test_it_survives_being_stored() -> None:
    state = State("m", "f", 7, {"after": [1, "x"]}, complete=True)
    assert parse(state.text) == state


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"rows": 7}', '{"mapping": "m", "other": 1}'])
def test_what_is_no_state_reads_the_stream_from_its_start(text: str | None) -> None:
    assert parse(text) is None
