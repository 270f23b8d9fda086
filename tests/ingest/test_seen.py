"""The keys that a read has met."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ingest.seen import Seen


@given(st.lists(st.text(max_size=3)), st.lists(st.text(max_size=3)))
def test_it_remembers_as_a_dictionary_does(keys: list[str], asked: list[str]) -> None:
    seen, known = Seen(), dict[str, str]()
    for place, key in enumerate(keys):
        assert seen.put(key, f"row {place}") == known.get(key)
        known.setdefault(key, f"row {place}")
    assert seen.count == len(known)
    assert seen.missing(asked) == [key for key in asked if key not in known]
    seen.close()
