"""The mappings say only what the ontology knows, about columns that are there."""

from __future__ import annotations

from typing import Any

import pytest
import yaml

from api.demo.build import CURSORS, MAPPINGS
from ontology.loading import load
from tests.api.demo.reading import Systems

OURS = load()
SOURCES = {
    name: yaml.safe_load((MAPPINGS / f"{name}.yaml").read_text(encoding="utf-8")) for name in ("erp", "crm", "helpdesk")
}
STREAMS = [(source, name) for source, one in SOURCES.items() for name in one["streams"]]


def stream(source: str, name: str) -> dict[str, Any]:
    found: dict[str, Any] = SOURCES[source]["streams"][name]
    return found


def columns(part: Any) -> list[str]:
    """The columns that a field, a key or a reference reads."""
    if isinstance(part, str):
        return [part]
    if isinstance(part, list):
        return [name for one in part for name in columns(one)]
    return [name for key in ("column", "country", "currency", "key") if key in part for name in columns(part[key])]


def test_each_file_names_its_source() -> None:
    assert {name: one["source"] for name, one in SOURCES.items()} == {name: name for name in SOURCES}


@pytest.mark.parametrize(("source", "name"), STREAMS)
def test_classes_fields_and_references_are_the_ontologys(source: str, name: str) -> None:
    one = stream(source, name)
    classes = one["classes"]
    assert not OURS.disjoint(classes, classes)
    for field, said in one["fields"].items():
        found = OURS.property(field)
        assert OURS.applies(found.domain, classes), field
        assert (found.datatype == "money") == (isinstance(said, dict) and "currency" in said), field
    for field, ref in one.get("refs", {}).items():
        relation, outward = OURS.relation(field)
        assert OURS.applies(relation.domain if outward else relation.range, classes), field
        target = stream(ref.get("source", source), ref["stream"])
        assert OURS.applies(relation.range if outward else relation.domain, target["classes"]), field
        assert len(ref["key"]) == len(target["key"]), field


@pytest.mark.parametrize(("source", "name"), STREAMS)
def test_the_columns_are_there(source: str, name: str, systems: Systems) -> None:
    one = stream(source, name)
    there = set(systems[source][one.get("from", name)][0])
    read = [*one["fields"].values(), *one.get("refs", {}).values(), one["key"], one["version"]]
    assert {column for part in read for column in columns(part)} - there == set()


@pytest.mark.parametrize(("source", "name"), STREAMS)
def test_every_code_has_a_meaning(source: str, name: str, systems: Systems) -> None:
    one = stream(source, name)
    rows = systems[source][one.get("from", name)]
    for said in one["fields"].values():
        if isinstance(said, dict) and "values" in said:
            assert {row[said["column"]] for row in rows} <= set(said["values"])


def test_every_stream_of_every_system_is_mapped(systems: Systems) -> None:
    for source, streams in systems.items():
        mapped = {one.get("from", name) for name, one in SOURCES[source]["streams"].items()}
        assert mapped == set(streams)
    assert set(systems["erp"]) == set(CURSORS)


def test_what_the_actions_on_a_customer_and_a_case_need_is_mapped() -> None:
    fields = {name for source, stream_ in STREAMS for name in stream(source, stream_)["fields"]}
    refs = {
        OURS.relation(name)[0].name for source, stream_ in STREAMS for name in stream(source, stream_).get("refs", {})
    }
    for name in ("refund", "credit_hold", "escalate_case"):
        for need in OURS.action(name).needs:
            steps, last = OURS.path(need.path)
            assert last.name in fields, need.path
            assert {relation.name for relation, _ in steps} <= refs, need.path
