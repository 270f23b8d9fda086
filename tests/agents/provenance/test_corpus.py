"""Every document of the corpus that the library ships is judged as its name says, and in every format alike."""

from __future__ import annotations

import warnings
from pathlib import Path

import prov
import pytest
from prov.model import ProvDocument

from agents.provenance.checking import checked

TESTS = Path(prov.__file__).parent / "tests"
CONSTRAINTS = sorted((TESTS / "unification/constraints").glob("*.[xp][mr]*"))
OURS = sorted((TESTS / "unification").glob("*.json"))
STRICTER = {"delegation-fail4", "delegation-fail5", "usage-fail1", "usage-fail5", "usage-fail6", "usage-fail7"}
"""What its name calls invalid, and the Recommendation lets pass."""
OTHERWISE_IN_RDF = {
    *("association-fail4", "association-fail5", "delegation-fail4", "delegation-fail5"),
    *(f"derivation-fail{number}" for number in (1, 2, 3, 4)),
    *("membership-fail1", "mention-fail1", "mention-fail2", "specialization-fail1", "specialization-fail2"),
}
"""What RDF has no way to say: two statements of one identifier, one without an argument; a relation of nothing."""


def test_the_corpus_is_whole() -> None:
    assert len(CONSTRAINTS) == 160
    assert sum("fail" in one.name.lower() for one in CONSTRAINTS) == 73


@pytest.mark.parametrize("path", [*CONSTRAINTS, *OURS], ids=lambda path: path.name)
def test_a_document_is_judged_as_its_name_says(path: Path) -> None:
    found = checked(path.name, path.read_bytes())
    assert found.valid == ("fail" not in path.name.lower()), found.violations


@pytest.mark.parametrize("path", CONSTRAINTS, ids=lambda path: path.name)
def test_the_recommendation_alone_lets_six_more_pass(path: Path) -> None:
    found = checked(path.name, path.read_bytes(), recommended=True)
    assert found.valid == ("fail" not in path.name.lower() or path.stem in STRICTER)


@pytest.mark.parametrize("path", [one for one in CONSTRAINTS if "bundle" not in one.name], ids=lambda path: path.name)
def test_a_document_is_judged_alike_in_every_format(path: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        document = ProvDocument.deserialize(content=path.read_text("utf-8"), format="xml")
        texts = {"provn": document.get_provn(), "provjson": document.serialize(format="json")}
        if path.stem not in OTHERWISE_IN_RDF:
            texts["trig"] = document.serialize(format="rdf", rdf_format="trig")
    valid = "fail" not in path.name.lower()
    for format_, text in texts.items():
        assert checked("document", str(text).encode(), format_).valid == valid, format_
