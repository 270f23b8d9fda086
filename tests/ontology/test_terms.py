"""Names that the graph keeps for itself."""

from __future__ import annotations

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
