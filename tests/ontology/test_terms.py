"""Names that the graph keeps for itself."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ontology.terms import CLASS, FIELDS, LABELS, NAME, TYPES, reserved


@pytest.mark.parametrize(
    "name", ["Record", "record", "RECORD", "DESCRIBES", "describes", "ProvEntity", "provenance", "Context"]
)
def test_labels_and_types_are_taken_whatever_their_case(name: str) -> None:
    assert reserved(name)


@pytest.mark.parametrize("name", ["Customer", "PLACED", "Approved", "Pro"])
def test_other_names_are_free(name: str) -> None:
    assert not reserved(name)


def test_no_reserved_word_is_misspelt_by_its_own_kind() -> None:
    assert all(CLASS.fullmatch(name) for name in LABELS)
    assert all(NAME.fullmatch(name.lower()) and name.isupper() for name in TYPES)
    assert all(NAME.fullmatch(name) for name in FIELDS)


def test_whatever_the_store_writes_is_taken() -> None:
    texts = [
        path.read_text(encoding="utf-8") for path in (Path(__file__).parents[2] / "graph" / "cypher").glob("*.cypher")
    ]
    text = re.sub(r"//.*", "", "\n".join(texts))
    labels = {name for found in re.findall(r"\(\w*((?::\w+)+)", text) for name in found.strip(":").split(":")}
    types = set(re.findall(r"\[\w*:(\w+)", text))
    fields = {
        name
        for found in re.findall(r"CREATE \(\w*:(?:Record|Thing)[^{]*\{([^}]*)", text)
        for name in re.findall(r"(\w+):", found)
    }
    assert len(labels) > 5
    assert len(types) > 1
    assert len(fields) > 10
    assert sorted(name for name in labels | types if not reserved(name)) == []
    assert sorted(fields - FIELDS) == []
