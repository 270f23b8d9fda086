from __future__ import annotations

from typing import Any

import pytest

from agents.commands import formed
from agents.looking.decisions import Sought
from agents.principals import Wanted
from ontology.errors import Invalid

ANA: dict[str, Any] = {"name": "Ana", "kind": "person", "roles": ["reader"]}


@pytest.mark.parametrize(
    ("more", "says"),
    [
        ({"roles": ["readr"]}, "no role `readr`: did you mean `reader`?"),
        ({"roles": ["reader", "agnt"]}, "no role `agnt`: did you mean `agent`?"),
        ({"kind": "persn"}, "no kind `persn`: did you mean `person`?"),
        ({"kind": "x"}, "no kind `x`: it is one of `person`, `software`, `service`, `team`"),
    ],
)
def test_a_wrong_word_is_told_with_the_right_one(more: dict[str, Any], says: str) -> None:
    with pytest.raises(Invalid) as refused:
        formed(Wanted, **{**ANA, **more})
    assert str(refused.value) == says


def test_a_word_that_is_alone_is_named_whole() -> None:
    with pytest.raises(Invalid, match="no status `done`: it is one of `proposed`, `judged`, `awaiting`, `denied`, `s"):
        formed(Sought, status="done")


def test_several_mistakes_are_listed_with_patterns_as_they_are() -> None:
    with pytest.raises(Invalid, match="not a principal: mend what is listed") as refused:
        formed(Wanted, **{**ANA, "name": "a b", "roles": []})
    assert "`name`: string should match pattern '^[A-Za-z0-9][A-Za-z0-9._@+-]{0,99}$'" in refused.value.details
    assert len(refused.value.details) == 2


def test_what_is_right_is_formed() -> None:
    assert formed(Wanted, **ANA).roles == ["reader"]
