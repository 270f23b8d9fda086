"""The documentation's vocabulary is a real one."""

from __future__ import annotations

import re
from pathlib import Path

from ontology.loading import HERE, OURS, load
from ontology.shapes import shapes

DOC = Path(__file__).parents[2] / "docs" / "ontology.md"
TEXT = DOC.read_text(encoding="utf-8")


def examples() -> tuple[str, str]:
    """The vocabulary and the shapes that the page shows."""
    words, rules = re.findall(r"```turtle\n(.*?)```", TEXT, re.DOTALL)
    return words, rules


def test_the_examples_load(tmp_path: Path) -> None:
    words, rules = examples()
    (tmp_path / "fleet.ttl").write_text(words, encoding="utf-8")
    found = load([tmp_path])
    assert found.identifying(["Vehicle"]) == {("Vehicle", "number_plate")}
    assert next(need.path for need in found.action("reroute").needs) == "shipment_of/placed_by/name"
    (tmp_path / "shapes").mkdir()
    (tmp_path / "shapes/fleet.ttl").write_text(rules, encoding="utf-8")
    assert len(shapes(found, [tmp_path])) > len(shapes(found))


def test_every_annotation_is_documented() -> None:
    core = (HERE / "core.ttl").read_text(encoding="utf-8")
    names = re.findall(r"^(tl:\w+) a owl:AnnotationProperty", core, re.MULTILINE)
    assert [name for name in names if name not in TEXT] == []


def test_every_file_class_and_action_is_documented_as_it_is() -> None:
    ours = load()
    assert [name for name in OURS if f"| `{name}` |" not in TEXT] == []
    for one in ours.classes.values():
        (line,) = re.findall(rf"^\| [A-Z]?[a-z]* \| `{one.name}`.*$", TEXT, re.MULTILINE)
        assert one.definition in line
        assert (f"| `{one.dated_by}` |" in line) == (one.dated_by is not None)
        identifiers = {other.name for other in ours.properties.values() if one.name in other.identifying}
        assert {name for name in identifiers if f"`{name}`" in line} == identifiers
    for action in ours.actions.values():
        (line,) = re.findall(rf"^\| `{action.name}` \| `{action.subject}` .*$", TEXT, re.MULTILINE)
        required = ", ".join(f"`{need.path}`" for need in action.needs if need.required)
        assert line.endswith(f"| {action.definition} | {required} | {len(action.needs)} |")
