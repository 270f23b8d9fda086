"""The keys that a read has met."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from graph.model import Key
from ingest.seen import Seen

TEXTS = st.builds(lambda part: Key("s", "t", (part,)).text, st.text(max_size=2) | st.integers(0, 9))


@given(st.lists(TEXTS), st.lists(TEXTS))
def test_it_remembers_as_a_dictionary_does(keys: list[str], asked: list[str]) -> None:
    seen, known = Seen(), dict[str, str]()
    for place, key in enumerate(keys):
        assert seen.put(key, f"row {place}") == known.get(key)
        known.setdefault(key, f"row {place}")
    assert seen.count == len(known)
    assert seen.missing(asked) == [key for key in asked if key not in known]
    seen.close()
