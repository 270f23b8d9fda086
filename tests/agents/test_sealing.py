"""A context id is the sealed one or none: whatever is altered is refused."""

from __future__ import annotations

import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.sealing import seal, unseal
from ontology.errors import Invalid, Refused
from tests.agents.world import SECRET

BODIES = st.dictionaries(st.text(max_size=8), st.integers(-(2**53), 2**53) | st.text(max_size=20), max_size=5)
SIGNS = string.ascii_letters + string.digits + "-_.=+/ é"


@given(BODIES)
def test_what_was_sealed_is_what_is_unsealed(body: dict[str, object]) -> None:
    assert unseal(seal(body, SECRET), SECRET) == body


@given(BODIES, st.data())
def test_a_token_altered_in_any_character_is_refused(body: dict[str, object], data: st.DataObject) -> None:
    token = seal(body, SECRET)
    place = data.draw(st.integers(0, len(token) - 1))
    sign = data.draw(st.sampled_from(SIGNS).filter(lambda one: one != token[place]))
    with pytest.raises(Refused):
        unseal(token[:place] + sign + token[place + 1 :], SECRET)


@given(BODIES, st.integers(1, 40))
def test_a_shortened_or_lengthened_token_is_refused(body: dict[str, object], by: int) -> None:
    token = seal(body, SECRET)
    for other in (token[:-by], token + "A" * by, token + "=" * by):
        with pytest.raises(Refused):
            unseal(other, SECRET)


@given(st.text(max_size=200))
def test_anything_else_is_refused(text: str) -> None:
    with pytest.raises(Refused):
        unseal(text, SECRET)


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(Refused, match="altered or signed elsewhere"):
        unseal(seal({"a": 1}, SECRET), b"another key of the right length!")


def test_a_short_key_seals_nothing() -> None:
    with pytest.raises(Invalid, match="at least 16"):
        seal({"a": 1}, b"short")
