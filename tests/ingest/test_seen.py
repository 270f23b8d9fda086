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
    assert seen.note_missing(asked) == len([key for key in asked if key not in known])
    assert list(seen.noted_missing()) == [key for key in asked if key not in known]
    seen.close()


def test_what_is_missing_is_handed_out_while_more_is_met() -> None:
    seen = Seen()
    asked = [f"key {number}" for number in range(2500)]
    assert seen.note_missing(asked) == 2500
    found = []
    for key in seen.noted_missing():
        seen.put(key, "")
        found.append(key)
    assert found == asked
    seen.close()
