"""The documentation's vocabulary is a real one."""

from __future__ import annotations

import re
from pathlib import Path

from ontology.vocabulary import load

DOC = Path(__file__).parents[2] / "docs" / "ontology.md"


def test_the_example_loads(tmp_path: Path) -> None:
    (example,) = re.findall(r"```turtle\n(.*?)```", DOC.read_text(encoding="utf-8"), re.DOTALL)
    (tmp_path / "fleet.ttl").write_text(example, encoding="utf-8")
    found = load([tmp_path])
    assert found.identifying(["Vehicle"]) == {("Vehicle", "number_plate")}
    assert next(need.path for need in found.action("reroute").needs) == "shipment_of/placed_by/name"


def test_every_annotation_is_documented() -> None:
    core = (Path(__file__).parents[2] / "ontology" / "core.ttl").read_text(encoding="utf-8")
    text = DOC.read_text(encoding="utf-8")
    assert [
        name for name in re.findall(r"^(tl:\w+) a owl:AnnotationProperty", core, re.MULTILINE) if name not in text
    ] == []
