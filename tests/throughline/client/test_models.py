"""The client's own words are the server's, and it needs nothing of the server's to say them."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, cast

import pytest

from api.http.app import create
from api.wiring import Wired
from throughline.client import lists, models, operating
from throughline.client.rulings import Model

ROOT = Path(__file__).parents[3]
SCHEMAS: dict[str, Any] = create(cast(Wired, None)).openapi()["components"]["schemas"]
NAMES = {
    "Context": "Answer",
    "Me": "Caller",
    "Rests": "agents__walks__impact__Hit",
    "Hit": "agents__looking__search__Hit",
}
"""What the server's document calls a model, where that is not its name."""

MODELS: list[type[Model]] = [
    one
    for module in (models, lists, operating)
    for one in vars(module).values()
    if isinstance(one, type) and issubclass(one, Model) and one.__module__ == module.__name__ and one is not Model
]
PAIRS = [pytest.param(lists.Page[lists.Brief] if one is lists.Page else one, id=one.__name__) for one in MODELS]


def theirs(name: str) -> str:
    """What the server calls a model of ours."""
    return NAMES.get(name, name)


def said(schema: dict[str, Any]) -> Iterator[str]:
    """The types that a schema lets a value have, as words: `string`, `array of integer`, `object Fact`."""
    if "anyOf" in schema:
        for one in schema["anyOf"]:
            yield from said(one)
    elif "$ref" in schema:
        yield f"object {theirs(schema['$ref'].rpartition('/')[2])}"
    elif schema["type"] == "array":
        yield from (f"array of {one}" for one in said(schema["items"]))
    else:
        yield schema["type"]


def choices(schema: dict[str, Any]) -> set[str]:
    """The words that a schema lets a value be; none where it may be any."""
    found = [one for part in schema.get("anyOf", [schema]) for one in part.get("enum", [part.get("const")])]
    return {one for one in found if one is not None}


@pytest.mark.parametrize("ours", PAIRS)
def test_a_model_is_what_the_document_tells(ours: type[Model]) -> None:
    mine = ours.model_json_schema(mode="serialization", ref_template="#/components/schemas/{model}")
    mine = mine["$defs"][ours.__name__] if "$ref" in mine else mine
    document = SCHEMAS[theirs(ours.__name__.replace("[", "_").replace("]", "_"))]
    assert set(mine["properties"]) == set(document["properties"])
    for name, one in mine["properties"].items():
        other = document["properties"][name]
        assert set(said(one)) == set(said(other)), name
        assert choices(one) in (set(), choices(other)), name
    required = {name for name, field in ours.model_fields.items() if field.is_required()}
    assert required <= set(document["required"])


def test_there_is_a_schema_for_every_model_and_every_name_is_used() -> None:
    assert len(MODELS) > 20
    assert {one.__name__ for one in MODELS} >= set(NAMES)


def test_the_client_needs_httpx_and_pydantic_alone() -> None:
    imported = set()
    for path in (ROOT / "throughline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {one.name.partition(".")[0] for one in node.names}
            if isinstance(node, ast.ImportFrom):
                imported.add(str(node.module).partition(".")[0])
    assert imported - set(sys.stdlib_module_names) == {"httpx", "pydantic", "throughline"}
